"""Enter in a register what a case ends in: its number is kept before anybody pays, the entry is made with the paper."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from openhall.blocks.cases.models import Case
from openhall.blocks.cases.sealing import entry_key_of
from openhall.blocks.catalogue.facade import Catalogue, Service, entry_content, found_for, register_of
from openhall.blocks.registers.facade import (
    WRITING,
    EntryContent,
    EntryFacts,
    Facts,
    Register,
    check_entry,
    entry_of,
    entry_of_subject,
    keep_entry,
    release_reservation,
    reserve_entry,
)


@dataclass(frozen=True, slots=True)
class Entered:
    """What a case did to a register, with all that the entry says by it; or the entries that it asked for."""

    register: Register
    does: str
    entry: EntryFacts | None = None
    facts: Facts | None = None
    found: tuple[EntryFacts, ...] = ()


def claim_entry(
    case: Case, service: Service, catalogue: Catalogue, answers: Mapping[str, Any], today: date, now: datetime
) -> None:
    """Keep a number for what will be entered. Raise ``AlreadyEntered`` or ``NoneLeft`` before anybody pays for it."""
    register, content = _writing(case, service, catalogue, answers)
    if register is not None and content is not None and check_entry(register=register, content=content) is None:
        reserve_entry(register=register, subject=case.reference, today=today, now=now)


def enter(
    case: Case, service: Service, catalogue: Catalogue, answers: Mapping[str, Any], today: date, now: datetime
) -> Entered | None:
    """Write the entry of a case, once, or find what it asked for; ``None`` where its service has no register."""
    register, content = _writing(case, service, catalogue, answers)
    if register is not None and content is not None:
        entry = keep_entry(register=register, content=content, today=today, now=now)
        return Entered(register, register.services[service.id].does, entry, content.facts)
    register, found = found_for(catalogue.jurisdiction, service, answers)
    return None if register is None else Entered(register, register.services[service.id].does, found=found)


def entered_before(case: Case, service: Service, catalogue: Catalogue, answers: Mapping[str, Any]) -> Entered | None:
    """Return what a case has written into a register, or what its search finds now; nothing is written."""
    register, content = _writing(case, service, catalogue, answers)
    if register is not None and content is not None:
        entry = entry_of_subject(register.id, case.reference)
        return Entered(register, register.services[service.id].does, entry, content.facts) if entry else None
    register, found = found_for(catalogue.jurisdiction, service, answers)
    return None if register is None else Entered(register, register.services[service.id].does, found=found)


def stands_since(entered: Entered, moment: datetime) -> bool:
    """Tell whether the register still says what it said when a paper was made of it at some moment."""
    entry = entered.entry
    if entry is None:
        return all(each.recorded_at <= moment for each in entered.found)
    newest = entry_of(entry.register, entry.number)
    return newest is not None and _said(newest) == _said(entry)


def _said(entry: EntryFacts) -> tuple[object, ...]:
    return entry.state, entry.valid_from, entry.valid_until, entry.facts


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
    content = entry_content(catalogue.jurisdiction, service, answers, subject=case.reference, owner=owner)
    whole = replace(content, person=case.person, organisation=case.organisation) if content else None
    return register, whole
