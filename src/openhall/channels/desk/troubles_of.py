"""Which jobs that were set aside an officer may know of: those about cases that their own office takes part in."""

from openhall.blocks.authorities.facade import Office
from openhall.blocks.cases.facade import takes_part
from openhall.blocks.journal.facade import Trouble, troubles

_MAY_SEE = frozenset({"administrator", "supervisor"})
#: So many are looked through; the operator's command shows all.
_MOST = 200


def may_see_troubles(office: Office) -> bool:
    """Tell whether somebody answers for their office when something could not be delivered."""
    return any(seat.role in _MAY_SEE for seat in office.seats)


def troubles_of(office: Office) -> list[Trouble]:
    """Return the jobs of an office's cases, the newest first."""
    if not may_see_troubles(office):
        return []
    known: dict[str, bool] = {}
    found = []
    for trouble in troubles(most=_MOST):
        reference = reference_of(trouble)
        if reference and reference not in known:
            known[reference] = takes_part(office, reference)
        if known.get(reference):
            found.append(trouble)
    return found


def count_troubles_of(office: Office) -> int:
    """Return how many there are."""
    return len(troubles_of(office))


def reference_of(trouble: Trouble) -> str:
    """Return the case that a job is about, or nothing."""
    said = trouble.payload.get("reference") or trouble.payload.get("subject")
    return said if isinstance(said, str) else ""
