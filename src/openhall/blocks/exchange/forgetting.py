"""Forget a person: the copies of what sources answered about them go, and what they consented to is withdrawn.

That something was fetched stays written down: such a line names facts and holds none.
"""

from datetime import datetime

from openhall.blocks.exchange.consents import withdraw_consent
from openhall.blocks.exchange.models import Consent, Copy


def forget_copies(*, person: str, now: datetime) -> int:
    """Forget the copies about somebody and end their consents, in the caller's transaction; return how many copies."""
    standing = Consent.objects.filter(person=person, withdrawn_at=None).order_by("source")
    for source in list(standing.values_list("source", flat=True)):
        withdraw_consent(person=person, source=source, now=now)
    return Copy.objects.filter(person=person).delete()[0]
