"""Mail about a case: asked for in the transaction, written when it goes out. The queue holds nothing personal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction

from openhall.blocks.cases.models import Case
from openhall.blocks.cases.reading import answers_of
from openhall.blocks.cases.rules import AskState
from openhall.blocks.journal.facade import KeyDestroyedError, Reader, post
from openhall.blocks.payments.facade import payment_of
from openhall.kernel.canonical import JSON

MAIL = "mail"
SUBMITTED_MAIL = "submitted"
SECRET_MAIL = "secret"  # noqa: S105 - the name of a letter, not a secret
DECIDED_MAIL = "decided"
ASKED_MAIL = "asked"
TAKEN_BACK_MAIL = "taken-back"
WRITTEN_MAIL = "written"


class Template(StrEnum):
    """Letters about what follows a decision."""

    PAYMENT_ASKED = "payment-asked"
    PAYMENT_RECEIVED = "payment-received"
    PAID_TOGETHER = "paid-together"
    PAPER_ISSUED = "paper-issued"
    REFUNDED = "refunded"
    LAPSED = "lapsed"
    APPOINTMENT_BOOKED = "appointment-booked"
    APPOINTMENT_MOVED = "appointment-moved"
    APPOINTMENT_CANCELLED = "appointment-cancelled"
    APPOINTMENT_PUT_OFF = "appointment-put-off"
    APPOINTMENT_CALLED_OFF = "appointment-called-off"
    APPOINTMENT_REMINDER = "appointment-reminder"
    RENEWAL_REMINDER = "renewal-reminder"
    SUBMITTED_FOR_YOU = "submitted-for-you"
    UNDONE = "undone"
    FACT_DIFFERS = "fact-differs"
    NOT_AGREED = "not-agreed"
    CLAIMED = "claimed"
    LET_GO = "let-go"


@dataclass(frozen=True, slots=True)
class MailFacts:
    """What a letter about a case is written from. ``answer_by`` is until when the applicant is asked for something.

    ``fee`` is what the case costs, in the smallest unit of the currency; 0 where nothing was asked for.
    """

    reference: str
    service: str
    version: int
    revision: int
    language: str
    person: str
    answers: Mapping[str, object]
    answer_by: date | None = None
    owner: str = ""
    organisation: str = ""
    authority: str = ""
    helper: str = ""
    fee: int = 0


def post_mail(  # noqa: PLR0913 - whom it is about, and what
    *,
    reference: str,
    template: str,
    key: str,
    now: datetime,
    moment: datetime | None = None,
    paper: str = "",
    booking: str = "",
    together: Sequence[str] = (),
) -> None:
    """Ask for a letter about a case, once for each ``key``.

    ``moment`` is that of an appointment or of an end; ``paper`` and ``booking`` are the ids of a paper and of an
    appointment that the letter is about, ``together`` all cases that it names.
    """
    payload: dict[str, JSON] = {"reference": reference, "template": template}
    payload |= {"moment": moment.isoformat()} if moment else {}
    payload |= {"paper": paper} if paper else {}
    payload |= {"booking": booking} if booking else {}
    payload |= {"together": list(together)} if together else {}
    # Without a savepoint: an act whose mail cannot be asked for is not done either.
    with transaction.atomic(savepoint=False):
        post(kind=MAIL, key=key, payload=payload, now=now)


def mail_facts(*, reference: str, actor: str, now: datetime) -> MailFacts | None:
    """Open a case to write to its owner; the read is recorded. ``None`` for none, and for one that was erased."""
    case = Case.objects.filter(reference=reference).first()
    if case is None:
        return None
    reader = Reader(actor=actor, purpose="notify", case=reference, now=now)
    try:
        answers = answers_of(case, reader)
    except KeyDestroyedError:
        return None  # it was erased: there is nobody left to write to
    fee = payment_of(reference)
    asked = case.asks.filter(state=AskState.OPEN).order_by("until").values_list("until", flat=True).first()
    return MailFacts(
        reference,
        case.service,
        case.version,
        case.revision,
        case.language,
        case.person,
        answers,
        asked,
        case.owner,
        case.organisation,
        case.authority,
        case.helper,
        fee.amount if fee else 0,
    )
