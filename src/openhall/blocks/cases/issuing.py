"""Order papers: asked for in the transaction that grants them, set by the worker, released in one transaction more."""

from datetime import datetime

from openhall.blocks.cases.models import Case
from openhall.blocks.journal.facade import post
from openhall.kernel.canonical import JSON

#: Acts of a process that end in a paper, and what is ordered otherwise: at the end of a case, and for a payment.
ISSUE, DELIVER = "issue", "deliver"
AT_END, FOR_PAYMENT = "end", "payment"
#: What its owner ordered, in the place of a paper that is lost: followed by that paper and the language of the new one.
AGAIN = "again:"
#: The outbox's kind of message for a paper to make.
PAPER = "paper"


def order_paper(case: Case, occasion: str, now: datetime) -> None:
    """Have a paper made; the process may wait for it."""
    key = f"{case.reference}:{occasion}:{case.acts}"
    post(kind=PAPER, key=key, payload={"reference": case.reference, "occasion": occasion}, now=now)


def order_again(case: Case, paper: str, language: str, now: datetime) -> None:
    """Have a new paper made in the place of another; however often that is asked for, it is one."""
    occasion = f"{AGAIN}{paper}:{language}"
    payload: dict[str, JSON] = {"reference": case.reference, "occasion": occasion}
    post(kind=PAPER, key=f"{case.reference}:{AGAIN}{paper}", payload=payload, now=now)


def read_again(occasion: str) -> tuple[str, str]:
    """Return the lost paper that an occasion is about, and the language of the new one; nothing where it is another."""
    paper, _, language = occasion.removeprefix(AGAIN).partition(":") if occasion.startswith(AGAIN) else ("", "", "")
    return paper, language
