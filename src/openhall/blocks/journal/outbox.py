"""The outbox: what leaves the building is posted in the transaction that causes it, and delivered after.

A message may be delivered twice when a worker dies at the wrong moment, so every handler hands the message's ``key``
on as its idempotency key.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from openhall.blocks.journal.leaves import append_leaf
from openhall.blocks.journal.models import Message
from openhall.blocks.journal.rows import do_later
from openhall.kernel.canonical import JSON, canonical, read_json

#: A message that could not be delivered this often is dead: a person has to look at it.
MOST_ATTEMPTS = 12
#: So long what a delivered message carried is kept, to answer what became of it.
PAYLOADS_KEPT = timedelta(days=90)
_EMPTY = "{}"
#: After this many attempts a message is delivered by itself: whatever it does to its worker befalls no other one.
_MOST_TOGETHER = 2
#: What is told of a message whose attempts are used up without a word: each ended with the worker that made it.
_WORKER_DIED = "WorkerDied"
_LEASE = timedelta(minutes=5)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=6)
_TROUBLE_SIZE = 500
_AT_ONCE = 500
_INSERT = """
INSERT INTO journal_message (kind, key, payload, state, posted_at, due_at, attempts, trouble)
VALUES (%s, %s, %s, %s, %s, %s, 0, '') ON CONFLICT DO NOTHING
"""
_log = logging.getLogger("openhall.outbox")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to deliver. ``key`` is the same however often it is tried; ``attempt`` counts from one."""

    id: int
    key: str
    payload: Mapping[str, JSON]
    attempt: int


Handler = Callable[[Delivery], None]


def post(*, kind: str, key: str, payload: Mapping[str, JSON], now: datetime, due: datetime | None = None) -> None:
    """Put a message into the outbox, inside the caller's transaction, unless it is there.

    ``payload`` holds references, never personal data: the handler reads that through the vault. ``due`` is the moment
    before which it is not delivered: a timer is a message for later.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a message is posted in the transaction that causes it")
    posted, wanted = (connection.ops.adapt_datetimefield_value(moment) for moment in (now, due or now))
    values = [kind, key, canonical(payload).decode(), Message.State.WAITING.value, posted, wanted]
    do_later((_INSERT, values))


def move_message(*, kind: str, key: str, by: timedelta) -> None:
    """Let a message that waits for its moment wait longer, or less long."""
    row = Message.objects.filter(kind=kind, key=key, state=Message.State.WAITING).first()
    if row is not None:
        row.due_at += by
        row.save(update_fields=["due_at"])


def waiting_time(*, kind: str, key: str) -> tuple[datetime, datetime] | None:
    """Return when a message that waits for its moment was posted, and that moment."""
    waiting = Message.objects.filter(kind=kind, key=key, state=Message.State.WAITING)
    return waiting.values_list("posted_at", "due_at").first()


def overdue(*, kind: str, before: datetime, now: datetime) -> list[Mapping[str, JSON]]:
    """Return what messages of a kind carry that were posted ``before`` a moment and are still not delivered.

    Those that are only due later, as timers are, are none of them.
    """
    waiting = Message.objects.filter(state=Message.State.WAITING, due_at__lte=now + _LONGEST_WAIT)
    dead = Message.objects.filter(state=Message.State.DEAD)
    return [_payload_of(row) for rows in (waiting, dead) for row in rows.filter(kind=kind, posted_at__lt=before)]


def deliver_due(*, handlers: Mapping[str, Handler], now: datetime, limit: int = 100) -> int:
    """Deliver messages whose time has come, at most ``limit``; return how many were delivered.

    ``handlers`` by kind; messages of other kinds wait. A handler that raises is tried again later, after ever
    longer pauses; one that ends its worker is set aside as well, when its attempts are used up. Several workers may do
    this at once: none takes what another holds.
    """
    started, delivered = time.monotonic(), 0

    def clock() -> datetime:
        return now + timedelta(seconds=time.monotonic() - started)

    for message in _in_turn(handlers, now, limit, clock) if handlers else ():
        moment = clock()
        if moment >= message.due_at:
            break  # the lease is over: somebody else may hold the rest by now
        delivered += _deliver(message, handlers[message.kind], moment)
    return delivered


def _in_turn(
    handlers: Mapping[str, Handler], now: datetime, limit: int, clock: Callable[[], datetime]
) -> Iterator[Message]:
    """Yield what is due with a lease on it: together what is new, one by one what was tried more than twice."""
    due = Message.objects.filter(state=Message.State.WAITING, due_at__lte=now, kind__in=list(handlers))
    if not due.exists():
        return
    # An attempt counts when it begins; who ended it otherwise than by dying would have said so.
    used_up = due.filter(attempts__gte=MOST_ATTEMPTS)
    used_up.update(state=Message.State.DEAD, ended_at=now, trouble=_WORKER_DIED)
    yield from _claimed(due.filter(attempts__lte=_MOST_TOGETHER), clock(), limit)
    for _ in range(limit):
        alone = _claimed(due.filter(attempts__gt=_MOST_TOGETHER), clock(), 1)
        if not alone:
            return
        yield from alone


def _claimed(due: QuerySet[Message], now: datetime, limit: int) -> list[Message]:
    """Take a lease on what is due. Whoever dies with it gives it back when the lease ends."""
    with transaction.atomic():
        skips = connection.features.has_select_for_update_skip_locked
        free = due.select_for_update(skip_locked=True) if skips else due
        messages = list(free.order_by("due_at", "id")[:limit])
        for message in messages:
            message.due_at, message.attempts = now + _LEASE, message.attempts + 1
        Message.objects.bulk_update(messages, ["due_at", "attempts"])
    return messages


def _deliver(message: Message, handler: Handler, moment: datetime) -> bool:
    try:
        handler(Delivery(message.pk, message.key, _payload_of(message), message.attempts))
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are still delivered
        _log.exception("%s %s was not delivered (attempt %d)", message.kind, message.key, message.attempts)
        _end(message, **_after_trouble(message, error, moment))
        return False
    return _end(message, state=Message.State.DELIVERED, ended_at=moment, trouble="")


def _payload_of(row: Message) -> dict[str, JSON]:
    payload = read_json(row.payload.encode())
    if not isinstance(payload, dict):
        raise TypeError(f"message {row.pk} holds no object")
    return payload


def _after_trouble(message: Message, error: Exception, moment: datetime) -> dict[str, object]:
    # The name of a fault tells an operator enough; its words may hold somebody's address.
    told = type(error).__name__[:_TROUBLE_SIZE]
    if message.attempts >= MOST_ATTEMPTS:
        return {"state": Message.State.DEAD, "ended_at": moment, "trouble": told}
    wait = min(_FIRST_WAIT * 2 ** (message.attempts - 1), _LONGEST_WAIT)
    return {"due_at": moment + wait, "trouble": told}


def _end(message: Message, **changes: object) -> bool:
    """Write down how an attempt ended, unless its lease has gone to somebody else meanwhile."""
    held = Message.objects.filter(pk=message.pk, state=Message.State.WAITING, attempts=message.attempts)
    return held.update(**changes) == 1


def forget_payloads(*, now: datetime) -> int:
    """Empty what messages carried that were delivered long ago; return how many. That they were delivered stays known.

    A message names matters and people by ids only; after this time not even that.
    """
    old = Message.objects.filter(state=Message.State.DELIVERED, ended_at__lt=now - PAYLOADS_KEPT)
    return old.exclude(payload=_EMPTY).update(payload=_EMPTY)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A message that was tried often enough: a person has to look. ``told`` names the fault, never anybody's data."""

    id: int
    kind: str
    key: str
    payload: Mapping[str, JSON]
    posted_at: datetime
    ended_at: datetime | None
    attempts: int
    told: str


def troubles(*, most: int = 100) -> list[Trouble]:
    """Return the messages that were set aside, the newest first."""
    rows = Message.objects.filter(state=Message.State.DEAD).order_by("-ended_at", "-id")[:most]
    return [_trouble(row) for row in rows]


def all_troubles() -> Iterator[Trouble]:
    """Yield every message that was set aside, the newest first, some hundreds at a time."""
    rows = Message.objects.filter(state=Message.State.DEAD).order_by("-ended_at", "-id")
    yield from map(_trouble, rows.iterator(chunk_size=_AT_ONCE))


def count_troubles() -> int:
    """Return how many messages were set aside."""
    return Message.objects.filter(state=Message.State.DEAD).count()


def retry_trouble(*, trouble: int, actor: str, now: datetime) -> bool:
    """Try a message that was set aside once more from the beginning; tell whether it still was. The log knows of it."""
    with transaction.atomic():
        aside = Message.objects.filter(pk=trouble, state=Message.State.DEAD)
        changed = aside.update(state=Message.State.WAITING, due_at=now, attempts=0, ended_at=None)
        if changed:
            append_leaf(kind="outbox.retried", subject=str(trouble), statement={"by": actor}, now=now)
    return bool(changed)


def _trouble(row: Message) -> Trouble:
    try:
        given = _payload_of(row)
    except (TypeError, ValueError):
        given = {}  # perhaps that is the trouble
    return Trouble(row.pk, row.kind, row.key, given, row.posted_at, row.ended_at, row.attempts, row.trouble)
