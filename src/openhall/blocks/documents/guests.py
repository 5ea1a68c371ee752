"""What a guest needs to use a file again: its id, and a secret that is derived from it and stored nowhere."""

from openhall.blocks.journal.facade import code_keys
from openhall.kernel.references import is_secret_of, secret_of

_KEY = "documents.file"
#: Between the id and the secret where both travel as one word.
_BETWEEN = "."


def guest_owner(file_id: str) -> str:
    """Return the owner of a guest's file: itself, so that it has a key of its own."""
    return f"file:{file_id}"


def secret_of_file(file_id: str) -> str:
    """Return the secret of a guest's file."""
    return secret_of(code_keys(_KEY)[0], file_id)


def is_secret_of_file(file_id: str, typed: str) -> bool:
    """Tell whether ``typed`` is the secret of a file, in the same time whatever is wrong with it."""
    return is_secret_of(code_keys(_KEY), file_id, typed)


def claim_of_file(file_id: str) -> str:
    """Return id and secret as one word, for a hidden field of a guest's form."""
    return f"{file_id}{_BETWEEN}{secret_of_file(file_id)}"


def split_claim(claim: str) -> tuple[str, str]:
    """Return id and secret of a claim; a bare id has no secret."""
    file_id, _, secret = claim.partition(_BETWEEN)
    return file_id, secret
