"""Before a mandate ends both sides are told, in time to make another one."""

from datetime import datetime, timedelta

from openhall.blocks.identity.models import Mandate
from openhall.blocks.journal.facade import post

#: The outbox's kind of message that asks to tell both sides that a mandate ends.
MANDATE_ENDS = "mandate-ends"
#: So long before; of a short one a little before, of one of few days not at all.
_BEFORE, _SHORTLY_BEFORE = timedelta(days=14), timedelta(days=2)
_LONG, _SHORT = timedelta(days=28), timedelta(days=5)


def post_reminder(row: Mandate, now: datetime) -> None:
    """Have both sides told before the mandate ends, inside the caller's transaction."""
    left = row.ends_at - now
    if left < _SHORT:
        return
    due = row.ends_at - (_BEFORE if left >= _LONG else _SHORTLY_BEFORE)
    post(kind=MANDATE_ENDS, key=row.pk, payload={"mandate": row.pk}, now=now, due=due)
