"""Days, months, hours, and both together."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from openhall.blocks.forms.definitions import FieldType, Question
from openhall.blocks.forms.faults import Slip
from openhall.blocks.forms.kinds import typed_days
from openhall.blocks.forms.kinds.kind import (
    LONGEST_TYPED,
    NONE,
    Kind,
    Posted,
    Sampling,
    Scope,
    Setting,
    Slips,
    Typed,
    first,
    wrong_type,
)

_DAY = r"[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_REAL_DAY = (
    r"(?:[12][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))|(?:[12][0-9](?:0[48]|[2468][048]|[13579][26])|(?:12|16|20|24|28)00)-02-29)"
)
_HOUR = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_SHAPES = {
    "date": re.compile(_REAL_DAY),
    "month": re.compile(r"[12][0-9]{3}-(?:0[1-9]|1[0-2])"),
    "time": re.compile(_HOUR),
    "datetime": re.compile(f"{_REAL_DAY}T{_HOUR}"),
}
_UNREADABLE = {"date": "not-a-date", "month": "not-a-month", "time": "not-a-time", "datetime": "not-a-date"}
_PARTS = {"date": ("day", "month", "year"), "month": ("month", "year"), "datetime": ("day", "month", "year", "time")}
TODAY = "today"
_OFFSET = re.compile(r"[+-]\d{1,5}", re.ASCII)
_BLANKS = {"date": "0000-00-00", "month": "0000-00", "time": "10:30", "datetime": "0000-00-00T10:30"}


class Day(Kind):
    """A day, a month, a time, or a day with a time; ``base`` says which."""

    def __init__(self, question: Question, field_type: FieldType, setting: Setting) -> None:
        super().__init__(question, field_type, setting)
        self.base = field_type.base
        self.shape = _SHAPES[self.base]
        self.parts = _PARTS.get(self.base, ())
        self.earliest, self.latest = self.limit("min"), self.limit("max")
        self.after: str | None = self.limits.get("after")

    def read(self, posted: Posted, name: str, scope: Scope) -> tuple[Any, Slips]:
        """Read one field, or a box for each part."""
        century = typed_days.century_for(
            scope.today, past=self.latest == TODAY, future=self.earliest == TODAY or self.after is not None
        )
        whole = typed_days.plain(first(posted, name))
        boxes = {part: typed_days.plain(first(posted, f"{name}-{part}")) for part in self.parts}
        filled = [text for text in boxes.values() if text]
        if not whole and len(filled) == 1 and len(self.parts) > 1 and len(filled[0]) > 4:  # noqa: PLR2004 - a year
            whole, filled = filled[0], []
        if filled:
            return self._from_boxes(boxes, century)
        return self._from_text(whole, century) if whole else (None, NONE)

    def _from_boxes(self, boxes: dict[str, str], century: typed_days.Century) -> tuple[Any, Slips]:
        missing = [part for part in self.parts if not boxes[part]]
        if missing:
            return "", (Slip("date-incomplete", {"parts": missing}),)
        found: dict[str, int | None] = {
            "year": typed_days.year_of(boxes["year"], century),
            "month": typed_days.month_of(boxes["month"]),
            "day": _figure(boxes["day"]) if "day" in boxes else 1,
        }
        wrong = [part for part in self.parts if part in found and found[part] is None]
        if wrong:
            return "", self._unreadable(wrong)
        year, month, day = (found[part] or 0 for part in ("year", "month", "day"))
        if self.base == "month":
            return self._month((year, month))
        moment = typed_days.clock(boxes["time"]) if self.base == "datetime" else None
        if self.base == "datetime" and moment is None:
            return "", (Slip("not-a-time", {"parts": ["time"]}),)
        return self._day((year, month, day), moment)

    def _from_text(self, text: str, century: typed_days.Century) -> tuple[Any, Slips]:
        if self.base == "time":
            moment = typed_days.clock(text)
            return ("", self._unreadable([])) if moment is None else (_hour(moment), NONE)
        if self.base == "month":
            found = typed_days.month_parts(text, century)
            return ("", self._unreadable([])) if found is None else self._month(found)
        if self.base == "date":
            parts = typed_days.day_parts(text, century)
            return ("", self._unreadable([])) if parts is None else self._day(parts, None)
        return self._moment(text, century)

    def _moment(self, text: str, century: typed_days.Century) -> tuple[Any, Slips]:
        """Read a day and a time in one text: each place where it can be cut is tried."""
        for cut in range(len(text) - 1, 0, -1):
            if text[cut] in " t,日号號":
                day_text = text[: cut + 1].rstrip(" t,")
                parts = typed_days.day_parts(day_text, century)
                moment = typed_days.clock(text[cut + 1 :].strip())
                if parts is not None and moment is not None:
                    return self._day(parts, moment)
        return "", self._unreadable([])

    def _unreadable(self, parts: list[str]) -> Slips:
        return (Slip(_UNREADABLE[self.base], {"parts": parts}, mend=self.mend),)

    def _day(self, parts: typed_days.Parts, moment: tuple[int, int] | None) -> tuple[Any, Slips]:
        day = typed_days.real_day(parts)
        if day is None:
            year, month, _ = parts
            if not typed_days.FIRST_YEAR <= year <= typed_days.LAST_YEAR:
                wrong = "year"
            else:
                wrong = "day" if 1 <= month <= 12 else "month"  # noqa: PLR2004 - months of a year
            return "", (Slip("no-such-date", {"parts": [wrong]}),)
        return (day.isoformat() if moment is None else f"{day.isoformat()}T{_hour(moment)}"), NONE

    def _month(self, parts: tuple[int, int]) -> tuple[Any, Slips]:
        year, month = parts
        if typed_days.real_day((year, month, 1)) is None:
            return "", (Slip("not-a-month", {"parts": ["month"]}, mend=self.mend),)
        return f"{year:04d}-{month:02d}", NONE

    def check(self, value: Any, scope: Scope) -> Slips:  # noqa: ANN401 - an answer may be any JSON
        """Check the form, that the day exists, and its limits."""
        if not isinstance(value, str):
            return wrong_type("string")
        if not self.shape.fullmatch(value):
            return (Slip("not-canonical-day", {"base": self.base}),)
        return self._limits(value, scope)

    def _limits(self, value: str, scope: Scope) -> Slips:
        today = scope.today.isoformat()
        earliest, latest = (_limit(self.earliest, today, value), _limit(self.latest, today, value))
        if earliest and value[: len(earliest)] < earliest:
            return (Slip("too-early", {"limit": earliest, "today": self.earliest == TODAY}),)
        if latest and value[: len(latest)] > latest:
            return (Slip("too-late", {"limit": latest, "today": self.latest == TODAY}),)
        other = scope.answers.get(self.after) if self.after else None
        if isinstance(other, str) and value < other:
            return (Slip("before", {"limit": other, "after": self.after}),)
        return NONE

    def typed(self, posted: Posted, name: str) -> Typed:
        """Return the text of the field and of each box, as far as they were sent."""
        fields = (name, *(f"{name}-{part}" for part in self.parts))
        return {field: first(posted, field)[:LONGEST_TYPED] for field in fields if field in posted}

    def written(self, value: Any, name: str) -> Typed:  # noqa: ANN401 - as above
        """Write each box, or the one field of a time."""
        if self.base == "time":
            return {name: value}
        year, month, *rest = value[:10].split("-")
        boxes = {f"{name}-month": str(int(month)), f"{name}-year": year}
        if rest:
            boxes[f"{name}-day"] = str(int(rest[0]))
        if self.base == "datetime":
            boxes[f"{name}-time"] = value[11:]
        return boxes

    def schema(self) -> dict[str, Any]:
        """Describe the form; the limits of days are ours to check."""
        made: dict[str, Any] = {"type": "string", "pattern": f"^{self.shape.pattern}$"}
        if self.base == "date":
            made = {"type": "string", "format": "date", "pattern": f"^{_DAY}$"}
        return made

    def example(self, sampling: Sampling) -> str:
        """Return the example of question or type, moved to the nearest day that the limits allow."""
        given = self.question.example or self.setting.samples.get(self.question.id) or ""
        if _OFFSET.fullmatch(given):
            given = _moved(_BLANKS[self.base], sampling.today + timedelta(days=int(given)))
        value = given if self.shape.fullmatch(given) else _invented(self.base, sampling)
        return self.fitted(value, sampling, {})

    def fitted(self, value: str, sampling: Sampling, answers: Mapping[str, Any]) -> str:
        """Return ``value``, or where the limits or an earlier answer do not allow it, a day near to it that they do."""
        today = sampling.today.isoformat()
        earliest, latest = _limit(self.earliest, today, value), _limit(self.latest, today, value)
        other = answers.get(self.after) if self.after else None
        if isinstance(other, str) and value < other:
            value = other
        if earliest and value[: len(earliest)] < earliest:
            return _moved(value, sampling.today + timedelta(days=14 + sampling.number))
        if latest and value[: len(latest)] > latest:
            return _moved(value, sampling.today - timedelta(days=14 + sampling.number))
        return value


def _limit(limit: Any, today: str, value: str) -> str | None:  # noqa: ANN401 - a limit is a word or a day
    if limit is None:
        return None
    return (today if limit == TODAY else str(limit))[: len(value)]


def _figure(text: str) -> int | None:
    text = text.rstrip("日号號 ")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else None  # noqa: PLR2004 - a day


def _hour(moment: tuple[int, int]) -> str:
    return f"{moment[0]:02d}:{moment[1]:02d}"


def _invented(base: str, sampling: Sampling) -> str:
    return _moved(_BLANKS[base], sampling.today + timedelta(days=21 + sampling.number))


def _moved(value: str, day: date) -> str:
    return value if value[2] == ":" else (day.isoformat() + value[10:])[: len(value)]
