"""An entry of an open register as it stood on another day, by what was known when; and never of a closed register."""

from datetime import timedelta

import msgspec
import pytest
from django.test import Client
from django.utils import timezone

from openhall.blocks.cases.tests.applying import NOW
from openhall.blocks.registers.facade import Register
from tests.contracts.test_registers import API, PAGE, enter, moorings

__all__ = ["moorings"]
pytestmark = pytest.mark.django_db


def on(day: str = "", known: str = "") -> dict[str, str]:
    """Return what the boxes of the form send for these days."""
    asked = dict[str, str]()
    for name, given in (("on", day), ("known", known)):
        year, month, of_month = given.split("-") if given else ("", "", "")
        asked |= {f"{name}-day": of_month, f"{name}-month": month, f"{name}-year": year}
    return asked


@pytest.fixture
def moved(moorings: Register, monkeypatch: pytest.MonkeyPatch) -> str:
    """Enter a boat, and three days later that it has had another place all the time; return the entry's address."""
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=30))
    number = enter(moorings, "B1204A", "a").number
    enter(moorings, "B1204A", "b", days=3, place="buoy")
    return f"{PAGE}{number}/"


def test_an_entry_is_shown_as_it_stood_on_a_day_by_what_was_known(client: Client, moved: str) -> None:
    def shown(**days: str) -> str:
        answer = client.get(moved, on(**days))
        assert answer.status_code == 200
        return answer.content.decode()

    by_all, by_then = shown(day="2026-03-02"), shown(day="2026-03-02", known="2026-03-04")
    assert "This is how it stood on 2 March 2026" in by_all
    assert "By all that the register knows today." in by_all
    assert "On a buoy" in by_all
    assert "By what the register knew at the end of 4 March 2026." in by_then
    assert "At the pier" in by_then
    assert "On a buoy" not in by_then
    for page in (by_all, by_then):
        assert "Wrong record?" not in page
    assert "Wrong record?" in client.get(moved).content.decode()
    # The switch of languages keeps the day.
    assert "on-day=02&amp;on-month=03&amp;on-year=2026" in by_all


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ({"day": "2026-03-01"}, "It did not stand in the register on 1 March 2026"),
        ({"day": "2026-03-02", "known": "2026-03-01"}, "The register did not know of it then."),
    ],
)
def test_what_did_not_stand_there_is_said(client: Client, moved: str, days: dict[str, str], says: str) -> None:
    page = client.get(moved, on(**days)).content.decode()
    assert says in page
    for kept in ("At the pier", "On a buoy", "Entered"):
        assert kept not in page


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ({"day": "2026-02-30"}, "Enter a day, like 27 3 2026"),
        ({"day": "x-٣-1"}, "Enter a day, like 27 3 2026"),
        ({"known": "2026-03-02"}, "Enter a day, like 27 3 2026"),
        ({"day": "2026-04-02"}, "Enter a day that has been, or today"),
        ({"day": "2026-03-02", "known": "9999-12-31"}, "Enter a day that has been, or today"),
    ],
)
def test_a_day_that_is_none_is_asked_again(client: Client, moved: str, days: dict[str, str], says: str) -> None:
    answer = client.get(moved, on(**days))
    assert (answer.status_code, says in answer.content.decode()) == (400, True)
    assert "On a buoy" in answer.content.decode()


def test_of_a_closed_register_there_is_no_day_either(client: Client, moorings: Register) -> None:
    secret = msgspec.structs.replace(moorings, id="secret", public=False)
    number = enter(secret, "B9999Z", "c").number
    assert client.get(f"/en/registers/secret/{number}/", on("2026-03-02")).status_code == 404
    assert client.get(f"{API}/secret/entries/{number}", {"on": "2026-03-02"}).status_code == 404


def test_programs_ask_for_a_day_too(client: Client, moved: str) -> None:
    place = moved.replace(PAGE, f"{API}/moorings/entries/").rstrip("/")
    asked = {"on": "2026-03-02"}
    now, then = client.get(place, asked), client.get(place, {**asked, "at": "2026-03-04T00:00:00Z"})
    assert [each.json()["facts"]["mooring"]["value"] for each in (now, then)] == ["buoy", "pier"]
    assert [each["version"] for each in then.json()["history"]] == [1]
    assert client.get(place, {"on": "2026-03-01"}).status_code == 404
