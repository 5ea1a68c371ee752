"""What people, offices, services, tasks and days are called on the desk."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from openhall.blocks.identity.facade import names_of
from openhall.blocks.processes.facade import TaskFacts
from openhall.blocks.rules.facade import CalendarEnds, closed_days, working_days_between
from openhall.channels.desk.frame import Reader
from openhall.kernel.languages import pick
from openhall.ui.desk_views import Due
from openhall.ui.formats import moment, plain_date

#: What stands for a day that is none: tasks without a day come last.
_NO_DAY = date.max


def office_name(reader: Reader, authority: str) -> str:
    """Return the name of an authority; one that is not published any more is called by its id."""
    found = reader.catalogue.authorities.get(authority)
    return pick(found.name, reader.language) if found else authority


def service_name(reader: Reader, service: str) -> str:
    """Return the name of a service."""
    found = reader.catalogue.summaries.get(service)
    return pick(found.name, reader.language) if found else service


def task_name(reader: Reader, task: TaskFacts) -> str:
    """Return what a task is called."""
    return pick(reader.catalogue.task_name(task.model, task.node), reader.language)


def people_names(reader: Reader, people: Iterable[str]) -> Mapping[str, str]:
    """Return the names of people by id; whoever has none is called by their id."""
    wanted = {each for each in people if each}
    names = names_of(wanted) if wanted else {}
    return {each: pick(names[each], reader.language) if names.get(each) else each for each in wanted}


def joined(reader: Reader, *parts: str) -> str:
    """Return what belongs together on one line: a person and their office; empty parts are left out."""
    return (", " if reader.language.code == "en" else "，").join(filter(None, parts))


def day_words(reader: Reader, day: date | None) -> str:
    """Return a day in words; none is empty."""
    return plain_date(day, reader.language) if day and day != _NO_DAY else ""


def moment_words(reader: Reader, value: datetime) -> str:
    """Return a moment in words, as clocks show it in the jurisdiction."""
    return moment(value, reader.language, reader.catalogue.jurisdiction.time_zone)


def due_of(reader: Reader, day: date | None, *, is_stopped: bool = False) -> Due:
    """Return how a day presses."""
    if day is None or day == _NO_DAY:
        return Due(is_stopped=is_stopped)
    return Due(day_words(reader, day), days_left(reader, day), is_stopped)


def days_left(reader: Reader, day: date) -> int | None:
    """Return the working days until ``day``, below 0 since then; ``None`` where the calendar has ended."""
    try:
        return working_days_between(
            reader.catalogue.jurisdiction.working_calendar, reader.today, day, closed=closed_days()
        )
    except CalendarEnds:
        return None
