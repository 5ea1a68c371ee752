"""Why a voucher was given: sealed under a key of the voucher, for it is nobody's until it is spent."""

from openhall.blocks.journal.facade import KeyDestroyedError, Reader, seal, unseal
from openhall.blocks.payments.models import Voucher

REASON = b"reason"


def owner_of_voucher(code_hash: str) -> str:
    """Return the owner in the vault of what was written about a voucher."""
    return f"voucher:{code_hash}"


def sealed_words(code_hash: str, words: str) -> bytes:
    """Seal the reason of a voucher."""
    return seal(owner=owner_of_voucher(code_hash), plain=words.encode(), context=REASON)


def words_of(row: Voucher, reader: Reader) -> str:
    """Open the reason of a voucher for a reader, whose read is written down; empty where there is none any more."""
    if row.reason is None:
        return ""
    owner = owner_of_voucher(row.code_hash)
    try:
        return unseal(owner=owner, sealed=bytes(row.reason), context=REASON, reader=reader).decode()
    except KeyDestroyedError:
        return ""
