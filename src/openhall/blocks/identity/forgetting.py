"""Forget a person: what is held of them, their names, what they are found by, and every way in."""

from django.db.models import Q

from openhall.blocks.identity.cards import write_cards
from openhall.blocks.identity.models import (
    Account,
    CalendarAddress,
    FirmPaper,
    Invitation,
    Mandate,
    Membership,
    Person,
    PersonMark,
    ProviderLink,
    SeatOffer,
    Session,
    SignIn,
    Token,
)

#: What is left of somebody: whoever came by mail has no name either, but a level.
_NOBODY = {
    "name": None,
    "facts": None,
    "story": "{}",
    "card": None,
    "authority": "",
    "posts": "[]",
    "level": 0,
}


def forget_person(*, person: str) -> bool:
    """Forget somebody inside the caller's transaction; tell whether there was anything left of them to forget.

    Their id stays as a name for nobody: what others did with them stays readable as theirs. With the account go its
    password, passkeys, apps, addresses, codes and sheets; whoever helped them knows their name no more.
    """
    gone = Person.objects.filter(pk=person).exclude(**_NOBODY).update(**_NOBODY)
    for table in (Session, SignIn, Token, Invitation, CalendarAddress, Membership, PersonMark, ProviderLink, Account):
        gone += table.objects.filter(person_id=person).delete()[0]
    gone += SeatOffer.objects.filter(made_by=person).delete()[0]
    gone += FirmPaper.objects.filter(Q(given_by=person) | Q(person=person)).delete()[0]
    return bool(gone + _forget_mandates(person))


def _forget_mandates(person: str) -> int:
    helpers = set(Mandate.objects.filter(giver=person).exclude(helper=None).values_list("helper", flat=True))
    gone = Mandate.objects.filter(Q(giver=person) | Q(helper=person)).delete()[0]
    # The card of a helper says whom they help.
    write_cards(str(each) for each in helpers)
    return gone
