"""Merchant-presented QR codes of EMVCo: tag, length, value, and a check value at the end."""

from collections.abc import Iterator

_CHECK = "6304"
_INITIAL, _POLYNOMIAL, _TOP, _WORD = 0xFFFF, 0x1021, 0x8000, 0xFFFF
_LONGEST = 99


def field(tag: str, value: str) -> str:
    """Return one field; raise ``ValueError`` for what its two digits of length cannot say."""
    if len(tag) != 2 or not tag.isdecimal() or not 1 <= len(value) <= _LONGEST:  # noqa: PLR2004 - two digits
        raise ValueError(f"field {tag} holds {len(value)} signs; between 1 and {_LONGEST} can be said")
    return f"{tag}{len(value):02d}{value}"


def with_check(fields: str) -> str:
    """Return a whole code: the fields, and the check value over them and its own tag."""
    body = fields + _CHECK
    return f"{body}{check_value(body):04X}"


def read_code(code: str) -> dict[str, str]:
    """Return the fields of a code by their tags; raise ``ValueError`` where its check value does not fit."""
    body, told = code[:-4], code[-4:]
    if not body.endswith(_CHECK) or f"{check_value(body):04X}" != told:
        raise ValueError("the check value of the code does not fit")
    return dict(fields_of(body[: -len(_CHECK)]))


def fields_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield the tags and values of fields that stand one after the other; also those within a template."""
    while text:
        size = int(text[2:4])
        if len(text) < 4 + size:
            raise ValueError("a field is shorter than it says")
        yield text[:2], text[4 : 4 + size]
        text = text[4 + size :]


def check_value(text: str) -> int:
    """Return the check value: CRC-16 with polynomial 1021 and the initial value FFFF, as EMVCo takes it."""
    value = _INITIAL
    for byte in text.encode():
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ _POLYNOMIAL if value & _TOP else value << 1) & _WORD
    return value
