"""The private address of a person's calendar: it names nobody, and a new one ends the old one."""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from secrets import token_hex

from django.db import IntegrityError, transaction

from openhall.blocks.identity.actions import digest_of_token
from openhall.blocks.identity.definitions import Visitor
from openhall.blocks.identity.models import CalendarAddress
from openhall.blocks.identity.queries import visitor_by_id
from openhall.blocks.journal.facade import code_keys

_KEY = "calendar-address"
_NONCE_BYTES = 16
#: SHA-256 in base64url without its padding.
_LENGTH = 43


def calendar_of(*, person: str, now: datetime) -> str:
    """Return the token of a person's calendar, made when it is first asked for."""
    kept = CalendarAddress.objects.filter(person_id=person).first()
    return (_told(kept) or _renewed(person, now)) if kept else _begun(person, now)


@transaction.atomic
def renew_calendar(*, person: str, instead_of: str, now: datetime) -> str:
    """Give a person's calendar another token, and return it: nothing is found under the old one any more.

    ``instead_of`` is the token that they wish to end: the same wish sent twice makes one new token.
    """
    kept = CalendarAddress.objects.select_for_update().filter(person_id=person).first()
    if kept is None:
        return _begun(person, now)
    told = _told(kept)
    if told is None or hmac.compare_digest(told.encode(), instead_of.encode()):
        return _begin_anew(kept, now)
    return told


def person_of_calendar(token: str) -> Visitor | None:
    """Return whose calendar a token opens, with the organisations that they act for now; ``None`` for any other."""
    if len(token) != _LENGTH or not token.isascii():
        return None
    found = CalendarAddress.objects.filter(digest=digest_of_token(token)).first()
    return None if found is None or _told(found) is None else visitor_by_id(found.person_id)


def _told(kept: CalendarAddress) -> str | None:
    """Return the token of a kept address; ``None`` where the key that made it is not taken any more."""
    tokens = (_token(kept.person_id, kept.nonce, key) for key in code_keys(_KEY))
    return next((each for each in tokens if digest_of_token(each) == kept.digest), None)


@transaction.atomic
def _renewed(person: str, now: datetime) -> str:
    kept = CalendarAddress.objects.select_for_update().get(person_id=person)
    return _told(kept) or _begin_anew(kept, now)


def _begin_anew(kept: CalendarAddress, now: datetime) -> str:
    token = _token(kept.person_id, nonce := token_hex(_NONCE_BYTES), code_keys(_KEY)[0])
    kept.nonce, kept.made_at, kept.digest = nonce, now, digest_of_token(token)
    kept.save(update_fields=["nonce", "digest", "made_at"])
    return token


def _begun(person: str, now: datetime) -> str:
    nonce = token_hex(_NONCE_BYTES)
    token = _token(person, nonce, code_keys(_KEY)[0])
    try:
        with transaction.atomic():
            CalendarAddress.objects.create(person_id=person, nonce=nonce, digest=digest_of_token(token), made_at=now)
    except IntegrityError:
        # Somebody opened the page twice at once: the first one counts.
        return calendar_of(person=person, now=now)
    return token


def _token(person: str, nonce: str, key: bytes) -> str:
    """Return what only this server can derive: whoever reads the database cannot open a calendar with it."""
    made = hmac.digest(key, f"{person}\n{nonce}".encode(), sha256)
    return urlsafe_b64encode(made).decode().rstrip("=")
