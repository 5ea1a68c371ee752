"""Samples of a field type: what is kept for what is typed, and how people read it."""

from datetime import date

from openhall.blocks.forms.definitions import FieldType, Question
from openhall.blocks.forms.kinds.kind import Kind, Scope, Setting
from openhall.blocks.forms.kinds.making import make_kind
from openhall.kernel.money import Currency

_NO_MONEY = Setting(Currency("XXX", "¤", 2), {})
_ANY_DAY = Scope(date(2000, 1, 1))


def kept_for(field_type: FieldType, typed: str) -> str | None:
    """Return what is kept when ``typed`` is entered in a field of this type; ``None`` when it is turned back."""
    kind = _kind(field_type)
    value, slips = kind.read({"sample": [typed]}, "sample", _ANY_DAY)
    return None if value is None or slips or kind.check(value, _ANY_DAY) else str(value)


def shown_for(field_type: FieldType, kept: str) -> str:
    """Return how people read what is kept in a field of this type."""
    return _kind(field_type).shown(kept)


def _kind(field_type: FieldType) -> Kind:
    return make_kind(Question(id="sample", type=field_type.id, label={}), field_type, _NO_MONEY)
