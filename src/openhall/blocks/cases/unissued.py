"""Paid and not issued: what the public may count on to be nothing, counted anew each time that somebody asks."""

from datetime import datetime, timedelta

from openhall.blocks.cases.issuing import AGAIN, FOR_PAYMENT, PAPER
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.rules import ENDED
from openhall.blocks.journal.facade import overdue
from openhall.blocks.payments.facade import PaymentState, payments_of

#: So long the way from the money to the paper may take.
PROMISE = timedelta(minutes=5)


def count_paid_not_issued(*, now: datetime) -> int:
    """Return how many cases were paid for more than five minutes ago and still wait for what they paid for.

    Between the two nothing waits for anybody: whoever paid and has nothing yet has an undelivered message.
    """
    messages = overdue(kind=PAPER, before=now - PROMISE, now=now)
    waiting = {str(each["reference"]) for each in messages if _is_first(str(each["occasion"]))}
    running = Case.objects.filter(reference__in=waiting).exclude(status__in=ENDED)
    paid = payments_of(list(running.values_list("reference", flat=True)))
    return len({each.subject for each in paid if each.state == PaymentState.PAID})


def _is_first(occasion: str) -> bool:
    """Tell whether a paper is what was paid for: neither the receipt nor one that is made again."""
    return occasion != FOR_PAYMENT and not occasion.startswith(AGAIN)
