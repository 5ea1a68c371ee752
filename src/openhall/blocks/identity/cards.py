"""The cards of people: what their requests need to know of them, written anew whenever it changes."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec
from django.db.models import Prefetch

from openhall.blocks.identity.definitions import Card, Membership, Officer, Standing
from openhall.blocks.identity.models import FirmMandate, Mandate, Person
from openhall.blocks.identity.models import Membership as MembershipRow
from openhall.blocks.identity.rules import AGENT, MandateState, rights_in
from openhall.blocks.identity.sealed import (
    CARD,
    Sealed,
    names_of,
    opened,
    organisation_names,
    person_key,
    sealed_json,
)
from openhall.kernel.languages import Text

_CARD = msgspec.json.Decoder(Card)
_WORDS = msgspec.json.Decoder(tuple[str, ...])
_RIGHTS = msgspec.json.Decoder(dict[str, tuple[str, ...]])
_POSTS = msgspec.json.Decoder(tuple[str, ...])


def write_cards(people: Iterable[str]) -> None:
    """Write the cards of these people, inside the transaction that changed a name, a seat or a post."""
    seats = MembershipRow.objects.select_related("organisation").order_by("organisation_id")
    held = Mandate.objects.filter(state=MandateState.LIVE).select_related("attendance").order_by("giver_id")
    asked = (Prefetch("memberships", seats), Prefetch("mandates_held", held))
    rows = list(Person.objects.filter(pk__in=list(people)).prefetch_related(*asked))
    names = names_of([row.pk for row in rows])
    through = _through({seat.organisation_id for row in rows for seat in row.memberships.all()})
    firms = organisation_names(
        {seat.organisation_id for row in rows for seat in row.memberships.all()}
        | {each.giver_id for held in through.values() for each in held}
    )
    cards = {person_key(row.pk): _card(row, names.get(row.pk, {}), firms, through) for row in rows}
    sealed = sealed_json(cards, CARD)
    for row in rows:
        row.card = sealed.get(person_key(row.pk))
    Person.objects.bulk_update(rows, ["card"])


def cards_of(cards: Mapping[str, Sealed]) -> dict[str, Card]:
    """Open the cards of people, by their ids: with the names of those for whom they may act, which are not theirs."""
    plain = opened({person_key(person): card for person, card in cards.items()}, CARD)
    told = {person: _CARD.decode(plain[key]) for person in cards if (key := person_key(person)) in plain}
    givers = {each.giver for card in told.values() for each in card.mandates}
    if not givers:
        return told
    names = names_of(givers)
    return {
        person: msgspec.structs.replace(
            card,
            mandates=tuple(msgspec.structs.replace(each, name=names.get(each.giver, {})) for each in card.mandates),
        )
        for person, card in told.items()
    }


def _through(firms: Collection[str]) -> Mapping[str, Sequence[FirmMandate]]:
    """Return the mandates by which each of these firms acts for others."""
    held = dict[str, list[FirmMandate]]()
    rows = FirmMandate.objects.filter(helper__in=firms, state=MandateState.LIVE).select_related("giver")
    for row in rows.order_by("giver_id"):
        held.setdefault(str(row.helper_id), []).append(row)
    return held


def _card(row: Person, name: Text, firms: Mapping[str, Text], through: Mapping[str, Sequence[FirmMandate]]) -> Card:
    own = [_seat(seat, firms) for seat in row.memberships.all()]
    lent = [through_seat(seat, each, firms) for seat in own for each in through.get(seat.id, ())]
    known = {seat.id for seat in own}
    return Card(
        name=name,
        organisations=(*own, *{each.id: each for each in lent if each.id not in known}.values()),
        officer=Officer(row.authority, _POSTS.decode(row.posts)) if row.authority else None,
        mandates=tuple(standing_of(each) for each in row.mandates_held.all()),
    )


def _seat(row: MembershipRow, names: Mapping[str, Text]) -> Membership:
    firm = row.organisation
    rights = _RIGHTS.decode(firm.rights).get(row.role)
    return Membership(firm.pk, names.get(firm.pk, {}), row.role, firm.audience, rights, row.ends_at)


def through_seat(own: Membership, mandate: FirmMandate, names: Mapping[str, Text]) -> Membership:
    """Return what somebody's place in a firm lets them do for another for which that firm acts."""
    firm, may = mandate.giver, set(_WORDS.decode(mandate.scopes))
    return Membership(
        firm.pk,
        names.get(firm.pk, {}),
        AGENT,
        firm.audience,
        tuple(each for each in rights_in(own) if each in may),
        min(filter(None, (own.ends_at, mandate.ends_at))),
        own.id,
        own.name,
    )


def standing_of(row: Mandate) -> Standing:
    """Return a mandate as its helper's card has it: whose name it is stands under the giver's key alone."""
    scopes, services = _WORDS.decode(row.scopes), _WORDS.decode(row.services)
    told = Standing(row.pk, row.giver_id, {}, scopes, services, row.ends_at)
    if (at := row.attendance) is None or not is_counter(row):
        return told
    return msgspec.structs.replace(told, office=at.office, post=at.post, level=at.level)


def is_counter(row: Mandate) -> bool:
    """Tell whether the helper is an officer, who acts for somebody at their counter."""
    return row.attendance is not None and row.attendance.officer == row.helper_id
