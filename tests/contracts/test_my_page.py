"""Somebody's own page over HTTP: what is theirs, in the order in which it is due, and nothing of anybody else's."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.facade import withdraw_case
from openhall.blocks.cases.tests.applying import MOORING, NOW, begun, prepared, request, submit
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.documents.models import Paper
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.registers.facade import EntryContent, keep_entry
from openhall.blocks.registers.tests.vessels import facts
from tests.followers import ask, browser, open_town, words_of
from tests.mine import FIRM, IDRIS, LIN, NOOR, PLACE, bill_for, case_for, copies, move, part, references_in, signed_in

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
def test_a_newcomer_is_welcomed_once_and_told_what_they_can_do(slug: str) -> None:
    page = signed_in(NOOR).get(f"/{slug}/me/")

    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    if slug == "en":
        told = words_of(page)
        assert "Nothing of yours is here yet." in told
        for way in ("Find a service", "Follow an application that you sent without signing in"):
            assert way in told
        for empty in ("Nothing is waiting for you.", "There is nothing to pay.", "What is empty now"):
            assert empty not in told


def test_what_is_empty_stands_together_and_folded(noor: Client) -> None:
    case_for(NOOR)
    told = words_of(noor.get(PLACE))
    assert "Nothing of yours is here yet." not in told
    empty = told.partition("What is empty now")[2]
    for words in ("There is nothing to pay.", "You have no papers from here yet.", "Nothing has ended yet."):
        assert words in empty
    assert "Nothing of yours is with an office now." not in told


def test_each_matter_says_who_has_it_since_when_and_by_when(noor: Client) -> None:
    reference = move(case_for(NOOR), due_on=date(2026, 3, 9))
    told = part(noor.get(PLACE), "With a department", "What is empty now")

    assert reference in told
    assert "Submitted" in told
    assert "With Parks and Markets Office since 2 March 2026" in told
    assert "Due by Monday, 9 March 2026" in told


def test_what_is_asked_stands_first_with_its_day_and_one_act(noor: Client) -> None:
    running, asked = case_for(NOOR), case_for(NOOR, "two")
    ask(asked)
    page = noor.get(PLACE)
    mine = part(page, "For you to do", "With a department")

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
    assert "Together" in part(page, "To pay", "What is empty now")


def test_a_draft_waits_to_be_gone_on_with(noor: Client) -> None:
    draft = begun(Visitor(NOOR, {"en": "Noor"}, 2))
    page = noor.get(PLACE)

    assert "Go on" in part(page, "For you to do", "What is empty now")
    assert f'href="/en/apply/{draft.service}/{draft.reference}/"' in page.content.decode()


def test_nothing_of_another_person_or_a_guest_is_shown(noor: Client) -> None:
    others = [case_for(IDRIS, "a"), submit(prepared(), request("b")).reference]
    bill = bill_for(others[0])
    begun(Visitor(IDRIS, {"en": "Idris"}, 2))
    source = noor.get(PLACE).content.decode()

    assert not [reference for reference in others if reference in source]
    assert bill.id not in source
    assert "Nothing of yours is here yet." in source


def test_whoever_acts_for_a_firm_sees_its_matters_and_can_open_them(noor: Client) -> None:
    reference = move(case_for(IDRIS), organisation=FIRM)
    clerk = signed_in(LIN)
    told = part(clerk.get(PLACE), "With a department", "What is empty now")

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
    # Two to know who waits for them: their numbers, and the key of these, which is remembered outside of a test.
    assert len(many) <= 20


def issued(reference: str, number: str, **more: object) -> Paper:
    """Keep a paper as if it had been issued for a case."""
    given: dict[str, object] = {
        "id": f"paper-{number}",
        "act": number,
        "owner": f"person:{NOOR}",
        "subject": reference,
        "kind": "licence",
        "service": "parks-office/night-market-stall",
        "authority": "parks-office",
        "language": "en",
        "number": number,
        "sealed": b"sealed",
        "sha256": number,
        "size": 1,
        "scheme": "file",
        "address": number,
        "code": number,
        "issued_at": NOW,
        "is_demo": True,
    }
    return Paper.objects.create(**given | more)


def test_papers_stand_with_how_they_hold_and_only_ones_own(noor: Client) -> None:
    mine, other = case_for(NOOR), case_for(IDRIS, "other")
    holds = issued(mine, "PK-1", valid_until=date(2027, 3, 1))
    issued(mine, "PK-0", valid_until=date(2026, 3, 1), issued_at=NOW - timedelta(days=1))
    issued(mine, "PK-R", state="revoked", changed_at=NOW, issued_at=NOW - timedelta(days=2))
    issued(other, "PK-9")
    page = noor.get(PLACE)
    told = part(page, "Papers you were given", "Letters")

    assert f'href="/en/track/{mine}/papers/{holds.id}/"' in page.content.decode()
    assert [told.index(each) for each in ("PK-1", "Valid until 1 March 2027", "PK-0", "PK-R")]
    assert told.index("PK-1") < told.index("PK-0") < told.index("PK-R")
    assert told.count("Over") == 1
    assert told.count("Taken back") == 1
    assert "PK-9" not in page.content.decode()


def entered(person: str, organisation: str, mark: str) -> str:
    """Enter a boat for somebody; return its number."""
    (register,) = [each for each in current_catalogue().jurisdiction.registers if each.id == "moorings"]
    content = EntryContent(mark, MOORING, f"person:{person}", person, organisation, facts(boat_mark=mark), "")
    with transaction.atomic():
        return keep_entry(register=register, content=content, today=date(2026, 3, 2), now=NOW).number


def test_registers_tell_what_they_say_of_the_reader_and_of_their_firms_alone(noor: Client) -> None:
    own, firms = entered(NOOR, "", "B1204A"), entered(IDRIS, FIRM, "B7777C")
    clerk = signed_in(LIN)

    assert own in part(noor.get(PLACE), "Your entries in registers", "What is empty now")
    assert firms in part(clerk.get(PLACE), "Your entries in registers", "What is empty now")
    assert firms not in noor.get(PLACE).content.decode()
    assert own not in clerk.get(PLACE).content.decode()
