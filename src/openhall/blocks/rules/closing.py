"""Days on which offices had to stay shut: declared when they happen, counted by every clock from then on."""

import time
from datetime import date, datetime

from django.db import transaction

from openhall.blocks.journal.facade import append_leaf
from openhall.blocks.rules.models import ClosedDay

_FRESH_SECONDS = 30.0
_kept: list[tuple[float, frozenset[date]]] = []


def closed_days() -> frozenset[date]:
    """Return all declared days; what another process declared is seen within half a minute."""
    if _kept and _kept[0][0] > time.monotonic():
        return _kept[0][1]
    days = frozenset(ClosedDay.objects.values_list("day", flat=True))
    _kept[:] = [(time.monotonic() + _FRESH_SECONDS, days)]
    return days


def why_closed(day: date) -> str:
    """Return the reason that was given when all offices were shut on ``day``, or nothing."""
    return ClosedDay.objects.filter(day=day).values_list("reason", flat=True).first() or ""


def declare_closed(*, day: date, reason: str, now: datetime) -> bool:
    """Declare that offices are shut on ``day``; tell whether that is new. It is written into the log."""
    with transaction.atomic():
        _, is_new = ClosedDay.objects.get_or_create(day=day, defaults={"reason": reason, "declared_at": now})
        if is_new:
            append_leaf(kind="calendar.closed", subject=day.isoformat(), statement={"reason": reason}, now=now)
    _kept.clear()
    return is_new
