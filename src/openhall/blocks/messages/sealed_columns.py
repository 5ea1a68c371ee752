"""What this block keeps sealed, so that it can be sealed anew."""

from openhall.blocks.journal.facade import SealedColumn, register_sealed_columns
from openhall.blocks.messages.models import Delivery, InboxMessage
from openhall.blocks.messages.sealing import context_of_delivery, context_of_letter


def register() -> None:
    """Name the columns."""
    register_sealed_columns(
        SealedColumn(InboxMessage, "sealed", lambda row: str(row.owner), lambda row: context_of_letter(row.id)),
        SealedColumn(
            Delivery, "sealed", lambda row: str(row.owner), lambda row: context_of_delivery(row.key, row.channel)
        ),
    )
