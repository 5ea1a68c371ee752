"""What lies sealed in the store is sealed in the way of now, file by file, while the hall is open.

New bytes are stored under a key and an address of their own, read back, and named by their row; then the old ones go.
Whatever ends a run midway leaves rows that name whole bytes. New ones that no row came to name are swept, as those of
an upload are; that old ones go is posted in the transaction in which rows let go of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import chain
from time import sleep
from typing import Any, NamedTuple, Protocol

import msgspec
from django.conf import settings
from django.db import transaction

from openhall.blocks.documents.models import File, Paper
from openhall.blocks.documents.papers.finding import PaperSecret, context_of
from openhall.blocks.documents.queries import Secret, context_of_file
from openhall.blocks.documents.sealing import (
    DamagedFileError,
    head_of,
    is_in_way_of_now,
    new_file_key,
    opened,
    sealed,
)
from openhall.blocks.documents.storing.places import store_of
from openhall.blocks.journal.facade import (
    Delivery,
    KeyDestroyedError,
    Resealed,
    SealError,
    append_leaf,
    lifted_guards,
    open_to_seal,
    post,
    seal,
)
from openhall.kernel.canonical import JSON

#: The kind of the leaf that each step leaves in the log.
FILES_RESEALED = "files.resealed"
#: The kind of the message that takes bytes away which nothing names any more.
REPLACED_BYTES = "replaced-bytes"
#: So many files are stored before their rows name them: as much lies there twice.
_STEP = 50
#: Seconds before what somebody is changing is tried once more.
_PAUSE = 0.1
#: A row that comes later than the run begins may say that it is older: looking at a file takes its time.
_ON_THE_WAY = timedelta(hours=1)


class _Hash(Protocol):
    def update(self, piece: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Kind:
    """Rows that name stored bytes: whose key seals a row's secret, what that is bound to, when it was made."""

    model: type[Any]
    owner: Callable[[Any], str]
    context: Callable[[str], bytes]
    secret: "msgspec.json.Decoder[Secret] | msgspec.json.Decoder[PaperSecret]"
    made_at: str


class _Moved(NamedTuple):
    """Bytes that were stored anew: for which row, in which store, where from and where to, under which key."""

    row: str
    scheme: str
    before: str
    after: str
    key: bytes


_KINDS: Mapping[str, _Kind] = {
    "files": _Kind(File, lambda row: str(row.key_owner), context_of_file, msgspec.json.Decoder(Secret), "taken_at"),
    "papers": _Kind(Paper, lambda row: str(row.owner), context_of, msgspec.json.Decoder(PaperSecret), "issued_at"),
}
#: What lies in the store and can be sealed anew.
STORED: Sequence[str] = tuple(_KINDS)


def reseal_stored(name: str, *, now: datetime, step: int = _STEP) -> Resealed:
    """Seal files or papers in the way of now, ``step`` of them a transaction, each with a leaf in the log.

    What is opened is handed to nobody, so no read is written down. May be ended and called again at any time.
    Raises ``NotTheOwnerError``, and ``StoreAwayError``: what was done stays done.
    """
    kind, done, left = _KINDS[name], Resealed(), set[str]()
    for ids in _steps(kind, step):
        waiting = ids
        while waiting:
            # What somebody changes meanwhile is tried once more: handed in, erased, or sealed anew elsewhere.
            waiting = _pointed(kind, _stored_anew(kind, waiting, done, left), done, now)
            sleep(_PAUSE if waiting else 0)
    done.late = _count_late(kind, left, now - _ON_THE_WAY)
    return done


def _steps(kind: _Kind, step: int) -> Iterator[Sequence[str]]:
    last = ""
    while ids := list(kind.model.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:step]):
        last = ids[-1]
        yield ids


def _stored_anew(kind: _Kind, ids: Iterable[str], done: Resealed, left: set[str]) -> list[_Moved]:
    """Store anew what is in another way; what does not open is counted and ``left``."""
    moved = list[_Moved]()
    try:
        for each in ids:
            found = _tried(kind, each, done, left)
            moved += [found] if found else []
    except BaseException:
        for lost in moved:
            store_of(lost.scheme).remove(lost.after)
        raise
    return moved


def _tried(kind: _Kind, row_id: str, done: Resealed, left: set[str]) -> _Moved | None:
    row = kind.model.objects.filter(pk=row_id).first()
    if row is None:
        return None
    try:
        return _written(kind, row)
    except (LookupError, KeyDestroyedError, SealError, DamagedFileError) as error:
        if not kind.model.objects.filter(pk=row.pk, address=row.address, sealed=bytes(row.sealed)).exists():
            return _tried(kind, row_id, done, left)
        left.add(row_id)
        if isinstance(error, KeyDestroyedError):
            done.destroyed += 1
        else:
            done.broken += 1
    return None


def _written(kind: _Kind, row: Any) -> _Moved | None:  # noqa: ANN401 - a file or a paper
    """Store the bytes of a row once more, in the way of now; ``None`` where they are in it."""
    store, fresh, seen, again = store_of(row.scheme), new_file_key(), sha256(), sha256()
    with closing(store.get(row.address)) as stored:
        head = head_of(stored)
        if is_in_way_of_now(head):
            return None
        plain = opened(_secret(kind, row).key, chain([head], stored))
        address = store.put(sealed(fresh, _hashed(plain, seen)))
    try:
        _check(seen, row.sha256)
        for piece in opened(fresh, store.get(address)):
            again.update(piece)
        _check(again, row.sha256)
    except BaseException:
        store.remove(address)
        raise
    return _Moved(row.pk, row.scheme, row.address, address, fresh)


def _check(seen: _Hash, told: str) -> None:
    if seen.hexdigest() != told:
        raise DamagedFileError


def _hashed(pieces: Iterable[bytes], seen: _Hash) -> Iterator[bytes]:
    for piece in pieces:
        seen.update(piece)
        yield piece


def _secret(kind: _Kind, row: Any) -> Secret | PaperSecret:  # noqa: ANN401 - as above
    context = kind.context(row.pk)
    plain = open_to_seal(owner=kind.owner(row), sealed=bytes(row.sealed), context=context)
    return kind.secret.decode(plain)


def _pointed(kind: _Kind, moved: Sequence[_Moved], done: Resealed, now: datetime) -> list[str]:
    """Let rows name their new bytes, all at once, and remove the old ones; return those that were changed meanwhile.

    When this fails it may have been done all the same, so nothing is removed: who sweeps asks the rows.
    """
    if not moved:
        return []
    table = kind.model._meta.db_table  # noqa: SLF001 - the framework's documented way to a model's table
    with transaction.atomic():
        with lifted_guards(table):
            named = {each.row for each in moved if _is_named(kind, each)}
        if named:
            statement: Mapping[str, JSON] = {"way": settings.OPENHALL_SEALING, "files": len(named)}
            append_leaf(kind=FILES_RESEALED, subject=table, statement=statement, now=now)
            _post_removal([each for each in moved if each.row in named], now)
    done.anew += len(named)
    for each in moved:
        store_of(each.scheme).remove(each.before if each.row in named else each.after)
    return [each.row for each in moved if each.row not in named]


def _post_removal(moved: Sequence[_Moved], now: datetime) -> None:
    """Have old bytes removed by the worker, too: this process may be killed before it comes to that."""
    gone: dict[str, JSON] = {each.before: each.scheme for each in moved}
    post(kind=REPLACED_BYTES, key=moved[0].before, payload={"gone": gone}, now=now)


def remove_replaced_bytes(delivery: Delivery) -> None:
    """Remove bytes that others have taken the place of. Again, it is no harm: an address is never used twice."""
    gone = delivery.payload["gone"]
    for address, scheme in gone.items() if isinstance(gone, dict) else ():
        store_of(str(scheme)).remove(address)


def _is_named(kind: _Kind, moved: _Moved) -> bool:
    # The table may be locked while its guards are lifted: whoever holds a row waits for that, so nobody waits for them.
    held = kind.model.objects.select_for_update(skip_locked=True)
    row = held.filter(pk=moved.row, address=moved.before).first()
    if row is None:
        return False
    try:
        # Opened once more: the row may have been handed in since, and has another owner.
        secret = msgspec.structs.replace(_secret(kind, row), key=moved.key)
        anew = seal(owner=kind.owner(row), plain=msgspec.json.encode(secret), context=kind.context(row.pk))
    except (KeyDestroyedError, SealError):
        return False
    return bool(kind.model.objects.filter(pk=row.pk).update(address=moved.after, sealed=anew))


def _count_late(kind: _Kind, left: set[str], since: datetime) -> int:
    """Count what somebody stored in another way while this went on."""
    rows = kind.model.objects.filter(**{f"{kind.made_at}__gte": since}).order_by("pk")
    return sum(row.pk not in left and _is_late(row) for row in rows.iterator())


def _is_late(row: Any) -> bool:  # noqa: ANN401 - as above
    try:
        with closing(store_of(row.scheme).get(row.address)) as stored:
            return not is_in_way_of_now(head_of(stored))
    except LookupError:
        return False
