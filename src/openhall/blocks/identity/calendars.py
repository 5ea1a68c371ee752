"""The key that opens a person's calendar: it names nobody, and a new one ends the old one."""

import hmac
from datetime import datetime
from hashlib import sha256
from secrets import token_hex

from django.db import IntegrityError, transaction

from openhall.blocks.identity.actions import digest_of_token
from openhall.blocks.identity.definitions import Visitor
from openhall.blocks.identity.models import CalendarAddress
from openhall.blocks.identity.queries import visitor_by_id
from openhall.blocks.identity.sheets import bare, grouped, signs_from
from openhall.blocks.journal.facade import code_keys

_KEY = "calendar-address"
_NONCE_BYTES = 16
#: A program keeps it, and somebody types it once: 98 bits, so that nobody need count who tries.
_LENGTH = 20


def calendar_of(*, person: str, now: datetime) -> str:
    """Return the key of a person's calendar as people read it; made when it is first asked for."""
    kept = CalendarAddress.objects.filter(person_id=person).first()
    return grouped((_told(kept) or _renewed(person, now)) if kept else _begun(person, now))


@transaction.atomic
def renew_calendar(*, person: str, instead_of: str, now: datetime) -> str:
    """Give a person's calendar another key, and return it: the old one opens nothing any more.

    ``instead_of`` is the key that they wish to end: the same wish sent twice makes one new key.
    """
    kept = CalendarAddress.objects.select_for_update().filter(person_id=person).first()
    if kept is None:
        return grouped(_begun(person, now))
    told = _told(kept)
    if told is None or hmac.compare_digest(told.encode(), bare(instead_of).encode()):
        return grouped(_begin_anew(kept, now))
    return grouped(told)


def person_of_calendar(typed: str) -> Visitor | None:
    """Return whose calendar a key opens, with the organisations that they act for now; ``None`` for any other.

    However it was typed: with dashes, spaces, small letters.
    """
    if len(key := bare(typed)) != _LENGTH:
        return None
    found = CalendarAddress.objects.filter(digest=digest_of_token(key)).first()
    return None if found is None or _told(found) is None else visitor_by_id(found.person_id)


def _told(kept: CalendarAddress) -> str | None:
    """Return the key of a kept calendar; ``None`` where what made it is not taken any more."""
    made = (_made(kept.person_id, kept.nonce, secret) for secret in code_keys(_KEY))
    return next((each for each in made if digest_of_token(each) == kept.digest), None)


@transaction.atomic
def _renewed(person: str, now: datetime) -> str:
    kept = CalendarAddress.objects.select_for_update().get(person_id=person)
    return _told(kept) or _begin_anew(kept, now)


def _begin_anew(kept: CalendarAddress, now: datetime) -> str:
    key = _made(kept.person_id, nonce := token_hex(_NONCE_BYTES), code_keys(_KEY)[0])
    kept.nonce, kept.made_at, kept.digest = nonce, now, digest_of_token(key)
    kept.save(update_fields=["nonce", "digest", "made_at"])
    return key


def _begun(person: str, now: datetime) -> str:
    nonce = token_hex(_NONCE_BYTES)
    key = _made(person, nonce, code_keys(_KEY)[0])
    try:
        with transaction.atomic():
            CalendarAddress.objects.create(person_id=person, nonce=nonce, digest=digest_of_token(key), made_at=now)
    except IntegrityError:
        # Somebody opened the page twice at once: the first one counts.
        return bare(calendar_of(person=person, now=now))
    return key


def _made(person: str, nonce: str, secret: bytes) -> str:
    """Return what only this server can derive: whoever reads the database cannot open a calendar with it."""
    return signs_from(hmac.digest(secret, f"{person}\n{nonce}".encode(), sha256), _LENGTH)
