"""Answers written for people: as they read them before they submit, and on what they keep."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date

from openhall.blocks.forms.facade import Address, Asked, Group, country_names
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language, pick
from openhall.kernel.money import format_money, parse_amount
from openhall.ui.form_views import KeptFile
from openhall.ui.formats import full_date, number

_YES, _NO = _("Yes"), _("No")
Files = Mapping[str, KeptFile]
_MONTH = {"en": "MMMM y", "zh-Hant": "y年M月", "zh-Hans": "y年M月"}


def answer_lines(asked: Asked, value: Any, language: Language, files: Files) -> list[str]:  # noqa: ANN401 - any JSON
    """Return an answer as lines of words; none when it was not answered. Each of several things is one with breaks."""
    if value is None:
        return []
    kind = asked.kind
    if isinstance(kind, Group):
        return [_item(kind, item, place, language, files) for place, item in enumerate(value, 1)]
    if isinstance(kind, Address):
        return _address(kind, value, language)
    if kind.base == "text":
        return [line for line in str(value).split("\n") if line]
    listed = value if isinstance(value, list) else [value]
    return [_words(asked, each, language, files) for each in listed]


def _words(asked: Asked, value: Any, language: Language, files: Files) -> str:  # noqa: ANN401 - as above
    writers: dict[str, Callable[[], str]] = {
        "boolean": lambda: _yes_or_no(language, is_yes=bool(value)),
        "choice": lambda: _option(asked, value, language),
        "choices": lambda: _option(asked, value, language),
        "country": lambda: country_names(language).get(value, value),
        "file": lambda: files[value].name if value in files else str(value),
        "money": lambda: format_money(parse_amount(Decimal(repr(value)), asked.kind.setting.currency)),
        "integer": lambda: number(value, language),
        "number": lambda: number(value, language),
    }
    writer = writers.get(asked.kind.base)
    return _day(asked.kind.base, str(value), language) if writer is None else writer()


def _day(base: str, value: str, language: Language) -> str:
    if base == "date":
        return full_date(value, language)
    if base == "datetime":
        return f"{full_date(value[:10], language)} {value[11:]}"
    if base == "month":
        month = date.fromisoformat(f"{value}-01")
        return format_date(month, _MONTH.get(language.code, "MMMM y"), locale=language.locale)
    return value


def _yes_or_no(language: Language, *, is_yes: bool) -> str:
    return saying(language)(_YES if is_yes else _NO)


def _option(asked: Asked, value: str, language: Language) -> str:
    return next((pick(option.label, language) for option in asked.question.options if option.id == value), value)


def _address(kind: Address, value: Mapping[str, str], language: Language) -> list[str]:
    lines: list[str] = []
    for name, box in kind.boxes.items():
        if name in value:
            chosen = next((option.label for option in box.options if option.id == value[name]), None)
            lines.append(value[name] if chosen is None else pick(chosen, language))
    return lines


def _item(kind: Group, item: Mapping[str, Any], place: int, language: Language, files: Files) -> str:
    told: list[str] = []
    colon = ": " if language.code == "en" else "："
    for inner, asked in kind.asked.items():
        if inner in item:
            words = " ".join(answer_lines(asked, item[inner], language, files))
            told.append(f"{pick(asked.question.label, language)}{colon}{words}")
    repeat = kind.question.repeat
    name = pick(repeat.item if repeat else kind.question.label, language)
    return "\n".join([f"{name} {place}", *told])
