"""How many places of one kind somebody may have at once: nobody keeps those that others need."""

from collections.abc import Collection
from datetime import datetime

from openhall.blocks.appointments.facade import Diary, bookings_of
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.rules import ENDED
from openhall.blocks.identity.facade import serialised
from openhall.kernel.errors import Refusal

#: A family of three generations; and a firm that books for its people.
MOST_OF_PERSON, MOST_OF_FIRM = 10, 100


class TooManyPlaces(Refusal):
    """Somebody has so many places of this kind to come that they get no more until one is over or given up."""

    code = "too-many-places"


def refuse_too_many(case: Case, diary: Diary, now: datetime) -> None:
    """Raise ``TooManyPlaces`` for whose case has as many as one person, or one firm, may have. Inside a transaction.

    Whoever applies for them by a mandate does not matter. Those without an account are counted by their network.
    """
    whose = {"organisation": case.organisation} if case.organisation else {"person": case.person, "organisation": ""}
    if not case.organisation and not case.person:
        return
    serialised(f"places:{case.organisation or case.person}:{diary.kind.id}", now=now)
    theirs = Case.objects.filter(**whose, service__in=[*diary.kind.services]).exclude(status__in=ENDED)
    most = MOST_OF_FIRM if case.organisation else MOST_OF_PERSON
    if _to_come([*theirs.values_list("reference", flat=True)], now) >= most:
        raise TooManyPlaces(most=most)


def _to_come(references: Collection[str], now: datetime) -> int:
    return sum(booking.ends_at > now for booking in bookings_of(references).values())
