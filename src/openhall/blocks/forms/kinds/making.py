"""From a question and its type to its kind of answer."""

from openhall.blocks.forms.definitions import FieldType, Question
from openhall.blocks.forms.kinds.addresses import Address
from openhall.blocks.forms.kinds.choosing import Choice, Choices, Tick
from openhall.blocks.forms.kinds.countries import Country
from openhall.blocks.forms.kinds.days import Day
from openhall.blocks.forms.kinds.files import FileGiven
from openhall.blocks.forms.kinds.kind import Kind, Setting
from openhall.blocks.forms.kinds.lines import Line
from openhall.blocks.forms.kinds.numbers import Number

_KINDS: dict[str, type[Kind]] = {
    **dict.fromkeys(("string", "text", "telephone", "email"), Line),
    **dict.fromkeys(("integer", "number", "money"), Number),
    **dict.fromkeys(("date", "month", "time", "datetime"), Day),
    "boolean": Tick,
    "choice": Choice,
    "choices": Choices,
    "address": Address,
    "country": Country,
    "file": FileGiven,
}


def make_kind(question: Question, field_type: FieldType, setting: Setting) -> Kind:
    """Return the kind of answer that ``question`` asks for."""
    return _KINDS[field_type.base](question, field_type, setting)
