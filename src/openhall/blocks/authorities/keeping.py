"""Posts as the jurisdiction's files say, held by the officers of a demonstration; what the desk changed stays."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from django.db import transaction
from django.db.models import Q

from openhall.blocks.authorities.definitions import Post
from openhall.blocks.authorities.models import Holding, PostRow
from openhall.blocks.authorities.offices import keep_offices_of
from openhall.blocks.identity.facade import PersonDefinition

_UPDATED = ("authority", "name", "role", "rank", "limit_minor", "is_limit_own", "is_defined", "closed_at")


@transaction.atomic
def keep_posts(posts: Sequence[Post], people: Iterable[PersonDefinition], *, now: datetime) -> None:
    """Keep exactly these posts of the files, and these officers in them, inside the transaction that publishes.

    Posts and holdings that people made or ended at the desk stay as they left them, unless their post is gone.
    """
    officers = {each.id: each.officer for each in people if each.officer is not None}
    rows = {row.pk: row for row in PostRow.objects.all()}
    wanted = {post.id: post for post in posts}
    gone = [row for row in rows.values() if row.is_defined and row.closed_at is None and row.pk not in wanted]
    moved = [row for row in rows.values() if row.pk in wanted and row.authority != wanted[row.pk].authority]
    open_holdings = Holding.objects.filter(ended_at__isnull=True)
    open_holdings.filter(post__in=[*gone, *moved]).update(ended_at=now)
    PostRow.objects.filter(pk__in=[row.pk for row in gone]).update(closed_at=now)
    fresh = [_row(post, rows.get(post.id)) for post in posts]
    PostRow.objects.bulk_create(fresh, update_conflicts=True, unique_fields=["id"], update_fields=_UPDATED)
    _keep_holdings({(post, person) for person, officer in officers.items() for post in officer.posts}, now)
    keep_offices_of({*officers, *Holding.objects.values_list("person_id", flat=True)})


def _row(post: Post, before: PostRow | None) -> PostRow:
    is_limit_own = before is not None and before.is_limit_own
    return PostRow(
        id=post.id,
        authority=post.authority,
        name=msgspec.json.encode(post.name).decode(),
        role=post.role,
        rank=post.rank,
        limit_minor=before.limit_minor if before is not None and is_limit_own else post.limit,
        is_limit_own=is_limit_own,
        is_defined=True,
    )


def _keep_holdings(wanted: set[tuple[str, str]], now: datetime) -> None:
    """End what the files no longer say, and begin what they say, but for what people ended themselves."""
    held: set[tuple[str, str]] = set()
    offices: dict[str, str] = {}
    for row in Holding.objects.filter(ended_at__isnull=True).select_related("post"):
        if row.is_defined and (row.post_id, row.person_id) not in wanted:
            row.ended_at = now
            row.save(update_fields=["ended_at"])
        else:
            held.add((row.post_id, row.person_id))
            offices[row.person_id] = row.post.authority
    left = _ended_by_people()
    authorities = dict(PostRow.objects.values_list("id", "authority"))
    Holding.objects.bulk_create(
        Holding(post_id=post, person_id=person, begun_at=now, is_defined=True)
        for post, person in sorted(wanted - held - left)
        if offices.get(person, authorities[post]) == authorities[post]
    )


def _ended_by_people() -> set[tuple[str, str]]:
    """Return the posts and people whose newest holding was ended at the desk."""
    ended: dict[tuple[str, str], bool] = {}
    for row in Holding.objects.filter(Q(is_defined=True) | Q(ended_by__isnull=False)).order_by("id"):
        ended[row.post_id, row.person_id] = row.ended_by_id is not None
    return {pair for pair, is_by_people in ended.items() if is_by_people}
