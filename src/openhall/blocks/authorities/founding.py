"""The first administrator of an authority, whom nobody there can propose: the operator makes them."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from django.db import transaction

from openhall.blocks.authorities.definitions import RANKS
from openhall.blocks.authorities.models import Holding, PostRow
from openhall.blocks.authorities.offices import keep_offices_of
from openhall.blocks.identity.facade import keep_officer
from openhall.blocks.journal.facade import append_leaf
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Text

_NAME: Mapping[str, str] = {"en": "Administrator", "zh-Hant": "管理員", "zh-Hans": "管理员"}


class AdministratorThere(Refusal):
    """The authority has an administrator: the rest is for them to propose, and for others to sign."""

    code = "administrator-there"


@transaction.atomic
def appoint_administrator(
    *, authority: str, person: str, name: Text, is_another: bool, actor: str, now: datetime
) -> None:
    """Make ``person`` (a new id) an administrator of ``authority``; raise ``AdministratorThere``, ``PersonExists``.

    With ``is_another`` it may have one already. The post is made where it is missing.
    """
    held = Holding.objects.filter(post__authority=authority, post__role="administrator", post__closed_at__isnull=True)
    if not is_another and held.filter(ended_at__isnull=True).exists():
        raise AdministratorThere(authority=authority)
    keep_officer(person=person, name=name)
    post = _post_of(authority)
    Holding.objects.create(post=post, person_id=person, begun_at=now)
    keep_offices_of([person])
    statement = {"authority": authority, "post": post.pk, "person": person, "by": actor}
    append_leaf(kind="administrator.appointed", subject=f"post:{post.pk}", statement=statement, now=now)


def _post_of(authority: str) -> PostRow:
    made = {
        "authority": authority,
        "name": msgspec.json.encode(_NAME).decode(),
        "role": "administrator",
        "rank": RANKS["administrator"],
    }
    post, _ = PostRow.objects.get_or_create(id=f"{authority}-administrator", defaults=made)
    if post.closed_at is not None:  # the files had it once, and left it out
        post.closed_at, post.is_defined = None, False
        post.save(update_fields=["closed_at", "is_defined"])
    return post
