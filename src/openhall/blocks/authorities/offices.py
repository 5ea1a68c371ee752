"""What identity knows of officers, kept as their holdings are: in the transaction that changed one."""

from collections import defaultdict
from collections.abc import Collection

from openhall.blocks.authorities.models import Holding
from openhall.blocks.identity.facade import Officer, keep_offices


def keep_offices_of(people: Collection[str]) -> None:
    """Tell identity anew which posts these people hold: a right that ended is gone with their next request."""
    held: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = Holding.objects.filter(person__in=people, ended_at__isnull=True, post__closed_at__isnull=True)
    for person, authority, post in rows.order_by("id").values_list("person_id", "post__authority", "post_id"):
        held[person].append((authority, post))
    keep_offices({person: _office(held[person]) for person in people})


def _office(seats: list[tuple[str, str]]) -> Officer | None:
    return Officer(seats[0][0], tuple(post for _, post in seats)) if seats else None
