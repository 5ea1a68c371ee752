"""Numbers for people who walk in: taken in order, called in order, shown on a board without names."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import Max

from openhall.blocks.appointments.keeping import new_id
from openhall.blocks.appointments.models import WalkIn
from openhall.blocks.journal.facade import append_leaf
from openhall.kernel.canonical import JSON
from openhall.kernel.errors import Refusal

_MOST_TRIES = 100
#: So many wait at an office at most; whoever takes numbers for sport cannot take more.
MOST_WAITING = 300
_ID_SIZE = 32
_SHOWN = 6


class NobodyWaits(Refusal):
    """Everybody who took a number was called."""

    code = "nobody-waits"


class TooManyAtOnce(Refusal):
    """So many people take numbers at this moment that none could be given: try again."""

    code = "too-many-at-once"


class QueueFull(Refusal):
    """So many people wait at an office already that whoever took a number now would not be seen."""

    code = "queue-full"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A number at an office, for one day. ``counter`` is where it was called to, or ``None`` while it waits."""

    id: str
    office: str
    kind: str
    day: date
    number: int
    counter: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """What hangs on the wall: the numbers that were called last with their counters, and how many wait."""

    office: str
    called: tuple[Ticket, ...]
    waiting: int


def take_ticket(*, office: str, kind: str, day: date, now: datetime, key: str = "") -> Ticket:
    """Take the next number of an office on ``day``, its own day by its own clock.

    The same ``key``, which nobody else can guess, is the same number; its id follows from it. Raise ``QueueFull`` or
    ``TooManyAtOnce``.
    """
    name = sha256(f"{office}\n{day}\n{key}".encode()).hexdigest()[:_ID_SIZE] if key else new_id()
    for _ in range(_MOST_TRIES):
        if key and (known := WalkIn.objects.filter(pk=name).first()) is not None:
            return _ticket(known)
        if WalkIn.objects.filter(office=office, day=day, called_at=None).count() >= MOST_WAITING:
            raise QueueFull(most=MOST_WAITING)
        newest = WalkIn.objects.filter(office=office, day=day).aggregate(Max("number"))["number__max"] or 0
        row = WalkIn(id=name, office=office, kind=kind, day=day, number=newest + 1, taken_at=now)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            continue  # somebody was a moment faster
        return _ticket(row)
    raise TooManyAtOnce


def ticket_by_id(ticket: str) -> tuple[Ticket, int] | None:
    """Return a number that somebody took, and how many wait before it; whoever knows its id may know."""
    row = WalkIn.objects.filter(pk=ticket).first()
    if row is None:
        return None
    before = WalkIn.objects.filter(office=row.office, day=row.day, called_at=None, number__lt=row.number)
    return _ticket(row), before.count()


def call_next(*, office: str, day: date, counter: int, now: datetime, key: str = "") -> Ticket:
    """Call whoever waits longest to ``counter``; two counters never call the same number. Raise ``NobodyWaits``.

    The same ``key`` calls the same number, however often it is sent.
    """
    while True:
        if key and (known := WalkIn.objects.filter(call_key=key).first()):
            return _ticket(known)
        waiting = WalkIn.objects.filter(office=office, day=day, called_at=None).order_by("number").first()
        if waiting is None:
            raise NobodyWaits
        with suppress(IntegrityError), transaction.atomic():  # its twin was a moment faster: then it is known
            called = WalkIn.objects.filter(pk=waiting.pk, called_at=None)
            if called.update(called_at=now, counter=counter, call_key=key or None):
                told: dict[str, JSON] = {"ticket": waiting.id, "number": waiting.number, "counter": counter}
                append_leaf(kind="walk-in.called", subject=office, statement=told, now=now)
                waiting.called_at, waiting.counter = now, counter
                return _ticket(waiting)


def board_of(office: str, day: date) -> Board:
    """Return what hangs on the wall of an office."""
    rows = WalkIn.objects.filter(office=office, day=day)
    called = rows.exclude(called_at=None).order_by("-called_at", "-number")[:_SHOWN]
    return Board(office, tuple(map(_ticket, called)), rows.filter(called_at=None).count())


def _ticket(row: WalkIn) -> Ticket:
    return Ticket(row.id, row.office, row.kind, row.day, row.number, row.counter)
