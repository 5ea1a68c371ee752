"""Talk to a provider about a charge, which is an attempt to pay one payment or a bundle of several."""

from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.db.models import F

from openhall.blocks.journal.facade import post
from openhall.blocks.payments.bundle_models import Bundle
from openhall.blocks.payments.definitions import RUNNING, AttemptState, News, PaymentTerms, ProviderTerms
from openhall.blocks.payments.models import Attempt
from openhall.blocks.payments.providers.contract import Asked, Begun, Charge, ProviderAwayError
from openhall.blocks.payments.providers.registry import PROVIDERS, options_of
from openhall.blocks.payments.refusals import NoSuchPayment, NoSuchWay, WayAway
from openhall.blocks.payments.rows import locked_payments
from openhall.blocks.payments.settling import CALL_OFF

#: The kind of the message that lets a provider be asked about a charge; its payload names it as ``attempt``.
ASK = "payments.ask"
_FIRST_ASK, _LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=12)


class Place(msgspec.Struct, frozen=True):
    """What else a provider has to know of a charge."""

    return_url: str
    decimals: int
    manner: str


def offered_way(terms: PaymentTerms, provider: str, *, takes_several: bool = False) -> ProviderTerms:
    """Return the terms of a way to pay that is offered here, and lacks nothing. Raise ``NoSuchWay``."""
    offered, known = terms.of(provider), PROVIDERS.get(provider)
    if offered is None or known is None or (takes_several and not known.takes_several):
        raise NoSuchWay(provider=provider)
    if known.check(options_of(offered)):
        raise NoSuchWay(provider=provider)
    return offered


def first_ask(provider: str, now: datetime) -> datetime | None:
    """Return when a provider is asked about a charge that begins now, where it can be asked."""
    return now + _FIRST_ASK if PROVIDERS[provider].ask else None


def ask_first(row: Attempt | Bundle, *, now: datetime) -> None:
    """Have the provider asked about a charge that has just begun."""
    if row.ask_at:
        post(kind=ASK, key=f"{row.public_id}:1", payload={"attempt": row.public_id}, now=now, due=row.ask_at)


def begin_charge(row: Attempt | Bundle, offered: ProviderTerms, place: Place, *, now: datetime) -> None:
    """Let a provider begin a charge and write down what it answers, unless its news was faster. Raise ``WayAway``."""
    charge = Charge(
        attempt=row.public_id,
        amount=row.amount,
        currency=_currency(row),
        decimals=place.decimals,
        return_url=place.return_url,
        manner=place.manner,
        now=now,
    )
    try:
        begun = PROVIDERS[offered.id].begin(charge, options_of(offered))
    except ProviderAwayError as error:
        raise WayAway(provider=offered.id) from error
    with transaction.atomic():
        _write(row, begun, now)
    row.refresh_from_db()


def _write(row: Attempt | Bundle, begun: Begun, now: datetime) -> None:
    parts = row.parts.select_related("payment") if isinstance(row, Bundle) else [row]
    locked_payments(each.payment.public_id for each in parts)
    same = type(row).objects.filter(pk=row.pk)
    same.filter(reference="").update(
        reference=begun.reference,
        redirect_url=begun.redirect_url,
        qr_text=begun.qr_text,
        expires_at=begun.expires_at,
    )
    same.filter(state=AttemptState.BEGUN).update(state=AttemptState.PENDING)
    if isinstance(row, Bundle):
        row.parts.filter(state=AttemptState.BEGUN).update(state=AttemptState.PENDING)
        if Bundle.objects.filter(pk=row.pk, called_off_at__isnull=False).exists():
            # It was called off before the provider had it.
            post(kind=CALL_OFF, key=f"{row.public_id}:begun", payload={"attempt": row.public_id}, now=now)


def ask_provider(*, attempt: str, now: datetime, is_in_turn: bool = True) -> News | None:
    """Ask a provider how a charge stands; nothing while it cannot say. It is asked again later, ever less often.

    Who asks out of turn leaves that timetable as it is. Outside a transaction, as the provider may be slow; what it
    tells is for ``take_news``.
    """
    row = _charge(attempt)
    ask = PROVIDERS[row.provider].ask
    if row.state not in RUNNING or ask is None:
        return None
    asked = Asked(
        attempt=row.public_id,
        reference=row.reference,
        state=AttemptState(row.state),
        amount=row.amount,
        currency=_currency(row),
        expires_at=row.expires_at,
        begun_at=row.begun_at,
        now=now,
    )
    if is_in_turn:
        _ask_again(row, now)
    try:
        return ask(asked)
    except ProviderAwayError:
        return None


def call_off_charge(*, bundle: str, now: datetime) -> None:
    """Have a provider end a charge that nobody has paid; one that was paid stays so. Outside a transaction.

    Raise ``WayAway`` where the provider does not answer: the outbox tries again.
    """
    row = _charge(bundle)
    call_off = PROVIDERS[row.provider].call_off
    if row.state not in RUNNING or call_off is None or not row.reference:
        return
    try:
        call_off(row.reference, now)
    except ProviderAwayError as error:
        raise WayAway(provider=row.provider) from error


def _charge(public_id: str) -> Attempt | Bundle:
    attempts = Attempt.objects.select_related("payment").filter(bundle__isnull=True)
    row = attempts.filter(public_id=public_id).first() or Bundle.objects.filter(public_id=public_id).first()
    if row is None:
        raise NoSuchPayment
    return row


def _currency(row: Attempt | Bundle) -> str:
    return row.currency if isinstance(row, Bundle) else row.payment.currency


def _ask_again(row: Attempt | Bundle, now: datetime) -> None:
    due = now + min(_FIRST_ASK * 2 ** (row.asked + 1), _LONGEST_WAIT)
    with transaction.atomic():
        running = type(row).objects.filter(pk=row.pk, state__in=sorted(RUNNING), asked=row.asked)
        if running.update(ask_at=due, asked=F("asked") + 1):
            key = f"{row.public_id}:{row.asked + 2}"
            post(kind=ASK, key=key, payload={"attempt": row.public_id}, now=now, due=due)
