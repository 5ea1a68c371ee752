"""A draw, and its public file computed again by a few lines that know nothing of the program."""

import base64
import json
from collections import Counter
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from openhall.blocks.appointments import models
from openhall.blocks.appointments.draws import in_drawn_order, order_of
from openhall.blocks.appointments.facade import (
    DrawNotOpen,
    DrawNotReady,
    NoSuchDraw,
    SlotTaken,
    TokenRefused,
    book_won_slots,
    booking_of,
    close_draw,
    draw_faults,
    draw_of,
    draws,
    enter_draw,
    free_slots,
    hold_draw,
    open_draw,
    present_token,
    token_for,
)
from openhall.blocks.appointments.tests.diaries import FRIDAY, NOW, diary
from openhall.blocks.journal.facade import log_verifier, sequence_leaves
from tools.rows import values_of

pytestmark = pytest.mark.django_db
CLOSES = NOW + timedelta(hours=6)
LATER = CLOSES + timedelta(minutes=1)


def opened() -> str:
    """Open a draw of the town's three places on a Friday evening and morning."""
    slots = free_slots(diary(), first=FRIDAY, last=FRIDAY, now=NOW)[-3:]
    return open_draw(diary=diary(), slots=slots, opens_at=NOW, closes_at=CLOSES, now=NOW).id


def held(count: int = 9) -> str:
    """Hold a draw with so many who take part."""
    draw = opened()
    for number in range(count):
        enter_draw(draw=draw, subject=f"S{number}", owner=f"O{number}", now=NOW)
    close_draw(draw=draw, now=LATER)
    sequence_leaves(now=LATER)
    hold_draw(draw=draw, now=LATER)
    return draw


def public(draw: str) -> dict[str, Any]:
    """Return the public file as somebody else reads it."""
    read: dict[str, Any] = json.loads(json.dumps(dict(draw_of(draw).result)))
    return read


def recomputed(file: dict[str, Any]) -> list[str]:
    """Return the order of a draw: what anybody can write down in a few lines."""
    assert sha256(bytes.fromhex(file["secret"])).hexdigest() == file["commitment"]
    listed = sha256("\n".join(sorted(file["tickets"])).encode()).hexdigest()
    root = file["closing"]["checkpoint"].split("\n")[2]
    assert len(base64.b64decode(root)) == 32
    seed = sha256(f"openhall-draw/1\n{file['secret']}\n{root}\n{listed}".encode()).digest()
    assert seed.hex() == file["seed"]
    return sorted(file["tickets"], key=lambda ticket: sha256(seed + bytes.fromhex(ticket)).hexdigest())


def test_everybody_can_compute_the_order_again() -> None:
    draw = held()
    file = public(draw)

    assert recomputed(file) == file["order"]
    assert draw_faults(file, log_verifier()) == []
    assert [file["given"][ticket] for ticket in file["order"][: len(file["slots"])]] == file["slots"]
    assert values_of("journal_record", "kind").count("draw.entered") == 9


def test_the_public_file_does_not_say_who_takes_part() -> None:
    text = json.dumps(public(held()))

    assert not any(f'"S{number}"' in text or f'"O{number}"' in text for number in range(9))


def test_before_it_is_held_the_secret_is_not_public_and_the_commitment_is() -> None:
    draw = opened()
    secret = models.Draw.objects.get().secret
    facts = draw_of(draw)

    assert facts.commitment == sha256(bytes.fromhex(secret)).hexdigest()
    assert secret not in repr(facts)
    assert facts.result == {}
    assert [each.id for each in draws()] == [draw]


@pytest.mark.parametrize(
    ("member", "told"),
    [
        ("secret", "The secret is not"),
        ("tickets", "The tickets are not"),
        ("order", "The order is not"),
        ("seed", "The seed does not"),
        ("given", "The places are not"),
        ("commitment", "The log closed another"),
        ("id", "The log closed another"),
    ],
)
def test_a_changed_file_is_found_out(member: str, told: str) -> None:
    file = public(held())
    value = file[member]
    if isinstance(value, list):
        value = [*value[1:], value[0]] if member == "order" else value[1:]
    elif isinstance(value, dict):
        value = {}
    else:
        value = ("0" if value[0] != "0" else "1") + value[1:]

    assert any(fault.startswith(told) for fault in draw_faults({**file, member: value})), member


def test_a_receipt_of_another_log_is_found_out() -> None:
    file = public(held())
    changed = {**file, "closing": {**file["closing"], "log": "another.example"}}

    assert draw_faults(changed) == []
    assert draw_faults(changed, log_verifier()) != []
    assert draw_faults({"type": "openhall-draw/1"}) == ["The file cannot be read: KeyError('tickets')."]
    assert draw_faults({"type": "else"}) == ["The file is not of the kind openhall-draw/1."]


def test_one_matter_has_one_ticket() -> None:
    draw = opened()

    first, again = (enter_draw(draw=draw, subject="S", owner="O", now=NOW) for _ in range(2))

    assert first == again
    assert draw_of(draw).tickets == (first,)


def test_nobody_takes_part_before_it_opens_or_after_it_closes() -> None:
    draw = opened()
    before = models.DrawTicket.objects.count()

    for moment in (NOW - timedelta(seconds=1), CLOSES):
        with pytest.raises(DrawNotOpen):
            enter_draw(draw=draw, subject="S", owner="O", now=moment)

    assert models.DrawTicket.objects.count() == before
    with pytest.raises(NoSuchDraw):
        enter_draw(draw="none", subject="S", owner="O", now=NOW)


def test_it_is_not_held_before_it_is_closed_and_the_log_knows_it() -> None:
    draw = opened()
    with pytest.raises(DrawNotReady):
        close_draw(draw=draw, now=CLOSES - timedelta(seconds=1))
    with pytest.raises(DrawNotReady):
        hold_draw(draw=draw, now=LATER)
    close_draw(draw=draw, now=LATER)
    with pytest.raises(DrawNotReady):
        # The leaf waits for its place: there is no checkpoint over it yet.
        hold_draw(draw=draw, now=LATER)
    assert draw_of(draw).result == {}
    sequence_leaves(now=LATER)
    first = hold_draw(draw=draw, now=LATER)
    close_draw(draw=draw, now=LATER)
    assert hold_draw(draw=draw, now=LATER + timedelta(days=1)) == first


def test_who_won_gets_the_place_in_the_order_of_the_draw() -> None:
    draw = held()
    file = public(draw)
    whose = {each.ticket: each.subject for each in order_of(draw)}

    booked = book_won_slots(diary=diary(), draw=draw, now=NOW)

    assert {each.subject: [each.office, each.starts_at.isoformat()] for each in booked} == {
        whose[ticket]: slot for ticket, slot in file["given"].items()
    }
    assert book_won_slots(diary=diary(), draw=draw, now=NOW) == booked
    assert all(booking_of(each.subject) == each for each in booked)


def test_a_place_whose_token_was_passed_on_goes_to_the_next_of_the_draw() -> None:
    draw = held()
    first, *others = book_won_slots(diary=diary(), draw=draw, now=NOW)
    turn = [each.subject for each in order_of(draw)]

    with pytest.raises(TokenRefused):
        present_token(token=token_for(first.id), subject="stranger", now=NOW)
    again = book_won_slots(diary=diary(), draw=draw, now=NOW)

    newest = next(each for each in again if each not in others)
    assert newest.subject == turn[len(others) + 1]
    assert (newest.office, newest.starts_at) == (first.office, first.starts_at)
    assert {each.subject for each in again} == {each.subject for each in others} | {newest.subject}


def test_nobody_books_what_is_to_be_drawn_and_what_nobody_wants_is_free_again() -> None:
    town = diary()
    before = free_slots(town, first=FRIDAY, last=FRIDAY, now=NOW)
    draw = opened()
    assert free_slots(town, first=FRIDAY, last=FRIDAY, now=NOW) == before[:-3]
    with pytest.raises(SlotTaken):
        open_draw(diary=town, slots=before[-1:], opens_at=NOW, closes_at=CLOSES, now=NOW)
    assert [each.id for each in draws()] == [draw]

    enter_draw(draw=draw, subject="S", owner="O", now=NOW)
    close_draw(draw=draw, now=LATER)
    sequence_leaves(now=LATER)
    hold_draw(draw=draw, now=LATER)
    assert len(book_won_slots(diary=town, draw=draw, now=NOW)) == 1

    free = free_slots(town, first=FRIDAY, last=FRIDAY, now=NOW)
    assert sum(slot.left for slot in free) == sum(slot.left for slot in before) - 1


def test_over_many_draws_nobody_is_first_more_often_than_chance() -> None:
    """Six hundred seeds over six tickets: each is first about a hundred times (a thousandth would be outside)."""
    tickets = [sha256(bytes([number])).hexdigest() for number in range(6)]
    first = Counter(in_drawn_order(sha256(number.to_bytes(4)).digest(), tickets)[0] for number in range(600))

    assert set(first) == set(tickets)
    assert all(60 < count < 140 for count in first.values()), first
