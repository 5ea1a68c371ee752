"""The calendar of somebody's own page: its days, read back, and that its password alone opens it."""

import re
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from pytest_django import Settings

from openhall.blocks.appointments.facade import booking_of
from openhall.blocks.cases.tests.applying import NOW
from openhall.blocks.identity.facade import person_of_calendar, visitor_of
from openhall.kernel.visits import SESSION_COOKIE
from tests.followers import ask, browser, open_town, words_of
from tests.mine import FIRM, IDRIS, LIN, NOOR, PLACE, bill_for, case_for, move, signed_in

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Shown

FEED = {"Accept": "text/calendar"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENHALL_DEMO = True
    settings.OPENHALL_URL = "https://hall.test"
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    open_town()


@pytest.fixture
def noor() -> Client:
    return signed_in(NOOR)


def password_in(page: "Shown") -> str:
    """Return the password of the calendar that a page shows."""
    found = re.search(r'mine__password">([\w-]+)<', page.content.decode())
    assert found is not None
    return found[1]


def calendar_with(password: str, slug: str = "en", name: str = "calendar") -> "Shown":
    """Ask for a calendar as a program does: nobody is signed in there, and it takes nothing but calendars."""
    shown = b64encode(f"{name}:{password}".encode()).decode()
    return Client().get(f"/{slug}/me/calendar.ics", headers=FEED | {"Authorization": f"Basic {shown}"})


def events_in(answer: "Shown") -> list[Any]:
    """Return the events of a calendar, read back."""
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def days_in(answer: "Shown") -> list[Any]:
    """Return the events of whole days: all but appointments."""
    return [event for event in events_in(answer) if not isinstance(event["DTSTART"].dt, datetime)]


def test_the_calendar_has_the_days_and_is_read_back(noor: Client) -> None:
    running, asked, owed = (case_for(NOOR, key) for key in ("a", "b", "c"))
    move(running, due_on=date(2026, 3, 9))
    ask(asked)
    bill_for(owed)
    case_for(IDRIS, "d")
    answer = calendar_with(password_in(noor.get(PLACE)))
    whole: Any = Calendar.from_ical(answer.content)
    events = days_in(answer)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert whole["REFRESH-INTERVAL"].dt == timedelta(hours=6)
    assert [(each["DTSTART"].dt, str(each["SUMMARY"]).partition(":")[0][:6]) for each in events] == [
        (date(2026, 3, 9), "Due"),
        (date(2026, 3, 16), "Answer"),
        (date(2026, 3, 20), "Pay KD"),
    ]
    assert [len(each.walk("VALARM")) for each in events] == [0, 2, 2]
    assert [str(each["URL"]).split("/")[-2] for each in events] == [running, asked, owed]
    assert all(UUID(str(each["UID"])) for each in events)


def test_a_day_keeps_its_name_when_it_moves_and_in_every_language(noor: Client) -> None:
    reference = move(case_for(NOOR), due_on=date(2026, 3, 9))
    password = password_in(noor.get(PLACE))
    before = days_in(calendar_with(password))
    move(reference, due_on=date(2026, 3, 12))
    (after,) = days_in(calendar_with(password, "zh-hans"))

    assert after["UID"] == before[0]["UID"]
    assert after["DTSTART"].dt == date(2026, 3, 12)
    assert str(after["SUMMARY"]).startswith("预计办结：")


def test_the_password_names_nobody_and_cannot_be_read_from_the_database(noor: Client) -> None:
    password = password_in(noor.get(PLACE))
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, nonce, digest FROM identity_calendaraddress")
        (row,) = cursor.fetchall()

    assert NOOR.upper() not in password
    assert password not in row
    assert password.replace("-", "") not in row
    assert password_in(noor.get(PLACE)) == password
    assert password_in(signed_in(LIN).get(PLACE)) != password


def test_a_new_password_ends_the_old_one_once(noor: Client) -> None:
    old = password_in(noor.get(PLACE))
    answers = [noor.post("/en/me/calendar/", {"instead_of": old}) for _press in range(2)]
    new = password_in(noor.get(PLACE))
    assert noor.post("/en/me/calendar/", {"instead_of": "other"}).status_code == 303

    assert {answer["Location"] for answer in answers} == {"/en/me/?calendar=new#mine-calendar"}
    assert old != new == password_in(noor.get(PLACE))
    assert calendar_with(old).status_code == 401
    assert calendar_with(new).status_code == 200
    assert "There is a new password." in words_of(noor.get(f"{PLACE}?calendar=new"))


def test_it_opens_however_the_password_is_typed_and_whatever_name_stands_before_it(noor: Client) -> None:
    password = password_in(noor.get(PLACE))
    typed = [password.lower(), password.replace("-", ""), password.replace("-", " ")]

    assert [calendar_with(each, name="noor").status_code for each in typed] == [200, 200, 200]


@pytest.mark.parametrize("password", ["", "x", "A" * 20, "é" * 20, "2" * 200])
def test_no_other_password_opens_a_calendar(noor: Client, password: str) -> None:
    noor.get(PLACE)
    answer = calendar_with(password)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Basic ")
    assert answer["Cache-Control"] == "no-store"
    assert person_of_calendar(password) is None


@pytest.mark.parametrize("shown", ["", "Basic", "Basic !", "Basic /w==", "Basic Zm9v", "Bearer x"])
def test_what_shows_no_password_is_asked_for_it(noor: Client, shown: str) -> None:
    noor.get(PLACE)
    answer = Client().get("/en/me/calendar.ics", headers=FEED | ({"Authorization": shown} if shown else {}))

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Basic realm="calendar", charset="UTF-8"'


def test_a_hall_without_that_language_has_no_such_calendar(noor: Client) -> None:
    password = password_in(noor.get(PLACE))

    assert calendar_with(password, "xx").status_code == 404


def test_no_address_carries_the_password_until_an_operator_lets_it(noor: Client, settings: Settings) -> None:
    page = noor.get(PLACE)
    password = password_in(page)
    addresses = re.findall(r'(?:href|src|action|formaction)="([^"]*)"|(https?://[^<"]*)', page.content.decode())

    assert not [each for each in addresses if password in "".join(each)]
    assert Client().get(f"/en/me/calendar/{password}.ics", headers=FEED).status_code == 404

    settings.OPENHALL_CALENDAR_LINKS = True
    shown = noor.get(PLACE).content.decode().replace("<wbr>", "")
    assert f"https://hall.test/en/me/calendar/{password}.ics" in shown
    assert Client().get(f"/en/me/calendar/{password}.ics", headers=FEED).status_code == 200
    assert Client().get("/en/me/calendar/2222-2222-2222-2222-2222.ics", headers=FEED).status_code == 404


def test_the_days_are_taken_once_by_who_is_signed_in(noor: Client) -> None:
    move(case_for(NOOR), due_on=date(2026, 3, 9))
    taken = noor.get("/en/me/calendar/openhall.ics")

    assert taken.status_code == 200
    assert [each["DTSTART"].dt for each in days_in(taken)] == [date(2026, 3, 9)]
    assert Client().get("/en/me/calendar/openhall.ics").status_code in {302, 303, 401}


def test_a_guest_renews_nothing(noor: Client) -> None:
    old = password_in(noor.get(PLACE))

    assert browser().post("/en/me/calendar/", {"instead_of": old}).status_code in {302, 303, 401}
    assert calendar_with(old).status_code == 200


def test_a_calendar_s_password_signs_nobody_in(noor: Client) -> None:
    password = password_in(noor.get(PLACE))

    assert visitor_of(cookie=password, authorization="", now=datetime.now(UTC)).is_guest
    assert SESSION_COOKIE not in calendar_with(password).cookies


def test_the_clerk_s_calendar_has_the_days_of_the_firm() -> None:
    move(case_for(IDRIS), organisation=FIRM, due_on=date(2026, 3, 9))

    assert len(days_in(calendar_with(password_in(signed_in(LIN).get(PLACE))))) == 1


def test_an_appointment_stands_on_the_page_and_in_the_calendar_under_its_own_name(noor: Client) -> None:
    reference = case_for(NOOR)
    booking = booking_of(reference)
    assert booking is not None
    page = noor.get(PLACE)
    (visit,) = [
        each for each in events_in(calendar_with(password_in(page))) if isinstance(each["DTSTART"].dt, datetime)
    ]

    assert "Book a stall at the night market" in words_of(page).partition("Your appointments")[2]
    assert visit["UID"] == f"{booking.uid}@hall.test"
    assert (visit["DTSTART"].dt, visit["DTEND"].dt) == (booking.starts_at, booking.ends_at)
    assert str(visit["SUMMARY"]) == "Appointment: Book a stall at the night market"
    assert len(visit.walk("VALARM")) == 2
