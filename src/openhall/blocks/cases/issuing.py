"""Order papers: asked for in the transaction that grants them, set by the worker, released in one transaction more."""

from datetime import datetime

from openhall.blocks.cases.models import Case
from openhall.blocks.journal.facade import post

#: Acts of a process that end in a paper, and what is ordered otherwise: at the end of a case, and for a payment.
ISSUE, DELIVER = "issue", "deliver"
AT_END, FOR_PAYMENT = "end", "payment"
#: The outbox's kind of message for a paper to make.
PAPER = "paper"


def order_paper(case: Case, occasion: str, now: datetime) -> None:
    """Have a paper made; the process may wait for it."""
    key = f"{case.reference}:{occasion}:{case.acts}"
    post(kind=PAPER, key=key, payload={"reference": case.reference, "occasion": occasion}, now=now)
