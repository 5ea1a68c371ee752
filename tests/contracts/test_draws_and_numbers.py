"""Draws and numbers over HTTP, without signing in: take part, see one's place and the proof, walk in and wait."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.appointments.checking import draw_faults
from openhall.blocks.appointments.facade import (
    Diary,
    FreeSlot,
    booking_of,
    call_next,
    draw_of,
    free_slots,
    open_draw,
)
from openhall.blocks.appointments.models import Booking, DrawTicket, WalkIn
from openhall.blocks.appointments.walking_in import MOST_WAITING
from openhall.blocks.cases.facade import hold_due_draws, secret_of_case, withdraw_case
from openhall.blocks.cases.tests.applying import NOW, prepared, request, submit
from openhall.blocks.catalogue.facade import current_catalogue, diary_of_kind
from openhall.blocks.identity.facade import GUEST
from openhall.blocks.journal.facade import sequence_leaves
from openhall.blocks.journal.models import Message
from tests.followers import Follower, browser, open_town, words_of
from tools.together import at_once

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Shown

STALL = "night-market-stall"
CLOSES, LATER = NOW + timedelta(days=1), NOW + timedelta(days=1, minutes=1)
#: A Thursday, half past five in the evening in the town: the market is open.
EVENING = datetime(2026, 3, 5, 14, 30, tzinfo=UTC)
BOARD = "/en/appointments/offices/market-square/now/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENHALL_DEMO = True
    at(monkeypatch, NOW)
    open_town()


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let it be ``moment`` for every page."""
    monkeypatch.setattr(timezone, "now", lambda: moment)


def diary() -> Diary:
    found = diary_of_kind(current_catalogue().jurisdiction, STALL)
    assert found is not None
    return found


def announced(places: int = 2) -> str:
    """Announce a draw of the first places that are free; return its id."""
    first, last = date(2026, 3, 12), date(2026, 3, 20)
    free = free_slots(diary(), first=first, last=last, now=NOW)[0]
    slots = [FreeSlot(free.office, free.starts_at, places)]
    return open_draw(diary=diary(), slots=slots, opens_at=NOW, closes_at=CLOSES, now=NOW).id


def guests(count: int) -> list[Follower]:
    """Return guests with a case each, who gave up the time that was kept for them: they want one of those drawn."""
    people = [Follower.with_secret(submit(prepared(), request(f"guest-{number}")).reference) for number in range(count)]
    for each in people:
        kept = ask(each, "appointment").json()
        assert each.send("appointment/cancel", {"booking": kept["id"]}).status_code == 303
    return people


def held(draw: str) -> None:
    """Close and hold a draw, and give its places."""
    assert hold_due_draws(now=CLOSES - timedelta(seconds=1)) == 0
    assert hold_due_draws(now=LATER) == 0  # it is closed now, and the log does not know it yet
    assert draw_of(draw).result == {}
    sequence_leaves(now=LATER)
    given = hold_due_draws(now=LATER)
    assert given == hold_due_draws(now=LATER) > 0


def test_a_guest_takes_part_and_sees_place_result_and_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, people = announced(), guests(3)
    public = browser().get(f"/en/appointments/draws/{draw}/").content.decode()
    assert 'href="/en/track/?to=draw"' in public
    assert "Draw: take part, or see your place" in words_of(people[0].look())
    for each in people:
        assert each.send("draw", {"draw": draw}).status_code == 303
        assert "You take part" in words_of(each.look("draw"))
    at(monkeypatch, LATER)
    held(draw)

    file = browser().get(f"/en/appointments/draws/{draw}.json").json()
    assert draw_faults(file) == []
    tickets = [each.ticket for each in DrawTicket.objects.order_by("id")]
    for person, ticket in zip(people, tickets, strict=True):
        told, place = words_of(person.look("draw")), file["order"].index(ticket) + 1
        assert ticket in told.replace(" ", "")
        assert f"{place} of 3" in told
        assert ("You won a place" in told) == (place <= 2)
        assert ("You did not get a place" in told) == (place == 3)
    assert 'href="/en/track/?to=draw"' not in browser().get(f"/en/appointments/draws/{draw}/").content.decode()


def test_pressed_at_once_it_is_one_ticket(shared_database: None, transactional_db: None) -> None:
    del shared_database, transactional_db
    open_town()
    draw, (person,) = announced(), guests(1)
    others = [Follower.with_secret(person.reference) for _ in range(8)]

    answers = at_once(8, lambda number: others[number].send("draw", {"draw": draw}))

    assert {each.status_code for each in answers} == {303}
    assert DrawTicket.objects.count() == 1


def test_nobody_takes_part_who_may_not(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, (person, gone) = announced(), guests(2)
    placed = Follower.with_secret(submit(prepared(), request("placed")).reference)
    withdraw_case(reference=gone.reference, visitor=GUEST, now=NOW)
    stranger = Follower(person.reference)

    assert stranger.send("draw", {"draw": draw}).status_code == 404
    assert person.send("draw", {"draw": "none"}).status_code == 404
    assert gone.send("draw", {"draw": draw}).status_code == 409
    # Whoever has a place is not offered to take part, and is refused all the same.
    shown = words_of(placed.look("draw"))
    assert ("You have an appointment already" in shown, "Take part" in shown) == (True, False)
    assert "You have an appointment already" in words_of(placed.send("draw", {"draw": draw}))
    at(monkeypatch, CLOSES)
    late = person.send("draw", {"draw": draw})
    assert (late.status_code, "One cannot take part" in words_of(late)) == (409, True)
    assert not DrawTicket.objects.exists()


def ask(person: Follower, path: str, body: dict[str, str] | None = None) -> "Shown":
    headers = {"Authorization": f"Secret {secret_of_case(person.reference)}"}
    place = f"/api/v1/applications/{person.reference}/{path}"
    if body is None:
        return Client().get(place, headers=headers)
    return Client().post(place, body, content_type="application/json", headers=headers)


def won(monkeypatch: pytest.MonkeyPatch) -> tuple[str, Follower, Follower, Follower]:
    """Hold a draw of one place over the API; return it, who won, and the two after them."""
    draw, people = announced(places=1), guests(3)
    for each in people:
        assert ask(each, f"draws/{draw}", {}).status_code == 200
    at(monkeypatch, LATER)
    held(draw)
    order = browser().get(f"/en/appointments/draws/{draw}.json").json()["order"]
    ticket = {each.subject: each.ticket for each in DrawTicket.objects.all()}
    first, second, third = sorted(people, key=lambda each: order.index(ticket[each.reference]))
    return draw, first, second, third


def test_a_token_lets_its_owner_in_once_on_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    _draw, first, *_others = won(monkeypatch)
    told = ask(first, "appointment").json()
    token = {"token": told["token"]}

    early = ask(first, "appointment/arrive", token)
    assert (early.status_code, early.json()["code"]) == (409, "not-today")
    at(monkeypatch, datetime.fromisoformat(told["starts_at"]) - timedelta(minutes=10))
    come = ask(first, "appointment/arrive", token)
    assert (come.status_code, come.json()["state"], come.json()["token"]) == (200, "attended", None)
    again = ask(first, "appointment/arrive", token)
    assert (again.status_code, again.json()["code"]) == (409, "appointment-token-refused")
    assert Booking.objects.filter(subject=first.reference, state="attended").count() == 1


def test_a_token_that_was_passed_on_is_refused_and_the_place_goes_back_to_the_draw(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw, first, second, third = won(monkeypatch)
    told = ask(first, "appointment").json()
    assert ask(third, "appointment").json()["state"] == "cancelled"
    forged = ask(second, "appointment/arrive", {"token": told["token"][:-1] + "0"})
    assert forged.json()["code"] == "appointment-token-refused"
    assert booking_of(first.reference).state == "booked"  # type: ignore[union-attr]

    buyer = Follower.with_secret(submit(prepared(), request("buyer")).reference)
    sold = ask(buyer, "appointment/arrive", {"token": told["token"]})

    assert (sold.status_code, sold.json()["code"]) == (409, "appointment-token-passed-on")
    assert ask(buyer, "appointment").json()["state"] == "booked"  # their own, as it was
    assert ask(first, "appointment").json()["state"] == "cancelled"
    hold_due_draws(now=LATER)
    newest = ask(second, "appointment").json()
    assert (newest["state"], newest["starts_at"]) == ("booked", told["starts_at"])
    assert ask(first, "appointment").json()["state"] == "cancelled"
    assert draw_of(draw).slots == 1
    told_by = [each.key for each in Message.objects.filter(kind="mail", key__endswith=":appointment-booked")]
    assert [newest["id"] in key for key in told_by].count(True) == 1


def test_a_case_that_was_withdrawn_wins_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, people = announced(places=1), guests(2)
    for each in people:
        each.send("draw", {"draw": draw})
    withdraw_case(reference=people[0].reference, visitor=GUEST, now=NOW)
    at(monkeypatch, LATER)
    held(draw)

    assert ask(people[0], "appointment").json()["state"] == "cancelled"
    assert ask(people[1], "appointment").json()["state"] == "booked"


def taken(client: Client, key: str = "k" * 20) -> "Shown":
    return client.post(BOARD, {"kind": STALL, "_once": key})


def test_somebody_walks_in_waits_and_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, EVENING)
    page = browser().get(BOARD)
    assert "Take a number" in words_of(page)
    key = re.search(r'name="_once" value="([^"]+)"', page.content.decode())
    assert key is not None
    first = taken(browser(), key[1])
    again, second = taken(browser(), key[1]), taken(browser())

    assert {first.status_code, second.status_code} == {303}
    assert again["Location"] == first["Location"] != second["Location"]
    waiting = browser().get(second["Location"])
    assert "Your number today" in words_of(waiting)
    assert "1 person is ahead of you." in words_of(waiting)
    assert waiting["Cache-Control"] == "no-store"
    call_next(office="market-square", day=date(2026, 3, 5), counter=3, now=EVENING)
    assert "It is your turn: counter 3" in words_of(browser().get(first["Location"]))
    assert "You are next." in words_of(browser().get(second["Location"]))
    assert "1 Counter 3" in words_of(browser().get(BOARD))
    assert browser().get(f"{BOARD}{'0' * 32}/").status_code == 404


def test_while_it_is_shut_or_full_no_number_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    shut = taken(browser())
    assert (shut.status_code, "The office is shut now." in words_of(shut)) == (409, True)
    at(monkeypatch, EVENING)
    for kind in ("none", ""):
        assert browser().post(BOARD, {"kind": kind, "_once": "k"}).status_code == 409
    assert not WalkIn.objects.exists()
    day = date(2026, 3, 5)
    WalkIn.objects.bulk_create(
        WalkIn(id=f"{n:032}", office="market-square", kind=STALL, day=day, number=n, taken_at=EVENING)
        for n in range(1, MOST_WAITING + 1)
    )

    full = taken(browser())

    assert (full.status_code, "no more numbers are given" in words_of(full)) == (409, True)
    assert WalkIn.objects.count() == MOST_WAITING
