"""What one process remembers of counts: what is over already, and counts of what keeps nothing and costs little.

Nothing of it outlives its span. Two threads that count in the same moment may count once: that harms nobody.
"""

from collections.abc import Iterable

#: The memory of a process is bounded: after so many different ones others are not remembered.
_MOST_KEPT, _SWEEP_EVERY = 50_000, 60
#: When they end, by key; and how often, with that.
_over: dict[str, int] = {}
_counts: dict[str, tuple[int, int]] = {}
#: When each was swept last.
_swept: dict[int, int] = {}


def over(keys: Iterable[str], now: int) -> int:
    """Return when the last of these that are over ends, in seconds; 0 where none is."""
    return max((ends for key in keys if (ends := _over.get(key, 0)) > now), default=0) if _over else 0


def note_over(key: str, ends_at: int, now: int) -> None:
    """Remember that no more are let through until ``ends_at``."""
    if _has_room(_over, now):
        _over[key] = ends_at


def counted(key: str, ends_at: int, now: int) -> int:
    """Count one more, and return how many those are."""
    count = _counts.get(key, (0, 0))[1] + 1
    if count > 1 or _has_room(_counts, now):
        _counts[key] = (ends_at, count)
    return count


def forget() -> None:
    """Forget everything, as a process does that begins."""
    _over.clear()
    _counts.clear()
    _swept.clear()


def _has_room(kept: dict[str, int] | dict[str, tuple[int, int]], now: int) -> bool:
    """Tell whether another fits in. What has ended is swept out once a minute: floods cost no more sweeps."""
    if len(kept) < _MOST_KEPT:
        return True
    if now >= _swept.get(id(kept), 0) + _SWEEP_EVERY:
        _swept[id(kept)] = now
        for key in [key for key, told in [*kept.items()] if (told if isinstance(told, int) else told[0]) <= now]:
            kept.pop(key, None)
    return len(kept) < _MOST_KEPT
