"""Begin to pay several payments with one charge."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from openhall.blocks.payments.bundle_models import Bundle
from openhall.blocks.payments.charging import Place, ask_first, begin_charge, first_ask, offered_way
from openhall.blocks.payments.definitions import OPEN, AttemptState, BundleFacts, PaymentTerms
from openhall.blocks.payments.models import Attempt, PaymentRequest
from openhall.blocks.payments.refusals import BillsChanged, OtherPayment
from openhall.blocks.payments.rows import bundle_facts, locked_payments, new_id
from openhall.blocks.payments.settling import look_at_attempts


def begin_bundle(  # noqa: PLR0913 - all of it is one charge
    *,
    payments: Sequence[str],
    amount: int,
    payer: str,
    provider: str,
    key: str,
    return_url: str,
    terms: PaymentTerms,
    now: datetime,
    manner: str = "",
) -> BundleFacts:
    """Begin to pay several payments with one charge of their sum; the same ``key`` is the same charge.

    ``payments`` are ids, ``amount`` is the sum that the payer was shown, in minor units. Each payment gets an attempt
    that is its part. Call this outside any transaction, as the provider is asked. Raises ``BillsChanged`` where one of
    them is not open any more, or they come to another sum: then nothing has begun; ``NoSuchWay``, ``OtherPayment`` (the
    key belongs to other payments), ``WayAway``.
    """
    offered = offered_way(terms, provider, takes_several=True)
    row = _kept(payments, amount, (payer, provider, key), now)
    if row.state == AttemptState.BEGUN:
        begin_charge(row, offered, Place(return_url, terms.decimals, manner), now=now)
    return bundle_facts(row)


def _kept(payments: Sequence[str], amount: int, whose: tuple[str, str, str], now: datetime) -> Bundle:
    """Return the charge of this key, made now unless it is there."""
    payer, provider, key = whose
    with transaction.atomic():
        owed = locked_payments(set(payments))
        found = Bundle.objects.filter(key=key).first()
        if found is None:
            _check(owed, amount)
            return _new(owed, whose, now)
    told = set(found.parts.values_list("payment__public_id", flat=True))
    if (told, found.provider, found.payer) != (set(payments), provider, payer):
        raise OtherPayment
    return found


def _check(owed: Sequence[PaymentRequest], amount: int) -> None:
    others = [each.public_id for each in owed if each.state not in OPEN or each.currency != owed[0].currency]
    if others or not owed or sum(each.amount for each in owed) != amount or not amount:
        raise BillsChanged(payments=others)


def _new(owed: Sequence[PaymentRequest], whose: tuple[str, str, str], now: datetime) -> Bundle:
    payer, provider, key = whose
    row = Bundle(
        public_id=new_id(),
        payer=payer,
        provider=provider,
        key=key,
        state=AttemptState.BEGUN,
        amount=sum(each.amount for each in owed),
        currency=owed[0].currency,
        begun_at=now,
        ask_at=first_ask(provider, now),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        # The key was used for other payments in the same moment.
        raise OtherPayment from error
    for each in owed:
        Attempt.objects.create(
            public_id=new_id(),
            payment=each,
            bundle=row,
            provider=provider,
            key=f"{row.public_id}:{each.public_id}",
            state=AttemptState.BEGUN,
            amount=each.amount,
            begun_at=now,
        )
        look_at_attempts(each)
    ask_first(row, now=now)
    return row
