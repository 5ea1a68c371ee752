"""Moorings of the example town on their way: decided and to be paid, paid, entered with its permit."""

from datetime import UTC, datetime

from openhall.blocks.cases.facade import Verdict, case_of, complete_task
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.payments.facade import PaymentFacts, payment_of
from openhall.blocks.processes.facade import tasks_of
from tests.desks import CLERK, ELDER, HARBOUR, KEEPER, MASTER, NOOR, WARDEN, apply_for_mooring
from tests.outcomes import make_papers, pay

#: What the sample boat costs, in minor units and as people write it.
OWED, WRITTEN = 18_250, "18.250"
WHO = {
    (HARBOUR, "case-officer"): CLERK,
    (HARBOUR, "supervisor"): MASTER,
    (HARBOUR, "reviewer"): ELDER,
    ("parks-office", "case-officer"): KEEPER,
    ("parks-office", "supervisor"): WARDEN,
}


def unpaid_mooring(person: str = NOOR, firm: str = "") -> str:
    """Apply for a mooring and let all offices approve it; return the reference of what is to be paid now."""
    reference, now = apply_for_mooring(person, firm), datetime.now(UTC)
    while waiting := [task for task in tasks_of(reference) if task.state == "open"]:
        task = waiting[0]
        who = Visitor(WHO[task.authority, task.role])
        complete_task(task=task.id, verdict=Verdict("approve"), visitor=who, now=now)
    return reference


def paid_mooring() -> str:
    """Return a mooring that was paid by the sandbox; its permit waits to be made."""
    reference = unpaid_mooring()
    assert pay(reference)
    return reference


def granted_mooring() -> str:
    """Return a mooring that stands in the register, with its permit."""
    reference = paid_mooring()
    make_papers()
    return reference


def payment(reference: str) -> PaymentFacts:
    """Return the payment of a case."""
    found = payment_of(reference)
    assert found is not None
    return found


def status(reference: str) -> str:
    """Return where a case stands."""
    found = case_of(reference)
    assert found is not None
    return found.status
