"""Issue: what a paper is made from, and its release together with everything that follows from it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from openhall.blocks.appointments.facade import Booking, booking_of
from openhall.blocks.cases.actions.acting import conductor_for
from openhall.blocks.cases.dossiers import Dossier, hall_dossier
from openhall.blocks.cases.issuing import AGAIN, AT_END, FOR_PAYMENT, read_again
from openhall.blocks.cases.keeping import keep_case, locked_case
from openhall.blocks.cases.messages import Template, post_mail
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.registering import Entered, enter
from openhall.blocks.cases.reissuing import (
    NoSuchPaper,
    PaperNotAgain,
    paper_to_replace,
    settle_again,
    standing_again,
)
from openhall.blocks.cases.rules import HALL, Decision, EventKind
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.documents.facade import PaperFacts, SetPaper, keep_paper, papers_of, replace_paper
from openhall.blocks.identity.facade import name_of_holder
from openhall.blocks.journal.facade import Reader
from openhall.blocks.payments.facade import PaymentFacts, payment_of
from openhall.blocks.processes.facade import finish_act, is_awaiting
from openhall.kernel.languages import Text

_RECEIPT, _PAYMENT_RECEIPT, _REFUSAL = "receipt", "payment-receipt", "refusal"


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """What a paper says: which kind, about which case, for whom, and what was paid; ``key`` makes it one.

    ``holder`` is the name of the firm or person whose case it is; nothing for a guest. ``entered`` is what stands in a
    register by it, ``booking`` the time that is kept. With ``instead_of`` it goes into the place of that paper, in
    ``language``; else the language is that of the case.
    """

    kind: str
    key: str
    occasion: str
    dossier: Dossier
    holder: Text
    payment: PaymentFacts | None
    entered: Entered | None = None
    booking: Booking | None = None
    language: str = ""
    instead_of: str = ""


def paper_order(*, reference: str, occasion: str, key: str, now: datetime) -> PaperOrder | None:
    """Open a case to make a paper of it; ``None`` where none is wanted, or not any more. The read is recorded."""
    with transaction.atomic():
        case = locked_case(reference)
        if occasion.startswith(AGAIN):
            return _again(case, occasion, key, now)
        if not _is_wanted(reference, occasion):
            return None
        payment, dossier = payment_of(reference), hall_dossier(reference, purpose="issue", now=now)
        kind = _kind(dossier, occasion, payment) if dossier else ""
        if dossier is None or not kind:
            return None
        entered = _entered(case, dossier, now) if kind == dossier.service.outcome else None
    holder = _holder(case, now)
    return PaperOrder(kind, key, occasion, dossier, holder, payment, entered, booking_of(reference))


def _again(case: Case, occasion: str, key: str, now: datetime) -> PaperOrder | None:
    """Order what the lost paper said, as long as that is still so."""
    instead_of, language = read_again(occasion)
    dossier = hall_dossier(case.reference, purpose="issue", now=now)
    if dossier is None:
        return None
    try:
        old = paper_to_replace(case, instead_of)
        entered = standing_again(case, old, dossier.service, current_catalogue(), lambda: dossier.answers, now)
    except (NoSuchPaper, PaperNotAgain):
        return None
    holder, payment = _holder(case, now), payment_of(case.reference)
    booking = booking_of(case.reference)
    return PaperOrder(old.kind, key, occasion, dossier, holder, payment, entered, booking, language, old.id)


def _holder(case: Case, now: datetime) -> Text:
    """Return the name that stands on the paper; the read is recorded."""
    return name_of_holder(case.person, case.organisation, reader=Reader(HALL, "issue", case.reference, now))


def _entered(case: Case, dossier: Dossier, now: datetime) -> Entered | None:
    """Write the entry before the paper that tells of it: what is granted is what stands in the register."""
    catalogue = current_catalogue()
    today = now.astimezone(ZoneInfo(catalogue.jurisdiction.time_zone)).date()
    return enter(case, dossier.service, catalogue, dossier.answers, today, now)


def _is_wanted(reference: str, occasion: str) -> bool:
    """Tell whether a process still waits for the paper, where it is one of its acts: it may have been withdrawn."""
    return not _is_act(occasion) or is_awaiting(subject=reference, act=occasion)


def _is_to_replace(case: Case, instead_of: str) -> bool:
    """Tell whether a new paper has a place to go to: that of one which still has its force."""
    if not instead_of:
        return True
    try:
        return bool(paper_to_replace(case, instead_of))
    except PaperNotAgain:
        return False


def _is_act(occasion: str) -> bool:
    return occasion not in {AT_END, FOR_PAYMENT} and not occasion.startswith(AGAIN)


def _kind(dossier: Dossier, occasion: str, payment: PaymentFacts | None) -> str:
    outcome = dossier.service.outcome
    if occasion == FOR_PAYMENT:
        return _PAYMENT_RECEIPT
    if dossier.facts.decision == Decision.REFUSED:
        return _REFUSAL
    if occasion == AT_END and outcome == _RECEIPT and payment is not None:
        return ""  # the receipt of the payment is what was asked for
    return outcome


def release_paper(*, order: PaperOrder, paper: SetPaper, now: datetime) -> bool:
    """Keep a finished paper and let its case go on, together; tell whether it was still wanted."""
    with transaction.atomic():
        case = locked_case(order.dossier.facts.reference)
        if not _is_wanted(case.reference, order.occasion) or not _is_to_replace(case, order.instead_of):
            return False
        conductor = conductor_for(case, actor=HALL, purpose="issue", now=now)
        kept = keep_paper(paper=paper, owner=case.owner, key=order.key, now=now)
        if kept.code != paper.code:
            return False  # it was made before, by a worker that died before it could say so
        if order.instead_of:
            settle_again(conductor, old=order.instead_of, new=kept, now=now)
            return True
        _replace_decided_before(order.dossier.service.outcome, kept, now)
        conductor.has_issued = True
        conductor.tell(EventKind.ISSUED, detail=kept.kind)
        if _is_act(order.occasion):
            post_mail(reference=case.reference, template=Template.PAPER_ISSUED, key=kept.id, paper=kept.id, now=now)
            how = conductor.conducting()
            conductor.settle(finish_act(subject=case.reference, act=order.occasion, conducting=how, now=now))
        else:
            case.acts += 1
            keep_case(case)
        return True


def _replace_decided_before(outcome: str, paper: PaperFacts, now: datetime) -> None:
    """Let a paper of a decision go into the place of those of earlier ones: of what a review changed one counts."""
    decided = {outcome, _REFUSAL}
    if paper.kind not in decided:
        return
    for each in papers_of(paper.subject):
        if each.kind in decided and each.state == "genuine" and each.id != paper.id:
            replace_paper(paper=each.id, by=paper.id, now=now)
