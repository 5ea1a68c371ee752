"""What authenticators share with the hall, as the database keeps it: sealed in the way of now by a key of the hall."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from openhall.blocks.journal.facade import Resealed, server_keys
from openhall.kernel.sealing_ways import WAYS, NotSealedHereError, Sealer

#: What follows is in one of our ways. No text of before has a colon.
_OURS = "sealed:"
#: The library does not say whose a secret is, and a merger of accounts hands it on: it is bound to its use alone.
_BOUND = b"identity.authenticator"
#: Two ciphers never share a key: these are others than those of before.
_KEYS, _KEYS_OF_BEFORE = "authenticator-secrets", "authenticators"


def seal_secret(plain: str) -> str:
    """Return a secret as the database holds it."""
    sealed = Sealer(server_keys(_KEYS)[0]).seal(plain.encode(), _BOUND, way=settings.OPENHALL_SEALING)
    return _OURS + urlsafe_b64encode(sealed).decode()


def open_secret(kept: str) -> str:
    """Return the secret, also one that was kept before there were ways of sealing. Raises ``NotSealedHereError``."""
    if kept.startswith(_OURS):
        return _opened(kept, server_keys(_KEYS))
    known = MultiFernet([Fernet(urlsafe_b64encode(each)) for each in server_keys(_KEYS_OF_BEFORE)])
    try:
        return known.decrypt(kept.encode()).decode()
    except InvalidToken as error:
        raise NotSealedHereError("this was changed, or the master key is another one") from error


def reseal_secrets() -> Resealed:
    """Seal every secret in the way of now by the newest key, where it is not: one by one, each only as it was read."""
    done = Resealed()
    # Somebody may take theirs away meanwhile.
    rows = Authenticator.objects.filter(type=Authenticator.Type.TOTP).order_by("pk").values_list("pk", "data")
    for key, data in rows.iterator():
        if _is_as_now(data["secret"]):
            continue
        try:
            fresh = {**data, "secret": seal_secret(open_secret(data["secret"]))}
        except NotSealedHereError:
            done.broken += 1
        else:
            done.anew += Authenticator.objects.filter(pk=key, data=data).update(data=fresh)
    left = sum(not _is_as_now(data["secret"]) for _, data in rows.iterator())
    done.late = max(0, left - done.broken)
    return done


def _opened(kept: str, keys: Sequence[bytes]) -> str:
    try:
        sealed = urlsafe_b64decode(kept.removeprefix(_OURS))
    except ValueError as error:
        raise NotSealedHereError("this was changed") from error
    for key in keys[:-1]:
        try:
            return Sealer(key).open(sealed, _BOUND).decode()
        except NotSealedHereError:
            continue
    return Sealer(keys[-1]).open(sealed, _BOUND).decode()


def _is_as_now(kept: str) -> bool:
    """Tell whether a secret is in the way of now, by the newest key."""
    if not kept.startswith(_OURS):
        return False
    try:
        _opened(kept, server_keys(_KEYS)[:1])
    except NotSealedHereError:
        return False
    return urlsafe_b64decode(kept.removeprefix(_OURS))[0] == WAYS[settings.OPENHALL_SEALING].number
