"""The cards of people: what their requests need to know of them, written anew whenever it changes."""

from collections.abc import Iterable

import msgspec
from django.db.models import Prefetch

from openhall.blocks.identity.definitions import Card, Membership, Officer, Standing
from openhall.blocks.identity.models import Mandate, Person
from openhall.blocks.identity.models import Membership as MembershipRow
from openhall.blocks.identity.rules import MandateState
from openhall.kernel.languages import Text

_TEXT = msgspec.json.Decoder(dict[str, str])
_WORDS = msgspec.json.Decoder(tuple[str, ...])
_RIGHTS = msgspec.json.Decoder(dict[str, tuple[str, ...]])
_POSTS = msgspec.json.Decoder(tuple[str, ...])


def write_cards(people: Iterable[str]) -> None:
    """Write the cards of these people, inside the transaction that changed a name, a seat or a post."""
    seats = MembershipRow.objects.select_related("organisation").order_by("organisation_id")
    held = Mandate.objects.filter(state=MandateState.LIVE).select_related("giver", "attendance")
    held = held.order_by("giver_id")
    asked = (Prefetch("memberships", seats), Prefetch("mandates_held", held))
    rows = list(Person.objects.filter(pk__in=list(people)).prefetch_related(*asked))
    for row in rows:
        row.card = msgspec.json.encode(_card(row)).decode()
    Person.objects.bulk_update(rows, ["card"])


def _card(row: Person) -> Card:
    return Card(
        name=_text(row.name),
        organisations=tuple(_seat(seat) for seat in row.memberships.all()),
        officer=Officer(row.authority, _POSTS.decode(row.posts)) if row.authority else None,
        mandates=tuple(standing_of(each) for each in row.mandates_held.all()),
    )


def _seat(row: MembershipRow) -> Membership:
    firm = row.organisation
    rights = _RIGHTS.decode(firm.rights).get(row.role)
    return Membership(firm.pk, _text(firm.name), row.role, firm.audience, rights, row.ends_at)


def standing_of(row: Mandate) -> Standing:
    """Return a mandate as its helper's requests know it."""
    scopes, services = _WORDS.decode(row.scopes), _WORDS.decode(row.services)
    told = (row.pk, row.giver_id, _text(row.giver.name), scopes, services, row.ends_at)
    at = row.attendance if is_counter(row) else None
    return Standing(*told) if at is None else Standing(*told, at.office, at.post, at.level)


def is_counter(row: Mandate) -> bool:
    """Tell whether the helper is an officer, who acts for somebody at their counter."""
    return row.attendance is not None and row.attendance.officer == row.helper_id


def _text(raw: str) -> Text:
    return _TEXT.decode(raw)
