"""What a case costs: the published fee by its answers, under the law of its day, and what an officer set in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from openhall.blocks.cases.models import Case, CaseFee
from openhall.blocks.cases.parts import fee_part
from openhall.blocks.cases.sealing import unseal_part
from openhall.blocks.catalogue.facade import Catalogue, Jurisdiction, Service, quote_of
from openhall.blocks.journal.facade import Reader
from openhall.blocks.processes.facade import REFUSE, TaskFacts
from openhall.blocks.rules.facade import Quote, closed_days, may_be_open, settled


@dataclass(frozen=True, slots=True)
class FeeFacts:
    """A fee as an officer set it: minor units, and their reason in their own words."""

    minor: int
    reason: str
    authority: str
    post: str
    at: datetime
    task: int


def fee_of_case(
    case: Case, catalogue: Catalogue, service: Service, answers: Mapping[str, Any], *, reader: Reader | None = None
) -> Quote:
    """Return what a case costs, line by line, with what an officer set filled in.

    The law is that of the day on which it was submitted. Where an officer had to set the fee and none did, the quote
    has no sum: then nothing is charged. Their reason is opened for ``reader``, and left out without one.
    """
    row = newest_fee(case) if may_be_open(service.fee) else None
    said = unseal_part(case, fee_part(row.task), row.reason, reader)["text"] if row and reader else ""
    return quote_of_case(
        service, catalogue.jurisdiction, answers, case.submitted_at, (row.minor, said) if row else None
    )


def quote_of_case(
    service: Service,
    jurisdiction: Jurisdiction,
    answers: Mapping[str, Any],
    submitted_at: datetime,
    said: tuple[int, str] | None = None,
) -> Quote:
    """Return what an application that came then costs, with the amount and the reason that an officer set."""
    quote = quote_of(service, jurisdiction, answers, on=law_day(submitted_at, jurisdiction), closed=closed_days())
    return quote if said is None else settled(quote, minor=said[0], said=said[1])


def law_day(submitted_at: datetime, jurisdiction: Jurisdiction) -> date:
    """Return the day whose law an application has: the one on which it was submitted."""
    return submitted_at.astimezone(ZoneInfo(jurisdiction.time_zone)).date()


def newest_fee(case: Case) -> CaseFee | None:
    """Return what an officer set last."""
    return CaseFee.objects.filter(case=case).order_by("-id").first()


def sets_fee(task: TaskFacts, service: Service, lead: str) -> bool:
    """Tell whether an officer may set a fee at a task: where the office that leads decides something themselves."""
    return task.authority == lead and REFUSE in task.decisions and may_be_open(service.fee)
