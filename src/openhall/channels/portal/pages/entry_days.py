"""An entry as it stood on another day: which day is asked for, and by what the register knew when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from openhall.blocks.registers.facade import EntryFacts, entry_on
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language
from openhall.ui.formats import plain_date
from openhall.ui.register_views import EntryDay

_ON, _KNOWN = "on", "known"
_PARTS = ("day", "month", "year")
_MOST_PART = 4
_WRONG, _TO_COME = _("Enter a day, like 27 3 2026"), _("Enter a day that has been, or today")
_STOOD = _("This is how it stood on %(day)s")
_BY_ALL = _("By all that the register knows today.")
_BY_THEN = _("By what the register knew at the end of %(day)s.")
_NOT_YET = _("It did not stand in the register on %(day)s")
_NOT_KNOWN = _("The register did not know of it then.")


@dataclass(frozen=True, slots=True)
class AskedDay:
    """What was asked: of which day, by what was known on which; ``wrong`` are fields with what to mend in them."""

    on: date | None
    known: date | None
    typed: Mapping[str, str]
    wrong: Mapping[str, str]

    @property
    def query(self) -> str:
        """Return what was typed, for an address."""
        return urlencode({name: each for name, each in self.typed.items() if each})

    def boxes(self, name: str) -> tuple[str, str, str, str]:
        """Return what was typed for a day."""
        day, month, year = (self.typed[f"{name}-{part}"] for part in _PARTS)
        return day, month, year, ""


def read_days(given: Mapping[str, str], today: date) -> AskedDay:
    """Read the days that an address asks for; where nothing is asked there is none, and nothing wrong."""
    typed = {f"{name}-{part}": given.get(f"{name}-{part}", "").strip() for name in (_ON, _KNOWN) for part in _PARTS}
    wrong = dict[str, str]()
    is_asked = any(typed.values())
    days = {name: _day(typed, name) for name in (_ON, _KNOWN)}
    for name, day in days.items():
        is_needed = is_asked and (name == _ON or any(typed[f"{name}-{part}"] for part in _PARTS))
        if is_needed and day is None:
            wrong[name] = _WRONG
        elif day is not None and day > today:
            wrong[name] = _TO_COME
    short = {name: each[: _MOST_PART * 2] for name, each in typed.items()}
    return AskedDay(days[_ON], days[_KNOWN], short, wrong)


def entry_then(register: str, number: str, asked: AskedDay, now: datetime, zone: str) -> EntryFacts | None:
    """Return an entry as it stood on the day that is asked for, or ``None``."""
    known_by = now + timedelta(seconds=1)
    if asked.known is not None:
        after = asked.known + timedelta(days=1)
        known_by = datetime(after.year, after.month, after.day, tzinfo=ZoneInfo(zone))
    return entry_on(register, number, asked.on, known_by) if asked.on is not None else None


def day_view(asked: AskedDay, then: EntryFacts | None, language: Language) -> EntryDay:
    """Return what the page says of the day that was asked for."""
    say, title, words = saying(language), "", ""
    if asked.on is not None and not asked.wrong:
        day = plain_date(asked.on, language)
        known = say(_BY_THEN) % {"day": plain_date(asked.known, language)} if asked.known else say(_BY_ALL)
        title = say(_STOOD if then else _NOT_YET) % {"day": day}
        words = known if then or not asked.known else say(_NOT_KNOWN)
    return EntryDay(
        title=title,
        words=words,
        is_there=then is not None,
        on=asked.boxes(_ON),
        known=asked.boxes(_KNOWN),
        errors=tuple(_errors(asked, language)),
    )


def _errors(asked: AskedDay, language: Language) -> Iterator[tuple[str, str]]:
    for name, words in asked.wrong.items():
        yield name, saying(language)(words)


def _day(typed: Mapping[str, str], name: str) -> date | None:
    parts = [typed[f"{name}-{part}"] for part in reversed(_PARTS)]
    if not all(part.isascii() and part.isdigit() and len(part) <= _MOST_PART for part in parts):
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None
