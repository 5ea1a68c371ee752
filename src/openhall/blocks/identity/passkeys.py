"""Passkeys and authenticators: the library's ceremonies, with no data of people in what a device keeps of us.

The functions work within a request of a page of signing in: the library keeps its challenges in the ceremony.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from hmac import compare_digest
from hmac import new as hmac
from time import time
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from openhall.blocks.identity.adapters import SignInRefused
from openhall.blocks.identity.authenticator_secrets import open_secret, reseal_secrets, seal_secret
from openhall.blocks.identity.limits import is_first
from openhall.blocks.identity.models import Account
from openhall.blocks.identity.sign_ins import end_weaker_sessions, note_way
from openhall.blocks.journal.facade import Resealed, append_leaf, server_keys

_LEVEL, _MARK = "openhall_level", "openhall_mark"
_LONGEST_NAME, _LONGEST_NOTED, _LONGEST_CREDENTIAL = 60, 40, 20_000
_PERIOD = 30
#: What a passkey may sign with (COSE): ECDSA, Ed25519, RSA with PSS. RSA with PKCS#1 v1.5, which old computers have
#: alone, only where an operator wants it.
_SOUND, _RSA_V15 = frozenset({-7, -8, -35, -36, -37}), -257
#: The name of the keys that passkeys are marked by.
_MARKS = "passkeys"


class Keeper(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """What the library asks us for: names that say nothing of anybody, and secrets that are not readable at rest."""

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """Return how a device tells this account from others of the same hall."""
        name = f"Openhall {str(user.pk)[:4]}"
        return {"id": str(user.pk).encode(), "display_name": name, "name": name}

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Return how an authenticator calls the account."""
        return f"Openhall {str(user.pk)[:4]}"

    def encrypt(self, text: str) -> str:
        """Return a secret as the database holds it."""
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret."""
        return open_secret(encrypted_text)


@dataclass(frozen=True, slots=True)
class PasskeyFacts:
    """A passkey as its owner sees it; ``level`` is the most that it proves."""

    id: int
    name: str
    level: int
    made_at: datetime
    used_at: datetime | None


def passkey_options() -> str:
    """Begin to sign in: return what the browser is asked, as JSON."""
    return _json(webauthn.begin_authentication())


def use_passkey(credential: str, *, now: datetime) -> tuple[Account, int]:
    """Return whose passkey signed the challenge of this ceremony, and its level; raise ``SignInRefused``."""
    try:
        given = _read(credential)
        account = webauthn.extract_user_from_response(given)
        found = webauthn.complete_authentication(account, given)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SignInRefused("passkey-wrong") from error
    if not (is_as_it_was_added(found) and _signs_soundly(found)):
        raise SignInRefused("passkey-wrong")
    found.last_used_at = now
    found.save(update_fields=["last_used_at"])
    return Account.objects.get(pk=account.pk), int(found.data.get(_LEVEL, 1))


def mark_of(row: Authenticator, key: bytes = b"") -> str:
    """Return what says that a passkey is as it was added: whose it is, its public key, and the level that it proves.

    Keyed, so that whoever can write into the database, and has no key of the hall, puts no passkey of theirs there.
    """
    told = {name: value for name, value in row.data.items() if name != _MARK}
    said = json.dumps([str(row.user_id), told], sort_keys=True, separators=(",", ":"))
    return hmac(key or server_keys(_MARKS)[0], said.encode(), "sha256").hexdigest()


def is_as_it_was_added(row: Authenticator) -> bool:
    """Tell whether nobody changed a passkey since its owner added it."""
    mark = str(row.data.get(_MARK, ""))
    return any(compare_digest(mark.encode(), mark_of(row, key).encode()) for key in server_keys(_MARKS))


def new_passkey_options(account: Account) -> str:
    """Begin to add a passkey: return what the browser is asked, as JSON. The device has to verify its user."""
    asked: Any = _plain(webauthn.begin_registration(account, passwordless=True))
    kinds, taken = asked["publicKey"]["pubKeyCredParams"], _taken()
    asked["publicKey"]["pubKeyCredParams"] = [each for each in kinds if each["alg"] in taken]
    return json.dumps(asked)


@transaction.atomic
def add_passkey(account: Account, credential: str, *, name: str, level: int, now: datetime) -> None:
    """Keep a passkey that was made in this ceremony; raise ``SignInRefused``. It proves ``level`` at most."""
    try:
        given = _read(credential)
        webauthn.parse_registration_response(given)
        made = webauthn.complete_registration(given)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SignInRefused("passkey-wrong") from error
    if not (made.is_user_verified() and _is_taken(made)):
        raise SignInRefused("passkey-wrong")
    row = webauthn.WebAuthn.add(account, "".join(filter(str.isprintable, name))[:_LONGEST_NAME], given).instance
    row.data[_LEVEL] = level
    row.data[_MARK] = mark_of(row)
    row.save(update_fields=["data"])
    append_leaf(kind="sign-in.passkey", subject=f"account:{account.pk}", statement={"level": level}, now=now)
    end_weaker_sessions(account.pk, level)
    note_way(account=account.pk, what="passkey", device=row.data["name"][:_LONGEST_NOTED], now=now)


def passkeys_of(account: str) -> tuple[PasskeyFacts, ...]:
    """Return the passkeys of an account, the oldest first."""
    rows = Authenticator.objects.filter(user_id=account, type=Authenticator.Type.WEBAUTHN).order_by("created_at", "pk")
    return tuple(
        PasskeyFacts(row.pk, row.data["name"], int(row.data.get(_LEVEL, 1)), row.created_at, row.last_used_at)
        for row in rows
    )


@transaction.atomic
def remove_passkey(*, account: str, passkey: int, now: datetime) -> None:
    """Take a passkey away, and tell its owner; one that is not there, or somebody else's, is left as it is."""
    row = Authenticator.objects.filter(user_id=account, pk=passkey, type=Authenticator.Type.WEBAUTHN).first()
    if row is not None:
        row.delete()
        note_way(account=account, what="passkey-gone", device=row.data["name"][:_LONGEST_NOTED], now=now)


def new_authenticator(account: Account) -> tuple[str, str]:
    """Begin to add an authenticator: return its secret and the address for its QR code."""
    secret = totp.get_totp_secret()
    return secret, Keeper().build_totp_url(account, secret)


@transaction.atomic
def add_authenticator(account: Account, typed: str, *, level: int, now: datetime) -> None:
    """Keep the authenticator of this ceremony, which shows ``typed``, instead of the one before; ``SignInRefused``."""
    secret = totp.get_totp_secret()
    counter = _counter(secret, typed)
    _authenticators(account.pk).delete()
    row = totp.TOTP.activate(account, secret).instance
    _use_up(row, counter, now)
    row.data[_LEVEL] = level
    row.save(update_fields=["data"])
    append_leaf(kind="sign-in.authenticator", subject=f"account:{account.pk}", statement={"level": level}, now=now)
    end_weaker_sessions(account.pk, level)
    note_way(account=account.pk, what="authenticator", now=now)


@transaction.atomic
def remove_authenticator(*, account: str, now: datetime) -> None:
    """Take the authenticator of an account away, and tell its owner."""
    if _authenticators(account).delete()[0]:
        note_way(account=account, what="authenticator-gone", now=now)


def _authenticators(account: str) -> QuerySet[Authenticator]:
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=account, type=Authenticator.Type.TOTP)
    return rows


def hand_on_authenticator(*, before: str, after: str) -> tuple[str, ...]:
    """Let another account have an authenticator, where it has none of its own; return what went over."""
    if authenticator_level(after) is not None:
        return ()
    rows = Authenticator.objects.filter(user_id=before, type=Authenticator.Type.TOTP)
    moved = tuple(map(str, rows.values_list("pk", flat=True)))
    rows.update(user_id=after)
    return moved


def hand_back_authenticator(only: Sequence[str], *, before: str, after: str) -> None:
    """Let an account have again what went over; what was taken away meanwhile is not there any more."""
    if authenticator_level(after) is None:
        Authenticator.objects.filter(pk__in=only, user_id=before).update(user_id=after)


def authenticator_level(account: str) -> int | None:
    """Return the level of an account's authenticator; ``None`` where it has none."""
    row = _authenticators(account).first()
    return None if row is None else int(row.data.get(_LEVEL, 1))


def use_authenticator(*, account: str, typed: str, now: datetime) -> int:
    """Return the level of the authenticator that shows ``typed``, each code once; raise ``SignInRefused``."""
    row = _authenticators(account).first()
    if row is None:
        raise SignInRefused("code-wrong")
    _use_up(row, _counter(decrypt(row.data["secret"]), typed), now)
    row.last_used_at = now
    row.save(update_fields=["last_used_at"])
    return int(row.data.get(_LEVEL, 1))


def _use_up(row: Authenticator, counter: int, now: datetime) -> None:
    # Seen by one who looked on, it is worth nothing: in every process of the hall, so not in the library's cache.
    if not is_first(f"totp:{row.pk}:{counter}", until=now + timedelta(minutes=5)):
        raise SignInRefused("code-wrong")


def seal_authenticators_anew() -> Resealed:
    """Seal what authenticators share with the hall by its newest key, in the way of now, and mark passkeys by that key.

    What somebody changed is not marked anew: it stays what it is, and opens nothing. Returns what became of secrets.
    """
    for row in Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).iterator():
        if is_as_it_was_added(row):
            fresh = {**row.data, _MARK: mark_of(row)}
            Authenticator.objects.filter(pk=row.pk, data=row.data).update(data=fresh)
    return reseal_secrets()


def _counter(secret: str, typed: str) -> int:
    """Return the half minute that it is now, when its code was typed, for thirty seconds in all; ``SignInRefused``.

    The code before it is refused as what it is: it opens nothing any more, so nobody learns anything of use, and it
    counts as a guess like any other. Of the next one nothing is said: it will open.
    """
    given, here = "".join(filter(str.isdecimal, typed[:20])), int(time()) // _PERIOD
    is_now, is_past = (
        totp.compare_user_code(actual=given, expected=totp.format_hotp_value(totp.hotp_value(secret, counter)))
        for counter in (here, here - 1)
    )
    if not is_now:
        raise SignInRefused("code-late" if is_past else "code-wrong")
    return here


def _read(credential: str) -> dict[str, Any]:
    given = json.loads(credential) if len(credential) <= _LONGEST_CREDENTIAL else None
    if not isinstance(given, dict):
        raise TypeError("a credential is an object")
    return given


def _taken() -> frozenset[int]:
    return _SOUND | {_RSA_V15} if settings.OPENHALL_RSA_PASSKEYS else _SOUND


def _signs_soundly(row: Authenticator) -> bool:
    return _is_taken(row.wrap().authenticator_data)


def _is_taken(device: Any) -> bool:  # noqa: ANN401 - what the library read of a device
    """Tell whether a device signs as is wanted here; its key says so under 3 (RFC 9052)."""
    made = device.credential_data
    return made is not None and made.public_key[3] in _taken()


def _json(options: Mapping[str, Any]) -> str:
    return json.dumps(_plain(options))


def _plain(value: object) -> object:
    """Return what the library made as JSON knows it."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return urlsafe_b64encode(value).rstrip(b"=").decode()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value
