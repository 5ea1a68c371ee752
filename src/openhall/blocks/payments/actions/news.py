"""What a provider tells: read it, and take it once."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from openhall.blocks.payments import ledger
from openhall.blocks.payments.actions.refund import order_surplus_back
from openhall.blocks.payments.bundle_models import Bundle
from openhall.blocks.payments.definitions import OPEN, RUNNING, AttemptState, News, PaymentFacts
from openhall.blocks.payments.models import Attempt, PaymentRequest, ProviderNews
from openhall.blocks.payments.providers.contract import NotGenuineError
from openhall.blocks.payments.providers.registry import PROVIDERS
from openhall.blocks.payments.refusals import NewsRefused
from openhall.blocks.payments.rows import attempt_facts, locked_payment, locked_payments, payment_facts
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


def subjects_of(*, news: News) -> tuple[str, ...]:
    """Return whose payments news tells of, in order, so that their cases can be locked first; none nobody knows of."""
    named = Attempt.objects.filter(provider=news.provider)
    alone, together = named.filter(public_id=news.attempt, bundle=None), named.filter(bundle__public_id=news.attempt)
    found = {*alone.values_list("payment__subject", flat=True), *together.values_list("payment__subject", flat=True)}
    return tuple(sorted(found))


def take_news(*, news: News, now: datetime) -> tuple[PaymentFacts, ...]:
    """Take news in the caller's transaction; return the payments that this changed, none for a repeat.

    News of a charge for several payments settles all of them. What was captured stays so, whatever comes later. Money
    that pays nothing (a second payment, another amount, a payment that is closed) is written down and goes back by
    itself; of a charge for several only the parts of those that are closed.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("news is taken in the transaction of what follows from it")
    named = {"public_id": news.attempt, "provider": news.provider}
    with transaction.atomic():
        alone = Attempt.objects.select_related("payment").filter(**named, bundle=None).first()
        if alone is not None:
            return _take_one(alone, news, now)
        bundle = Bundle.objects.filter(**named).first()
        return _take_bundle(bundle, news, now) if bundle is not None else ()


def _take_one(row: Attempt, news: News, now: datetime) -> tuple[PaymentFacts, ...]:
    payment = locked_payment(row.payment.public_id)
    row.refresh_from_db(from_queryset=Attempt.objects.all())
    if not _is_fresh(row, news, now):
        return ()
    _check_currency(news, payment.currency)
    row.reference, row.recorded_by = row.reference or news.reference, news.recorded_by
    before = payment.state
    _end(payment, row, news.outcome, news.amount, is_whole=True, now=now)
    return (payment_facts(payment),) if payment.state != before else ()


def _take_bundle(row: Bundle, news: News, now: datetime) -> tuple[PaymentFacts, ...]:
    parts = list(row.parts.order_by("id").select_related("bundle"))
    payments = {each.pk: each for each in locked_payments(row.parts.values_list("payment__public_id", flat=True))}
    row.refresh_from_db()
    if not _is_fresh(row, news, now):
        return ()
    _check_currency(news, row.currency)
    row.state, row.ended_at, row.ask_at = news.outcome, now, None
    row.reference = row.reference or news.reference
    row.save(update_fields=["state", "ended_at", "ask_at", "reference"])
    before = {each.pk: each.state for each in payments.values()}
    is_whole, is_captured = news.amount == row.amount, news.outcome is AttemptState.CAPTURED
    for place, part in enumerate(parts):
        part.recorded_by = news.recorded_by
        # Another sum than the charge is written down with its first part, and goes back whole.
        is_here = is_whole or not is_captured or place == 0
        outcome, amount = (news.outcome if is_here else AttemptState.FAILED), (part.amount if is_whole else news.amount)
        _end(payments[part.payment_id], part, outcome, amount, is_whole=is_whole, now=now)
    changed = (payments[name] for name in sorted(payments) if payments[name].state != before[name])
    return tuple(payment_facts(each) for each in changed)


def _check_currency(news: News, currency: str) -> None:
    if news.outcome is AttemptState.CAPTURED and news.currency != currency:
        raise NewsRefused(provider=news.provider)


def _is_fresh(row: Attempt | Bundle, news: News, now: datetime) -> bool:
    """Write news down; tell whether it is told for the first time and a charge ends by it."""
    if ProviderNews.objects.filter(provider=news.provider, event=news.event).exists():
        return False
    ProviderNews.objects.create(
        provider=news.provider,
        event=news.event,
        **{"bundle" if isinstance(row, Bundle) else "attempt": row},
        outcome=news.outcome,
        amount=news.amount,
        currency=news.currency,
        taken_at=now,
    )
    if news.outcome is AttemptState.CAPTURED:
        # Money that came counts although somebody said before that it would not.
        return row.state != AttemptState.CAPTURED
    return row.state in RUNNING and news.outcome not in RUNNING


def _end(
    payment: PaymentRequest, row: Attempt, outcome: AttemptState, amount: int, *, is_whole: bool, now: datetime
) -> None:
    row.state, row.ended_at, row.ask_at = outcome, now, None
    is_captured = outcome is AttemptState.CAPTURED
    if is_captured:
        row.received = amount
        row.settles = is_whole and payment.state in OPEN and amount == payment.amount
    row.save(update_fields=_ENDED)
    if row.settles:
        settle(payment, row, now=now)
    elif is_captured:
        debit, credit = ledger.clearing(row.provider), ledger.payable(payment.authority)
        key = f"{row.public_id}:surplus"
        ledger.post(payment, key=key, debit=debit, credit=credit, amount=amount, now=now)
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
