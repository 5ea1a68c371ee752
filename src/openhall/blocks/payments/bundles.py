"""What was begun with one press: who paid it is told once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from openhall.blocks.payments.definitions import PaymentFacts
from openhall.blocks.payments.models import Attempt
from openhall.blocks.payments.rows import payment_facts


def bundle_of(payment: str) -> str:
    """Return the bundle in which a payment was paid, or nothing."""
    found = Attempt.objects.filter(payment__public_id=payment, settles=True).values_list("bundle", flat=True).first()
    return found or ""


def paid_untold(bundle: str, *, now: datetime) -> Sequence[PaymentFacts]:
    """Return what was paid of a bundle and its payer was not told of, the oldest first; from now on they were told.

    In the caller's transaction, in which they are.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("who paid is told in the transaction that says so")
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("payment")
    paid = list(rows.filter(bundle=bundle, settles=True, told_at__isnull=True).order_by("id"))
    Attempt.objects.filter(pk__in=[each.pk for each in paid]).update(told_at=now)
    return [payment_facts(each.payment) for each in paid]
