"""What one way to sign in is worth with another: whether a second one is asked for, and what both prove."""

from dataclasses import dataclass
from datetime import datetime

from openhall.blocks.identity.adapters import CODE, PASSKEY, PASSWORD, PRINTED, TWO_FACTORS, SignInRefused
from openhall.blocks.identity.models import Account, Address, ProviderLink, Sheet
from openhall.blocks.identity.passkeys import authenticator_level, passkeys_of, use_authenticator
from openhall.blocks.identity.sheets import use_printed_of

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
    ways = second_ways(first)
    figures = "".join(filter(str.isalnum, typed))
    is_shown = len(figures) == _FIGURES and figures.isdecimal()
    if is_shown and "authenticator" in ways:
        level = use_authenticator(account=first.account, typed=typed, now=now)
    elif not is_shown and "sheet" in ways:
        level = use_printed_of(account=first.account, code=typed)
    else:
        raise SignInRefused("code-wrong")
    # A provider that has seen a document proves that still, when somebody shows their authenticator besides.
    return Proven(first.account, first.person, TWO_FACTORS.id, max(first.level, level))


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


def _is_officer(account: str) -> bool:
    return Account.objects.filter(pk=account).exclude(person__authority="").exists()
