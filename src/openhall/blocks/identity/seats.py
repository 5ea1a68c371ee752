"""Who acts for an organisation: people are asked in by a code, get another role, or leave; each is in the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from django.db import transaction

from openhall.blocks.identity.actions import digest_of_token
from openhall.blocks.identity.cards import write_cards
from openhall.blocks.identity.models import Membership, Organisation, SeatOffer
from openhall.blocks.identity.rules import MANAGING, ROLES
from openhall.blocks.identity.sealed import names_of
from openhall.blocks.journal.facade import append_leaf
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Text

SEAT_OFFER_LASTS = timedelta(days=14)
_CODE_BYTES = 8


class SeatRefused(Refusal):
    """This cannot be done with somebody's place in an organisation; ``code`` says why."""

    code = "seat-refused"


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """Somebody's place in an organisation."""

    person: str
    name: Text
    role: str


def seats_of(organisation: str, *, actor: str) -> tuple[SeatFacts, ...]:
    """Return who acts for an organisation, to somebody who does too; nobody to anybody else."""
    rows = list(Membership.objects.filter(organisation=organisation).order_by("id"))
    names = names_of([row.person_id for row in rows])
    seats = tuple(SeatFacts(row.person_id, names.get(row.person_id, {}), row.role) for row in rows)
    return seats if any(each.person == actor for each in seats) else ()


@transaction.atomic
def offer_seat(*, organisation: str, role: str, actor: str, now: datetime) -> str:
    """Return a code by which one person takes a place in this role; raise ``SeatRefused``."""
    _managed(organisation, actor)
    if role not in ROLES:
        raise SeatRefused("unknown-role")
    code = token_hex(_CODE_BYTES)
    SeatOffer.objects.filter(ends_at__lte=now).delete()
    SeatOffer.objects.create(
        digest=digest_of_token(code),
        organisation_id=organisation,
        role=role,
        made_by=actor,
        ends_at=now + SEAT_OFFER_LASTS,
    )
    _log("seat.offered", organisation, {"role": role, "by": actor}, now)
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
    if actor in seats:
        raise SeatRefused("seat-exists")
    offer.delete()
    Membership.objects.create(person_id=actor, organisation_id=organisation, role=offer.role)
    _log("seat.taken", organisation, {"person": actor, "role": offer.role, "by": actor}, now)
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
    _check_somebody_stays(seats, person, role)
    Membership.objects.filter(organisation=organisation, person=person).update(role=role)
    _log("seat.changed", organisation, {"person": person, "role": role, "by": actor}, now)
    write_cards([person])


@transaction.atomic
def end_seat(*, organisation: str, person: str, actor: str, now: datetime) -> None:
    """Take somebody's place away, or leave oneself: gone with the next request; raise ``SeatRefused``."""
    seats = _locked(organisation)
    if actor not in seats or (actor != person and seats[actor] not in MANAGING):
        raise SeatRefused("may-not-manage")
    if person not in seats:
        raise SeatRefused("unknown-seat")
    _check_somebody_stays(seats, person, "")
    Membership.objects.filter(organisation=organisation, person=person).delete()
    _log("seat.ended", organisation, {"person": person, "role": seats[person], "by": actor}, now)
    write_cards([person])


def _managed(organisation: str, actor: str) -> Mapping[str, str]:
    seats = _locked(organisation)
    if seats.get(actor) not in MANAGING:
        raise SeatRefused("may-not-manage")
    return seats


def _locked(organisation: str) -> Mapping[str, str]:
    """Return roles by person, under the organisation's lock: two last owners do not both go."""
    list(Organisation.objects.select_for_update().filter(pk=organisation))
    return dict(Membership.objects.filter(organisation=organisation).values_list("person_id", "role"))


def _check_somebody_stays(seats: Mapping[str, str], person: str, role: str) -> None:
    after = {**seats, person: role}
    if not MANAGING.intersection(after.values()):
        raise SeatRefused("last-one")


def _log(kind: str, organisation: str, told: Mapping[str, str], now: datetime) -> None:
    append_leaf(kind=kind, subject=f"organisation:{organisation}", statement={**told}, now=now)
