"""Pay: what a provider of payments tells reaches the case that it is for, in one transaction, once."""

from collections.abc import Mapping, Sequence
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
    BundleFacts,
    News,
    PaymentFacts,
    PaymentState,
    ask_provider,
    begin_attempt,
    begin_bundle,
    call_off_charge,
    lapse_payment,
    pay_in_sandbox,
    payment_of,
    read_news,
    subjects_of,
    take_news,
)
from openhall.blocks.processes.facade import finish_act, stop_process

_SANDBOX, _TOO_LATE = "sandbox", "too-late"


def begin_payment(*, payment: str, provider: str, key: str, return_url: str, now: datetime) -> AttemptFacts:
    """Begin to pay what is asked for; the same ``key`` is the same attempt. The provider is asked outside any lock.

    Raise ``PaymentClosed``, ``NoSuchWay``, ``OtherPayment`` or ``WayAway``.
    """
    terms = current_catalogue().jurisdiction.payment
    return begin_attempt(payment=payment, provider=provider, key=key, return_url=return_url, terms=terms, now=now)


def begin_together(  # noqa: PLR0913 - all of it is one charge
    *, payments: Sequence[str], amount: int, payer: str, provider: str, key: str, return_url: str, now: datetime
) -> BundleFacts:
    """Begin to pay several payments with one charge of ``amount``, the sum that the payer was shown.

    The same ``key`` is the same charge. Raise ``BillsChanged`` where one of them is not to be paid any more, or they
    come to another sum: then nothing has begun; ``NoSuchWay``, ``OtherPayment`` or ``WayAway``.
    """
    terms = current_catalogue().jurisdiction.payment
    return begin_bundle(
        payments=payments,
        amount=amount,
        payer=payer,
        provider=provider,
        key=key,
        return_url=return_url,
        terms=terms,
        now=now,
    )


def call_off_payment(*, bundle: str, now: datetime) -> None:
    """Have the provider end a charge for several payments that nobody has paid, and take what it tells of that."""
    call_off_charge(bundle=bundle, now=now)
    ask_about_payment(attempt=bundle, now=now, is_asked_by_payer=True)


def take_payment_news(*, provider: str, headers: Mapping[str, str], body: bytes, now: datetime) -> list[PaymentFacts]:
    """Take what a provider tells, however often and in which order it does; return the payments that it changed.

    Raise ``NewsRefused`` when it is not the provider who speaks.
    """
    told = read_news(provider=provider, headers=headers, body=body)
    return [payment for news in told for payment in take_told(news=news, now=now)]


def take_told(*, news: News, now: datetime) -> tuple[PaymentFacts, ...]:
    """Take one piece of news; return the payments that it changed. Their cases go on in the same transaction."""
    with transaction.atomic():
        # All cases before any payment, and always in one order: nobody waits in a circle.
        for subject in subjects_of(news=news):
            locked_case(subject)
        changed = take_news(news=news, now=now)
        paid = [each for each in changed if each.state == PaymentState.PAID]
        for payment in paid:
            # Seen anew: it may have gone on with another of these payments.
            case = locked_case(payment.subject)
            settle_paid(conductor_for(case, actor=HALL, purpose="payment", now=now), payment)
        tell_paid(paid, now)
    return changed


def ask_about_payment(*, attempt: str, now: datetime, is_asked_by_payer: bool = False) -> None:
    """Ask a provider what became of an attempt of which nothing was heard, in its turn or when its payer looks."""
    news = ask_provider(attempt=attempt, now=now, is_in_turn=not is_asked_by_payer)
    if news is not None:
        take_told(news=news, now=now)


def play_payment(*, attempt: AttemptFacts | BundleFacts, now: datetime) -> None:
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
