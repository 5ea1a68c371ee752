"""The answers to a service that the state holds already: fetched for whoever applies, and never asked again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from openhall.blocks.catalogue.facade import Catalogue, Service, form_of
from openhall.blocks.exchange.facade import Asking, DatedFact, FactSource, Fetched, SourceLaw, StatedAnswer, fetch_facts
from openhall.blocks.identity.facade import Standing
from openhall.blocks.journal.facade import OWN, Purpose, Reader


@dataclass(frozen=True, slots=True)
class Held:
    """Answers that are held, by question: the fact that each is, and where and as of when each fact was fetched.

    ``down`` are sources that do not answer now and ``unconsented`` those that lack the person's consent: what they
    hold is asked. ``later`` are the questions whose answers are taken at the person's word meanwhile, to be checked.
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    dated: Mapping[str, DatedFact] = field(default_factory=dict)
    down: tuple[str, ...] = ()
    unconsented: tuple[str, ...] = ()
    later: tuple[StatedAnswer, ...] = ()


def held_answers(  # noqa: PLR0913 - whose facts, for whom they are read, and for what
    *,
    catalogue: Catalogue,
    service: Service,
    person: str,
    organisation: str = "",
    helper: str = "",
    acting: Standing | None = None,
    subject: str = "",
    now: datetime,
) -> Held:
    """Return what is held of a person, and of the organisation that they apply for, as answers to a service.

    A value that does not fit the question (a record of old) is left out, so that it is asked. ``subject`` is the
    reference of the draft, or empty where there is none yet. ``helper`` is whoever fills it in for the person, by a
    mandate (``acting``): it is they who read, at a counter from their post. Nobody is asked anything of a guest.
    """
    form = form_of(service, catalogue.jurisdiction)
    asked = {each.id: each.question.prefill for each in form.asked if each.question.prefill}
    if not person or not asked:
        return Held()
    zone = ZoneInfo(catalogue.jurisdiction.time_zone)
    asking = Asking(person, organisation, service.id, service.authority, subject)
    purpose = Purpose.HELP if helper else OWN
    reader = Reader(
        actor=f"person:{helper or person}",
        purpose=purpose,
        case=subject or service.id,
        now=now,
        office=acting.office if acting else "",
        post=acting.post if acting else "",
    )
    fetched = _fetched(catalogue, {str(each) for each in asked.values()}, asking, reader)
    answers = {name: fetched.values[fact].value for name, fact in asked.items() if fact in fetched.values}
    faults = form.check(answers, today=now.astimezone(zone).date(), drop_unasked=False).faults
    wrong = {fault.pointer.split("/")[1] for fault in faults}
    kept = {name: value for name, value in answers.items() if name not in wrong}
    return Held(
        answers=kept,
        facts={name: str(asked[name]) for name in kept},
        dated={
            fact: DatedFact(fact, each.source, each.as_of.astimezone(zone).date(), each.is_copy)
            for fact, each in fetched.values.items()
        },
        down=fetched.down,
        unconsented=fetched.unconsented,
        later=tuple(_later(catalogue, asked, fetched)),
    )


def may_be_checked_later(catalogue: Catalogue, fact: str) -> bool:
    """Tell whether the word of a person is taken for a fact while its source is down."""
    return any(source.is_checked_later and fact in source.facts for source in sources_of(catalogue))


def _later(catalogue: Catalogue, asked: Mapping[str, Any], fetched: Fetched) -> Iterator[StatedAnswer]:
    silent = {each.id: each for each in sources_of(catalogue) if each.is_checked_later and each.id in fetched.down}
    by_fact = {fact: source for source, each in silent.items() for fact in each.facts}
    return (StatedAnswer(name, str(fact), by_fact[fact]) for name, fact in asked.items() if fact in by_fact)


def _fetched(catalogue: Catalogue, wanted: set[str], asking: Asking, reader: Reader) -> Fetched:
    return fetch_facts(sources=sources_of(catalogue), wanted=wanted, asking=asking, reader=reader)


def sources_of(catalogue: Catalogue) -> tuple[FactSource, ...]:
    """Return the sources of a government; where it names none, each holder answers from the record of people."""
    jurisdiction = catalogue.jurisdiction
    if jurisdiction.fact_sources:
        return jurisdiction.fact_sources
    holders: dict[str, list[str]] = {}
    for fact in jurisdiction.facts:
        holders.setdefault(fact.holder, []).append(fact.id)
    # By the law of whoever holds it: a government that says nothing of its sources asks no consent for them either.
    return tuple(
        FactSource(holder, catalogue.authorities[holder].name, holder, "people", tuple(facts), SourceLaw({}))
        for holder, facts in holders.items()
    )
