"""What identity keeps of officers; which posts they hold is decided by ``authorities``."""

from collections.abc import Mapping

import msgspec

from openhall.blocks.identity.adapters import HIGHEST_LEVEL
from openhall.blocks.identity.cards import write_cards
from openhall.blocks.identity.definitions import Officer
from openhall.blocks.identity.models import Person
from openhall.blocks.identity.sealed import NAME, person_key, sealed_json
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Text


class PersonExists(Refusal):
    """There is somebody with this id already."""

    code = "person-exists"


def keep_offices(offices: Mapping[str, Officer | None]) -> None:
    """Keep which office these people work in and which posts they hold there, inside the caller's transaction.

    Their cards are written with it: what was taken away is gone with their next request.
    """
    rows = list(Person.objects.filter(pk__in=list(offices)))
    for row in rows:
        office = offices[row.pk]
        row.authority = office.authority if office else ""
        row.posts = msgspec.json.encode(office.posts if office else ()).decode()
    Person.objects.bulk_update(rows, ["authority", "posts"])
    write_cards(row.pk for row in rows)


def keep_officer(*, person: str, name: Text) -> None:
    """Make somebody known who works for an authority, inside the caller's transaction; raise ``PersonExists``.

    They hold no post until ``authorities`` gives them one.
    """
    if Person.objects.filter(pk=person).exists():
        raise PersonExists(person=person)
    sealed = sealed_json({person_key(person): name}, NAME)
    if not sealed:
        raise PersonExists(person=person)  # whoever was erased had this id: nobody else is called so
    Person.objects.create(id=person, name=sealed[person_key(person)], level=HIGHEST_LEVEL)
    write_cards([person])
