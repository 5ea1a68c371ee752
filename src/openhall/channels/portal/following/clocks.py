"""By when: the pledged day, the day that the law sets, and the clock that stands while the applicant has the ball."""

from dataclasses import dataclass
from datetime import date

from openhall.blocks.rules.facade import CalendarEnds, closed_days, working_days_between
from openhall.channels.portal.following.opening import Following
from openhall.ui.formats import full_date


@dataclass(frozen=True, slots=True)
class Clock:
    """The days of a case in words; ``left`` are working days until ``due``, ``paused_left`` on one that stands."""

    due: str = ""
    left: int | None = None
    statutory: str = ""
    paused_since: str = ""
    paused_left: int | None = None


def clock_of(following: Following, *, is_open: bool) -> Clock:
    """Return by when a case is to be decided; a case that has ended keeps only the day that it was due."""
    facts, language = following.facts, following.language
    due = full_date(facts.due_on, language) if facts.due_on else ""
    if not is_open:
        return Clock(due=due)
    statutory = following.dossier.statutory_on
    paused = facts.paused_on
    return Clock(
        due="" if paused else due,
        left=None if paused else _days(following, following.today, facts.due_on),
        statutory=full_date(statutory, language) if statutory else "",
        paused_since=full_date(paused, language) if paused else "",
        paused_left=_days(following, paused, facts.due_on) if paused else None,
    )


def _days(following: Following, start: date, end: date | None) -> int | None:
    if end is None:
        return None
    calendar = following.catalogue.jurisdiction.working_calendar
    try:
        return working_days_between(calendar, start, end, closed=closed_days())
    except CalendarEnds:
        return None
