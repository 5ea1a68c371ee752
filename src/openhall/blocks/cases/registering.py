"""Enter in a register what a case ends in: its number is kept before anybody pays, the entry is made with the paper."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings

from openhall.blocks.cases.agreeing import taken_over_by
from openhall.blocks.cases.awarding import as_granted, may_award, newest_award
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.rules import HALL
from openhall.blocks.cases.sealing import entry_key_of
from openhall.blocks.catalogue.facade import Catalogue, Service, entry_content, found_for, notice_lines, register_of
from openhall.blocks.identity.facade import firms_marked, marks_of_number, people_like
from openhall.blocks.journal.facade import Reader
from openhall.blocks.registers.facade import (
    WRITING,
    EntryContent,
    EntryFacts,
    Facts,
    NoticeFacts,
    Register,
    amend_entry,
    check_entry,
    check_renewal,
    entry_of,
    entry_of_subject,
    fallen_state,
    keep_entry,
    put_up_notice,
    release_reservation,
    reserve_entry,
    sealed_facts_of,
)

#: The act of a process that puts a notice on display; its clear days are the clock of the same name.
DISPLAY = "display"


@dataclass(frozen=True, slots=True)
class Entered:
    """What a case did to a register, with all that the entry says by it; or the entries that it asked for."""

    register: Register
    service: str
    entry: EntryFacts | None = None
    facts: Facts | None = None
    found: tuple[EntryFacts, ...] = ()

    @property
    def does(self) -> str:
        """What the service does to the register."""
        return self.register.services[self.service].does

    @property
    def is_nothing(self) -> bool:
        """Tell whether it was searched for and nothing was found."""
        return self.entry is None and not self.found

    @property
    def named_by(self) -> tuple[str, ...]:
        """The fields that name whose paper it is; nothing where it is that of whoever applied."""
        return self.register.services[self.service].named_by or self.register.named_by


def check_not_too_early(
    case: Case, service: Service, catalogue: Catalogue, answers: Mapping[str, Any], asked_on: date
) -> None:
    """Raise ``TooEarly`` where a further term was asked for on a day on which nobody can yet.

    Nobody else is asked to agree to what the register would not let happen: that is refused here too.
    """
    # The example of a service can be sent again and again in a demonstration: there `claim_entry` says it, before pay.
    if settings.OPENHALL_DEMO:
        return
    register, is_agreed = register_of(catalogue.jurisdiction, service.id), service.process.other_party is not None
    if register is None or (register.renew_days is None and not is_agreed):
        return
    register, content = _writing(case, service, catalogue, answers)
    if register is None or content is None:
        return
    check_renewal(register=register, content=content, today=asked_on)
    if is_agreed:
        check_entry(register=register, content=content)


def claim_entry(
    case: Case, service: Service, catalogue: Catalogue, answers: Mapping[str, Any], today: date, now: datetime
) -> None:
    """Keep a number for what will be entered. Raise ``AlreadyEntered`` or ``NoneLeft`` before anybody pays for it."""
    register, content = _writing(case, service, catalogue, answers)
    if register is not None and content is not None and entry_of_subject(register.id, case.reference):
        return  # a review of what was granted: it keeps the number that it has
    if register is not None and content is not None and check_entry(register=register, content=content) is None:
        reserve_entry(register=register, subject=case.reference, today=today, now=now)


def enter(
    case: Case, service: Service, catalogue: Catalogue, answers: Mapping[str, Any], today: date, now: datetime
) -> Entered | None:
    """Write the entry of a case, once, or find what it asked for; ``None`` where its service has no register."""
    register, content = _writing(case, service, catalogue, answers)
    if register is not None and content is not None:
        entry = keep_entry(register=register, content=content, today=today, now=now)
        if may_award(service):
            entry = amend_entry(register=register, content=content, today=today, now=now) or entry
        return Entered(register, service.id, entry, _stated(register, entry, content, now))
    register, found = found_for(catalogue.jurisdiction, service, answers)
    return None if register is None else Entered(register, service.id, found=found)


def entered_before(
    case: Case, service: Service, catalogue: Catalogue, answers: Mapping[str, Any], now: datetime
) -> Entered | None:
    """Return what a case has written into a register, or what its search finds now; nothing is written."""
    register, content = _writing(case, service, catalogue, answers)
    if register is not None and content is not None:
        entry = entry_of_subject(register.id, case.reference)
        return Entered(register, service.id, entry, _stated(register, entry, content, now)) if entry else None
    register, found = found_for(catalogue.jurisdiction, service, answers)
    return None if register is None else Entered(register, service.id, found=found)


def _stated(register: Register, entry: EntryFacts, content: EntryContent, now: datetime) -> Facts:
    """Return what a paper tells of an entry: what was answered and changed, and what the register gave by itself."""
    stated = {**content.facts, **content.becomes}
    lists = {*content.adds, *content.removes}
    stated |= {name: fact for name, fact in entry.facts.items() if name in lists}
    series = {field.id for field in register.fields if field.series is not None} - set(stated)
    if series:
        reader = Reader(HALL, "issue", content.subject, now)
        sealed = sealed_facts_of(register.id, entry.number, reader=reader)
        stated |= {name: fact for name, fact in {**entry.facts, **sealed}.items() if name in series}
    return stated


def stands_since(entered: Entered, moment: datetime) -> bool:
    """Tell whether the register still says what it said when a paper was made of it at some moment."""
    entry = entered.entry
    if entry is None:
        return all(each.recorded_at <= moment for each in entered.found)
    if fallen_state(entry.register, entry.subject) == "passed":
        return False
    newest = entry_of(entry.register, entry.number)
    return newest is not None and _said(newest) == _said(entry)


def _said(entry: EntryFacts) -> tuple[object, ...]:
    return entry.state, entry.valid_from, entry.valid_until, entry.facts


def put_notice_up(
    case: Case,
    service: Service,
    catalogue: Catalogue,
    answers: Mapping[str, Any],
    days: tuple[date, date],
    now: datetime,
) -> None:
    """Put a notice on display, from the first to the last of ``days``, where everybody can read it."""
    lines = notice_lines(catalogue.jurisdiction, service, answers)
    if lines:
        put_up_notice(NoticeFacts(case.reference, service.id, case.authority, lines, *days), now=now)


def give_up_claim(case: Case, catalogue: Catalogue, now: datetime) -> None:
    """Give the number back of a case that ends without an entry."""
    register = register_of(catalogue.jurisdiction, case.service)
    if register is not None and register.services[case.service].does in WRITING:
        release_reservation(register=register, subject=case.reference, now=now)


def _writing(
    case: Case, service: Service, catalogue: Catalogue, answers: Mapping[str, Any]
) -> tuple[Register | None, EntryContent | None]:
    register = register_of(catalogue.jurisdiction, service.id)
    if register is None or register.services[service.id].does not in WRITING:
        return None, None
    # What stands in a register stays when the case that wrote it is erased: it is sealed by itself.
    owner = entry_key_of(case.reference)
    award = newest_award(case) if may_award(service) else None
    answers = as_granted(service, catalogue.jurisdiction, answers, award.minor if award else None)
    content = entry_content(catalogue.jurisdiction, service, answers, subject=case.reference, owner=owner)
    if content is None:
        return register, None
    if content.passes:
        person, firm = taken_over_by(case) or _known_by_number(service, catalogue, answers, content)
        content = replace(content, passes_to=person, passes_to_firm=firm)
    return register, replace(content, person=case.person, organisation=case.organisation)


def _known_by_number(
    service: Service, catalogue: Catalogue, answers: Mapping[str, Any], content: EntryContent
) -> tuple[str, str]:
    """Return the person or the firm whose number was written; nobody where the hall knows no one, or several."""
    if content.passes_to_firm is not None:
        other = service.process.other_party
        given = other.given(answers) if other else None
        firms = firms_marked(marks_of_number(given[0].fact, given[1])) if given else ()
        return "", firms[0] if len(firms) == 1 else ""
    people = people_like(number=content.passes_to or "", facts=catalogue.jurisdiction.person_numbers)
    return people[0] if len(people) == 1 else "", ""
