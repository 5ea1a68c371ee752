"""Pay for a case and be its worker, in a process that kills itself at one of the seams between money and paper.

``python -m tests.attacks.dying`` reads a line for each such life: a reference, a tab, a seam. With no seam it does what
is left to do, and ends. How it ended is the line that is answered. Each life is a process of its own, which has read
the program from its parent, and everything else by itself.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import django

#: Where it dies: which function of which module, and whether before or after it.
SEAMS = {
    "before the provider is asked": ("openhall.blocks.cases.actions.pay", "begin_attempt", "before"),
    "the attempt is kept, the provider knows nothing": (
        "openhall.blocks.payments.actions.attempt",
        "begin_charge",
        "before",
    ),
    "the provider knows the attempt, its answer is lost": ("openhall.blocks.payments.charging", "_write", "before"),
    "the attempt is kept, the payer has not paid": ("openhall.blocks.cases.actions.pay", "begin_attempt", "after"),
    "the provider has the money, nobody was told": ("openhall.blocks.cases.actions.pay", "pay_in_sandbox", "after"),
    "the news is read, nothing is written": ("openhall.blocks.cases.actions.pay", "take_news", "before"),
    "the ledger is written, not committed": ("openhall.blocks.cases.actions.pay", "take_news", "after"),
    "the case has gone on, not committed": ("openhall.blocks.cases.actions.pay", "settle_paid", "after"),
    "paid and committed": ("openhall.blocks.cases.actions.pay", "take_told", "after"),
    "the register has the entry, not committed": ("openhall.blocks.cases.actions.issue", "enter", "after"),
    "the worker has the order": ("openhall.channels.papers.issuing", "paper_order", "after"),
    "the paper is set and signed, and nobody's": ("openhall.channels.papers.issuing", "set_paper", "after"),
    "the paper is kept, not committed": ("openhall.blocks.cases.actions.issue", "keep_paper", "after"),
    "the process has gone on, not committed": ("openhall.blocks.cases.actions.issue", "finish_act", "after"),
    "issued and committed, the outbox does not know": ("openhall.channels.papers.issuing", "release_paper", "after"),
}


def arm(seam: str) -> None:
    """Let this process die at a seam, as the plug being pulled would let it."""
    module, name, when = SEAMS[seam]
    place = import_module(module)
    whole: Callable[..., Any] = getattr(place, name)

    def deadly(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        whole(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(place, name, deadly)


def is_paid_at_the_provider(payment: str) -> bool:
    """Tell whether the sandbox has taken the money, whatever the hall knows of it."""
    models = import_module("openhall.blocks.payments.models")
    attempts = models.Attempt.objects.filter(payment__public_id=payment).values_list("public_id", flat=True)
    taken = models.SandboxCharge.objects.filter(attempt__in=list(attempts), answers_at__isnull=False)
    return bool(taken.exists())


def live(reference: str, seam: str) -> None:
    """Press the button, be the provider, be the worker."""
    pay = import_module("openhall.blocks.cases.actions.pay")
    payment_of = import_module("openhall.blocks.payments.facade").payment_of
    deliver_due = import_module("openhall.blocks.journal.facade").deliver_due
    handlers = import_module("openhall.project.handlers").HANDLERS
    if seam:
        arm(seam)
    now, payment = datetime.now(UTC), payment_of(reference)
    # Whoever paid waits; who had not paid yet when the plug was pulled presses again.
    if seam or not is_paid_at_the_provider(payment.id):
        attempt = pay.begin_payment(
            payment=payment.id, provider="sandbox", key="one-press", return_url="http://hall.test/", now=now
        )
        pay.play_payment(attempt=attempt, now=now)
    # Leases of the dead end; what nobody told is asked for.
    for hours in (0, 1, 2) if seam else (1, 2, 8, 16):
        while deliver_due(handlers=handlers, now=now + timedelta(hours=hours)):
            pass


def main() -> None:
    """Begin a life for each line, and say how it ended: the exit code, or the signal below zero."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openhall.project.settings")
    django.setup()
    import_module("openhall.project.handlers")
    for line in sys.stdin:
        child = os.fork()
        if not child:
            live(*line.rstrip("\n").split("\t"))
            return
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)  # noqa: T201 - it is the answer


if __name__ == "__main__":
    main()
