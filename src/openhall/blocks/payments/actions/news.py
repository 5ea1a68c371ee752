"""What a provider tells: read it, and take it once."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from openhall.blocks.payments import ledger
from openhall.blocks.payments.actions.refund import order_surplus_back
from openhall.blocks.payments.definitions import OPEN, RUNNING, AttemptState, News, PaymentFacts
from openhall.blocks.payments.models import Attempt, PaymentRequest, ProviderNews
from openhall.blocks.payments.providers.contract import NotGenuineError
from openhall.blocks.payments.providers.registry import PROVIDERS
from openhall.blocks.payments.refusals import NewsRefused
from openhall.blocks.payments.rows import attempt_facts, locked_payment, payment_facts
from openhall.blocks.payments.settling import look_at_attempts, settle

_ENDED = ["state", "received", "settles", "ended_at", "ask_at", "reference", "recorded_by"]


def read_news(*, provider: str, headers: Mapping[str, str], body: bytes) -> tuple[News, ...]:
    """Return what a message of a provider tells, after its signature was verified. Raises ``NewsRefused``.

    Names of ``headers`` may be written in any case.
    """
    known = PROVIDERS.get(provider)
    if known is None or known.read is None or (known.is_for_demonstrations and not settings.OPENHALL_DEMO):
        raise NewsRefused(provider=provider)
    try:
        return known.read({name.lower(): value for name, value in headers.items()}, body)
    except NotGenuineError as error:
        raise NewsRefused(provider=provider) from error


def subject_of(*, news: News) -> str | None:
    """Return whose payment news tells of, so that its case can be locked first; ``None`` when nobody knows it."""
    found = Attempt.objects.filter(public_id=news.attempt, provider=news.provider)
    return found.values_list("payment__subject", flat=True).first()


def take_news(*, news: News, now: datetime) -> PaymentFacts | None:
    """Take news in the caller's transaction; return the payment when this changed it, ``None`` for a repeat.

    What was captured stays so, whatever comes later. Money that pays nothing (a second payment, another amount, a
    payment that is closed) is written down and goes back by itself.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("news is taken in the transaction of what follows from it")
    row = Attempt.objects.select_related("payment").filter(public_id=news.attempt, provider=news.provider).first()
    if row is None:
        return None
    with transaction.atomic():
        payment = locked_payment(row.payment.public_id)
        row.refresh_from_db(from_queryset=Attempt.objects.all())
        if ProviderNews.objects.filter(provider=news.provider, event=news.event).exists():
            return None
        _keep(row, news, now)
        before = payment.state
        if not _changes(row, news):
            return None
        _end(payment, row, news, now)
    return payment_facts(payment) if payment.state != before else None


def _keep(row: Attempt, news: News, now: datetime) -> None:
    ProviderNews.objects.create(
        provider=news.provider,
        event=news.event,
        attempt=row,
        outcome=news.outcome,
        amount=news.amount,
        currency=news.currency,
        taken_at=now,
    )


def _changes(row: Attempt, news: News) -> bool:
    """Tell whether an attempt ends by this. Money that came counts although somebody said before that it would not."""
    if news.outcome is AttemptState.CAPTURED:
        return row.state != AttemptState.CAPTURED
    return row.state in RUNNING and news.outcome not in RUNNING


def _end(payment: PaymentRequest, row: Attempt, news: News, now: datetime) -> None:
    row.state, row.ended_at, row.ask_at = news.outcome, now, None
    row.reference, row.recorded_by = row.reference or news.reference, news.recorded_by
    is_captured = news.outcome is AttemptState.CAPTURED
    if is_captured:
        if news.currency != payment.currency:
            raise NewsRefused(provider=news.provider)
        row.received = news.amount
        row.settles = payment.state in OPEN and news.amount == payment.amount
    row.save(update_fields=_ENDED)
    if row.settles:
        settle(payment, row, now=now)
    elif is_captured:
        debit, credit = ledger.clearing(row.provider), ledger.payable(payment.authority)
        key = f"{row.public_id}:surplus"
        ledger.post(payment, key=key, debit=debit, credit=credit, amount=news.amount, now=now)
        order_surplus_back(payment, row, now=now)
    look_at_attempts(payment)


def cash_news(*, attempt: str, cashier: str, slip: str, amount: int) -> News:
    """Return what a cashier tells who took cash for an attempt at a counter. ``slip`` numbers the receipt of the till.

    The same slip is the same cash, however often it is sent. It is for ``take_news``.
    """
    row = Attempt.objects.select_related("payment").filter(public_id=attempt, provider="counter").first()
    if row is None or not slip or not cashier:
        raise NewsRefused(provider="counter")
    facts = attempt_facts(row, row.payment)
    return News("counter", f"slip:{slip}", facts.id, AttemptState.CAPTURED, amount, facts.currency, recorded_by=cashier)
