"""Begin to pay one payment."""

from datetime import datetime

from django.db import IntegrityError, transaction

from openhall.blocks.payments.charging import Place, ask_first, begin_charge, first_ask, offered_way
from openhall.blocks.payments.definitions import OPEN, AttemptFacts, AttemptState, PaymentTerms
from openhall.blocks.payments.models import Attempt, PaymentRequest
from openhall.blocks.payments.refusals import OtherPayment, PaymentClosed
from openhall.blocks.payments.rows import attempt_facts, locked_payment, new_id
from openhall.blocks.payments.settling import look_at_attempts


def begin_attempt(  # noqa: PLR0913 - all of it is one attempt
    *,
    payment: str,
    provider: str,
    key: str,
    return_url: str,
    terms: PaymentTerms,
    now: datetime,
    manner: str = "",
) -> AttemptFacts:
    """Begin to pay with a provider; the same ``key`` is the same attempt, however often it is sent.

    ``terms`` are the jurisdiction's ways to pay; ``manner`` tells the sandbox how to behave. The provider is asked
    outside any transaction, with the attempt as its idempotency key: call this outside of one as well. Raises
    ``PaymentClosed``, ``NoSuchWay``, ``OtherPayment`` (the key belongs to another payment), ``WayAway``.
    """
    offered = offered_way(terms, provider)
    row = _kept(payment, provider, key, now)
    if row.state == AttemptState.BEGUN:
        begin_charge(row, offered, Place(return_url, terms.decimals, manner), now=now)
    return attempt_facts(row, row.payment)


def _kept(payment: str, provider: str, key: str, now: datetime) -> Attempt:
    """Return the attempt of this key, made now unless it is there."""
    with transaction.atomic():
        owed = locked_payment(payment)
        found = Attempt.objects.select_related("payment").filter(key=key).first()
        if found is None:
            if owed.state not in OPEN or owed.amount == 0:
                raise PaymentClosed(state=owed.state)
            found = _new(owed, provider, key, now)
    if (found.payment_id, found.provider) != (owed.pk, provider):
        raise OtherPayment
    return found


def _new(owed: PaymentRequest, provider: str, key: str, now: datetime) -> Attempt:
    row = Attempt(
        public_id=new_id(),
        payment=owed,
        provider=provider,
        key=key,
        state=AttemptState.BEGUN,
        amount=owed.amount,
        begun_at=now,
        ask_at=first_ask(provider, now),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        # The key was used for another payment in the same moment.
        raise OtherPayment from error
    ask_first(row, now=now)
    look_at_attempts(owed)
    return row
