"""What one way to sign in is worth with another: whether a second one is asked for, and what both prove."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from openhall.blocks.identity.adapters import CODE, PASSKEY, PASSWORD, PRINTED, TWO_FACTORS, SignInRefused
from openhall.blocks.identity.codes import digest_of_address, plain_address
from openhall.blocks.identity.guesses import note_wrong
from openhall.blocks.identity.limits import serialised
from openhall.blocks.identity.models import Account, Address, ProviderLink, Sheet
from openhall.blocks.identity.passkeys import authenticator_level, passkeys_of, use_authenticator
from openhall.blocks.identity.sheets import use_printed_of
from openhall.blocks.identity.sign_ins import note_way
from openhall.blocks.journal.facade import append_leaf

#: An authenticator shows six figures, a printed code has eight signs.
_FIGURES = 6


@dataclass(frozen=True, slots=True)
class Proven:
    """Who somebody is, by which way (an adapter's id), and the most that it proves."""

    account: str
    person: str
    adapter: str
    level: int


def proven_by_code(account: Account) -> Proven:
    """Return what a code to one of the account's addresses proves."""
    return Proven(account.pk, account.person_id, CODE.id, CODE.level)


def proven_by_password(account: Account) -> Proven:
    """Return what the account's password proves."""
    return Proven(account.pk, account.person_id, PASSWORD.id, min(PASSWORD.level, account.password_level))


def proven_by_sheet(account: Account, level: int) -> Proven:
    """Return what a code of the account's sheet proves."""
    return Proven(account.pk, account.person_id, PRINTED.id, min(PRINTED.level, level))


def proven_by_passkey(account: Account, level: int) -> Proven:
    """Return what a passkey proves whose device has verified its user."""
    return Proven(account.pk, account.person_id, PASSKEY.id, min(PASSKEY.level, level))


def second_ways(first: Proven) -> frozenset[str]:
    """Return what is asked for besides: ``authenticator``, ``sheet``, or both; empty when the first is enough.

    Officers always need a second one, and so does whoever has an authenticator; a sheet of one's own stands in for
    a lost one.
    """
    is_officer = _is_officer(first.account)
    has_authenticator = authenticator_level(first.account) is not None
    if first.adapter == PRINTED.id:
        return frozenset({"authenticator"}) if is_officer and has_authenticator else frozenset()
    if not is_officer and not has_authenticator:
        return frozenset()
    has_sheet = Sheet.objects.filter(account=first.account).exists()
    ways = {"authenticator": has_authenticator, "sheet": has_sheet}
    return frozenset(way for way, is_there in ways.items() if is_there)


def use_second(first: Proven, typed: str, *, now: datetime) -> Proven:
    """Return what both ways together prove; raise ``SignInRefused`` when the second is wrong."""
    try:
        level = _level_of_second(first, typed, now)
    except SignInRefused:
        # Whoever comes so far has shown the first one: this is worth a word to its owner before anything else.
        note_wrong({"account": first.account}, now=now)
        raise
    # A provider that has seen a document proves that still, when somebody shows their authenticator besides.
    return Proven(first.account, first.person, TWO_FACTORS.id, max(first.level, level))


def _level_of_second(first: Proven, typed: str, now: datetime) -> int:
    ways = second_ways(first)
    figures = "".join(filter(str.isalnum, typed))
    is_shown = len(figures) == _FIGURES and figures.isdecimal()
    if is_shown and "authenticator" in ways:
        return use_authenticator(account=first.account, typed=typed, now=now)
    if not is_shown and "sheet" in ways:
        return use_printed_of(account=first.account, code=typed)
    raise SignInRefused("code-wrong")


def highest_level(account: str) -> int:
    """Return the most that anything of an account proves: who is signed in with less may not change it."""
    sheet = Sheet.objects.filter(account=account).values_list("level", flat=True).first() or 0
    mine = Account.objects.filter(pk=account).values("person")
    linked = ProviderLink.objects.filter(person__in=mine).values_list("level", flat=True)
    # An address and a password prove no more than level 1, whenever they were added.
    return max([sheet, authenticator_level(account) or 0, *(each.level for each in passkeys_of(account)), *linked])


def has_address(account: str) -> bool:
    """Tell whether codes can be sent to an account."""
    return Address.objects.filter(account=account).exists()


def _is_more_than_one_way(account: str) -> bool:
    """Tell whether something is left to sign in with, besides a password, when one way is taken away."""
    ways = Address.objects.filter(account=account).count() + len(passkeys_of(account))
    ways += Sheet.objects.filter(account=account).count()
    mine = Account.objects.filter(pk=account).values("person")
    return ways + ProviderLink.objects.filter(person__in=mine).count() > 1


@transaction.atomic
def remove_address(*, account: str, address: str, now: datetime) -> None:
    """Take an address away, and tell its owner; the last way in, or somebody else's, is left as it is.

    Raises ``SignInRefused`` for what is no address.
    """
    digest = digest_of_address(*plain_address(address))
    serialised(f"ways:{account}", now=now)
    if _is_more_than_one_way(account) and Address.objects.filter(pk=digest, account=account).delete()[0]:
        append_leaf(kind="sign-in.address-gone", subject=f"account:{account}", statement={}, now=now)
        note_way(account=account, what="address-gone", now=now)


def _is_officer(account: str) -> bool:
    return Account.objects.filter(pk=account).exclude(person__authority="").exists()
