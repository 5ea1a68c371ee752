"""Somebody guesses, and does not find: whoever has the account is told, and nobody learns whether anybody has it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from openhall.blocks.identity.limits import times_counted
from openhall.blocks.identity.models import Account, Address, SignIn
from openhall.blocks.identity.sign_ins import GUESSED, note
from openhall.blocks.journal.facade import post
from openhall.kernel.canonical import JSON

#: The kind of message in the outbox that says that somebody guesses at an address or an account, if there is one.
SIGN_IN_GUESSED = "sign-in-guessed"
#: So many wrong ones in a day are told: nobody mistypes that often, and nobody is told of each slip.
_WRONG = 5


def note_wrong(what: dict[str, JSON], *, now: datetime) -> None:
    """Count a wrong password for an ``address`` (its marks), or a wrong second way to an ``account``; tell of many.

    Whether anybody has the address is found out where the message is delivered: a guess takes as long either way.
    """
    (whose,) = what.values()
    # Counted by the mark of now.
    subject = whose[0] if isinstance(whose, list) else whose
    if times_counted(f"wrong:{subject}", until=now + timedelta(days=1)) == _WRONG:
        with transaction.atomic():
            post(kind=SIGN_IN_GUESSED, key=f"{subject}:{now:%Y%m%d%H%M%S}", payload=what, now=now)


@transaction.atomic
def note_guesses(what: Mapping[str, JSON], *, now: datetime) -> None:
    """Write down that somebody guessed at an address or an account, as ``note_wrong`` posted it; tell its person."""
    account = what.get("account")
    if "address" in what:
        marks = what["address"] if isinstance(what["address"], list) else [what["address"]]
        account = Address.objects.filter(pk__in=marks).values_list("account", flat=True).first()
    row = Account.objects.filter(pk=account).first()
    if row is not None:
        note(SignIn(person_id=row.person_id, what=GUESSED), is_news=True, now=now)
