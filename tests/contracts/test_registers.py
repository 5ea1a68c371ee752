"""Registers over HTTP: searched, followed through their history, corrected, handed out; and what stays closed."""

import csv
import io
from datetime import date, timedelta

import msgspec
import pytest
from django.db import transaction
from django.test import Client
from django.utils.html import escape

from openhall.blocks.cases.tests.applying import NOW
from openhall.blocks.catalogue.definitions import Corrections
from openhall.blocks.catalogue.facade import current_catalogue, register_of
from openhall.blocks.forms.models import Draft
from openhall.blocks.registers.facade import EntryContent, EntryFacts, Fact, Register, entries_of, keep_entry
from openhall.channels.portal.pages.registers import record_rows
from openhall.kernel.languages import ENGLISH
from tests.publishing import published
from tests.reports import report_of

pytestmark = pytest.mark.django_db
MOORING = "harbour-office/mooring-permit"
TODAY = date(2026, 3, 2)
PAGE, API = "/en/registers/moorings/", "/api/v1/registers"


@pytest.fixture(autouse=True)
def moorings() -> Register:
    """Publish the town, where corrections go to its clerk, with a closed register besides."""
    report = report_of("example")
    town = report.jurisdiction
    assert town is not None
    (register,) = town.registers
    closed = [msgspec.structs.replace(each, public=False) for each in register.fields]
    secret = msgspec.structs.replace(register, id="secret", public=False, fields=tuple(closed), services={}, law=None)
    corrections = Corrections("town-clerk/moving-in", "full_name")
    report.jurisdiction = msgspec.structs.replace(town, registers=(register, secret), corrections=corrections)
    # Nobody has to sign in there, so that its first question, a line of text, can be opened at once.
    report.services = [msgspec.structs.replace(each, sign_in=0) for each in report.services]
    published(report, now=NOW)
    return register


def enter(register: Register, mark: str, subject: str, days: int = 0, place: str = "pier", **more: str) -> EntryFacts:
    """Write an entry for Noor."""
    words = {"pier": {"en": "At the pier", "zh-Hans": "码头"}, "buoy": {"en": "On a buoy", "zh-Hans": "浮筒"}}
    facts = {
        "boat_mark": Fact(mark),
        "boat_length": Fact(5.8),
        "mooring": Fact(place, words[place]),
        "full_name": Fact("Noor Al-Bahar"),
        **{name: Fact(value) for name, value in more.items()},
    }
    content = EntryContent(subject, MOORING, f"matter:{subject}", "noor", "", facts)
    with transaction.atomic():
        return keep_entry(register=register, content=content, today=TODAY, now=NOW + timedelta(days=days))


def test_the_registers_are_listed_with_the_law_of_each(client: Client) -> None:
    page = client.get("/en/registers/").content.decode()

    assert "Boats with a mooring" in page
    assert "Harbour rules of the town, section 4" in page
    assert "Legal basis not yet recorded" in page
    assert "Only the holder and the office see an entry." in page


def test_a_register_is_searched_by_part_of_a_number_and_in_another_language(client: Client, moorings: Register) -> None:
    enter(moorings, "B1204A", "a")
    enter(moorings, "B0377C", "b", place="buoy")

    found = client.get(PAGE, {"q": "b12"}).content.decode()
    assert "B1204A" in found
    assert "B0377C" not in found
    assert "1 entry found" in found
    assert "B0377C" in client.get("/zh-hans/registers/moorings/", {"q": "浮筒"}).content.decode()
    assert client.get(PAGE)["X-Robots-Tag"] == "noindex"


def test_nothing_found_says_what_to_do(client: Client, moorings: Register) -> None:
    enter(moorings, "B1204A", "a")
    page = client.get(PAGE, {"q": '<script>alert("1")'})

    assert page.status_code == 200
    assert escape('<script>alert("1")') in page.content.decode() or "&lt;script&gt;" in page.content.decode()
    assert "See all entries" in page.content.decode()
    assert client.get(PAGE, {"q": "x" * 201}).status_code == 400


@pytest.mark.parametrize("page", ["0", "9", "-1", "x", "٣", "9" * 40])
def test_a_page_that_is_not_there_is_the_nearest_one(client: Client, moorings: Register, page: str) -> None:
    enter(moorings, "B1204A", "a")
    assert "B1204A" in client.get(PAGE, {"page": page}).content.decode()


def test_what_is_not_public_stands_nowhere(client: Client, moorings: Register) -> None:
    number = enter(moorings, "B1204A", "a").number
    for place in (PAGE, f"{PAGE}{number}/", "/en/registers/moorings.csv", f"{API}/moorings/entries/{number}"):
        answer = client.get(place)
        assert answer.status_code == 200
        assert "Al-Bahar" not in answer.content.decode()
    assert client.get(PAGE, {"q": "noor"}).content.decode().count("B1204A") == 0


def test_an_entry_shows_its_history_and_a_correction_beside_each_particular(client: Client, moorings: Register) -> None:
    number = enter(moorings, "B1204A", "a").number
    enter(moorings, "B1204A", "b", days=3, place="buoy")
    page = client.get(f"{PAGE}{number}/").content.decode()

    assert "In force" in page
    assert "Place: “On a buoy” instead of “At the pier”" in page
    assert page.count("Wrong record? Correct it") == 3
    named = f"full_name=Boats+with+a+mooring%2C+{number}%3A+Boat+mark"
    assert f'href="/en/apply/town-clerk/moving-in/?{named}"' in page


def test_a_correction_begins_with_the_record_filled_in(client: Client) -> None:
    words = "Moorings, M-2026-0001: <Place>"
    sent_on = client.get(f"/en/apply/{MOORING}/", {"boat_mark": words, "boat_length": "9", "other": "x"})
    assert sent_on.status_code == 303
    assert sent_on["Location"].endswith("/new/boat-mark/?boat_mark=Moorings%2C+M-2026-0001%3A+%3CPlace%3E")
    asked = client.get(sent_on["Location"]).content.decode()
    assert 'value="Moorings, M-2026-0001: &lt;Place&gt;"' in asked
    assert Draft.objects.count() == 0


def test_a_closed_register_and_a_missing_entry_are_not_there(client: Client, moorings: Register) -> None:
    enter(moorings, "B1204A", "a")
    assert "This register is not public" in client.get("/en/registers/secret/").content.decode()
    for place in (
        "/en/registers/secret.csv",
        "/en/registers/secret/M-2026-0001/",
        f"{PAGE}M-2026-0009/",
        "/en/registers/none/",
        "/fr/registers/",
        f"{API}/secret/entries",
        f"{API}/moorings/entries/M-2026-0009",
    ):
        assert client.get(place).status_code == 404, place


def test_a_spreadsheet_of_a_register_has_no_formula_in_it(client: Client, moorings: Register) -> None:
    enter(moorings, '=HYPERLINK("http://evil.example")', "a")
    answer = client.get("/en/registers/moorings.csv")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Number", "State", "Valid from", "Valid until", "Boat mark", "Length of the boat (m)", "Place"]
    assert rows[1][4] == '\'=HYPERLINK("http://evil.example")'
    assert rows[1][:4] == ["M-2026-0001", "active", "2026-03-02", "2027-03-01"]
    assert 'filename="moorings.csv"' in answer["Content-Disposition"]


def test_the_api_lists_registers_and_what_was_known_when(client: Client, moorings: Register) -> None:
    number = enter(moorings, "B1204A", "a").number
    enter(moorings, "B1204A", "b", days=3, place="buoy")

    listed = client.get(API).json()["items"]
    assert [(each["id"], each["public"], each["law"] is None) for each in listed] == [
        ("moorings", True, False),
        ("secret", False, True),
    ]
    found = client.get(f"{API}/moorings/entries", {"q": "buoy"}).json()
    assert (found["total"], found["items"][0]["number"], found["next_cursor"]) == (1, number, None)
    entry = client.get(f"{API}/moorings/entries/{number}").json()
    assert [each["did"] for each in entry["history"]] == ["renewed", "entered"]
    before = (NOW + timedelta(days=1)).isoformat()
    earlier = client.get(f"{API}/moorings/entries/{number}", {"at": before}).json()
    assert (earlier["version"], earlier["facts"]["mooring"]["value"]) == (1, "pier")
    assert client.get(f"{API}/moorings/entries", {"q": "x" * 201}).status_code == 422


def test_own_records_are_rows_with_a_way_to_the_entry(moorings: Register) -> None:
    enter(moorings, "B1204A", "a")
    (row,) = record_rows(current_catalogue(), ENGLISH, entries_of(person="noor"), TODAY)

    assert (row.title, row.until, row.href) == ("B1204A", "Valid until 1 March 2027", f"{PAGE}M-2026-0001/")
    # What no service renews is applied for once more; whoever sees a mistake in it says so from here.
    assert row.renew_href == f"/en/services/{MOORING}/"
    assert (row.number in row.correct_href) == bool(current_catalogue().jurisdiction.corrections)
    assert register_of(current_catalogue().jurisdiction, MOORING) == moorings
