"""Passwords, the last resort: a check takes a third of a second of a processor, so it is counted before it is made."""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from openhall.blocks.identity.adapters import SignInRefused
from openhall.blocks.identity.codes import digest_of_address, plain_address
from openhall.blocks.identity.devices import Device
from openhall.blocks.identity.limits import Caller, take
from openhall.blocks.identity.models import Account, Address
from openhall.blocks.identity.sign_ins import note_way

_LONGEST = 256


def use_password(*, address: str, password: str, caller: Caller, device: Device, now: datetime) -> Account:
    """Return the account with this address and password; raise ``SignInRefused`` or ``TooOften``.

    An address that nobody has takes as long as one that somebody has.
    """
    digest = digest_of_address(*plain_address(address))
    known = Address.objects.select_related("account").filter(pk=digest).first()
    account = known.account if known else None
    take("password", digest, caller, is_known=account is not None and device.knows(account.pk), now=now)
    given = password[:_LONGEST]
    if account is None or not account.has_usable_password():
        make_password(given)
        raise SignInRefused("password-wrong")
    if not check_password(given, account.password):
        raise SignInRefused("password-wrong")
    return account


@transaction.atomic
def set_password(*, account: str, password: str, level: int, now: datetime) -> None:
    """Keep a password; raise ``SignInRefused`` for one that is short or common. An empty one takes it away."""
    row = Account.objects.get(pk=account)
    if password:
        try:
            validate_password(password[: _LONGEST + 1])
        except ValidationError as error:
            raise SignInRefused("password-weak") from error
        if len(password) > _LONGEST:
            raise SignInRefused("password-weak")
        row.set_password(password)
        row.password_level = level
        note_way(account=account, what="password", now=now)
    else:
        row.set_unusable_password()
    row.save(update_fields=["password", "password_level"])


def has_password(account: str) -> bool:
    """Tell whether an account has a password."""
    return Account.objects.get(pk=account).has_usable_password()
