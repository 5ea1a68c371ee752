"""A case as its owner reads it: who has the ball, what happened, what comes next and by when."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from openhall.blocks.cases.facade import APPLICANT, CaseFacts, Status
from openhall.blocks.catalogue.facade import Catalogue, Service, version_of
from openhall.blocks.rules.facade import CalendarEnds, working_days_between
from openhall.channels.portal.pages.service import path_of
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language, pick
from openhall.ui.case_views import CaseView, ServiceLine, TimelineEntry
from openhall.ui.formats import full_date, moment

_EVENTS = {"submitted": _("Application received")}
_OPEN = frozenset({Status.SUBMITTED, Status.IN_PROGRESS, Status.WAITING_FOR_YOU, Status.WAITING_FOR_PAYMENT})


def case_view(catalogue: Catalogue, language: Language, facts: CaseFacts, now: datetime) -> CaseView:
    """Return ``facts`` in the reader's words."""
    zone = catalogue.jurisdiction.time_zone
    service = version_of(facts.service, facts.version, facts.revision) or catalogue.service(facts.service)
    steps = steps_of(catalogue, language, service)
    is_open = facts.status in _OPEN
    return CaseView(
        service=service_line(catalogue, language, facts.service, service),
        reference=facts.reference,
        status=facts.status,
        submitted=moment(facts.submitted_at, language, zone),
        holder=holder_name(catalogue, language, facts.holder),
        since=moment(facts.holder_since, language, zone),
        timeline=(*_past(catalogue, language, facts), *_to_come(catalogue, language, facts, steps if is_open else ())),
        decision=facts.decision,
        is_yours=facts.holder == APPLICANT,
        next_step=steps[0] if steps and is_open else "",
        due=full_date(facts.due_on, language) if facts.due_on else "",
        working_days=_days_left(catalogue, facts.due_on, now) if facts.due_on and is_open else None,
        receipt_href=f"/{language.slug}/track/{facts.reference}/receipt/",
    )


def service_line(catalogue: Catalogue, language: Language, service_id: str, service: Service | None) -> ServiceLine:
    """Return how the pages around a case name its service."""
    office = catalogue.authorities.get(service_id.partition("/")[0])
    return ServiceLine(
        name=pick(service.name, language) if service else service_id,
        href=f"/{language.slug}/{path_of(service_id)}",
        office=pick(office.name, language) if office else "",
        telephone=office.telephone.number if office and office.telephone.is_shown else "",
        kind=service.kind if service else "application",
    )


def steps_of(catalogue: Catalogue, language: Language, service: Service | None) -> tuple[str, ...]:
    """Return what happens to a case of ``service``, step by step."""
    pattern = catalogue.patterns.get(service.process.pattern) if service else None
    return tuple(pick(step, language) for step in pattern.steps) if pattern else ()


def holder_name(catalogue: Catalogue, language: Language, holder: str) -> str:
    """Return the name of whoever has to act now."""
    if holder == APPLICANT:
        return saying(language)(_("You"))
    authority = catalogue.authorities.get(holder)
    return pick(authority.name, language) if authority else holder


def _past(catalogue: Catalogue, language: Language, facts: CaseFacts) -> Iterator[TimelineEntry]:
    say, zone = saying(language), catalogue.jurisdiction.time_zone
    for event in facts.timeline:
        yield TimelineEntry(say(_EVENTS[event.kind]), "past", when=moment(event.at, language, zone))


def _to_come(
    catalogue: Catalogue, language: Language, facts: CaseFacts, steps: tuple[str, ...]
) -> Iterator[TimelineEntry]:
    holder = holder_name(catalogue, language, facts.holder)
    for place, step in enumerate(steps):
        yield TimelineEntry(step, "next" if place else "now", who="" if place else holder)


def _days_left(catalogue: Catalogue, due_on: date, now: datetime) -> int | None:
    today = now.astimezone(ZoneInfo(catalogue.jurisdiction.time_zone)).date()
    try:
        return working_days_between(catalogue.jurisdiction.working_calendar, today, due_on)
    except CalendarEnds:
        return None
