"""Which jobs that were set aside an officer may know of: those about cases that their own office takes part in."""

from collections.abc import Iterator
from itertools import islice

from openhall.blocks.authorities.facade import Office
from openhall.blocks.cases.facade import takes_part_in
from openhall.blocks.journal.facade import Trouble, all_troubles

_MAY_SEE = frozenset({"administrator", "supervisor"})
#: So many are shown; the operator's command shows all. Those of other offices never count among them.
_MOST = 200
_AT_ONCE = 500


def may_see_troubles(office: Office) -> bool:
    """Tell whether somebody answers for their office when something could not be delivered."""
    return any(seat.role in _MAY_SEE for seat in office.seats)


def troubles_of(office: Office) -> list[Trouble]:
    """Return the jobs of an office's cases, the newest first."""
    return list(islice(_own(office), _MOST)) if may_see_troubles(office) else []


def _own(office: Office) -> Iterator[Trouble]:
    left = all_troubles()
    while some := list(islice(left, _AT_ONCE)):
        own = takes_part_in(office, {reference_of(each) for each in some} - {""})
        yield from (each for each in some if reference_of(each) in own)


def count_troubles_of(office: Office) -> int:
    """Return how many there are."""
    return len(troubles_of(office))


def reference_of(trouble: Trouble) -> str:
    """Return the case that a job is about, or nothing."""
    said = trouble.payload.get("reference") or trouble.payload.get("subject")
    return said if isinstance(said, str) else ""
