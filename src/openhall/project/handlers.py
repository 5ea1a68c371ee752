"""What the worker does with each kind of message in the outbox.

A block or pack that posts a kind hands its handler out through its facade; here it gets its line:
``"kind": handler``. A kind without a line waits.
"""

from collections.abc import Mapping

from django.utils import timezone

from openhall.blocks.cases.facade import MAIL
from openhall.blocks.journal.facade import Delivery, Handler
from openhall.channels.mail.letters import send_letter


def _send_mail(delivery: Delivery) -> None:
    """Send a letter about a case; one that has no address to go to is done."""
    reference, template = str(delivery.payload["reference"]), str(delivery.payload["template"])
    send_letter(reference=reference, template=template, key=delivery.key, now=timezone.now())


HANDLERS: Mapping[str, Handler] = {MAIL: _send_mail}
