"""What this block keeps sealed, so that it can be sealed anew."""

from openhall.blocks.journal.facade import SealedColumn, register_sealed_columns
from openhall.blocks.payments.models import Voucher
from openhall.blocks.payments.sealing import REASON, owner_of_voucher


def register() -> None:
    """Name the column."""
    register_sealed_columns(
        SealedColumn(Voucher, "reason", lambda row: owner_of_voucher(row.code_hash), lambda _: REASON)
    )
