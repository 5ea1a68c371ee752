"""How samples say the same thing in every language."""

from typing import Protocol


class Say(Protocol):
    """Pick one of three sentences."""

    def __call__(self, en: str, hant: str, hans: str) -> str:
        """Return the one in the reader's language."""
        ...
