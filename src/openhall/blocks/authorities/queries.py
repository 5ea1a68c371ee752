"""From which seats somebody acts now, and how the posts of an authority are held."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import msgspec
from django.db import connection
from django.db.models import QuerySet

from openhall.blocks.authorities.changes import Change, ChangeState, Proposal
from openhall.blocks.authorities.models import Holding, PostRow, RightsChange, Substitute
from openhall.blocks.authorities.seats import Colleague, HeldPost, Holder, Office, Seat, Substitution
from openhall.blocks.identity.facade import names_of
from openhall.kernel.languages import Text

# By hand, as every request of an officer asks it: one look at the database for both kinds of seats.
_SEATS = """
SELECT p.id, p.authority, p.role, p.rank, p.limit_minor, ''
FROM authorities_holding h JOIN authorities_postrow p ON p.id = h.post_id
WHERE h.person_id = %s AND h.ended_at IS NULL AND p.closed_at IS NULL
UNION
SELECT p.id, p.authority, p.role, p.rank, p.limit_minor, h.person_id
FROM authorities_substitute s
JOIN authorities_holding h ON h.id = s.holding_id
JOIN authorities_postrow p ON p.id = h.post_id
WHERE s.person_id = %s AND s.begins_at <= %s AND s.ends_at > %s AND h.ended_at IS NULL AND p.closed_at IS NULL
ORDER BY 6, 1
"""
_TEXT = msgspec.json.Decoder(dict[str, str])
_PROPOSAL = msgspec.json.Decoder(Proposal)


def office_of(person: str, *, now: datetime) -> Office | None:
    """Return everything that ``person`` acts from at ``now``, or ``None`` for who holds no post.

    Only who holds a post of their own stands in for others, and only in the same authority.
    """
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(_SEATS, [person, person, moment, moment])
        seats = [Seat(*row) for row in cursor.fetchall()]
    own = next((seat.authority for seat in seats if not seat.instead_of), None)
    if own is None:
        return None
    return Office(person, own, tuple(seat for seat in seats if seat.authority == own))


def posts_of(authority: str) -> tuple[HeldPost, ...]:
    """Return the open posts of ``authority``, the highest first, with those who hold them."""
    holders: dict[str, list[Holder]] = defaultdict(list)
    rows = list(_open_holdings(authority).order_by("begun_at", "id"))
    names = names_of([row.person_id for row in rows])
    for row in rows:
        holders[row.post_id].append(Holder(row.pk, row.person_id, names.get(row.person_id, {}), row.begun_at))
    posts = PostRow.objects.filter(authority=authority, closed_at__isnull=True).order_by("-rank", "id")
    return tuple(_held(post, tuple(holders[post.pk])) for post in posts)


def offices_with(role: str) -> frozenset[str]:
    """Return the authorities where an open post has ``role``."""
    open_ones = PostRow.objects.filter(role=role, closed_at__isnull=True)
    return frozenset(open_ones.order_by().values_list("authority", flat=True).distinct())


def posts_with(authority: str, role: str) -> frozenset[str]:
    """Return the ids of the open posts of ``authority`` that have ``role``."""
    rows = PostRow.objects.filter(authority=authority, role=role, closed_at__isnull=True)
    return frozenset(rows.values_list("id", flat=True))


def officers_of(authority: str) -> tuple[Colleague, ...]:
    """Return everybody who holds or has held a post of ``authority``, by id."""
    held = Holding.objects.filter(post__authority=authority).select_related("post")
    rows = list(held.order_by("person_id", "post_id"))
    names = names_of([row.person_id for row in rows])
    found: dict[str, Colleague] = {}
    for row in rows:
        known = found.get(row.person_id) or Colleague(row.person_id, names.get(row.person_id, {}), ())
        is_held = row.ended_at is None and row.post.closed_at is None
        posts = (*known.posts, row.post_id) if is_held else known.posts
        found[row.person_id] = Colleague(known.person, known.name, posts)
    return tuple(found.values())


def substitutes_of(authority: str, *, now: datetime) -> tuple[Substitution, ...]:
    """Return who stands in for whom in ``authority``, now and later, the first to begin first."""
    named = Substitute.objects.filter(holding__post__authority=authority, ends_at__gt=now, holding__ended_at=None)
    rows = list(named.select_related("holding").order_by("begins_at", "id"))
    names = names_of([person for row in rows for person in (row.person_id, row.holding.person_id)])
    return tuple(
        Substitution(
            row.pk,
            row.holding.post_id,
            row.holding.person_id,
            names.get(row.holding.person_id, {}),
            row.person_id,
            names.get(row.person_id, {}),
            row.begins_at,
            row.ends_at,
        )
        for row in rows
    )


def changes_of(authority: str, *, limit: int = 50) -> tuple[Change, ...]:
    """Return the newest changes of rights in ``authority``, the newest first."""
    rows = list(RightsChange.objects.filter(authority=authority).order_by("-id")[:limit])
    names = names_of(person for row in rows for person in (row.person, row.proposed_by, row.decided_by))
    return tuple(change_of(row, names) for row in rows)


def change_of(row: RightsChange, names: Mapping[str, Text] = MappingProxyType({})) -> Change:
    """Return a stored change as a value."""
    return Change(
        row.pk,
        row.authority,
        _PROPOSAL.decode(row.proposal),
        ChangeState(row.state),
        row.proposed_by,
        row.proposed_for,
        row.proposed_at,
        row.decided_by,
        row.decided_at,
        names,
    )


def _open_holdings(authority: str) -> QuerySet[Holding]:
    return Holding.objects.filter(post__authority=authority, ended_at__isnull=True, post__closed_at__isnull=True)


def _held(post: PostRow, holders: tuple[Holder, ...]) -> HeldPost:
    return HeldPost(
        post.pk,
        post.authority,
        _TEXT.decode(post.name),
        post.role,  # type: ignore[arg-type]  # the database holds no other role
        post.rank,
        post.limit_minor,
        holders,
    )
