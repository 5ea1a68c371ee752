"""What one way to sign in is worth with another: whether a second one is asked for, and what both prove."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from openhall.blocks.identity.adapters import (
    CODE,
    KNOWN_LEVEL,
    PASSKEY,
    PASSWORD,
    PRINTED,
    PROVIDER,
    TWO_FACTORS,
    SignInRefused,
)
from openhall.blocks.identity.codes import marks_of_address, plain_address
from openhall.blocks.identity.guesses import note_wrong
from openhall.blocks.identity.limits import serialised
from openhall.blocks.identity.models import Account, Address, ProviderLink, Sheet
from openhall.blocks.identity.passkeys import authenticator_level, passkeys_of, use_authenticator, use_passkey
from openhall.blocks.identity.provider_settings import all_providers
from openhall.blocks.identity.sheets import codes_left, use_printed_of
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
    """Return what is asked for besides: one of ``authenticator``, ``sheet``, ``passkey``, ``provider``; maybe none.

    Officers always need a second one, and so does whoever has an authenticator; a passkey or a sheet of one's own
    stands in for a lost one. And whoever keeps something that proves more than an address shows that after whatever
    proves no more: a mailbox alone opens nobody's page who is known better.
    """
    is_officer, kept = _is_officer(first.account), _kept(first.account)
    own = {PRINTED.id: "sheet", PROVIDER.id: "provider"}.get(first.adapter, "")
    better = frozenset(way for way, level in kept.items() if level >= KNOWN_LEVEL and way != own)
    if first.level < KNOWN_LEVEL and better:
        return better
    has_authenticator = "authenticator" in kept
    if first.adapter == PRINTED.id:
        return frozenset({"authenticator"}) if is_officer and has_authenticator else frozenset()
    if not is_officer and not has_authenticator:
        return frozenset()
    return frozenset(kept) - {"provider"}


def _kept(account: str) -> Mapping[str, int]:
    """Return what an account can show besides addresses and a password, with the most that each proves."""
    authenticator, passkeys = authenticator_level(account), passkeys_of(account)
    sheet = Sheet.objects.filter(account=account).first()
    links = _links(account)
    ways = {
        "authenticator": authenticator or 0,
        "sheet": sheet.level if sheet and codes_left(sheet) else 0,
        "passkey": max((each.level for each in passkeys), default=0),
        "provider": max((each.level for each in links), default=0),
    }
    return {way: level for way, level in ways.items() if level}


def _links(account: str) -> list[ProviderLink]:
    links = list(ProviderLink.objects.filter(person__in=Account.objects.filter(pk=account).values("person")))
    offered = {each.id for each in all_providers()} if links else set()
    return [each for each in links if each.provider in offered]


def use_second(first: Proven, typed: str, *, credential: str = "", now: datetime) -> Proven:
    """Return what both ways together prove; raise ``SignInRefused`` when the second is wrong.

    ``credential`` is the answer of a device to the challenge of this ceremony, where a passkey is shown.
    """
    try:
        level = _level_of_second(first, typed, credential, now)
    except SignInRefused:
        # Whoever comes so far has shown the first one: this is worth a word to its owner before anything else.
        note_wrong({"account": first.account}, now=now)
        raise
    # A provider that has seen a document proves that still, when somebody shows their authenticator besides.
    return Proven(first.account, first.person, TWO_FACTORS.id, max(first.level, level))


def _level_of_second(first: Proven, typed: str, credential: str, now: datetime) -> int:
    ways = second_ways(first)
    if credential and "passkey" in ways:
        found, level = use_passkey(credential, now=now)
        least = 1 if first.level >= KNOWN_LEVEL else min(KNOWN_LEVEL, _kept(first.account)["passkey"])
        if found.pk != first.account or level < least:
            raise SignInRefused("passkey-wrong")
        return level
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
    marks = marks_of_address(*plain_address(address))
    serialised(f"ways:{account}", now=now)
    if _is_more_than_one_way(account) and Address.objects.filter(pk__in=marks, account=account).delete()[0]:
        append_leaf(kind="sign-in.address-gone", subject=f"account:{account}", statement={}, now=now)
        note_way(account=account, what="address-gone", now=now)


def _is_officer(account: str) -> bool:
    return Account.objects.filter(pk=account).exclude(person__authority="").exists()
