"""The cards of people: what their requests need to know of them, written anew whenever it changes."""

from collections.abc import Iterable, Mapping

import msgspec
from django.db.models import Prefetch

from openhall.blocks.identity.definitions import Card, Membership, Officer, Standing
from openhall.blocks.identity.models import Mandate, Person
from openhall.blocks.identity.models import Membership as MembershipRow
from openhall.blocks.identity.rules import MandateState
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
    firms = organisation_names({seat.organisation_id for row in rows for seat in row.memberships.all()})
    cards = {person_key(row.pk): _card(row, names.get(row.pk, {}), firms) for row in rows}
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


def _card(row: Person, name: Text, firms: Mapping[str, Text]) -> Card:
    return Card(
        name=name,
        organisations=tuple(_seat(seat, firms) for seat in row.memberships.all()),
        officer=Officer(row.authority, _POSTS.decode(row.posts)) if row.authority else None,
        mandates=tuple(standing_of(each) for each in row.mandates_held.all()),
    )


def _seat(row: MembershipRow, names: Mapping[str, Text]) -> Membership:
    firm = row.organisation
    rights = _RIGHTS.decode(firm.rights).get(row.role)
    return Membership(firm.pk, names.get(firm.pk, {}), row.role, firm.audience, rights, row.ends_at)


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
