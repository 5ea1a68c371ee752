"""Begin to pay, and ask how it went when nobody tells."""

from datetime import datetime, timedelta

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import F

from openhall.blocks.journal.facade import post
from openhall.blocks.payments.definitions import (
    OPEN,
    RUNNING,
    AttemptFacts,
    AttemptState,
    News,
    PaymentTerms,
    ProviderTerms,
)
from openhall.blocks.payments.models import Attempt, PaymentRequest
from openhall.blocks.payments.providers.contract import Asked, Begun, Charge, ProviderAwayError
from openhall.blocks.payments.providers.registry import PROVIDERS, options_of
from openhall.blocks.payments.refusals import NoSuchPayment, NoSuchWay, OtherPayment, PaymentClosed, WayAway
from openhall.blocks.payments.rows import attempt_facts, locked_payment, new_id
from openhall.blocks.payments.settling import look_at_attempts

#: The kind of the message that lets a provider be asked about an attempt; its payload names the ``attempt``.
ASK = "payments.ask"
_FIRST_ASK, _LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=12)


def begin_attempt(  # noqa: PLR0913 - all of it is one attempt
    *,
    payment: str,
    provider: str,
    key: str,
    return_url: str,
    terms: PaymentTerms,
    now: datetime,
    manner: str = "",
    bundle: str = "",
) -> AttemptFacts:
    """Begin to pay with a provider; the same ``key`` is the same attempt, however often it is sent.

    ``terms`` are the jurisdiction's ways to pay; ``manner`` tells the sandbox how to behave, ``bundle`` what
    is begun with the same press. The provider is asked
    outside any transaction, with the attempt as its idempotency key: call this outside of one as well. Raises
    ``PaymentClosed``, ``NoSuchWay``, ``OtherPayment`` (the key belongs to another payment), ``WayAway``.
    """
    offered = terms.of(provider)
    if offered is None or _faults(offered):
        raise NoSuchWay(provider=provider)
    row = _kept(payment, provider, key, bundle, now)
    if row.state == AttemptState.BEGUN:
        row = _told(row, _asked_to_begin(row, offered, Place(return_url, terms.decimals, manner), now), now)
    return attempt_facts(row, row.payment)


class Place(msgspec.Struct, frozen=True):
    """What else a provider has to know of a charge."""

    return_url: str
    decimals: int
    manner: str


def _faults(offered: ProviderTerms) -> list[str]:
    known = PROVIDERS.get(offered.id)
    return ["unknown"] if known is None else known.check(options_of(offered))


def _kept(payment: str, provider: str, key: str, bundle: str, now: datetime) -> Attempt:
    """Return the attempt of this key, made now unless it is there."""
    with transaction.atomic():
        owed = locked_payment(payment)
        found = Attempt.objects.select_related("payment").filter(key=key).first()
        if found is None:
            if owed.state not in OPEN or owed.amount == 0:
                raise PaymentClosed(state=owed.state)
            found = _new(owed, provider, key, bundle, now)
    if (found.payment_id, found.provider) != (owed.pk, provider):
        raise OtherPayment
    return found


def _new(owed: PaymentRequest, provider: str, key: str, bundle: str, now: datetime) -> Attempt:
    ask_at = now + _FIRST_ASK if PROVIDERS[provider].ask else None
    row = Attempt(
        public_id=new_id(),
        payment=owed,
        provider=provider,
        key=key,
        state=AttemptState.BEGUN,
        amount=owed.amount,
        begun_at=now,
        ask_at=ask_at,
        bundle=bundle or None,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        # The key was used for another payment in the same moment.
        raise OtherPayment from error
    if ask_at:
        post(kind=ASK, key=f"{row.public_id}:1", payload={"attempt": row.public_id}, now=now, due=ask_at)
    look_at_attempts(owed)
    return row


def _asked_to_begin(row: Attempt, offered: ProviderTerms, place: Place, now: datetime) -> Begun:
    charge = Charge(
        attempt=row.public_id,
        payment=row.payment.public_id,
        amount=row.amount,
        currency=row.payment.currency,
        decimals=place.decimals,
        return_url=place.return_url,
        manner=place.manner,
        now=now,
    )
    try:
        return PROVIDERS[offered.id].begin(charge, options_of(offered))
    except ProviderAwayError as error:
        raise WayAway(provider=offered.id) from error


def _told(row: Attempt, begun: Begun, now: datetime) -> Attempt:
    """Write down what the provider answered, unless its news was faster."""
    del now
    with transaction.atomic():
        locked_payment(row.payment.public_id)
        waiting = Attempt.objects.filter(pk=row.pk, reference="")
        waiting.update(
            reference=begun.reference,
            redirect_url=begun.redirect_url,
            qr_text=begun.qr_text,
            expires_at=begun.expires_at,
        )
        Attempt.objects.filter(pk=row.pk, state=AttemptState.BEGUN).update(state=AttemptState.PENDING)
    return Attempt.objects.select_related("payment").get(pk=row.pk)


def ask_provider(*, attempt: str, now: datetime, is_in_turn: bool = True) -> News | None:
    """Ask a provider how an attempt stands; nothing while it cannot say. It is asked again later, ever less often.

    Who asks out of turn leaves that timetable as it is. Outside a transaction, as the provider may be slow; what it
    tells is for ``take_news``.
    """
    row = Attempt.objects.select_related("payment").filter(public_id=attempt).first()
    if row is None:
        raise NoSuchPayment
    ask = PROVIDERS[row.provider].ask
    if row.state not in RUNNING or ask is None:
        return None
    asked = Asked(
        attempt=row.public_id,
        reference=row.reference,
        state=AttemptState(row.state),
        amount=row.amount,
        currency=row.payment.currency,
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


def _ask_again(row: Attempt, now: datetime) -> None:
    due = now + min(_FIRST_ASK * 2 ** (row.asked + 1), _LONGEST_WAIT)
    with transaction.atomic():
        running = Attempt.objects.filter(pk=row.pk, state__in=sorted(RUNNING), asked=row.asked)
        if running.update(ask_at=due, asked=F("asked") + 1):
            key = f"{row.public_id}:{row.asked + 2}"
            post(kind=ASK, key=key, payload={"attempt": row.public_id}, now=now, due=due)
