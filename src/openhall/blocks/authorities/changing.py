"""Change who holds which post: one administrator proposes it, somebody else signs it, the log knows of both."""

from datetime import datetime
from hashlib import sha256
from secrets import token_hex

import msgspec
from django.db import transaction

from openhall.blocks.authorities.changes import Change, ChangeKind, ChangeState, Proposal
from openhall.blocks.authorities.checking import ChangeRefused, check_change
from openhall.blocks.authorities.definitions import RANKS
from openhall.blocks.authorities.models import Holding, PostRow, RightsChange
from openhall.blocks.authorities.offices import keep_offices_of
from openhall.blocks.authorities.queries import change_of, office_of
from openhall.blocks.authorities.rules import may, signing_seat
from openhall.blocks.identity.facade import keep_officer
from openhall.blocks.journal.facade import append_leaf
from openhall.kernel.canonical import JSON
from openhall.kernel.errors import Refusal

_RANDOM_BYTES = 5


class NotAllowed(Refusal):
    """None of the actor's seats lets them do this; whoever may is told in ``docs/reference/rights.md``."""

    code = "not-allowed"


@transaction.atomic
def propose_change(*, authority: str, proposal: Proposal, actor: str, now: datetime) -> Change:
    """Propose a change of rights in ``authority``; raise ``NotAllowed`` or ``ChangeRefused``.

    Nothing changes until somebody else has signed it.
    """
    seat = may(office_of(actor, now=now), role="administrator", authority=authority)
    if seat is None:
        raise NotAllowed
    _one_at_a_time(authority)
    check_change(authority, proposal)
    raw = msgspec.json.encode(proposal).decode()
    if RightsChange.objects.filter(authority=authority, state=ChangeState.PROPOSED, proposal=raw).exists():
        raise ChangeRefused("proposed-already")
    row = RightsChange.objects.create(
        authority=authority,
        kind=proposal.kind,
        post=proposal.post,
        person=proposal.person,
        proposal=raw,
        proposed_by=actor,
        proposed_for=seat.instead_of,
        proposed_at=now,
    )
    _log("rights.proposed", row, actor, seat.instead_of, now)
    return change_of(row)


@transaction.atomic
def decide_change(*, change: int, is_accepted: bool, actor: str, now: datetime) -> Change:
    """Sign a change, which is done with it, or refuse it; raise ``NotAllowed`` or ``ChangeRefused``.

    Another administrator or a supervisor of the authority does so: neither who proposed it nor whom it is about.
    """
    row = _locked(change)
    seat = signing_seat(office_of(actor, now=now), change_of(row))
    if seat is None:
        raise NotAllowed
    proposal = change_of(row).proposal
    if is_accepted:
        if may(office_of(row.proposed_by, now=now), role="administrator", authority=row.authority) is None:
            raise ChangeRefused("proposer-lost-right")
        check_change(row.authority, proposal)
    row.state = ChangeState.ACCEPTED if is_accepted else ChangeState.REFUSED
    row.decided_by, row.decided_at = actor, now
    row.save(update_fields=["state", "decided_by", "decided_at"])
    made = _carry_out(row, proposal, now) if is_accepted else ""
    _log(f"rights.{row.state}", row, actor, seat.instead_of, now, made)
    return change_of(row)


@transaction.atomic
def withdraw_change(*, change: int, actor: str, now: datetime) -> Change:
    """Take back what one proposed oneself; raise ``NotAllowed`` or ``ChangeRefused``."""
    row = _locked(change)
    if row.proposed_by != actor:
        raise NotAllowed
    row.state = ChangeState.WITHDRAWN
    row.save(update_fields=["state"])
    _log("rights.withdrawn", row, actor, "", now)
    return change_of(row)


def _locked(change: int) -> RightsChange:
    row = RightsChange.objects.select_for_update().filter(pk=change).first()
    if row is None:
        raise ChangeRefused("unknown-change")
    if row.state != ChangeState.PROPOSED:
        raise ChangeRefused("decided-already")
    _one_at_a_time(row.authority)
    return row


def _one_at_a_time(authority: str) -> None:
    """Let two changes of an authority at once follow each other: the last two administrators never both go."""
    list(PostRow.objects.select_for_update().filter(authority=authority).order_by("id").values_list("pk"))


def _carry_out(row: RightsChange, proposal: Proposal, now: datetime) -> str:
    """Do what was signed; return the id of the officer or post that is new with it."""
    match proposal.kind:
        case ChangeKind.GIVE:
            _give(row, proposal.person, now)
        case ChangeKind.APPOINT:
            person = f"officer-{token_hex(_RANDOM_BYTES)}"
            keep_officer(person=person, name=proposal.name)
            _give(row, person, now)
            return person
        case ChangeKind.END:
            held = Holding.objects.filter(post=row.post, person=proposal.person, ended_at__isnull=True)
            held.update(ended_at=now, ended_by=row)
            keep_offices_of([proposal.person])
        case ChangeKind.CREATE:
            return _create(row.authority, proposal)
        case ChangeKind.LIMIT:
            PostRow.objects.filter(pk=row.post).update(limit_minor=proposal.limit, is_limit_own=True)
    return ""


def _give(row: RightsChange, person: str, now: datetime) -> None:
    Holding.objects.create(post_id=row.post, person_id=person, begun_at=now, given_by=row)
    keep_offices_of([person])


def _create(authority: str, proposal: Proposal) -> str:
    post = PostRow.objects.create(
        id=f"{authority}-{token_hex(_RANDOM_BYTES)}",
        authority=authority,
        name=msgspec.json.encode(proposal.name).decode(),
        role=proposal.role,
        rank=RANKS[proposal.role],
        limit_minor=proposal.limit,
    )
    return post.pk


def _log(kind: str, row: RightsChange, actor: str, instead_of: str, now: datetime, made: str = "") -> None:
    statement: dict[str, JSON] = {
        "authority": row.authority,
        "change": row.pk,
        "act": str(row.kind),
        "post": row.post,
        "person": row.person,
        "proposal_sha256": sha256(row.proposal.encode()).hexdigest(),
        "made": made,
        "by": actor,
        "instead_of": instead_of,
    }
    append_leaf(kind=kind, subject=f"rights:{row.pk}", statement=statement, now=now)
