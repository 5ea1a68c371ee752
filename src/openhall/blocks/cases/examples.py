"""Examples for a demonstration: somebody who may use a service, and answers of theirs that pass."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from openhall.blocks.cases.agreeing import level_to_agree
from openhall.blocks.cases.rules import HALL
from openhall.blocks.catalogue.facade import Catalogue, Service, form_of, register_of
from openhall.blocks.documents.facade import sample_files
from openhall.blocks.identity.facade import DemoPerson, demo_people, facts_of
from openhall.blocks.journal.facade import Reader
from openhall.kernel.languages import ENGLISH, pick

#: The number at the end of what a thing is called, such as a registration mark.
_LAST_DIGITS = re.compile(r"[0-9]+$")


@dataclass(frozen=True, slots=True)
class ExampleApplication:
    """An invented person who may apply (``None``: a guest may), for which organisation, and their answers."""

    person: str | None
    on_behalf_of: str
    answers: dict[str, Any]


def example_for(catalogue: Catalogue, service: Service, now: datetime) -> ExampleApplication:
    """Return an application that would be accepted; the files that it names may be used by anybody, again and again."""
    today = now.astimezone(ZoneInfo(catalogue.jurisdiction.time_zone)).date()
    samples: Mapping[str, str] = sample_files()

    def sample(kinds: Sequence[str]) -> str:
        return next(samples[kind] for kind in (*kinds, *samples) if kind in samples)

    form = form_of(service, catalogue.jurisdiction)
    answers = form.example(0, today=today, file=sample)
    person, organisation = _applicant(service)
    held = _with_other_party(service, _with_held(service, answers, person, organisation, now), person, now)
    held = _about_another(catalogue, service, held)
    # What the state holds about somebody may not fit the rest of an invented story.
    is_fitting = not form.check(held, today=today).faults and form.stopped_by(held) is None
    return ExampleApplication(person, organisation, held if is_fitting else answers)


def _with_held(
    service: Service, answers: Mapping[str, Any], person: str | None, organisation: str, now: datetime
) -> dict[str, Any]:
    """Return the answers with what the state holds about the applicant, as somebody would send them."""
    reader = Reader(HALL, "example", "", now)
    held = facts_of(person, organisation or None, reader=reader) if person else {}
    asked = ((each.id, each.prefill or "") for each in service.questions)
    told = {name: held[fact] for name, fact in asked if fact in held and name in answers}
    return {**answers, **told}


def _with_other_party(
    service: Service, answers: Mapping[str, Any], person: str | None, now: datetime
) -> dict[str, Any]:
    """Return the answers with somebody of the demonstration as the other party, so that they can agree."""
    other = service.process.other_party
    for each in demo_people() if other and other.number in answers else ():
        if other is None or each.officer or each.id == person or each.level < level_to_agree(service):
            continue
        facts = facts_of(each.id, None, reader=Reader(HALL, "example", "", now))
        if other.fact in facts:
            return {**answers, other.number: facts[other.fact], other.name: pick(each.name, ENGLISH)}
    return {**answers}


def _about_another(catalogue: Catalogue, service: Service, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers about another thing each time, where the thing passes to somebody: that happens to it once."""
    register = register_of(catalogue.jurisdiction, service.id)
    use = register.services[service.id] if register else None
    if register is None or use is None or not use.passes_to:
        return {**answers}
    asked = {use.fields.get(field.id, "") for field in register.fields if field.identifies} & answers.keys()
    return {**answers, **{name: _LAST_DIGITS.sub(_others, str(answers[name])) for name in asked}}


def _others(digits: re.Match[str]) -> str:
    """Return as many digits as there were, the first of them not a zero."""
    first = 10 ** (len(digits[0]) - 1)
    return str(first + secrets.randbelow(9 * first))


def _applicant(service: Service) -> tuple[str | None, str]:
    """Return somebody for whom the service is, known surely enough to sign, and the organisation they use it for."""
    people = [each for each in demo_people() if not each.officer and each.level >= service.most_level]
    if not {"citizen", "visitor"} & set(service.audience):
        for person in people:
            fitting = _fitting(person, service)
            if len(fitting) == 1:
                return person.id, fitting[0]
    alone = next((person for person in people if not person.organisations), None)
    return (alone.id if alone and service.most_level else None), ""


def _fitting(person: DemoPerson, service: Service) -> list[str]:
    return [each.id for each in person.organisations if each.audience in service.audience]
