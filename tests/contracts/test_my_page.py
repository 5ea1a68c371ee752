"""Somebody's own page over HTTP: what is theirs, in the order in which it is due, and nothing of anybody else's."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from pytest_django import Settings

from openhall.blocks.cases.facade import Applicant, case_of, withdraw_case
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.tests.applying import NOW, begun, prepared, request, submit
from openhall.blocks.identity.facade import Visitor, person_of_calendar, visitor_of
from openhall.blocks.payments.facade import (
    PaymentFacts,
    attempts_of,
    payment_by_id,
    payments_of,
    request_payment,
)
from openhall.blocks.processes.tests.drawn import end, flow, model, user
from openhall.blocks.processes.tests.drawn import service as drawn_service
from openhall.kernel.references import new_reference
from openhall.kernel.visits import SESSION_COOKIE
from tests.followers import ask, browser, open_town, words_of

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Shown

NOOR, LIN = "noor-al-bahar", "lin-xiaoyu"
FIRM = "lamp-oil-cooperative"
PLACE = "/en/me/"
FEED = {"Accept": "text/calendar"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENHALL_DEMO = True
    settings.OPENHALL_URL = "https://hall.test"
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    open_town()


def signed_in(person: str) -> Client:
    client = browser()
    assert client.post("/en/sign-in/", {"person": person}).status_code == 303
    return client


@pytest.fixture
def noor() -> Client:
    return signed_in(NOOR)


def case_for(person: str, key: str = "one", now: datetime = NOW) -> str:
    """Let somebody ask for a stall; return the reference."""
    visitor = Visitor(person, {"en": person}, 2)
    return submit(prepared(Applicant(visitor)), request(key), now).reference


def move(reference: str, **to: object) -> str:
    """Put a case where a test needs it."""
    Case.objects.filter(reference=reference).update(**to)
    return reference


def bill_for(
    reference: str, amount: int = 32_000, due_on: date = date(2026, 3, 20), purpose: str = "fee"
) -> PaymentFacts:
    """Ask for money for a case."""
    return request_payment(
        subject=reference,
        purpose=purpose,
        authority="parks-office",
        payer=f"person:{NOOR}",
        amount=amount,
        currency="KWD",
        lines=[{"id": "fee", "minor": amount}],
        law_day=date(2026, 3, 2),
        due_on=due_on,
        now=NOW,
    )


def copies(reference: str, count: int) -> None:
    """Let somebody have many more cases like this one."""
    first = Case.objects.get(reference=reference)
    rows = []
    for number in range(count):
        row = Case.objects.get(pk=first.pk)
        row.pk, row.reference, row.leaf, row.key = None, new_reference(), 10_000 + number, f"copy-{number}"
        rows.append(row)
    Case.objects.bulk_create(rows)


def references_in(page: "Shown") -> list[str]:
    """Return the references on a page, in its order, each once."""
    return list(dict.fromkeys(re.findall(r"/en/track/([0-9A-Z-]{11})/\"", page.content.decode())))


def part(page: "Shown", title: str, until: str) -> str:
    """Return the words of a page between two titles."""
    return words_of(page).partition(title)[2].partition(until)[0]


def test_a_guest_is_led_to_sign_in_and_comes_back() -> None:
    client = browser()
    led = client.get(PLACE)

    assert led.status_code in {302, 303}
    assert led["Location"] == "/en/sign-in/?next=%2Fen%2Fme%2F"
    assert client.post("/en/sign-in/", {"person": NOOR, "next": PLACE})["Location"] == PLACE


@pytest.mark.parametrize(("slug", "person"), [("en", NOOR), ("zh-hans", LIN)])
def test_a_citizen_who_signs_in_comes_to_their_own_page(slug: str, person: str) -> None:
    assert browser().post(f"/{slug}/sign-in/", {"person": person})["Location"] == f"/{slug}/me/"


def test_the_head_of_every_page_leads_there(noor: Client) -> None:
    assert 'href="/en/me/"' in noor.get("/en/services/").content.decode()
    assert 'href="/en/me/"' not in browser().get("/en/services/").content.decode()


@pytest.mark.parametrize("slug", ["en", "zh-hans"])
def test_somebody_with_nothing_is_told_so_part_by_part(slug: str) -> None:
    page = signed_in(NOOR).get(f"/{slug}/me/")

    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    if slug == "en":
        told = words_of(page)
        for words in (
            "Nothing waits for you.",
            "Nothing of yours is with an office now.",
            "There is nothing to pay.",
            "You have no papers from here yet.",
            "Nothing has ended yet.",
        ):
            assert words in told


def test_each_matter_says_who_has_it_since_when_and_by_when(noor: Client) -> None:
    reference = move(case_for(NOOR), due_on=date(2026, 3, 9))
    told = part(noor.get(PLACE), "Others have it", "To pay")

    assert reference in told
    assert "Submitted" in told
    assert "With Parks and Markets Office since 2 March 2026" in told
    assert "Due by Monday, 9 March 2026" in told


def test_what_is_asked_stands_first_with_its_day_and_one_act(noor: Client) -> None:
    running, asked = case_for(NOOR), case_for(NOOR, "two")
    ask(asked)
    page = noor.get(PLACE)
    mine = part(page, "For you to do", "Others have it")

    assert references_in(page) == [asked, running]
    assert "Waiting for you" in mine
    assert "With you since 2 March 2026" in mine
    assert "Answer by Monday, 16 March 2026" in mine
    assert f'href="/en/track/{asked}/answer/"' in page.content.decode()
    assert "Due by" not in mine


def test_what_is_due_sooner_stands_higher_and_what_has_no_day_last(noor: Client) -> None:
    later, none, sooner = (case_for(NOOR, key) for key in ("a", "b", "c"))
    move(later, due_on=date(2026, 4, 1))
    move(none, due_on=None)
    move(sooner, due_on=date(2026, 3, 5))

    assert references_in(noor.get(PLACE)) == [sooner, later, none]


def test_what_is_late_says_so(noor: Client) -> None:
    move(case_for(NOOR), due_on=date(2026, 2, 27))

    assert "Late: it was due on Friday, 27 February 2026. We are sorry." in words_of(noor.get(PLACE))


def test_a_bill_is_for_the_person_to_do_and_stands_among_what_is_to_be_paid(noor: Client) -> None:
    reference = case_for(NOOR)
    bill = bill_for(reference)
    page = noor.get(PLACE)
    source = page.content.decode()

    assert "Pay by Friday, 20 March 2026" in part(page, "For you to do", "To pay")
    assert f'href="/en/track/{reference}/pay/"' in source
    assert f'name="bill" value="{bill.id}"' in source
    assert "Together" in part(page, "To pay", "Your papers")


def test_a_draft_waits_to_be_gone_on_with(noor: Client) -> None:
    draft = begun(Visitor(NOOR, {"en": "Noor"}, 2))
    page = noor.get(PLACE)

    assert "Go on" in part(page, "For you to do", "To pay")
    assert f'href="/en/apply/{draft.service}/{draft.reference}/"' in page.content.decode()


def test_nothing_of_another_person_or_a_guest_is_shown(noor: Client) -> None:
    others = [case_for("idris-al-bahar", "a"), submit(prepared(), request("b")).reference]
    bill = bill_for(others[0])
    begun(Visitor("idris-al-bahar", {"en": "Idris"}, 2))
    source = noor.get(PLACE).content.decode()

    assert not [reference for reference in others if reference in source]
    assert bill.id not in source
    assert "Nothing waits for you." in source


def test_whoever_acts_for_a_firm_sees_its_matters_and_can_open_them(noor: Client) -> None:
    reference = move(case_for("idris-al-bahar"), organisation=FIRM)
    clerk = signed_in(LIN)
    told = part(clerk.get(PLACE), "Others have it", "To pay")

    assert reference in told
    assert "The Lamp Oil Cooperative" in told
    assert clerk.get(f"/en/track/{reference}/").status_code == 200
    assert reference not in noor.get(PLACE).content.decode()
    assert noor.get(f"/en/track/{reference}/").status_code == 404


def test_what_has_ended_is_closed_away_and_paged(noor: Client) -> None:
    reference = case_for(NOOR)
    withdraw_case(reference=reference, visitor=Visitor(NOOR), now=NOW)
    copies(reference, 12)
    first, second = noor.get(PLACE), noor.get(f"{PLACE}?ended=2")
    seen = references_in(first) + references_in(second)

    assert "Withdrawn" in part(first, "What has ended", "In your own calendar")
    assert (len(references_in(first)), len(references_in(second))) == (10, 3)
    assert len(set(seen)) == 13
    assert "<details" in first.content.decode()
    assert noor.get(f"{PLACE}?ended=x").status_code == 200


def test_fifty_cases_are_asked_for_in_as_few_messages_as_one(noor: Client) -> None:
    reference = case_for(NOOR)
    ask(reference)
    bill_for(reference)
    noor.get(PLACE)
    with CaptureQueriesContext(
        connection,
    ) as one:
        noor.get(PLACE)
    copies(reference, 50)
    with CaptureQueriesContext(connection) as many:
        page = noor.get(PLACE)

    assert len(references_in(page)) == 51
    assert len(many) == len(one)
    assert len(many) <= 12


def token_in(page: "Shown") -> str:
    """Return the token of the calendar that a page shows."""
    found = re.search(r"https://hall\.test/en/me/calendar/([\w-]+)\.ics", page.content.decode())
    assert found is not None
    return found[1]


def calendar_at(token: str, slug: str = "en") -> "Shown":
    """Ask for a calendar as a program does: nobody is signed in there, and it takes nothing but calendars."""
    return Client().get(f"/{slug}/me/calendar/{token}.ics", headers=FEED)


def events_in(answer: "Shown") -> list[Any]:
    """Return the events of a calendar, read back."""
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_calendar_has_the_days_and_is_read_back(noor: Client) -> None:
    running, asked, owed = (case_for(NOOR, key) for key in ("a", "b", "c"))
    move(running, due_on=date(2026, 3, 9))
    ask(asked)
    bill_for(owed)
    case_for("idris-al-bahar", "d")
    answer = calendar_at(token_in(noor.get(PLACE)))
    whole, events = Calendar.from_ical(answer.content), events_in(answer)

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
    token = token_in(noor.get(PLACE))
    before = events_in(calendar_at(token))
    move(reference, due_on=date(2026, 3, 12))
    (after,) = events_in(calendar_at(token, "zh-hans"))

    assert after["UID"] == before[0]["UID"]
    assert after["DTSTART"].dt == date(2026, 3, 12)
    assert str(after["SUMMARY"]).startswith("预计办结：")


def test_the_address_names_nobody_and_cannot_be_read_from_the_database(noor: Client) -> None:
    token = token_in(noor.get(PLACE))
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, nonce, digest FROM identity_calendaraddress")
        (row,) = cursor.fetchall()

    assert NOOR not in token
    assert token not in row
    assert token_in(noor.get(PLACE)) == token
    assert token_in(signed_in(LIN).get(PLACE)) != token


def test_a_new_address_ends_the_old_one_once(noor: Client) -> None:
    old = token_in(noor.get(PLACE))
    for _press in range(2):
        answer = noor.post("/en/me/calendar/", {"instead_of": old})
        assert answer["Location"] == "/en/me/?calendar=new#mine-calendar"
        new = token_in(noor.get(PLACE))
    assert noor.post("/en/me/calendar/", {"instead_of": "other"}).status_code == 303

    assert old != new == token_in(noor.get(PLACE))
    assert calendar_at(old).status_code == 404
    assert calendar_at(new).status_code == 200
    assert "You have a new address." in words_of(noor.get(f"{PLACE}?calendar=new"))


@pytest.mark.parametrize("token", ["x", "A" * 43, "é" * 43, "../me", "0" * 200])
def test_no_other_address_opens_a_calendar(noor: Client, token: str) -> None:
    noor.get(PLACE)

    assert calendar_at(token).status_code == 404
    assert person_of_calendar(token) is None


def test_a_guest_renews_nothing(noor: Client) -> None:
    old = token_in(noor.get(PLACE))

    assert browser().post("/en/me/calendar/", {"instead_of": old}).status_code in {302, 303, 401}
    assert calendar_at(old).status_code == 200


def test_a_calendar_address_signs_nobody_in(noor: Client) -> None:
    token = token_in(noor.get(PLACE))

    assert visitor_of(cookie=token, authorization="", now=datetime.now(UTC)).is_guest
    assert SESSION_COOKIE not in calendar_at(token).cookies


def test_the_clerk_s_calendar_has_the_days_of_the_firm() -> None:
    move(case_for("idris-al-bahar"), organisation=FIRM, due_on=date(2026, 3, 9))

    assert len(events_in(calendar_at(token_in(signed_in(LIN).get(PLACE))))) == 1


BILLS = "/en/me/bills/"
#: The hall asks for the fee at once, and an office goes on when it is paid.
CHARGED = model(
    "charged",
    '<startEvent id="begin"/>',
    drawn_service("charge", "charge"),
    user("review"),
    end("granted", "approved"),
    flow("f1", "begin", "charge"),
    flow("f2", "charge", "review"),
    flow("f3", "review", "granted"),
)


@pytest.fixture
def charging() -> None:
    open_town(appointment=CHARGED)


def owed_by(person: str, count: int) -> list[PaymentFacts]:
    """Let somebody apply several times; return what they are asked to pay."""
    return payments_of([case_for(person, f"{person}-{number}") for number in range(count)])


def states_of(*bills: PaymentFacts) -> list[str]:
    """Return where payments stand now."""
    return [payment.state for bill in bills if (payment := payment_by_id(bill.id))]


def pressed(client: Client, *bills: PaymentFacts, once: str = "once", way: str = "sandbox") -> "Shown":
    """Press the button of the page with these bills."""
    return client.post(BILLS, {"bill": [bill.id for bill in bills], "_once": once, "way": way})


@pytest.mark.usefixtures("charging")
def test_what_is_ticked_stands_with_its_sum_before_it_is_paid(noor: Client) -> None:
    first, second, third = owed_by(NOOR, 3)
    page = noor.get(BILLS, {"bill": [first.id, third.id]})
    source = page.content.decode()

    assert "Pay KD3.500 in one go" in words_of(page)
    assert first.id in source
    assert third.id in source
    assert second.id not in source
    assert page["Cache-Control"] == "no-store"
    assert "Pay KD5.250 in one go" in words_of(noor.get(BILLS))


@pytest.mark.usefixtures("charging")
@pytest.mark.parametrize("way", ["sandbox", "fps"])
def test_one_press_pays_all_of_them_and_a_second_one_nothing(noor: Client, way: str) -> None:
    first, second, left = owed_by(NOOR, 3)
    answer = pressed(noor, first, second, way=way)
    again = pressed(noor, first, second, way=way)
    told = words_of(noor.get(answer["Location"]))
    mine = noor.get(PLACE)

    assert answer.status_code == again.status_code == 303
    assert answer["Location"] == again["Location"]
    assert states_of(first, second, left) == ["paid", "paid", "due"]
    assert [len(attempts_of(each.id)) for each in (first, second, left)] == [1, 1, 0]
    assert case_of(first.subject, may_see=lambda _person: True).holder == "parks-office"  # type: ignore[union-attr]  # it is there
    assert "KD3.500 is paid." in told
    assert f'value="{left.id}"' in mine.content.decode()
    assert f'value="{first.id}"' not in mine.content.decode()


@pytest.mark.usefixtures("charging")
def test_one_that_fails_leaves_the_others_paid_and_says_so(noor: Client) -> None:
    (good,) = owed_by(NOOR, 1)
    # The sandbox does not answer for an amount that ends so.
    other = bill_for(good.subject, 8_096, purpose="more")
    told = words_of(noor.get(pressed(noor, other, good)["Location"]))

    assert states_of(good, other)[0] == "paid"
    assert states_of(other)[0] in {"due", "pending"}
    assert "KD1.750 is paid." in told
    assert "KD8.096" in told


@pytest.mark.usefixtures("charging")
def test_nobody_pays_or_sees_the_bill_of_another(noor: Client) -> None:
    (other,) = owed_by("idris-al-bahar", 1)
    page = noor.get(BILLS, {"bill": other.id, "done": other.id})

    assert pressed(noor, other)["Location"] == f"{BILLS}?"
    assert other.subject not in page.content.decode()
    assert states_of(other) == ["due"]
    assert attempts_of(other.id) == []


@pytest.mark.usefixtures("charging")
def test_a_guest_pays_nothing_here() -> None:
    (bill,) = owed_by(NOOR, 1)

    assert pressed(browser(), bill).status_code in {302, 303, 401}
    assert states_of(bill) == ["due"]


@pytest.mark.usefixtures("charging")
@pytest.mark.parametrize("way", ["", "counter", "nothing"])
def test_a_way_that_is_not_offered_here_is_asked_for_again(noor: Client, way: str) -> None:
    (bill,) = owed_by(NOOR, 1)
    page = pressed(noor, bill, way=way)

    assert page.status_code == 422
    assert "Choose how you want to pay" in words_of(page)
    assert bill.id in page.content.decode()
    assert states_of(bill) == ["due"]
