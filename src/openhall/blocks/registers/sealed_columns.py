"""What this block keeps sealed, so that it can be sealed anew."""

from openhall.blocks.journal.facade import SealedColumn, register_sealed_columns
from openhall.blocks.registers.keeping import context_of
from openhall.blocks.registers.models import EntryVersion


def register() -> None:
    """Name the column."""
    register_sealed_columns(
        SealedColumn(
            EntryVersion,
            "sealed",
            owner=lambda row: str(row.owner),
            context=lambda row: context_of(row.register, row.entry.number, row.serial),
            needs=("entry",),
            is_in_log=True,
        )
    )
