"""Days on which one office has to stay shut: declared when it happens, and no place is given on them from then on."""

import time
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from openhall.blocks.appointments.models import ClosedOffice
from openhall.blocks.journal.facade import append_leaf
from openhall.blocks.rules.facade import closed_days, why_closed

_FRESH_SECONDS = 30.0
_kept: list[tuple[float, Mapping[str, frozenset[date]]]] = []


def closed_at(office: str) -> frozenset[date]:
    """Return the declared days on which an office is shut: its own, and those of all offices.

    What another process declared is seen within half a minute.
    """
    return closed_days() | _own_days().get(office, frozenset())


def why_shut(office: str, day: date) -> str:
    """Return the reason that was given for shutting an office on ``day``, its own before that of all; or nothing."""
    own = ClosedOffice.objects.filter(office=office, day=day).values_list("reason", flat=True).first()
    return own or why_closed(day)


def close_office(*, office: str, day: date, reason: str, now: datetime) -> bool:
    """Declare that one office is shut on ``day``; tell whether that is new. It is written into the log."""
    with transaction.atomic():
        said = {"reason": reason, "declared_at": now}
        _, is_new = ClosedOffice.objects.get_or_create(office=office, day=day, defaults=said)
        if is_new:
            told = {"office": office, "reason": reason}
            append_leaf(kind="office.closed", subject=day.isoformat(), statement=told, now=now)
    _kept.clear()
    return is_new


def _own_days() -> Mapping[str, frozenset[date]]:
    if _kept and _kept[0][0] > time.monotonic():
        return _kept[0][1]
    found: dict[str, set[date]] = {}
    for office, day in ClosedOffice.objects.values_list("office", "day"):
        found.setdefault(office, set()).add(day)
    days = {office: frozenset(each) for office, each in found.items()}
    _kept[:] = [(time.monotonic() + _FRESH_SECONDS, days)]
    return days
