"""What this block keeps sealed, so that it can be sealed anew."""

from openhall.blocks.forms.drafts import context_of_draft
from openhall.blocks.forms.models import Draft
from openhall.blocks.journal.facade import SealedColumn, register_sealed_columns


def register() -> None:
    """Name the column."""
    register_sealed_columns(
        SealedColumn(Draft, "sealed", lambda row: str(row.owner), lambda row: context_of_draft(row.reference))
    )
