"""What happens after a decision: whoever owes something pays, and the worker makes the papers."""

from datetime import UTC, datetime

from openhall.blocks.cases.facade import PAPER, begin_payment, play_payment
from openhall.blocks.journal.facade import Delivery, deliver_due
from openhall.blocks.payments.facade import OPEN, payment_of
from openhall.channels.papers.issuing import issue_paper
from tests.applicants import Applicant


def pay(reference: str, now: datetime | None = None) -> bool:
    """Pay what a case owes, by the sandbox; tell whether it owed anything."""
    payment, now = payment_of(reference), now or datetime.now(UTC)
    if payment is None or payment.state not in OPEN:
        return False
    attempt = begin_payment(
        payment=payment.id, provider="sandbox", key=f"test:{payment.id}", return_url="http://hall.test/", now=now
    )
    play_payment(attempt=attempt, now=now)
    return True


def make_papers(now: datetime | None = None) -> int:
    """Let a worker make every paper that was ordered."""
    now = now or datetime.now(UTC)

    def make(delivery: Delivery) -> None:
        given = delivery.payload
        issue_paper(reference=str(given["reference"]), occasion=str(given["occasion"]), key=delivery.key, now=now)

    return deliver_due(handlers={PAPER: make}, now=now)


def bring_to_its_end(reference: str, now: datetime | None = None) -> None:
    """Pay what is due for a case and make its papers, until nothing of that is left."""
    make_papers(now)
    if pay(reference, now):
        make_papers(now)


def pay_over_http(caller: Applicant, stands: dict[str, object]) -> bool:
    """Pay what an application owes, as the API tells it; tell whether it owed anything."""
    payment = stands["payment"]
    if stands["status"] != "waiting-for-payment" or not isinstance(payment, dict):
        return False
    answer = caller.call("POST", f"/api/v1/payments/{payment['id']}/pay")
    assert answer.status == 200, answer.text
    assert answer.json()["state"] == "paid", answer.text
    return True
