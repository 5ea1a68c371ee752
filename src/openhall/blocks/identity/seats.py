"""Who acts for an organisation: people are asked in by a code, get another role, or leave; each is in the log."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

import msgspec
from django.db import transaction
from django.db.models import Q, QuerySet

from openhall.blocks.identity.actions import digest_of_token
from openhall.blocks.identity.cards import through_seat, write_cards
from openhall.blocks.identity.definitions import Membership
from openhall.blocks.identity.mandates import LONGEST
from openhall.blocks.identity.models import FirmMandate, FirmPaper, Organisation, SeatOffer
from openhall.blocks.identity.models import Membership as MembershipRow
from openhall.blocks.identity.rules import (
    MANAGING,
    OWNING,
    ROLE_RIGHTS,
    ROLES,
    MandateState,
    RoleForbids,
    Scope,
    rights_in,
)
from openhall.blocks.identity.sealed import names_of
from openhall.blocks.journal.facade import append_leaf
from openhall.kernel.canonical import JSON
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Text

SEAT_OFFER_LASTS = timedelta(days=14)
_CODE_BYTES = 8
_RIGHTS = msgspec.json.Decoder(dict[str, tuple[str, ...]])


class SeatRefused(Refusal):
    """This cannot be done with somebody's place in an organisation; ``code`` says why."""

    code = "seat-refused"


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """Somebody's place in an organisation."""

    person: str
    name: Text
    role: str
    ends_at: datetime | None = None


def seats_of(organisation: str, *, actor: str) -> tuple[SeatFacts, ...]:
    """Return who acts for an organisation, to somebody who does too; nobody to anybody else."""
    rows = list(MembershipRow.objects.filter(organisation=organisation).order_by("id"))
    names = names_of([row.person_id for row in rows])
    seats = tuple(SeatFacts(row.person_id, names.get(row.person_id, {}), row.role, row.ends_at) for row in rows)
    return seats if any(each.person == actor for each in seats) else ()


@transaction.atomic
def offer_seat(*, organisation: str, role: str, actor: str, until: datetime | None = None, now: datetime) -> str:
    """Return a code by which one person takes a place in this role, which lasts ``until`` then; raise ``SeatRefused``.

    Whoever may manage people does so without an end.
    """
    seats = _managed(organisation, actor)
    if role not in ROLES:
        raise SeatRefused("unknown-role")
    if until is not None and (role in MANAGING or not now < until <= now + LONGEST):
        raise SeatRefused("seat-days")
    _check_owners(seats, actor, role)
    code = token_hex(_CODE_BYTES)
    SeatOffer.objects.filter(ends_at__lte=now).delete()
    SeatOffer.objects.create(
        digest=digest_of_token(code),
        organisation_id=organisation,
        role=role,
        made_by=actor,
        ends_at=now + SEAT_OFFER_LASTS,
        seat_ends_at=until,
    )
    _log("seat.offered", organisation, {"role": role, "by": actor, **_until(until)}, now)
    return code


@transaction.atomic
def take_seat(*, code: str, actor: str, now: datetime) -> str:
    """Take the place that a code offers, once; return the organisation; raise ``SeatRefused``.

    Whoever offered it must still be somebody who may.
    """
    offer = SeatOffer.objects.select_for_update().filter(pk=digest_of_token(code), ends_at__gt=now).first()
    if offer is None:
        raise SeatRefused("unknown-seat")
    organisation = offer.organisation_id
    seats = _managed(organisation, offer.made_by)
    over = MembershipRow.objects.filter(organisation=organisation, person=actor, ends_at__lte=now)
    if actor in seats and not over.delete()[0]:
        raise SeatRefused("seat-exists")
    _check_owners(seats, offer.made_by, offer.role)
    ends_at, digest = offer.seat_ends_at, offer.pk
    offer.delete()
    made = MembershipRow.objects.create(person_id=actor, organisation_id=organisation, role=offer.role, ends_at=ends_at)
    # A code that was handed over at a counter can be taken back with what came of it (``firm_papers.py``).
    FirmPaper.objects.filter(offer=digest).update(offer="", person=actor, seat=made.pk)
    _log("seat.taken", organisation, {"person": actor, "role": offer.role, "by": actor, **_until(ends_at)}, now)
    write_cards([actor])
    return organisation


@transaction.atomic
def change_seat(*, organisation: str, person: str, role: str, actor: str, now: datetime) -> None:
    """Give somebody another role, who has it with their next request; the last who may manage people stays one.

    Raises ``SeatRefused``.
    """
    seats = _managed(organisation, actor)
    if person not in seats:
        raise SeatRefused("unknown-seat")
    if role not in ROLES:
        raise SeatRefused("unknown-role")
    if seats[person] == role:
        return
    _check_owners(seats, actor, role, seats[person])
    _check_somebody_stays(seats, person, role)
    row = MembershipRow.objects.filter(organisation=organisation, person=person)
    row.update(role=role)
    if role in MANAGING:
        row.update(ends_at=None)
    _log("seat.changed", organisation, {"person": person, "role": role, "by": actor}, now)
    write_cards([person])


@transaction.atomic
def end_seat(*, organisation: str, person: str, actor: str, now: datetime) -> None:
    """Take somebody's place away, or leave oneself: gone with the next request; raise ``SeatRefused``."""
    seats = locked_seats(organisation)
    if actor not in seats or (actor != person and seats[actor] not in MANAGING):
        raise SeatRefused("may-not-manage")
    if person not in seats:
        raise SeatRefused("unknown-seat")
    if actor != person:
        _check_owners(seats, actor, seats[person])
    _check_somebody_stays(seats, person, "")
    MembershipRow.objects.filter(organisation=organisation, person=person).delete()
    _log("seat.ended", organisation, {"person": person, "role": seats[person], "by": actor}, now)
    write_cards([person])


def rights_of_roles(organisation: str, *, actor: str) -> Mapping[str, tuple[str, ...]]:
    """Return what each role may do for an organisation, to somebody who acts for it; nothing to anybody else."""
    row = Organisation.objects.filter(pk=organisation, memberships__person=actor).values_list("rights", flat=True)
    said = row.first()
    if said is None:
        return {}
    own = _RIGHTS.decode(said)
    return {role: ROLE_RIGHTS[role] if role in OWNING else own.get(role, ROLE_RIGHTS[role]) for role in ROLES}


def sets_rights(seats: Mapping[str, str], actor: str) -> bool:
    """Tell whether ``actor`` says what roles may do: an owner, or whoever manages people where there is none."""
    return seats.get(actor) in (OWNING if OWNING.intersection(seats.values()) else MANAGING)


@transaction.atomic
def set_role_rights(*, organisation: str, role: str, rights: Collection[str], actor: str, now: datetime) -> None:
    """Say what a role may do for an organisation: with the next request of everybody in it.

    Owners always may do everything. Raises ``SeatRefused``.
    """
    seats = locked_seats(organisation)
    if not sets_rights(seats, actor):
        raise SeatRefused("may-not-set")
    if role not in ROLES or role in OWNING or not set(rights) <= set(Scope):
        raise SeatRefused("unknown-role")
    row = Organisation.objects.get(pk=organisation)
    said = {**_RIGHTS.decode(row.rights), role: tuple(each for each in Scope if each in rights)}
    row.rights = msgspec.json.encode(said).decode()
    row.save(update_fields=["rights"])
    told: dict[str, JSON] = {"role": role, "rights": [*said[role]], "by": actor}
    append_leaf(kind="seat.rights", subject=f"organisation:{organisation}", statement=told, now=now)
    write_cards(seats)


@dataclass(frozen=True, slots=True)
class Through:
    """By which mandate of two firms somebody acts, and of which of the two they are."""

    mandate: str
    firm: str


def confirm_seat(*, organisation: str, person: str, right: Scope, now: datetime) -> Through | None:
    """Hold that ``person`` may do this for the organisation, under its lock, inside the caller's transaction.

    Whoever takes the place or the right away at the same moment comes before or after. Returns by which mandate, where
    it is another firm of theirs that acts for it. Raises ``RoleForbids``.
    """
    lent = FirmMandate.objects.filter(giver=organisation, state=MandateState.LIVE, ends_at__gt=now)
    theirs = MembershipRow.objects.filter(person=person, organisation__in=lent.values("helper"))
    for firm in sorted({organisation, *theirs.values_list("organisation_id", flat=True)}):
        # In one order, whoever comes at once.
        locked_seats(firm)
    own = _seat_now(organisation, person, now)
    if own is None:
        for row in lent.select_related("giver").filter(helper__in=theirs.values("organisation")).order_by("helper_id"):
            seat = _seat_now(str(row.helper_id), person, now)
            if seat is not None and right in rights_in(through_seat(seat, row, {})):
                return Through(row.pk, str(row.helper_id))
    elif right in rights_in(own):
        return None
    raise RoleForbids(organisation=organisation)


def people_who_may(*, organisation: str, right: Scope, now: datetime) -> tuple[str, ...]:
    """Return the ids of those with a place in the organisation who may do this there, whoever came first first."""
    rows = _live(organisation, now).select_related("organisation").order_by("id")
    return tuple(str(row.person_id) for row in rows if right in rights_in(_seat_of(row)))


def _live(organisation: str, now: datetime) -> QuerySet[MembershipRow]:
    return MembershipRow.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), organisation=organisation)


def _seat_now(organisation: str, person: str, now: datetime) -> Membership | None:
    row = _live(organisation, now).filter(person=person).select_related("organisation").first()
    return None if row is None else _seat_of(row)


def _seat_of(row: MembershipRow) -> Membership:
    said = _RIGHTS.decode(row.organisation.rights).get(row.role)
    return Membership(row.organisation.pk, {}, row.role, row.organisation.audience, said, row.ends_at)


def _check_owners(seats: Mapping[str, str], actor: str, *roles: str) -> None:
    """Let nobody below an owner make one, or take one's place; an organisation without any has its managers."""
    if OWNING.intersection(roles) and not sets_rights(seats, actor):
        raise SeatRefused("owners-only")


def _managed(organisation: str, actor: str) -> Mapping[str, str]:
    seats = locked_seats(organisation)
    if seats.get(actor) not in MANAGING:
        raise SeatRefused("may-not-manage")
    return seats


def locked_seats(organisation: str) -> Mapping[str, str]:
    """Return roles by person, under the organisation's lock, inside a transaction: two last owners do not both go."""
    list(Organisation.objects.select_for_update().filter(pk=organisation))
    return dict(MembershipRow.objects.filter(organisation=organisation).values_list("person_id", "role"))


def _check_somebody_stays(seats: Mapping[str, str], person: str, role: str) -> None:
    after = {**seats, person: role}
    if not MANAGING.intersection(after.values()):
        raise SeatRefused("last-one")


def _until(ends_at: datetime | None) -> dict[str, str]:
    return {"ends_at": ends_at.isoformat()} if ends_at else {}


def _log(kind: str, organisation: str, told: Mapping[str, str], now: datetime) -> None:
    append_leaf(kind=kind, subject=f"organisation:{organisation}", statement={**told}, now=now)
