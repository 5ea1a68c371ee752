"""What this block keeps sealed, so that it can be sealed anew."""

from openhall.blocks.documents.models import File, Paper
from openhall.blocks.documents.papers.finding import context_of
from openhall.blocks.documents.queries import context_of_file
from openhall.blocks.journal.facade import SealedColumn, register_sealed_columns


def register() -> None:
    """Name the columns. The bytes of files are none: they lie in a store."""
    register_sealed_columns(
        SealedColumn(File, "sealed", lambda row: str(row.key_owner), lambda row: context_of_file(row.id)),
        SealedColumn(Paper, "sealed", lambda row: str(row.owner), lambda row: context_of(row.id)),
    )
