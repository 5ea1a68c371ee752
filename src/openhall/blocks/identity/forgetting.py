"""Forget a person: what is held of them, their names, and every way in."""

from openhall.blocks.identity.models import (
    CalendarAddress,
    Invitation,
    Membership,
    Person,
    ProviderLink,
    Session,
    Token,
)

_NOTHING = "{}"
_NO_CARD = '{"name":{}}'


def forget_person(*, person: str) -> bool:
    """Forget somebody inside the caller's transaction; tell whether there was anything left of them to forget.

    Their id stays as a name for nobody: what others did with them stays readable as theirs.
    """
    kept = Person.objects.filter(pk=person).exclude(name=_NOTHING)
    if not kept.update(name=_NOTHING, facts=_NOTHING, story=_NOTHING, card=_NO_CARD, authority="", posts="[]", level=0):
        return False
    for table in (Session, Token, Invitation, CalendarAddress, Membership, ProviderLink):
        table.objects.filter(person_id=person).delete()
    return True
