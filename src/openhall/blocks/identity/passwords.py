"""Passwords, the last resort: a check takes a third of a second of a processor, so it is counted before it is made."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from openhall.blocks.identity.adapters import SignInRefused
from openhall.blocks.identity.breached import KNOWN, UNREAD
from openhall.blocks.identity.codes import address_marked, marks_of_address, plain_address
from openhall.blocks.identity.devices import Device
from openhall.blocks.identity.guesses import note_wrong
from openhall.blocks.identity.limits import Caller, take
from openhall.blocks.identity.models import Account
from openhall.blocks.identity.shut_ways import PASSWORD_WAY, hold_open
from openhall.blocks.identity.sign_ins import note_way

_LONGEST = 256
_WEAK = "password-weak"
#: Of what the file of leaked ones says, a page has its own words: what is wrong is not how it is built.
_TOLD = {KNOWN: "password-breached", UNREAD: "password-unread"}
#: Of a password that is a name of the place, a year and a sign nothing is left: so many letters have to be one's own.
_FEWEST_OWN, _SHORTEST_WORD = 6, 3


def use_password(*, address: str, password: str, caller: Caller, device: Device, now: datetime) -> Account:
    """Return the account with this address and password; raise ``SignInRefused`` or ``TooOften``.

    An address that nobody has takes as long as one that somebody has.
    """
    hold_open(PASSWORD_WAY)
    marks = marks_of_address(*plain_address(address))
    known = address_marked(marks)
    account = known.account if known else None
    is_known = account is not None and device.knows(account.pk)
    take("password", marks[0], caller, is_known=is_known, now=now)
    if account is not None and account.has_usable_password():
        is_right = _is(account, password)
    else:
        make_password(password[:_LONGEST])
        is_right = False
    if not is_right or account is None:
        if not is_known:
            note_wrong({"address": [*marks]}, now=now)
        raise SignInRefused("password-wrong")
    return account


def _is(account: Account, password: str) -> bool:
    """Compare as typed: what is longer than any password is hashed as far as one goes, and is none.

    A right one that was hashed in an older way, or in fewer rounds, is hashed anew.
    """
    before = account.password

    def renew(right: str) -> None:
        # Of two that do so at once, or of one that changes it meanwhile, nobody's work is lost.
        Account.objects.filter(pk=account.pk, password=before).update(password=make_password(right))

    is_short = len(password) <= _LONGEST
    return check_password(password[:_LONGEST], before, renew if is_short else None) and is_short


def confirm_password(*, account: str, current: str, caller: Caller, now: datetime) -> None:
    """Compare with the password that there is, before it is changed; where there is none all is well.

    Raises ``SignInRefused`` or ``TooOften``. Who has forgotten it takes it away first, as they would a lost device.
    """
    row = Account.objects.get(pk=account)
    if row.has_usable_password():
        take("password", account, caller, is_known=True, now=now)
        if not _is(row, current):
            raise SignInRefused("password-not-yours")


def set_password(*, account: str, password: str, level: int, words: Iterable[str] = (), now: datetime) -> None:
    """Keep a password; raise ``SignInRefused`` for one that is short, common or leaked. An empty one takes it away.

    So it is refused when little is left of it without ``words``, which everybody tries here first.
    """
    if password:
        _look_at(password, words)
    with transaction.atomic():
        _keep(account, password, level, now)


def _look_at(password: str, words: Iterable[str]) -> None:
    """Raise ``SignInRefused`` for what everybody would try; files are read here, so nothing is locked meanwhile."""
    if len(password) > _LONGEST or _is_of_the_place(password, words):
        raise SignInRefused(_WEAK)
    try:
        validate_password(password)
    except ValidationError as error:
        told = {each.code for each in error.error_list}
        raise SignInRefused(_TOLD.get(str(told.pop()), _WEAK) if len(told) == 1 else _WEAK) from error


def _keep(account: str, password: str, level: int, now: datetime) -> None:
    row = Account.objects.get(pk=account)
    if password:
        row.set_password(password)
        row.password_level = level
        note_way(account=account, what="password", now=now)
    elif row.has_usable_password():
        row.set_unusable_password()
        note_way(account=account, what="password-gone", now=now)
    row.save(update_fields=["password", "password_level"])


def _is_of_the_place(password: str, words: Iterable[str]) -> bool:
    left = "".join(filter(str.isalpha, password.casefold()))
    for word in sorted(("".join(filter(str.isalpha, each.casefold())) for each in words), key=len, reverse=True):
        if len(word) >= _SHORTEST_WORD:
            left = left.replace(word, "")
    return len(left) < _FEWEST_OWN and any(sign.isalpha() for sign in password)


def has_password(account: str) -> bool:
    """Tell whether an account has a password."""
    return Account.objects.get(pk=account).has_usable_password()
