"""What the outbox hands over, and to whom: each kind of delivery with what carries it out."""

from collections.abc import Mapping

from django.utils import timezone

from openhall.blocks.cases.facade import MAIL
from openhall.blocks.journal.facade import Delivery, Handler
from openhall.channels.mail.letters import send_letter


def send_mail(delivery: Delivery) -> None:
    """Send a letter about a case; one that has no address to go to is done."""
    payload = delivery.payload
    send_letter(reference=str(payload["reference"]), template=str(payload["template"]), now=timezone.now())


HANDLERS: Mapping[str, Handler] = {MAIL: send_mail}
