"""The vault: data of people, each owner's under a key of their own, read through one door that remembers."""

import hmac
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from openhall.blocks.journal.destroyed import note_destroyed
from openhall.blocks.journal.forgettable import fingerprint_of_forgettable, leaf_secret
from openhall.blocks.journal.keys import wrapping_keys
from openhall.blocks.journal.marks import check_master
from openhall.blocks.journal.models import DataKey, KeyMark
from openhall.blocks.journal.reads import Reader, record_read
from openhall.blocks.journal.rows import Statement, do_all, inserting_once, moment
from openhall.kernel.errors import Refusal
from openhall.kernel.sealing_ways import KEY_SIZE, NONCE_SIZE, WAYS, NotSealedHereError, Sealer

_ALL_FORGETTABLE = "all keys are forgettable"
_settled: set[str] = set()
_REMEMBERED_SECONDS = 60.0
_REMEMBERED_KEYS = 2_000


class SealError(Refusal):
    """Something sealed cannot be opened: it was changed, or belongs to another owner or place."""

    code = "seal-broken"

    def __init__(self, told: str) -> None:
        super().__init__(told=told)


class KeyDestroyedError(Refusal):
    """The owner's key was destroyed, and with it everything that was sealed under it."""

    code = "key-destroyed"

    def __init__(self, owner: str) -> None:
        super().__init__(owner=owner)


@dataclass(frozen=True, slots=True)
class _Opened:
    cipher: Sealer
    until: float


_opened: OrderedDict[str, _Opened] = OrderedDict()
_lock = threading.Lock()


def seal(*, owner: str, plain: bytes, context: bytes) -> bytes:
    """Encrypt ``plain`` for ``owner`` (``person:…`` or ``matter:…``); only the same ``context`` opens it again.

    The owner's key is made at the first call. Raises ``KeyDestroyedError``.
    """
    return _cipher(owner, is_writing=True).seal(plain, _bound(owner, context), way=settings.OPENHALL_SEALING)


def unseal(*, owner: str, sealed: bytes, context: bytes, reader: Reader) -> bytes:
    """Decrypt what was sealed, and record who read it for which purpose.

    Raises ``SealError`` when it is not what was sealed for this owner and context, and ``KeyDestroyedError``.
    """
    return unseal_all(owner=owner, sealed={context: sealed}, reader=reader)[context]


def _opened_with(cipher: Sealer, owner: str, sealed: bytes, context: bytes) -> bytes:
    try:
        return cipher.open(sealed, _bound(owner, context))
    except NotSealedHereError as error:
        raise SealError(str(error)) from error


def sealed_anew(*, owner: str, sealed: bytes, context: bytes, moved_to: bytes | None = None) -> bytes:
    """Return the same, sealed in the way of now. It is handed to nobody opened, so no read is written down.

    It opens with the same context, or with another where it is ``moved_to`` that. Raises what ``unseal`` raises.
    """
    cipher = _cipher(owner, is_writing=False)
    plain = _opened_with(cipher, owner, sealed, context)
    place = context if moved_to is None else moved_to
    return cipher.seal(plain, _bound(owner, place), way=settings.OPENHALL_SEALING)


def open_to_seal(*, owner: str, sealed: bytes, context: bytes) -> bytes:
    """Decrypt what is needed to seal anew what lies elsewhere, such as the key of a file. It is handed to nobody.

    So no read is written down. Raises what ``unseal`` raises.
    """
    return _opened_with(_cipher(owner, is_writing=False), owner, sealed, context)


def unseal_all(*, owner: str, sealed: Mapping[bytes, bytes], reader: Reader) -> dict[bytes, bytes]:
    """Decrypt several things of one owner, each by its context, as one read: one line in the record of reads.

    Raises what ``unseal`` raises.
    """
    cipher, plain = _cipher(owner, is_writing=False), dict[bytes, bytes]()
    for context, each in sealed.items():
        plain[context] = _opened_with(cipher, owner, each, context)
    record_read(owner, reader)
    return plain


def seal_each(*, plain: Mapping[str, bytes], context: bytes) -> dict[str, bytes]:
    """Encrypt something for each of many owners, as ``seal`` does; those whose key was destroyed are left out.

    The keys are looked up, and made, together.
    """
    ciphers = _ciphers(plain, is_writing=True)
    way = settings.OPENHALL_SEALING
    return {owner: cipher.seal(plain[owner], _bound(owner, context), way=way) for owner, cipher in ciphers.items()}


def open_each(*, sealed: Mapping[str, bytes], context: bytes) -> dict[str, bytes]:
    """Decrypt what ``seal_each`` sealed, by owner; what has no key any more is left out. Raises ``SealError``.

    No read is written down: this is how the hall knows who is asking and who works in it. Whoever hands to others what
    was opened writes the read down, as for what is not sealed.
    """
    ciphers = _ciphers(sealed, is_writing=False)
    return {owner: _opened_with(cipher, owner, sealed[owner], context) for owner, cipher in ciphers.items()}


def opened_to_compare(*, owner: str, sealed: bytes, context: bytes) -> bytes:
    """Return what was sealed, to make its mark; empty where there is no key any more. Raises ``SealError``.

    It is handed to nobody, and no read is written down: whoever calls this keeps or returns marks alone.
    """
    return open_each(sealed={owner: sealed}, context=context).get(owner, b"")


def destroy_key(owner: str, *, now: datetime | None = None) -> None:
    """Destroy the key of ``owner``: nothing sealed under it can be read again, here at once, elsewhere in a minute."""
    moment = now or timezone.now()
    DataKey.objects.bulk_create(
        [DataKey(owner=owner, wrapped=b"", made_at=moment, destroyed_at=moment)], ignore_conflicts=True
    )
    DataKey.objects.filter(owner=owner, destroyed_at=None).update(wrapped=b"", destroyed_at=moment)
    _forget(owner)
    transaction.on_commit(partial(_settle, owner))


def is_destroyed(owner: str) -> bool:
    """Tell whether the key of ``owner`` was destroyed."""
    return DataKey.objects.filter(owner=owner, wrapped=b"").exclude(destroyed_at=None).exists()


def _settle(owner: str) -> None:
    _forget(owner)
    note_destroyed([owner])


def _bound(owner: str, context: bytes) -> bytes:
    return b"%b\x00%b" % (owner.encode(), context)


def _cipher(owner: str, *, is_writing: bool) -> Sealer:
    known = _opened.get(owner)
    if known is not None and known.until > time.monotonic():
        return known.cipher
    cipher = Sealer(_unwrapped(owner, *_wrapped(owner, is_writing=is_writing)))
    _remember_at_end({owner: cipher})
    return cipher


def _remember_at_end(ciphers: Mapping[str, Sealer]) -> None:
    # A key made in a transaction that is rolled back never was: it may not be remembered before the end.
    if connection.in_atomic_block:
        transaction.on_commit(partial(_remember, ciphers))
    else:
        _remember(ciphers)


def _ciphers(owners: Collection[str], *, is_writing: bool) -> dict[str, Sealer]:
    """Return the ciphers of those owners who have a key, made where one is missing and something is written."""
    moment = time.monotonic()
    known = {owner: _opened[owner] for owner in owners if owner in _opened}
    found = {owner: each.cipher for owner, each in known.items() if each.until > moment}
    missing = [owner for owner in owners if owner not in found]
    if missing and is_writing:
        check_master()
        DataKey.objects.bulk_create(_new_keys(missing), ignore_conflicts=True)
    if missing:
        rows = DataKey.objects.filter(owner__in=missing).values_list("owner", "wrapped", "made_at")
        fetched = dict(_opening((owner, bytes(key), made_at) for owner, key, made_at in rows))
        found |= fetched
        _remember_at_end(fetched)
    return found


def _opening(rows: Iterable[tuple[str, bytes, datetime]]) -> Iterator[tuple[str, Sealer]]:
    """Yield the ciphers of rows whose key was not destroyed."""
    for owner, wrapped, made_at in rows:
        with suppress(KeyDestroyedError):
            yield owner, Sealer(_unwrapped(owner, wrapped, made_at))


def _new_keys(owners: Iterable[str]) -> Iterator[DataKey]:
    """Yield a key for each of these; none for whoever was forgotten, who gets none any more."""
    for owner in owners:
        with suppress(KeyDestroyedError):
            yield _fresh(owner)


def _fresh(owner: str) -> DataKey:
    now = timezone.now()
    return DataKey(owner=owner, wrapped=_wrap(owner, os.urandom(KEY_SIZE), now), made_at=now)


def _wrapped(owner: str, *, is_writing: bool) -> tuple[bytes, datetime]:
    looking: Statement = ("SELECT wrapped, made_at FROM journal_datakey WHERE owner = %s", [owner])
    if is_writing:
        check_master()
        fresh = _fresh(owner)
        # Two may seal for the same owner at once: the first key to be written is the one for both.
        _, found = do_all([inserting_once(fresh), looking])
    else:
        (found,) = do_all([looking])
    if not found:
        raise SealError(f"nothing was sealed for {owner}")
    return bytes(found[0][0]), moment(found[0][1])


def _wrap(owner: str, key: bytes, made_at: datetime) -> bytes:
    nonce, cipher = os.urandom(NONCE_SIZE), WAYS[settings.OPENHALL_SEALING].cipher(_wrapping(owner, made_at)[0])
    return nonce + cipher.encrypt(nonce, key, owner.encode())


def _wrapping(owner: str, made_at: datetime) -> list[bytes]:
    """Return what wraps an owner's key, the newest first. Raises ``KeyDestroyedError`` where that was forgotten."""
    secret = leaf_secret(owner, made_at)
    if secret is None:
        raise KeyDestroyedError(owner)
    # Both are needed: the master key, which a change lets go, and the secret, which an erasure does.
    return [hmac.digest(master, b"openhall:owner:" + secret, "sha256") for master in wrapping_keys()]


def _unwrapped(owner: str, wrapped: bytes, made_at: datetime) -> bytes:
    if not wrapped:
        raise KeyDestroyedError(owner)
    # Before keys could be forgotten one by one, the master key alone wrapped them.
    # A wrapped key has no number: it is tried in each way, the one of now first.
    now = settings.OPENHALL_SEALING
    for wrapping in (*_wrapping(owner, made_at), *wrapping_keys()):
        for way in (now, *(WAYS.keys() - {now})):
            key = _tried(wrapping, owner, wrapped, way)
            if key is not None:
                return key
    raise SealError(f"the key of {owner} does not open: the master key is another one, or the key was changed")


def _tried(wrapping: bytes, owner: str, wrapped: bytes, way: str) -> bytes | None:
    try:
        return WAYS[way].cipher(wrapping).decrypt(wrapped[:NONCE_SIZE], wrapped[NONCE_SIZE:], owner.encode())
    except InvalidTag:
        return None


def wrap_anew(*, after: str = "", most: int = 1000) -> str:
    """Wrap the keys of up to ``most`` owners behind ``after`` by the newest master key, in the way of now.

    Returns the name of the last one, and nothing at the end. What was destroyed meanwhile stays destroyed. May be
    called again at any time.
    """
    last = ""
    rows = DataKey.objects.filter(owner__gt=after).order_by("owner").values_list("owner", "wrapped", "made_at")
    for owner, stored, made_at in rows[:most]:
        last = owner
        with suppress(KeyDestroyedError):
            _wrap_one_anew(owner, bytes(stored), made_at)
    return last


def wrap_those_of_before() -> None:
    """Wrap what the master key alone has wrapped, in a hall that is older than keys that can be forgotten; once."""
    if not _settled and not KeyMark.objects.filter(name=_ALL_FORGETTABLE).exists():
        last = wrap_anew()
        while last:
            last = wrap_anew(after=last)
        mark = KeyMark(name=_ALL_FORGETTABLE, fingerprint=fingerprint_of_forgettable())
        KeyMark.objects.bulk_create([mark], ignore_conflicts=True)
    _settled.add(_ALL_FORGETTABLE)


def _wrap_one_anew(owner: str, wrapped: bytes, made_at: datetime) -> None:
    key = _unwrapped(owner, wrapped, made_at)
    if _tried(_wrapping(owner, made_at)[0], owner, wrapped, settings.OPENHALL_SEALING) is None:
        DataKey.objects.filter(owner=owner, wrapped=wrapped).update(wrapped=_wrap(owner, key, made_at))


def _remember(ciphers: Mapping[str, Sealer]) -> None:
    with _lock:
        for owner, cipher in ciphers.items():
            _opened[owner] = _Opened(cipher, time.monotonic() + _REMEMBERED_SECONDS)
            _opened.move_to_end(owner)
        while len(_opened) > _REMEMBERED_KEYS:
            _opened.popitem(last=False)


def _forget(owner: str) -> None:
    with _lock:
        _opened.pop(owner, None)
