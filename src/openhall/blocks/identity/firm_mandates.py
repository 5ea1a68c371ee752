"""One firm acts for another: an accounting firm for its client. Each of its people may do what their role there lets.

What it gives is a place in the other firm for as long as it lasts, on the card of each of them (``cards.py``), so that
nothing else asks about it. Owners of the one firm offer it, who manages people in the other one takes it up.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import Q

from openhall.blocks.identity.actions import digest_of_token
from openhall.blocks.identity.cards import write_cards
from openhall.blocks.identity.mandates import LONGEST, OFFER_LASTS
from openhall.blocks.identity.models import FirmMandate
from openhall.blocks.identity.models import Membership as MembershipRow
from openhall.blocks.identity.rules import MANAGING, MandateState, Scope
from openhall.blocks.identity.sealed import organisation_names
from openhall.blocks.identity.seats import SeatRefused, locked_seats, sets_rights
from openhall.blocks.journal.facade import append_leaf
from openhall.kernel.canonical import JSON
from openhall.kernel.languages import Text
from openhall.kernel.references import new_reference

_CODE_BYTES = 8
_WORDS = msgspec.json.Decoder(tuple[str, ...])


@dataclass(frozen=True, slots=True)
class FirmMandateFacts:
    """What one firm may do for another; ``helper`` is empty while nobody has taken it up."""

    id: str
    giver: str
    giver_name: Text
    helper: str
    helper_name: Text
    scopes: tuple[str, ...]
    ends_at: datetime


@transaction.atomic
def offer_firm_mandate(*, giver: str, scopes: Collection[str], ends_at: datetime, actor: str, now: datetime) -> str:
    """Return a code with which another firm may act for this one until then; raise ``SeatRefused``."""
    return offered(giver, scopes, ends_at, actor, now)[1]


def offered(
    giver: str, scopes: Collection[str], ends_at: datetime, actor: str, now: datetime
) -> tuple[FirmMandate, str]:
    """Write an offer in the caller's transaction; return it, and its code; raise ``SeatRefused``."""
    if not sets_rights(locked_seats(giver), actor):
        raise SeatRefused("may-not-set")
    if not scopes or not set(scopes) <= set(Scope):
        raise SeatRefused("no-scope")
    if not now < ends_at <= now + LONGEST:
        raise SeatRefused("seat-days")
    code = token_hex(_CODE_BYTES)
    row = FirmMandate.objects.create(
        id=new_reference(),
        giver_id=giver,
        scopes=msgspec.json.encode([each for each in Scope if each in scopes]).decode(),
        state=MandateState.OFFERED,
        code=digest_of_token(code),
        made_by=actor,
        made_at=now,
        ends_at=ends_at,
    )
    _log("firm-mandate.offered", row, actor, now)
    return row, code


@transaction.atomic
def take_firm_mandate(*, code: str, helper: str, actor: str, now: datetime) -> str:
    """Let the firm ``helper`` act for the one whose code this is, once; return that one; raise ``SeatRefused``.

    Whoever offered it must still be somebody who may.
    """
    offered = FirmMandate.objects.select_for_update().filter(state=MandateState.OFFERED, ends_at__gt=now)
    row = offered.filter(code=digest_of_token(code), made_at__gt=now - OFFER_LASTS).first() if code else None
    if row is None:
        raise SeatRefused("unknown-seat")
    seats = locked_both(row.giver_id, helper)
    if seats[helper].get(actor) not in MANAGING:
        raise SeatRefused("may-not-manage")
    if not sets_rights(seats[row.giver_id], row.made_by):
        raise SeatRefused("unknown-seat")
    let_act(row, helper, now)
    _log("firm-mandate.taken", row, actor, now)
    write_cards(seats[helper])
    return row.giver_id


def let_act(row: FirmMandate, helper: str, now: datetime) -> None:
    """Let ``helper`` act by what was offered, under the locks of both, in the caller's transaction, which logs it.

    Whoever calls writes the cards of its people. Raises ``SeatRefused``.
    """
    if helper == row.giver_id:
        raise SeatRefused("own-firm")
    over = FirmMandate.objects.filter(giver=row.giver_id, helper=helper, state=MandateState.LIVE, ends_at__lte=now)
    over.update(state=MandateState.ENDED, ended_at=now)
    row.helper_id, row.state, row.code = helper, MandateState.LIVE, ""
    try:
        with transaction.atomic():
            row.save(update_fields=["helper", "state", "code"])
    except IntegrityError:
        raise SeatRefused("firm-mandate-exists") from None


@transaction.atomic
def end_firm_mandate(*, mandate: str, actor: str, now: datetime) -> None:
    """End it, from either side: gone with the next request of everybody there; raise ``SeatRefused``."""
    row = FirmMandate.objects.select_for_update().filter(pk=mandate).exclude(state=MandateState.ENDED).first()
    if row is None:
        raise SeatRefused("unknown-seat")
    seats = locked_both(row.giver_id, row.helper_id or row.giver_id)
    if not any(roles.get(actor) in MANAGING for roles in seats.values()):
        raise SeatRefused("may-not-manage")
    end_lent(row, seats, actor, now)


def end_lent(row: FirmMandate, seats: Mapping[str, Mapping[str, str]], actor: str, now: datetime) -> None:
    """End a mandate of two firms under the locks of both, inside the caller's transaction."""
    row.state, row.ended_at, row.ended_by, row.code = MandateState.ENDED, now, actor, ""
    row.save(update_fields=["state", "ended_at", "ended_by", "code"])
    _log("firm-mandate.ended", row, actor, now)
    if row.helper_id:
        write_cards(seats[row.helper_id])


def firm_mandates_of(
    organisation: str, *, actor: str, now: datetime
) -> tuple[tuple[FirmMandateFacts, ...], tuple[FirmMandateFacts, ...]]:
    """Return who acts for a firm, and for whom it acts, to somebody who has a place there; nothing to anybody else."""
    if not MembershipRow.objects.filter(organisation=organisation, person=actor).exists():
        return (), ()
    rows = FirmMandate.objects.filter(Q(giver=organisation) | Q(helper=organisation), ends_at__gt=now)
    live = rows.filter(Q(state=MandateState.LIVE) | Q(state=MandateState.OFFERED, made_at__gt=now - OFFER_LASTS))
    found = list(live.order_by("made_at", "pk"))
    names = organisation_names({firm for row in found for firm in (row.giver_id, row.helper_id or "")} - {""})
    facts = [
        FirmMandateFacts(
            row.pk,
            row.giver_id,
            names.get(row.giver_id, {}),
            row.helper_id or "",
            names.get(row.helper_id or "", {}),
            _WORDS.decode(row.scopes),
            row.ends_at,
        )
        for row in found
    ]
    given = tuple(each for each in facts if each.giver == organisation)
    return given, tuple(each for each in facts if each.giver != organisation)


def locked_both(one: str, other: str) -> dict[str, dict[str, str]]:
    """Return roles by person of both firms under their locks, in one order whoever comes at once."""
    return {firm: dict(locked_seats(firm)) for firm in sorted({one, other})}


def _log(kind: str, row: FirmMandate, actor: str, now: datetime) -> None:
    said: dict[str, JSON] = {
        "mandate": row.pk,
        "helper": row.helper_id or "",
        "scopes": [*_WORDS.decode(row.scopes)],
        "ends_at": row.ends_at.isoformat(),
        "by": actor,
    }
    append_leaf(kind=kind, subject=f"organisation:{row.giver_id}", statement=said, now=now)
