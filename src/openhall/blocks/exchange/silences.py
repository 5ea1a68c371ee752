"""The breaker: a source that does not answer is left alone for a while, on every process at once."""

from datetime import datetime, timedelta

from django.db.models import F

from openhall.blocks.exchange.models import Silence

_FIRST, _LONGEST = timedelta(seconds=15), timedelta(minutes=10)


def is_silent(source: str, now: datetime) -> bool:
    """Tell whether a source is not to be asked now."""
    return Silence.objects.filter(source=source, again_at__gt=now).exists()


def silent_since(source: str) -> datetime | None:
    """Return since when a source does not answer, or ``None``."""
    return Silence.objects.filter(source=source).values_list("since", flat=True).first()


def note_silence(source: str, now: datetime) -> None:
    """Write down that a source did not answer: the next one waits, twice as long each time."""
    silence, is_new = Silence.objects.get_or_create(source=source, defaults={"since": now, "again_at": now + _FIRST})
    if is_new or silence.again_at > now:
        return
    wait = min(_FIRST * 2 ** min(silence.failures, 10), _LONGEST)
    # Only over what was read: of many that find it down at once one counts.
    Silence.objects.filter(source=source, failures=silence.failures).update(
        failures=F("failures") + 1, again_at=now + wait
    )


def note_answer(source: str) -> None:
    """Write down that a source answers (again)."""
    Silence.objects.filter(source=source).delete()
