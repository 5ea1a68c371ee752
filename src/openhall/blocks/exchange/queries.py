"""What a person sees of what was fetched about them, and what an office sees of where answers came from."""

from typing import Any

import msgspec
from django.db.models import QuerySet

from openhall.blocks.exchange.definitions import DatedFact, FetchLine, Outcome
from openhall.blocks.exchange.models import Fetch

_TOLD = [str(Outcome.GIVEN), str(Outcome.COPY)]
_names = msgspec.json.Decoder(tuple[str, ...])


def fetches_of(person: str, *, most: int = 100) -> tuple[FetchLine, ...]:
    """Return what was fetched about a person, the newest first; also what was refused, or found nobody there."""
    return tuple(map(_line, _newest(Fetch.objects.filter(person=person))[:most]))


def dated_facts_of(subject: str) -> dict[str, DatedFact]:
    """Return where the held facts of a matter came from, by fact: the newest fetch of each."""
    found: dict[str, DatedFact] = {}
    for row in _newest(Fetch.objects.filter(subject=subject, outcome__in=_TOLD)):
        for fact in _names.decode(row.facts):
            moment = row.as_of or row.at
            found.setdefault(fact, DatedFact(fact, row.source, moment.date(), row.outcome == Outcome.COPY))
    return found


def _newest(rows: "QuerySet[Fetch]") -> "QuerySet[Fetch, Any]":
    return rows.order_by("-at", "-id")


def _line(row: Fetch) -> FetchLine:
    return FetchLine(
        at=row.at,
        source=row.source,
        facts=_names.decode(row.facts),
        service=row.service,
        authority=row.authority,
        subject=row.subject,
        basis="consent" if row.consent_id else "" if row.outcome == Outcome.REFUSED else "law",
        outcome=row.outcome,
        predicate=row.predicate,
    )
