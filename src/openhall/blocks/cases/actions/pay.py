"""Pay: what a provider of payments tells reaches the case that it is for, in one transaction, once."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from openhall.blocks.cases.actions.acting import conductor_for, write_leaf
from openhall.blocks.cases.collecting import CHARGE, is_open
from openhall.blocks.cases.conducting import Conductor
from openhall.blocks.cases.issuing import FOR_PAYMENT, order_paper
from openhall.blocks.cases.keeping import keep_case, locked_case
from openhall.blocks.cases.paid_together import tell_paid
from openhall.blocks.cases.registering import give_up_claim
from openhall.blocks.cases.returning import give_back
from openhall.blocks.cases.rules import ENDED, HALL, EventKind
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.payments.facade import (
    AttemptFacts,
    AttemptState,
    News,
    PaymentFacts,
    PaymentState,
    ask_provider,
    begin_attempt,
    lapse_payment,
    pay_in_sandbox,
    payment_of,
    read_news,
    subject_of,
    take_news,
)
from openhall.blocks.processes.facade import finish_act, stop_process

_SANDBOX, _TOO_LATE = "sandbox", "too-late"


def begin_payment(
    *, payment: str, provider: str, key: str, return_url: str, now: datetime, bundle: str = ""
) -> AttemptFacts:
    """Begin to pay what is asked for; the same ``key`` is the same attempt. The provider is asked outside any lock.

    What is begun with one press has one ``bundle``: its payer gets one letter about all of it.

    Raise ``PaymentClosed``, ``NoSuchWay``, ``OtherPayment`` or ``WayAway``.
    """
    terms = current_catalogue().jurisdiction.payment
    return begin_attempt(
        payment=payment, provider=provider, key=key, return_url=return_url, terms=terms, now=now, bundle=bundle
    )


def take_payment_news(*, provider: str, headers: Mapping[str, str], body: bytes, now: datetime) -> list[PaymentFacts]:
    """Take what a provider tells, however often and in which order it does; return the payments that it changed.

    Raise ``NewsRefused`` when it is not the provider who speaks.
    """
    changed = [take_told(news=news, now=now) for news in read_news(provider=provider, headers=headers, body=body)]
    return [each for each in changed if each is not None]


def take_told(*, news: News, now: datetime) -> PaymentFacts | None:
    """Take one piece of news; return the payment if that changed it. Its case goes on in the same transaction."""
    subject = subject_of(news=news)
    if subject is None:
        return None
    with transaction.atomic():
        case = locked_case(subject)
        payment = take_news(news=news, now=now)
        if payment is not None and payment.state == PaymentState.PAID:
            settle_paid(conductor_for(case, actor=HALL, purpose="payment", now=now), payment)
        return payment


def ask_about_payment(*, attempt: str, now: datetime, is_asked_by_payer: bool = False) -> None:
    """Ask a provider what became of an attempt of which nothing was heard, in its turn or when its payer looks."""
    news = ask_provider(attempt=attempt, now=now, is_in_turn=not is_asked_by_payer)
    if news is not None:
        take_told(news=news, now=now)


def play_payment(*, attempt: AttemptFacts, now: datetime) -> None:
    """Play the payer and their bank, in a demonstration: whatever way was chosen, they pay."""
    if not settings.OPENHALL_DEMO:
        raise PermissionError("money is played in demonstrations only")
    if attempt.provider == _SANDBOX:
        for headers, body in pay_in_sandbox(attempt=attempt.id, now=now):
            take_payment_news(provider=_SANDBOX, headers=headers, body=body, now=now)
        return
    played = f"played:{attempt.id}"
    news = News(attempt.provider, played, attempt.id, AttemptState.CAPTURED, attempt.amount, attempt.currency, "played")
    take_told(news=news, now=now)


def settle_paid(conductor: Conductor, payment: PaymentFacts) -> None:
    """Let a case go on whose payment has come; what came too late goes back whole."""
    case, now = conductor.case, conductor.now
    conductor.payment = payment
    write_leaf(case, "paid", {"payment": payment.id}, now)
    conductor.tell(EventKind.PAID, detail=payment.id)
    tell_paid(payment, now)
    order_paper(case, FOR_PAYMENT, now)
    progress = finish_act(subject=case.reference, act=CHARGE, conducting=conductor.conducting(), now=now)
    if progress is None:
        give_back(conductor, payment, payment.amount, rule=_TOO_LATE)
        return
    conductor.settle(progress)


def end_payment(*, reference: str, payment: str, now: datetime) -> None:
    """End the time to pay: a case that is still not paid for has lapsed."""
    with transaction.atomic():
        case = locked_case(reference)
        facts = payment_of(reference)
        if facts is None or facts.id != payment or not is_open(facts) or case.status in ENDED:
            return
        lapse_payment(payment=payment, now=now)
        conductor = conductor_for(case, actor=HALL, purpose="timer", now=now)
        write_leaf(case, "unpaid", {"payment": payment}, now)
        stop_process(subject=reference, outcome="lapsed", now=now)
        conductor.tell(EventKind.UNPAID, detail=payment)
        give_up_claim(case, conductor.catalogue, now)
        conductor.end("lapsed")
        case.acts += 1
        keep_case(case)
