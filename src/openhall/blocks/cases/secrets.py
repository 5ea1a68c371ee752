"""The secret of a matter: shown to its owner, derived from the reference, stored nowhere."""

from openhall.blocks.journal.facade import code_keys
from openhall.kernel.references import is_secret_of, secret_of

_KEY = "matters"


def secret_of_case(reference: str) -> str:
    """Return the secret that opens a case or a draft for whoever has no account."""
    return secret_of(code_keys(_KEY)[0], reference)


def is_secret_of_case(reference: str, typed: str) -> bool:
    """Tell whether ``typed`` is the secret of ``reference``, in the same time whatever is wrong with it."""
    return is_secret_of(code_keys(_KEY), reference, typed)
