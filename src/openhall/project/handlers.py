"""What the worker does with each kind of message in the outbox.

A block or pack that posts a kind hands its handler out through its facade; here it gets its line:
``"kind": handler``. A kind without a line waits.
"""

from collections.abc import Mapping

from django.utils import timezone

from openhall.blocks.appointments.facade import APPOINTMENT_REMINDER
from openhall.blocks.cases.facade import (
    ASK_ENDS,
    MAIL,
    TASK_CLOCK,
    TIMER,
    end_ask,
    fire_case_timer,
    look_at_clock,
    remind_of_appointment,
)
from openhall.blocks.journal.facade import Delivery, Handler
from openhall.channels.mail.letters import send_letter
from openhall.kernel.canonical import JSON


def _send_mail(delivery: Delivery) -> None:
    """Send a letter about a case; one that has no address to go to is done."""
    reference, template = str(delivery.payload["reference"]), str(delivery.payload["template"])
    send_letter(reference=reference, template=template, key=delivery.key, now=timezone.now())


def _fire_timer(delivery: Delivery) -> None:
    """Let a timer of a case's process go off."""
    given = delivery.payload
    instance, token = _number(given["instance"]), _number(given["token"])
    fire_case_timer(reference=str(given["subject"]), instance=instance, token=token, now=timezone.now())


def _look_at_clock(delivery: Delivery) -> None:
    """See whether a task is about to be late, or is."""
    given = delivery.payload
    look_at_clock(reference=str(given["reference"]), task=_number(given["task"]), now=timezone.now())


def _end_ask(delivery: Delivery) -> None:
    """End the time that an applicant had to answer."""
    given = delivery.payload
    end_ask(reference=str(given["reference"]), ask=_number(given["ask"]), now=timezone.now())


def _remind_of_appointment(delivery: Delivery) -> None:
    """Ask for the letter that reminds of an appointment, if it still stands."""
    remind_of_appointment(booking=str(delivery.payload["booking"]), key=delivery.key, now=timezone.now())


def _number(value: JSON) -> int:
    if not isinstance(value, int):
        raise TypeError("a number is expected here")
    return value


HANDLERS: Mapping[str, Handler] = {
    MAIL: _send_mail,
    TIMER: _fire_timer,
    TASK_CLOCK: _look_at_clock,
    ASK_ENDS: _end_ask,
    APPOINTMENT_REMINDER: _remind_of_appointment,
}
