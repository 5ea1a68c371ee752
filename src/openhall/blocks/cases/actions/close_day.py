"""Close a day: offices had to stay shut, so everything that was counted over that day is due one working day later."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from openhall.blocks.cases.deadlines import after_working_days
from openhall.blocks.cases.keeping import keep_case, locked_case
from openhall.blocks.cases.models import Case, CaseEvent
from openhall.blocks.cases.rules import ENDED, HALL, EventKind
from openhall.blocks.catalogue.facade import Catalogue, current_catalogue, version_of
from openhall.blocks.processes.facade import move_deadline, move_task_days, move_timer_days
from openhall.blocks.rules.facade import CalendarEnds, closed_days, declare_closed, is_working_day, runs_on
from openhall.kernel.errors import Refusal

_WORKING_DAYS = "working_days"


class NoWorkingDay(Refusal):
    """Offices do not work on that day anyhow, or the calendar does not know it."""

    code = "no-working-day"


@dataclass(frozen=True, slots=True)
class DayClosed:
    """What closing a day changed: whether it was news, and how many cases are due later."""

    is_new: bool
    cases: int


def close_day(*, day: date, reason: str, now: datetime) -> DayClosed:
    """Declare that offices are shut on ``day`` and move what is due; again is no harm. Raise ``NoWorkingDay``."""
    catalogue = current_catalogue()
    try:
        if not is_working_day(catalogue.jurisdiction.working_calendar, day):
            raise NoWorkingDay(day=day.isoformat())
    except CalendarEnds as error:
        raise NoWorkingDay(day=day.isoformat()) from error
    with transaction.atomic():
        if not declare_closed(day=day, reason=reason, now=now):
            return DayClosed(is_new=False, cases=0)
        moved = sum(_moved(catalogue, reference, day, now) for reference in _concerned())
    return DayClosed(is_new=True, cases=moved)


def _concerned() -> list[str]:
    """Return the cases that are not over."""
    return list(Case.objects.exclude(status__in=list(ENDED)).order_by("id").values_list("reference", flat=True))


def _moved(catalogue: Catalogue, reference: str, day: date, now: datetime) -> bool:
    """Move what is due of one case; tell whether that changed a day that its applicant was told."""
    case = locked_case(reference)
    calendar, zone = catalogue.jurisdiction.working_calendar, ZoneInfo(catalogue.jurisdiction.time_zone)
    before = (case.due_on, case.statutory_on)
    if _counts_over(case, day, zone):
        case.due_on = after_working_days(catalogue, case.due_on or day, 1)
    if case.statutory_on == day:
        case.statutory_on = runs_on(calendar, day, closed=closed_days())

    def later(due: date) -> date:
        return after_working_days(catalogue, due, 1)

    move_task_days(subject=reference, day=day, zone=zone, later=later)
    move_timer_days(subject=reference, day=day, zone=zone, later=later)
    if (case.due_on, case.statutory_on) == before:
        return False
    case.acts += 1
    keep_case(case)
    move_deadline(subject=reference, legal_on=case.statutory_on or case.due_on)
    said = {"at": now, "kind": EventKind.DAY_CLOSED, "actor": HALL, "holder": case.holder}
    CaseEvent.objects.create(case=case, office=case.authority, detail=day.isoformat(), **said)
    return True


def _counts_over(case: Case, day: date, zone: ZoneInfo) -> bool:
    """Tell whether the pledge of a case was counted in working days over ``day``.

    Also while the applicant has the ball: what was left when the clock stopped is counted to a day that has moved.
    """
    service = version_of(case.service, case.version, case.revision)
    if service is None or service.pledge.unit != _WORKING_DAYS or case.due_on is None:
        return False
    return case.submitted_at.astimezone(zone).date() < day <= case.due_on
