"""The cards of people: what their requests need to know of them, written anew whenever it changes."""

from collections.abc import Iterable

import msgspec
from django.db.models import Prefetch

from openhall.blocks.identity.definitions import Card, Membership, Officer
from openhall.blocks.identity.models import Membership as MembershipRow
from openhall.blocks.identity.models import Person
from openhall.kernel.languages import Text

_TEXT = msgspec.json.Decoder(dict[str, str])
_POSTS = msgspec.json.Decoder(tuple[str, ...])


def write_cards(people: Iterable[str]) -> None:
    """Write the cards of these people, inside the transaction that changed a name, a seat or a post."""
    seats = MembershipRow.objects.select_related("organisation").order_by("organisation_id")
    rows = list(Person.objects.filter(pk__in=list(people)).prefetch_related(Prefetch("memberships", seats)))
    for row in rows:
        row.card = msgspec.json.encode(_card(row)).decode()
    Person.objects.bulk_update(rows, ["card"])


def _card(row: Person) -> Card:
    return Card(
        name=_text(row.name),
        organisations=tuple(
            Membership(seat.organisation_id, _text(seat.organisation.name), seat.role, seat.organisation.audience)
            for seat in row.memberships.all()
        ),
        officer=Officer(row.authority, _POSTS.decode(row.posts)) if row.authority else None,
    )


def _text(raw: str) -> Text:
    return _TEXT.decode(raw)
