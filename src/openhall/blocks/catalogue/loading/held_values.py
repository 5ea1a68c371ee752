"""Whether a value is one that the state could hold: written as it is stored, and right by its field type."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import msgspec

from openhall.blocks.forms.facade import FieldType, kept_for

_COUNTRY = re.compile(r"^[A-Z]{2}$")
Row = Mapping[str, Any]


def fault_of(type_row: Row, value: object) -> str | None:
    """Return what is wrong with ``value`` as one of the field type that ``type_row`` describes."""
    check = _CHECKS.get(str(type_row.get("base")))
    if check is None:
        return f"a fact cannot be of the field type “{type_row.get('id')}”"
    return check(type_row, value)


def _words(type_row: Row, value: object) -> str | None:
    if not isinstance(value, str):
        return "is not a text. Put it in quotes"
    kind = msgspec.convert(type_row, FieldType)
    if not (kind.min_length or 1) <= len(value) <= (kind.max_length or len(value)):
        return f"is too short or too long for the field type “{kind.id}”"
    if kept_for(kind, value) != value:
        return f"is not a right “{kind.id}”: look at its pattern and check digit"
    return None


def _day(_type_row: Row, value: object) -> str | None:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return "is not a day. Write it like '2026-01-01'"
    return None


def _country(_type_row: Row, value: object) -> str | None:
    return None if isinstance(value, str) and _COUNTRY.match(value) else "is not a country code like GB"


def _address(type_row: Row, value: object) -> str | None:
    if not isinstance(value, Mapping):
        return "is not an address. Write its boxes, like {street: …, district: …}"
    boxes = {str(box["id"]): box for box in type_row.get("boxes", [])}
    for name, words in value.items():
        if name not in boxes:
            return f"has no box “{name}” (there are: {', '.join(boxes)})"
        options = [option["id"] for option in boxes[name].get("options", [])]
        if not isinstance(words, str) or not words.strip() or (options and words not in options):
            return f"has nothing that fits in the box “{name}”"
    return None


_CHECKS: Mapping[str, Callable[[Row, object], str | None]] = {
    "string": _words,
    "text": _words,
    "telephone": _words,
    "email": _words,
    "date": _day,
    "country": _country,
    "address": _address,
}
