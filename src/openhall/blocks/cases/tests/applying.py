"""A town with three services, and people who apply there, for the tests of cases."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import msgspec

from openhall.blocks.cases.facade import (
    Applicant,
    Application,
    Request,
    Submitted,
    hash_of,
    prepare_application,
    submit_application,
)
from openhall.blocks.catalogue.facade import (
    Catalogue,
    Pattern,
    Pledge,
    Service,
    current_catalogue,
)
from openhall.blocks.forms.facade import DraftContent, DraftFacts, Owner, begin_draft
from openhall.blocks.identity.facade import GUEST, Membership, Visitor
from openhall.blocks.payments.facade import ProviderTerms
from openhall.blocks.registers.facade import Register
from tests.publishing import published
from tests.reports import report_of
from tools.rows import rows_of

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
STALL, MOORING, MOVING = "parks-office/night-market-stall", "harbour-office/mooring-permit", "town-clerk/moving-in"
ANSWERS: dict[str, Any] = {
    "evening": "2026-12-10",
    "sells": ["hot_food"],
    "cooking": "electric",
    "full_name": "Noor Al-Bahar",
    "phone": "555-0147",
}
CLOCKS = {"decide": 5, "opinion": 10, "reconsider": 20}
NOOR = Visitor("noor", {"en": "Noor"}, 2)
LIN = Visitor("lin", {"en": "Lin"}, 2)
#: Every table that a submission writes to.
TABLES = (
    "cases_case",
    "cases_caseevent",
    "journal_record",
    "journal_waiting",
    "journal_message",
    "journal_datakey",
    "forms_draft",
    "documents_file",
)


@cache
def town() -> Catalogue:
    """Return the example town as it would be published."""
    report = report_of("example")
    assert report.jurisdiction is not None
    definitions = {service.id: msgspec.json.encode(service) for service in report.services}
    return Catalogue(digest="town", published_at=NOW, jurisdiction=report.jurisdiction, definitions=definitions)


def opened(
    *,
    pledge: Pledge | None = None,
    more: Sequence[Service] = (),
    ways: Sequence[ProviderTerms] = (),
    registers: Sequence[Register] = (),
    **models: str,
) -> Catalogue:
    """Publish the town, with other process models where a test gives some (``appointment=xml``), or another pledge.

    ``more`` are services that the town has besides, ``ways`` ways to pay, ``registers`` what they write into.
    """
    report = report_of("example")
    assert report.jurisdiction is not None
    patterns = {pattern.id: pattern for pattern in report.jurisdiction.patterns}
    for name, xml in models.items():
        known = patterns.get(name.replace("_", "-")) or Pattern(name.replace("_", "-"), {"en": name}, (), ())
        patterns[known.id] = msgspec.structs.replace(known, model=xml, clocks={**known.clocks, **CLOCKS})
    offered = report.jurisdiction.payment
    payment = msgspec.structs.replace(offered, providers=(*offered.providers, *ways))
    report.jurisdiction = msgspec.structs.replace(
        report.jurisdiction,
        patterns=tuple(patterns.values()),
        payment=payment,
        registers=(*report.jurisdiction.registers, *registers),
    )
    if pledge is not None:
        report.services = [msgspec.structs.replace(each, pledge=pledge) for each in report.services]
    report.services = [*report.services, *more]
    report.origins = {**dict.fromkeys((each.id for each in more), report.origins[STALL]), **report.origins}
    published(report, now=NOW)
    return current_catalogue()


def service(name: str = STALL, **changes: object) -> Service:
    """Return a service of the town, changed where a test needs it."""
    found = town().service(name)
    assert found is not None
    return msgspec.structs.replace(found, **changes)


def firm(name: str, audience: str = "business") -> Membership:
    """Return a seat in an organisation."""
    return Membership(name, {"en": name}, "director", audience)


def prepared(
    applicant: Applicant | None = None, of: Service | None = None, answers: Mapping[str, Any] | None = None
) -> Application:
    """Return an application that may be submitted; a guest's, where nobody is named."""
    return prepare_application(
        catalogue=town(),
        service=of or service(),
        answers=ANSWERS if answers is None else answers,
        applicant=applicant or Applicant(GUEST),
        channel="api",
        language="en",
        now=NOW,
    )


def request(key: str = "one", body: str = "body", caller: str = "guest") -> Request:
    """Return a request to submit."""
    return Request(caller, hash_of(key.encode()), hash_of(body.encode()))


def submit(application: Application | None = None, asked: Request | None = None, now: datetime = NOW) -> Submitted:
    """Submit an application."""
    return submit_application(application=application or prepared(), request=asked or request(), now=now)


def begun(visitor: Visitor = GUEST, now: datetime = NOW) -> DraftFacts:
    """Begin a draft."""
    return begin_draft(
        service=STALL,
        version=1,
        revision=1,
        person=visitor.id,
        organisation="",
        content=DraftContent(answers=dict(ANSWERS)),
        now=now,
    )


def anybody(person: str = "") -> Owner:
    """Return somebody who may open what belongs to ``person``."""
    return Owner(f"person:{person}" if person else "guest", lambda owner: owner == person)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows that a submission could write: two such pictures are equal when nothing changed."""
    return {table: rows_of(table) for table in TABLES}
