"""Accounts: each person has one at most, made when they first keep something to sign in with."""

from datetime import datetime
from secrets import token_hex, token_urlsafe

from django.db import transaction

from openhall.blocks.identity.cards import write_cards
from openhall.blocks.identity.models import Account, Person


def account_of(person: str) -> Account | None:
    """Return the account of a person, if they have one."""
    return Account.objects.filter(person=person).first()


@transaction.atomic
def keep_account(person: str, now: datetime) -> Account:
    """Return the account of a person, made now where they had none."""
    fresh = Account(id=token_urlsafe(15), person_id=person, made_at=now)
    fresh.set_unusable_password()
    Account.objects.bulk_create([fresh], ignore_conflicts=True)
    return Account.objects.get(person=person)


def new_person() -> str:
    """Make somebody of whom nothing is known but that an address is theirs; return their id."""
    person = f"p-{token_hex(12)}"
    Person.objects.create(id=person, level=1)
    write_cards([person])
    return person
