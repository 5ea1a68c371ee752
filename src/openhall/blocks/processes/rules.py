"""What the tasks of a process may be, and which result of several counts."""

from enum import StrEnum


class TaskState(StrEnum):
    """Where a task stands. ``waiting`` is for the applicant: it is nobody's work until they answer."""

    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"


APPROVE, REFUSE, RETURN = "approve", "refuse", "return"
#: Of several offices' results the severest counts for the whole.
_SEVERITY = {APPROVE: 0, RETURN: 1, REFUSE: 2}


def severest(first: str, second: str) -> str:
    """Return the severer of two results; of two that are not ranked, the second."""
    return max(second, first, key=lambda result: _SEVERITY.get(result, 0))
