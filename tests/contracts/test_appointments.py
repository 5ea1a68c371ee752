"""Appointments over HTTP: of a case, without signing in, and what everybody may see."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.appointments import models
from openhall.blocks.appointments.facade import (
    Booking,
    Wishes,
    book_slot,
    booking_of,
    call_next,
    cancel_booking,
    close_draw,
    draw_faults,
    enter_draw,
    free_slots,
    hold_draw,
    open_draw,
    take_ticket,
)
from openhall.blocks.cases.appointing import book_for_case, wishes_of
from openhall.blocks.cases.facade import secret_of_case, withdraw_case
from openhall.blocks.cases.models import ActKey, Case
from openhall.blocks.cases.tests.applying import ANSWERS, NOW, prepared, request, submit
from openhall.blocks.catalogue.facade import current_catalogue, diary_of, diary_of_kind
from openhall.blocks.identity.facade import GUEST
from openhall.blocks.journal.facade import log_verifier, sequence_leaves
from openhall.blocks.journal.models import Message, Record
from tests.applicants import words_in
from tests.followers import Follower, guests_case, words_of
from tests.reports import report_of

pytestmark = pytest.mark.django_db
SOON = datetime(2026, 3, 5, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENHALL_DEMO = True
    at(monkeypatch, NOW)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let it be ``moment`` for every page."""
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def reference() -> str:
    """Return a guest's case with a kept place: the evening that they wished is farther than can be booked."""
    made = guests_case()
    with transaction.atomic():
        book_for_case(Case.objects.get(reference=made), current_catalogue(), ANSWERS, NOW)
    return made


@pytest.fixture
def owner(reference: str) -> Follower:
    return Follower.with_secret(reference)


def kept(reference: str) -> Booking:
    """Return the place of a case."""
    found = booking_of(reference)
    assert found is not None
    return found


def everything() -> tuple[object, ...]:
    """Return all that an act on an appointment would change."""
    return (
        [*models.Booking.objects.order_by("id").values()],
        [*models.Seat.objects.order_by("booking").values_list("booking", "starts_at")],
        Record.objects.count(),
        Message.objects.count(),
        ActKey.objects.count(),
    )


def times(page: str) -> list[str]:
    """Return the times that a page offers."""
    return re.findall(r'name="slot" value="(\w+)"', page)


def choose(owner: Follower, query: str = "", booking: str | None = None, **fields: str) -> object:
    """Press the button below the times, as a browser would."""
    page = owner.client.get(owner.place("appointment") + query).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    sent = {**hidden, "slot": times(page)[0] if times(page) else "", **fields}
    if booking is not None:
        sent["booking"] = booking
    return owner.client.post(owner.place("appointment"), sent)


def test_the_case_says_when_where_and_what_to_bring(owner: Follower) -> None:
    told = words_of(owner.look())

    assert "Friday, 1 May 2026, 17:00" in told
    assert "Market Square" in told
    assert "Bring your reference number." in told
    assert "Add to your calendar" in told


@pytest.mark.parametrize("slug", ["en", "zh-hans"])
def test_its_pages_are_there_in_every_language(owner: Follower, slug: str) -> None:
    owner.slug = slug
    for page in ("", "appointment", "appointment/cancel"):
        shown = owner.look(page)
        assert shown.status_code == 200
        assert shown["Cache-Control"].startswith("no-store") or "no-store" in shown["Cache-Control"]


def test_a_time_is_chosen_by_office_and_week_without_scripts(owner: Follower, reference: str) -> None:
    before = kept(reference)
    own_week = owner.look("appointment").content.decode()
    # Whoever wants another time looks around the one that is kept, and not at the first that is free.
    assert "27 April 2026 to 3 May 2026" in words_in(own_week)
    assert "The week before" in words_in(own_week)
    page = owner.client.get(owner.place("appointment") + "?week=2026-03-01").content.decode()
    # The time that they have is none to choose.
    assert f"{before.starts_at:%Y%m%dT%H%MZ}" not in times(own_week)
    assert times(own_week)
    # No week is offered before the first day that can be booked.
    assert "2 March 2026 to 8 March 2026" in words_in(page)
    assert "The week before" not in words_in(page)
    assert times(page)[0] == "20260305T1400Z"
    later = re.search(r'href="([^"]*week=2026-03-09)"', page)
    assert later is not None
    assert "20260312T1400Z" in times(owner.client.get(later[1].replace("&amp;", "&")).content.decode())

    sent = choose(owner, slot="20260305T1430Z")

    assert sent.status_code == 303  # type: ignore[attr-defined]
    after = kept(reference)
    assert (after.starts_at, after.uid, after.sequence) == (SOON + timedelta(minutes=30), before.uid, 1)
    assert "Thursday, 5 March 2026, 17:30" in words_of(owner.look())
    assert Message.objects.filter(kind="mail", payload__contains="appointment-moved").count() == 1


def test_pressed_twice_it_is_moved_once_and_another_time_from_the_old_page_is_refused(
    owner: Follower, reference: str
) -> None:
    old = kept(reference).id
    choose(owner, booking=old, slot="20260305T1430Z")
    before = everything()

    assert choose(owner, booking=old, slot="20260305T1430Z").status_code == 303  # type: ignore[attr-defined]
    assert everything() == before
    refused = choose(owner, booking=old, slot="20260306T1430Z")
    assert refused.status_code == 409  # type: ignore[attr-defined]
    assert "This appointment has changed meanwhile" in words_of(refused)  # type: ignore[arg-type]
    assert everything() == before


@pytest.mark.parametrize("slot", ["20260301T1400Z", "20260303T1400Z", "20270101T1400Z", "yesterday", ""])
def test_what_is_not_free_is_refused_and_it_stands_as_it_stood(owner: Follower, slot: str) -> None:
    before = everything()

    sent = choose(owner, slot=slot)

    assert sent.status_code == 422  # type: ignore[attr-defined]
    assert "error-summary" in sent.content.decode() or "Choose" in words_of(sent)  # type: ignore[attr-defined, arg-type]
    assert everything() == before


def test_a_full_week_says_when_the_next_time_is_free(owner: Follower) -> None:
    diary = diary_of_kind(current_catalogue().jurisdiction, "night-market-stall")
    assert diary is not None
    free = free_slots(diary, first=date(2026, 3, 2), last=date(2026, 3, 8), now=NOW)
    for number in range(sum(slot.left for slot in free)):
        book_slot(diary=diary, subject=f"S{number}", owner="x", wishes=Wishes(day=date(2026, 3, 5)), now=NOW)

    page = owner.client.get(owner.place("appointment") + "?week=2026-03-02")

    assert times(page.content.decode()) == []
    assert "No time is free in this week" in words_of(page)
    assert "The next free time there: Thursday, 12 March 2026" in words_of(page)


def test_cancelled_the_place_is_free_and_a_new_time_can_be_chosen(owner: Follower, reference: str) -> None:
    booking = kept(reference)
    page = owner.look("appointment/cancel")
    assert "Somebody else can have this time." in words_of(page)

    for _ in range(2):
        assert owner.send("appointment/cancel", {"booking": booking.id}).status_code == 303

    assert kept(reference).state == "cancelled"
    assert not models.Seat.objects.exists()
    assert "is cancelled" in words_of(owner.look())
    assert choose(owner).status_code == 303  # type: ignore[attr-defined]
    assert kept(reference).starts_at == SOON


def test_shortly_before_nothing_can_be_changed(
    owner: Follower, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = kept(reference)
    at(monkeypatch, booking.starts_at - timedelta(hours=23))
    before = everything()

    assert "please call the office" in words_of(owner.look())
    for page in ("appointment", "appointment/cancel"):
        assert owner.look(page).status_code == 409
        assert owner.send(page, {"booking": booking.id, "slot": "20260507T1400Z"}).status_code == 409
    assert everything() == before


def test_an_ended_case_keeps_no_way_to_change_it(owner: Follower, reference: str) -> None:
    withdraw_case(reference=reference, visitor=GUEST, now=NOW)
    before = everything()

    assert choose(owner, booking=kept(reference).id).status_code == 409  # type: ignore[attr-defined]
    assert everything() == before


def test_nobody_else_sees_or_changes_it(reference: str) -> None:
    stranger, booking, before = Client(), kept(reference).id, everything()
    other = Follower.with_secret(guests_case_again())

    for client in (stranger, other.client):
        for page in ("appointment/", "appointment/cancel/", "appointment.ics"):
            place = f"/en/track/{reference}/{page}"
            assert b"Market Square" not in client.get(place).content
            if not page.endswith(".ics"):
                client.post(place, {"booking": booking, "slot": "20260305T1430Z", "office": "market-square"})
    assert kept(reference).id == booking
    assert everything()[0] == before[0]


def guests_case_again() -> str:
    """Return the reference of a case that is somebody else's."""
    return submit(prepared(), request("two")).reference


def test_the_calendar_gets_it_and_is_told_of_moves_and_the_end(owner: Follower, reference: str) -> None:
    def file(slug: str = "en") -> str:
        answer = owner.client.get(f"/{slug}/track/{reference}/appointment.ics")
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert "no-store" in answer["Cache-Control"]
        return answer.content.decode().replace("\r\n ", "")

    first = file()
    assert "DTSTART;TZID=Asia/Kuwait:20260501T170000" in first
    assert "SEQUENCE:0" in first
    assert reference not in first
    assert "夜市摊位" in file("zh-hans")
    choose(owner)
    assert "SEQUENCE:1" in file()
    owner.send("appointment/cancel", {"booking": kept(reference).id})
    last = file()
    assert "STATUS:CANCELLED" in last
    assert "METHOD:CANCEL" in last
    assert "SEQUENCE:2" in last
    uids = {re.search(r"UID:(.*)", text)[1] for text in (first, last)}  # type: ignore[index]
    assert len(uids) == 1


def test_everybody_sees_the_offices_with_their_hours_and_the_next_free_time(reference: str) -> None:
    del reference
    told = words_of(Client().get("/en/appointments/"))

    assert "Market Square" in told
    assert "Thursday 17:00–19:00" in told
    assert "Thursday, 5 March 2026, 17:00" in told
    assert Client().get("/xx/appointments/").status_code == 404
    # By a word of its name, its place or what it offers, in any language; what no office has is said kindly.
    for asked in ("market square", "夜市", "SQUARE night"):
        assert "Market Square" in words_of(Client().get("/en/appointments/", {"q": asked})), asked
    assert "No office is called like that" in words_of(Client().get("/en/appointments/", {"q": "lighthouse"}))
    assert Client().get("/en/appointments/", {"area": "nowhere"}).status_code == 200


def test_the_board_shows_numbers_and_nothing_else(reference: str) -> None:
    del reference
    for _ in range(3):
        take_ticket(office="market-square", kind="night-market-stall", day=date(2026, 3, 2), now=NOW)
    call_next(office="market-square", day=date(2026, 3, 2), counter=4, now=NOW)

    told = words_of(Client().get("/en/appointments/offices/market-square/now/"))

    assert "1 Counter 4" in told
    assert "2 people are waiting." in told
    assert Client().get("/en/appointments/offices/nowhere/now/").status_code == 404


def test_a_draw_is_public_before_and_after_it_is_held(reference: str) -> None:
    diary = diary_of_kind(current_catalogue().jurisdiction, "night-market-stall")
    assert diary is not None
    slots = free_slots(diary, first=date(2026, 3, 5), last=date(2026, 3, 5), now=NOW)[:1]
    closes = NOW + timedelta(hours=1)
    name = open_draw(diary=diary, slots=slots, opens_at=NOW, closes_at=closes, now=NOW).id
    tickets = [enter_draw(draw=name, subject=f"S{number}", owner="x", now=NOW) for number in range(3)]
    place = f"/en/appointments/draws/{name}"

    secret = models.Draw.objects.get().secret
    for shown in (Client().get(f"{place}/"), Client().get(f"{place}.json")):
        assert secret not in shown.content.decode()
        assert all(ticket in shown.content.decode().replace("<wbr>", "") for ticket in tickets)
    close_draw(draw=name, now=closes)
    sequence_leaves(now=closes)
    hold_draw(draw=name, now=closes)

    assert draw_faults(Client().get(f"{place}.json").json(), log_verifier()) == []
    assert "4 places are drawn." in words_of(Client().get(f"{place}/"))
    assert reference not in Client().get(f"{place}.json").content.decode()
    assert name in Client().get("/en/appointments/").content.decode()
    assert Client().get("/en/appointments/draws/none/").status_code == 404


def api(reference: str) -> dict[str, str]:
    """Return the headers of a program that has the secret of a case."""
    return {"Authorization": f"Secret {secret_of_case(reference)}", "Idempotency-Key": "one"}


def test_a_program_finds_free_times_and_moves_and_cancels(reference: str) -> None:
    client, place = Client(), f"/api/v1/applications/{reference}/appointment"
    listed = client.get("/api/v1/appointments/slots", {"kind": "night-market-stall", "from": "2026-03-02"}).json()
    first = listed["slots"][0]
    assert first == {"office": "market-square", "starts_at": "2026-03-05T14:00:00Z", "left": 4}
    shown = client.get(place, headers=api(reference)).json()
    assert shown["state"] == "booked"
    body = {"appointment": shown["id"], "office": first["office"], "starts_at": first["starts_at"]}

    for _ in range(2):
        moved = client.post(place, body, content_type="application/json", headers=api(reference))
        assert moved.status_code == 200, moved.content
        assert moved.json()["starts_at"] == "2026-03-05T14:00:00Z"
    assert kept(reference).sequence == 1
    before = everything()
    again = {**api(reference), "Idempotency-Key": "two"}
    assert client.post(place, body, content_type="application/json", headers=again).status_code == 409
    assert everything() == before

    giving_up = {"appointment": kept(reference).id}
    for _ in range(2):
        gone = client.post(f"{place}/cancel", giving_up, content_type="application/json", headers=again)
        assert gone.status_code == 200, gone.content
        assert gone.json()["state"] == "cancelled"
    assert kept(reference).sequence == 2


def test_a_program_without_the_secret_finds_nothing(reference: str) -> None:
    before = everything()
    for path in ("", "/cancel"):
        for headers in ({"Idempotency-Key": "k"}, {"Idempotency-Key": "k", "Authorization": "Secret no"}):
            answer = Client().post(
                f"/api/v1/applications/{reference}/appointment{path}",
                {"appointment": kept(reference).id},
                content_type="application/json",
                headers=headers,
            )
            assert answer.status_code in {401, 404}, answer.content
    assert everything() == before


@pytest.mark.parametrize(
    ("asked", "code"), [({"kind": "none"}, 404), ({}, 422), ({"kind": "night-market-stall", "from": "soon"}, 422)]
)
def test_what_a_program_asks_wrongly_is_told(reference: str, asked: dict[str, str], code: int) -> None:
    del reference
    assert Client().get("/api/v1/appointments/slots", asked).status_code == code


def test_a_couple_gets_a_time_at_the_registry_that_they_wished_and_gives_it_back() -> None:
    """The notice of marriage: a registry of their side of the harbour, the nearest day with a time, both come."""
    name = "immigration-department/marriage-notice-appointment"
    jurisdiction = report_of("hongkong").jurisdiction
    assert jurisdiction is not None
    diary = diary_of(jurisdiction, name)
    assert diary is not None
    # New Year's Day: the next day is as near as the one before, and leaves more time.
    wishes = wishes_of(diary, name, {"office": "kowloon", "preferred_date": "2027-01-01"})
    now = datetime(2026, 11, 26, 6, tzinfo=UTC)

    booked = book_slot(diary=diary, subject="7KQ4M-X2P9C", owner="case:x", wishes=wishes, now=now)

    assert booked.office == "kowloon-marriage-registry"
    assert booked.starts_at.astimezone(diary.zone).isoformat() == "2027-01-02T09:00:00+08:00"
    assert "Both of you come." in diary.kind.bring["en"]
    cancel_booking(diary=diary, booking=booked.id, subject=booked.subject, now=now)
    again = book_slot(diary=diary, subject="another", owner="case:y", wishes=wishes, now=now)
    assert (again.office, again.starts_at) == (booked.office, booked.starts_at)
