"""What the vault keeps of letters and notices: for each its place, so that none opens in another's."""

from collections.abc import Mapping

import msgspec

from openhall.blocks.messages.definitions import Words


class Carried(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a notice carries: the address, and in a demonstration the words and the name of what is attached."""

    address: str
    title: str = ""
    text: str = ""
    attached: str = ""
    language: str = ""


_TITLES = msgspec.json.Decoder(dict[str, str])
_WORDS = msgspec.json.Decoder(dict[str, Words])
_CARRIED = msgspec.json.Decoder(Carried)


def context_of_letter(letter: str) -> bytes:
    """Return the place of a letter's words."""
    return f"letter:{letter}".encode()


def context_of_delivery(key: str, channel: str) -> bytes:
    """Return the place of what a notice carries."""
    return f"notice:{channel}:{key}".encode()


def read_words(plain: bytes) -> dict[str, Words]:
    """Return the words of a letter by language."""
    return _WORDS.decode(plain)


def read_carried(plain: bytes) -> Carried:
    """Return what a notice carries."""
    return _CARRIED.decode(plain)


def kept_titles(words: Mapping[str, Words]) -> str:
    """Return the subjects of a letter as its row keeps them."""
    return msgspec.json.encode({code: title for code, (title, _) in words.items()}, order="deterministic").decode()


def read_titles(text: str) -> dict[str, str]:
    """Return the subjects of a letter by language."""
    return _TITLES.decode(text)
