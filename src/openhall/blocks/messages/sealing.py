"""What the vault keeps of letters and notices: for each its place, so that none opens in another's."""

import msgspec

from openhall.blocks.messages.definitions import Words


class Carried(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a notice carries: the address, and the words where this is a demonstration."""

    address: str
    title: str = ""
    text: str = ""


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
