"""Answers written for people: as they read them before they submit, as offices read them, and on what is kept.

What a question is comes from outside, in the shape of ``Asked``: this ring knows no forms.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date

from openhall.kernel.languages import Language, Text, pick
from openhall.kernel.money import format_money, parse_amount
from openhall.ui.case_views import AnswerRow
from openhall.ui.catalogues import translations
from openhall.ui.form_views import KeptFile
from openhall.ui.formats import file_size, full_date, number


def _(message: str) -> str:
    """Mark a sentence for translation; it is translated when the reader is known."""
    return message


_YES, _NO = _("Yes"), _("No")
_CHANGED = _("changed later")
_DISPUTED, _ALL = _("Disputes: %(facts)s"), _("The application as a whole")
#: Answers of these kinds read on from line to line; the lines of others are several things.
_RUNNING = frozenset({"text", "group"})
Files = Mapping[str, KeptFile]
_MONTH = {"en": "MMMM y", "zh-Hant": "y年M月", "zh-Hans": "y年M月"}


def disputed_words(labels: Iterable[Text | None], language: Language) -> str:
    """Say what an objection disputes: questions by their ``labels``, or (none) the application as a whole."""
    say = translations(language).gettext
    named = [say(_ALL) if label is None else pick(label, language) for label in labels]
    return say(_DISPUTED) % {"facts": " · ".join(named)} if named else ""


@dataclass(frozen=True, slots=True)
class AnswerWriter:
    """Writes answers in one language; ``files`` are named, ``countries`` are names by code.

    With ``has_sizes`` a file is told with how large it is.
    """

    language: Language
    files: Files
    countries: Mapping[str, str]
    has_sizes: bool = False

    def rows(self, questions: Iterable[Any], now: Mapping[str, Any], first: Mapping[str, Any]) -> Iterator[AnswerRow]:
        """Yield what was answered to ``questions`` as it stands ``now``; a later answer says what stood ``first``."""
        for asked in questions:
            newest, earliest = now.get(asked.id), first.get(asked.id)
            if newest is None and earliest is None:
                continue
            is_changed = newest != earliest
            yield AnswerRow(
                pick(asked.question.label, self.language),
                self.answer(asked, newest),
                mark=translations(self.language).gettext(_CHANGED) if is_changed else "",
                before=self.one_line(asked, earliest) if is_changed else "",
            )

    def answer(self, asked: Any, value: Any) -> str | tuple[str, ...]:  # noqa: ANN401 - an asked question; any JSON
        """Return an answer as a row of a page takes it: a line of words, or several."""
        lines = self.lines(asked, value)
        return lines[0] if len(lines) == 1 and "\n" not in lines[0] else tuple(lines)

    def one_line(self, asked: Any, value: Any) -> str:  # noqa: ANN401 - as above
        """Return an answer where there is room for one line."""
        is_running, is_english = asked.kind.base in _RUNNING, self.language.code == "en"
        between = " " if is_running else ", " if is_english else "、"
        return between.join(self.lines(asked, value)).replace("\n", " ")

    def lines(self, asked: Any, value: Any) -> list[str]:  # noqa: ANN401 - as above
        """Return an answer as lines of words, none when it was not answered; several things have breaks in them."""
        if value is None:
            return []
        kind = asked.kind
        if kind.base == "group":
            return [self._item(kind, item, place) for place, item in enumerate(value, 1)]
        if kind.base == "address":
            return self._address(kind, value)
        if kind.base == "text":
            return [line for line in str(value).split("\n") if line]
        listed = value if isinstance(value, list) else [value]
        return [self._words(asked, each) for each in listed]

    def _words(self, asked: Any, value: Any) -> str:  # noqa: ANN401 - as above
        writers: dict[str, Callable[[], str]] = {
            "boolean": lambda: translations(self.language).gettext(_YES if value else _NO),
            "choice": lambda: self._option(asked, value),
            "choices": lambda: self._option(asked, value),
            "country": lambda: self.countries.get(value, value),
            "file": lambda: self._file(value),
            "money": lambda: format_money(parse_amount(Decimal(repr(value)), asked.kind.setting.currency)),
            "integer": lambda: number(value, self.language),
            "number": lambda: number(value, self.language),
        }
        writer = writers.get(asked.kind.base)
        return self._day(asked.kind.base, asked.kind.shown(value)) if writer is None else writer()

    def _file(self, file_id: str) -> str:
        file = self.files.get(file_id)
        if file is None:
            return file_id
        return f"{file.name} ({file_size(file.size)})" if self.has_sizes else file.name

    def _day(self, base: str, value: str) -> str:
        if base == "date":
            return full_date(value, self.language)
        if base == "datetime":
            return f"{full_date(value[:10], self.language)} {value[11:]}"
        if base == "month":
            month = date.fromisoformat(f"{value}-01")
            return format_date(month, _MONTH.get(self.language.code, "MMMM y"), locale=self.language.locale)
        return value

    def _option(self, asked: Any, value: str) -> str:  # noqa: ANN401 - as above
        options = asked.question.options
        return next((pick(option.label, self.language) for option in options if option.id == value), value)

    def _address(self, kind: Any, value: Mapping[str, str]) -> list[str]:  # noqa: ANN401 - as above
        lines: list[str] = []
        for name, box in kind.boxes.items():
            if name in value:
                chosen = next((option.label for option in box.options if option.id == value[name]), None)
                lines.append(value[name] if chosen is None else pick(chosen, self.language))
        return lines

    def _item(self, kind: Any, item: Mapping[str, Any], place: int) -> str:  # noqa: ANN401 - as above
        told: list[str] = []
        colon = ": " if self.language.code == "en" else "："
        for inner, asked in kind.asked.items():
            if inner in item:
                told.append(
                    f"{pick(asked.question.label, self.language)}{colon}{' '.join(self.lines(asked, item[inner]))}"
                )
        repeat = kind.question.repeat
        name = pick(repeat.item if repeat else kind.question.label, self.language)
        return "\n".join([f"{name} {place}", *told])
