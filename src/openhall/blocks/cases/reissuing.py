"""A paper again: which can be made once more, and what happens when it is."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from openhall.blocks.appointments.facade import booking_of
from openhall.blocks.cases.conducting import Conductor
from openhall.blocks.cases.keeping import keep_case
from openhall.blocks.cases.messages import Template, post_mail
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.registering import Entered, entered_before, stands_since
from openhall.blocks.cases.rules import Decision, EventKind
from openhall.blocks.catalogue.facade import Catalogue, Service, register_of
from openhall.blocks.documents.facade import PaperFacts, papers_of, replace_paper
from openhall.kernel.errors import Refusal

_REFUSAL, _PAYMENT_RECEIPT, _APPOINTMENT = "refusal", "payment-receipt", "appointment"
_BOOKED, _OUTDATED = "booked", "outdated"


class NoSuchPaper(Refusal):
    """The case has no such paper."""

    code = "unknown-paper"


class PaperNotAgain(Refusal):
    """A paper cannot be made again; ``why`` says what stands against it.

    ``replaced`` or ``revoked``: it has no force. ``outdated``: what it says is not so any more.
    """

    code = "paper-not-again"

    def __init__(self, why: str) -> None:
        super().__init__(why=why)
        self.why = why


def paper_to_replace(case: Case, paper: str) -> PaperFacts:
    """Return a paper of a case that still has its force. Raise ``NoSuchPaper`` or ``PaperNotAgain``."""
    found = next((each for each in papers_of(case.reference) if each.id == paper), None)
    if found is None:
        raise NoSuchPaper
    if found.state != "genuine":
        raise PaperNotAgain(found.state)
    return found


def standing_again(
    case: Case,
    paper: PaperFacts,
    service: Service,
    catalogue: Catalogue,
    answers: Callable[[], Mapping[str, Any]],
    now: datetime,
) -> Entered | None:
    """Return what stands in a register for a new paper in the place of another.

    Raise ``PaperNotAgain`` unless it would say what the old one says: a new paper is not a newer one.
    """
    if paper.kind == _PAYMENT_RECEIPT:
        return None
    is_overturned = (case.decision == Decision.REFUSED) != (paper.kind == _REFUSAL)
    booking = booking_of(case.reference) if paper.kind == _APPOINTMENT else None
    if is_overturned or (booking is not None and booking.state != _BOOKED):
        raise PaperNotAgain(_OUTDATED)
    if paper.kind == _REFUSAL or register_of(catalogue.jurisdiction, service.id) is None:
        return None
    entered = entered_before(case, service, catalogue, answers(), now)
    if entered is not None and not stands_since(entered, paper.issued_at):
        raise PaperNotAgain(_OUTDATED)
    return entered


def settle_again(conductor: Conductor, *, old: str, new: PaperFacts, now: datetime) -> None:
    """Put the new paper in the place of the old one, and tell its owner, in the transaction that keeps it."""
    case = conductor.case
    replace_paper(paper=old, by=new.id, now=now)
    conductor.tell(EventKind.ISSUED, detail=new.kind)
    post_mail(reference=case.reference, template=Template.PAPER_ISSUED, key=new.id, paper=new.id, now=now)
    case.acts += 1
    keep_case(case)
