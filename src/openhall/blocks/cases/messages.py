"""Mail about a case: asked for in the transaction, written when it goes out. The queue holds nothing personal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from openhall.blocks.cases.models import Case
from openhall.blocks.cases.reading import answers_of
from openhall.blocks.cases.rules import AskState
from openhall.blocks.journal.facade import Reader, post

MAIL = "mail"
SUBMITTED_MAIL = "submitted"
SECRET_MAIL = "secret"  # noqa: S105 - the name of a letter, not a secret
DECIDED_MAIL = "decided"
ASKED_MAIL = "asked"
TAKEN_BACK_MAIL = "taken-back"
WRITTEN_MAIL = "written"
PAYMENT_ASKED_MAIL = "payment-asked"
PAYMENT_RECEIVED_MAIL = "payment-received"
REFUNDED_MAIL = "refunded"
LAPSED_MAIL = "lapsed"


@dataclass(frozen=True, slots=True)
class MailFacts:
    """What a letter about a case is written from. ``answer_by`` is until when the applicant is asked for something."""

    reference: str
    service: str
    version: int
    revision: int
    language: str
    person: str
    answers: Mapping[str, object]
    answer_by: date | None = None


def post_mail(*, reference: str, template: str, key: str, now: datetime) -> None:
    """Ask for a mail about a case, once for each ``key``."""
    # Without a savepoint: an act whose mail cannot be asked for is not done either.
    with transaction.atomic(savepoint=False):
        post(kind=MAIL, key=key, payload={"reference": reference, "template": template}, now=now)


def mail_facts(*, reference: str, actor: str, now: datetime) -> MailFacts | None:
    """Open a case to write to its owner; the read is recorded."""
    case = Case.objects.filter(reference=reference).first()
    if case is None:
        return None
    reader = Reader(actor=actor, purpose="notify", case=reference, now=now)
    answers = answers_of(case, reader)
    asked = case.asks.filter(state=AskState.OPEN).order_by("until").values_list("until", flat=True).first()
    return MailFacts(reference, case.service, case.version, case.revision, case.language, case.person, answers, asked)
