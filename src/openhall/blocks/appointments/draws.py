"""A lottery that anybody can check: nobody can know or choose who is first, and everybody can compute it afterwards.

Before it closes, a secret is bound by its hash, and each matter has a ticket that is a hash as well. After it has
closed, the log's first checkpoint over the leaf that closes it is taken: whoever made the secret could not know that
root, and whoever knows the root cannot change the secret any more. Both together are the seed; the tickets are put in
the order of their hashes with it.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec
from django.db import transaction

from openhall.blocks.appointments.definitions import Diary, FreeSlot
from openhall.blocks.appointments.keeping import hold_seats, new_id
from openhall.blocks.appointments.models import Draw, DrawTicket
from openhall.blocks.appointments.rules import SlotTaken
from openhall.blocks.journal.facade import append_leaf, receipt_of
from openhall.kernel.canonical import canonical
from openhall.kernel.errors import Refusal

TYPE = "openhall-draw/1"
_SECRET_SIZE = 32


class NoSuchDraw(Refusal):
    """There is no such draw."""

    code = "no-such-draw"


class DrawNotOpen(Refusal):
    """It does not take tickets yet, or not any more."""

    code = "draw-not-open"


class DrawNotReady(Refusal):
    """It cannot be held: it is not closed, or the log has not taken in that it is."""

    code = "draw-not-ready"


@dataclass(frozen=True, slots=True)
class DrawFacts:
    """A draw as everybody may know it. ``tickets`` are in the order of their hashes; ``result`` is empty before it."""

    id: str
    kind: str
    opens_at: datetime
    closes_at: datetime
    commitment: str
    tickets: tuple[str, ...]
    slots: int
    result: Mapping[str, Any]


def open_draw(
    *, diary: Diary, slots: Sequence[FreeSlot], opens_at: datetime, closes_at: datetime, now: datetime
) -> DrawFacts:
    """Announce a draw of free ``slots``, which nobody else can book from now on; its secret is bound, in the log too.

    Raise ``SlotTaken`` when one of them is not free any more.
    """
    secret = secrets.token_hex(_SECRET_SIZE)
    given = [[slot.office, slot.starts_at.astimezone(UTC).isoformat()] for slot in slots for _ in range(slot.left)]
    row = Draw(
        id=new_id(),
        kind=diary.kind.id,
        opens_at=opens_at,
        closes_at=closes_at,
        commitment=sha256(bytes.fromhex(secret)).hexdigest(),
        secret=secret,
        slots=msgspec.json.encode(given).decode(),
    )
    with transaction.atomic():
        row.save(force_insert=True)
        if not hold_seats(diary, slots, row.id):
            raise SlotTaken
        append_leaf(
            kind="draw.opened",
            subject=row.id,
            statement={"for": row.kind, "commitment": row.commitment, "slots": sha256(row.slots.encode()).hexdigest()},
            now=now,
        )
    return _facts(row)


def enter_draw(*, draw: str, subject: str, owner: str, now: datetime) -> str:
    """Take part in a draw; return the ticket. Whoever takes part already has the same one. Raise ``DrawNotOpen``."""
    with transaction.atomic():
        row = _locked(draw)
        known = DrawTicket.objects.filter(draw=row, subject=subject).first()
        if known is not None:
            return known.ticket
        if not row.opens_at <= now < row.closes_at or row.closed_leaf is not None:
            raise DrawNotOpen
        ticket = sha256(secrets.token_bytes(_SECRET_SIZE) + subject.encode()).hexdigest()
        leaf = append_leaf(kind="draw.entered", subject=subject, statement={"draw": row.id, "ticket": ticket}, now=now)
        DrawTicket.objects.create(draw=row, subject=subject, owner=owner, ticket=ticket, at=now, leaf=leaf.id)
    return ticket


def close_draw(*, draw: str, now: datetime) -> None:
    """Close a draw whose time is over: its tickets are written into the log, and none is added any more."""
    with transaction.atomic():
        row = _locked(draw)
        if row.closed_leaf is not None:
            return
        if now < row.closes_at:
            raise DrawNotReady
        statement = {"commitment": row.commitment, "tickets": tickets_digest(_tickets(row))}
        row.closed_leaf = append_leaf(kind="draw.closed", subject=row.id, statement=statement, now=now).id
        row.save(update_fields=["closed_leaf"])


def hold_draw(*, draw: str, now: datetime) -> DrawFacts:
    """Draw: publish the secret and the order. Held again, it is the same. Raise ``DrawNotReady``."""
    row = _found(draw)
    if row.result:
        return _facts(row)
    receipt = receipt_of(row.closed_leaf) if row.closed_leaf is not None else None
    if receipt is None:
        raise DrawNotReady
    tickets = _tickets(row)
    seed = seed_of(row.secret, str(receipt["checkpoint"]), tickets)
    order = in_drawn_order(seed, tickets)
    slots = msgspec.json.decode(row.slots)
    result = {
        "type": TYPE,
        "id": row.id,
        "kind": row.kind,
        "closes_at": row.closes_at.astimezone(UTC).isoformat(),
        "commitment": row.commitment,
        "secret": row.secret,
        "closing": receipt,
        "tickets": tickets,
        "seed": seed.hex(),
        "order": order,
        "slots": slots,
        "given": dict(zip(order, slots, strict=False)),
    }
    with transaction.atomic():
        row = _locked(draw)
        if not row.result:
            row.result = msgspec.json.encode(result).decode()
            row.save(update_fields=["result"])
            digest = sha256(canonical(result)).hexdigest()
            append_leaf(kind="draw.held", subject=row.id, statement={"result": digest}, now=now)
    return _facts(row)


@dataclass(frozen=True, slots=True)
class Entry:
    """A part in a draw, for whoever gives the places: whose it is."""

    ticket: str
    subject: str
    owner: str


def order_of(draw: str) -> tuple[Entry, ...]:
    """Return whose turn it is, first to last; nobody's before the draw is held."""
    row = _found(draw)
    order: list[str] = msgspec.json.decode(row.result or "{}").get("order", [])
    tickets = {each.ticket: Entry(each.ticket, each.subject, each.owner) for each in row.tickets.all()}
    return tuple(tickets[name] for name in order)


def slots_of(draw: str) -> tuple[FreeSlot, ...]:
    """Return what there is to win, one for each place."""
    given: list[tuple[str, str]] = msgspec.json.decode(_found(draw).slots)
    return tuple(FreeSlot(office, datetime.fromisoformat(moment), 1) for office, moment in given)


def ticket_of(draw: str, subject: str) -> str:
    """Return the ticket of a matter in a draw, or nothing where it takes no part."""
    return DrawTicket.objects.filter(draw_id=draw, subject=subject).values_list("ticket", flat=True).first() or ""


def draw_of(draw: str) -> DrawFacts:
    """Return a draw as everybody may know it. Raise ``NoSuchDraw``."""
    return _facts(_found(draw))


def draws() -> tuple[DrawFacts, ...]:
    """Return the draws, the newest first."""
    return tuple(_facts(row) for row in Draw.objects.order_by("-closes_at")[:100])


def seed_of(secret: str, checkpoint: str, tickets: Sequence[str]) -> bytes:
    """Return the seed: the secret, the root that the log had after the closing, and the tickets, hashed together."""
    root = checkpoint.split("\n")[2]
    return sha256("\n".join((TYPE, secret, root, tickets_digest(tickets))).encode()).digest()


def tickets_digest(tickets: Sequence[str]) -> str:
    """Return one hash over all tickets, in their order."""
    return sha256("\n".join(sorted(tickets)).encode()).hexdigest()


def in_drawn_order(seed: bytes, tickets: Sequence[str]) -> list[str]:
    """Return tickets by the hash of the seed with each: as good as shuffled, and the same for everybody."""
    return sorted(tickets, key=lambda ticket: sha256(seed + bytes.fromhex(ticket)).digest())


def _tickets(row: Draw) -> list[str]:
    return sorted(row.tickets.values_list("ticket", flat=True))


def _facts(row: Draw) -> DrawFacts:
    return DrawFacts(
        id=row.id,
        kind=row.kind,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        commitment=row.commitment,
        tickets=tuple(_tickets(row)),
        slots=len(msgspec.json.decode(row.slots)),
        result=msgspec.json.decode(row.result or "{}"),
    )


def _found(draw: str) -> Draw:
    row = Draw.objects.filter(pk=draw).first()
    if row is None:
        raise NoSuchDraw
    return row


def _locked(draw: str) -> Draw:
    row = Draw.objects.select_for_update().filter(pk=draw).first()
    if row is None:
        raise NoSuchDraw
    return row
