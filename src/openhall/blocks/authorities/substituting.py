"""Let somebody stand in for an officer who is away, for some days, from one of their posts."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from openhall.blocks.authorities.changing import NotAllowed
from openhall.blocks.authorities.models import Holding, Substitute
from openhall.blocks.authorities.queries import office_of
from openhall.blocks.authorities.rules import may
from openhall.blocks.authorities.seats import Absence
from openhall.blocks.journal.facade import append_leaf
from openhall.kernel.errors import Refusal

_LONGEST = timedelta(days=366)


class SubstituteRefused(Refusal):
    """Nobody stands in like this; ``code`` says why."""

    code = "substitute-refused"


@transaction.atomic
def name_substitute(*, holding: int, person: str, absence: Absence, actor: str, now: datetime) -> int:
    """Let ``person`` stand in for whom ``holding`` is of; return its number; raise a refusal.

    The holder names them, or an administrator of the authority does, but nobody themself. It begins now at the
    earliest: what was done before is nobody else's work.
    """
    held = _held(holding)
    _check_right(held, actor, now)
    if person in {held.person_id, actor}:
        raise SubstituteRefused("not-oneself")
    begins_at = max(absence.begins_at, now)
    if absence.ends_at <= begins_at:
        raise SubstituteRefused("absence-over")
    if absence.ends_at - begins_at > _LONGEST:
        raise SubstituteRefused("absence-too-long")
    others = Substitute.objects.filter(holding=held, person=person)
    if others.filter(begins_at__lt=absence.ends_at, ends_at__gt=begins_at).exists():
        raise SubstituteRefused("stands-in-already")
    try:
        with transaction.atomic():
            row = Substitute.objects.create(
                holding=held,
                person_id=person,
                begins_at=begins_at,
                ends_at=absence.ends_at,
                named_by=actor,
                named_at=now,
            )
    except IntegrityError:  # the database refuses whoever holds no post in this authority
        raise SubstituteRefused("no-colleague") from None
    _log("substitute.named", row, actor, now)
    return row.pk


@transaction.atomic
def end_substitute(*, substitute: int, actor: str, now: datetime) -> None:
    """End that somebody stands in; the holder, an administrator, or they themselves; raise a refusal."""
    row = Substitute.objects.select_for_update().filter(pk=substitute, ends_at__gt=now).first()
    if row is None:
        raise SubstituteRefused("unknown-substitute")
    if row.person_id != actor:
        _check_right(row.holding, actor, now)
    row.ends_at = max(row.begins_at, now)
    row.save(update_fields=["ends_at"])
    _log("substitute.ended", row, actor, now)


def _held(holding: int) -> Holding:
    open_ones = Holding.objects.select_for_update(of=("self",)).select_related("post")
    held = open_ones.filter(pk=holding, ended_at__isnull=True, post__closed_at__isnull=True).first()
    if held is None:
        raise SubstituteRefused("unknown-holding")
    return held


def _check_right(held: Holding, actor: str, now: datetime) -> None:
    is_own = held.person_id == actor and held.ended_at is None
    if not is_own and not may(office_of(actor, now=now), role="administrator", authority=held.post.authority):
        raise NotAllowed


def _log(kind: str, row: Substitute, actor: str, now: datetime) -> None:
    statement = {
        "authority": row.holding.post.authority,
        "post": row.holding.post_id,
        "holder": row.holding.person_id,
        "person": row.person_id,
        "begins_at": row.begins_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "by": actor,
    }
    append_leaf(kind=kind, subject=f"substitute:{row.pk}", statement=statement, now=now)
