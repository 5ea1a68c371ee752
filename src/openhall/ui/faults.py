"""The words for what does not fit in an answer: what to do about it, never what is wrong with the person."""

from collections.abc import Mapping, Sequence
from typing import Any

from openhall.kernel.languages import Language, Text, pick
from openhall.ui.catalogues import translations
from openhall.ui.file_words import is_refusal_of_file, words_for_file
from openhall.ui.formats import full_date, number


def _(message: str) -> str:
    """Mark a sentence for translation; it is translated when the reader is known."""
    return message


#: Faults for which the sentence of the question, or of its kind of answer, says best what to write.
_OWN_WORDS = frozenset(
    {
        "required",
        "pattern",
        "check-digit",
        "not-a-date",
        "not-a-month",
        "not-a-time",
        "not-a-number",
        "not-an-amount",
        "address",
    }
)
_SENTENCES: Mapping[str, str] = {
    "required": _("Fill in “%(label)s”"),
    "too-long": _("Use %(max)s characters or fewer. There are %(length)s now"),
    "too-short": _("Use at least %(min)s characters"),
    "pattern": _("Write it in the same way as on your document"),
    "check-digit": _("Compare each character with your document and enter it again"),
    "not-canonical": _("Write it like this: %(canonical)s"),
    "not-canonical-day": _("Write a day like 2026-03-03, a month like 2026-03, a time like 14:30"),
    "wrong-type": _("Give a value of this type: %(expected)s"),
    "unknown-member": _("Take out “%(name)s”: there is no such question"),
    "not-asked": _("Take out “%(name)s”: it is not asked, given your other answers"),
    "not-an-option": _("Choose one of the answers listed"),
    "must-be": _("Tick the box “%(label)s” to go on"),
    "not-a-number": _("Enter a number, like 12.5"),
    "not-whole": _("Enter a whole number, like 3"),
    "not-an-amount": _("Enter an amount, like 1,200.50"),
    "too-many-decimals": _("Use no more than %(decimals)s figures after the point"),
    "too-small": _("Enter %(min)s or more"),
    "too-large": _("Enter %(max)s or less"),
    "not-a-date": _("Enter day, month and year, like 3 Mar 2026"),
    "date-incomplete": _("Enter day, month and year, like 3 Mar 2026"),
    "no-such-date": _("Look at the day again: that month is shorter"),
    "not-a-month": _("Enter month and year, like Mar 2026"),
    "not-a-time": _("Enter a time, like 2:30 pm or 14:30"),
    "too-early": _("Enter %(limit)s or a later day"),
    "too-late": _("Enter %(limit)s or an earlier day"),
    "before": _("Enter %(limit)s or a later day"),
    "address": _("Enter the building or the street"),
    "not-a-country": _("Choose a country or place from the list"),
    "too-few-items": _("Fill in at least %(min)s of these: %(item)s"),
    "too-many-items": _("Fill in no more than %(max)s of these: %(item)s"),
    "too-many-files": _("Choose no more than %(max)s files"),
    "same-file-twice": _("Choose each file only once"),
    "unknown-file": _("Choose the file for “%(label)s” again"),
    "file-kind": _("Choose a file of one of these kinds: %(accept)s"),
    "draft-full": _("Write less here, or send it as a file: together your answers are longer than we can keep"),
    "draft-changed": _("Check your answers again: they were changed since this page was shown"),
    "draft-busy": _("Wait a moment and go on: these answers are being changed in another window"),
    "file-too-large": _("Choose a file of up to %(max_mb)s MB"),
}
_CHOOSE = _("Choose an answer for “%(label)s”")
_CHOOSE_FILE = _("Choose a file for “%(label)s”")
_ANSWER = _("Answer “%(label)s”")
_WHOLE_NUMBER = _("Enter a whole number, like 3")
_ENTER_PART = {
    "day": _("Enter the day"),
    "month": _("Enter the month"),
    "year": _("Enter the year"),
    "time": _("Enter the time, like 14:30"),
}
_WRONG_PART = {"month": _("Enter a month from 1 to 12, or its name"), "year": _("Enter the year with four figures")}
_TODAY = {"too-early": _("Enter today or a later day"), "too-late": _("Enter today or an earlier day")}
_NOTHING_SEEN = _("Write something, or leave it out")
_LOOK_AT = _("Look at character %(place)s, “%(character)s”.")
_LOOK_AT_LAST = _("“%(character)s” does not fit the characters before it. Compare each with your document.")
_ELSE = _("Look at this answer again")
_SEPARATOR = {"zh-Hant": "", "zh-Hans": ""}


def words_for(code: str, params: Mapping[str, Any], language: Language, mend: Text | None = None) -> str:
    """Return the sentence for a fault, in ``language``; ``mend`` is the one of the question or its type."""
    if is_refusal_of_file(code, params):
        return words_for_file(code, params, language)
    say = translations(language).gettext
    told = {name: _told(name, value, language) for name, value in params.items()}
    own = pick(mend, language) if mend and code in _OWN_WORDS else ""
    sentence = own or say(_sentence(code, params)) % _Places(told)
    pointing = {"pattern": _LOOK_AT, "check-digit": _LOOK_AT_LAST}.get(code, "")
    if pointing and params.get("character"):
        return _SEPARATOR.get(language.code, " ").join([say(pointing) % _Places(told), sentence])
    return sentence


class _Places(dict[str, str]):
    """The named places of a sentence; one that nothing fills stays empty rather than bring the page down."""

    def __missing__(self, key: str) -> str:
        return ""


def _sentence(code: str, params: Mapping[str, Any]) -> str:
    base: object = params.get("base")
    parts: Sequence[str] = params.get("parts") or ()
    if code == "required":
        return _required(base, params.get("label"))
    if code == "not-a-number" and base == "integer":
        return _WHOLE_NUMBER
    if code == "not-canonical" and not params.get("canonical"):
        return _NOTHING_SEEN
    closer = {"date-incomplete": _ENTER_PART, "no-such-date": _WRONG_PART}.get(code)
    if closer and len(parts) == 1 and parts[0] in closer:
        return closer[parts[0]]
    today = _TODAY.get(code) if params.get("today") else None
    return today or _SENTENCES.get(code, _ELSE)


def _required(base: object, label: object) -> str:
    if base in {"choice", "choices", "boolean", "country"}:
        return _CHOOSE
    if base == "file":
        return _CHOOSE_FILE
    is_question = isinstance(label, Mapping) and any(str(words).endswith(("?", "？")) for words in label.values())
    return _ANSWER if is_question else _SENTENCES["required"]


def _told(name: str, value: Any, language: Language) -> str:  # noqa: ANN401 - a parameter is any JSON
    if isinstance(value, Mapping):
        return pick(value, language)
    if name == "accept" and isinstance(value, Sequence):
        return ", ".join(str(kind).upper() for kind in value)
    if name == "limit" and isinstance(value, str) and len(value) >= len("2026-03-03"):
        return full_date(value[:10], language)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value, language)
    return str(value)
