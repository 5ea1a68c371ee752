"""What this block keeps sealed, so that it can be sealed anew."""

from openhall.blocks.exchange.copies import context_of_copy
from openhall.blocks.exchange.models import Copy, Stated
from openhall.blocks.exchange.stating import context_of_stated
from openhall.blocks.journal.facade import SealedColumn, register_sealed_columns


def register() -> None:
    """Name the columns."""
    register_sealed_columns(
        SealedColumn(
            Copy, "sealed", lambda row: str(row.owner), lambda row: context_of_copy(row.source, row.organisation)
        ),
        SealedColumn(Stated, "said", lambda row: str(row.owner), context_of_stated),
    )
