"""Who came to an appointment, and who is called next at a counter: what officers note, and only those of the office."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.appointments.facade import Booking, NobodyWaits, NoBooking, board_of, booking_of, take_ticket
from openhall.blocks.cases.appointing import book_for_case
from openhall.blocks.cases.facade import (
    NoSuchCase,
    NoSuchOffice,
    NotYourTask,
    Once,
    VerdictIncomplete,
    call_ticket,
    note_visit,
)
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.tests.applying import ANSWERS, NOW
from openhall.blocks.cases.tests.desks import at_the_desk
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.models import Record
from tests.desks import CLERK, Browser, text_of
from tests.desks import words_of as words_at
from tests.followers import KEEPER, guests_case

HARBOUR = Visitor(CLERK)
ONCE = Once("desk:test", "once", "body")
TOWN = ZoneInfo("Asia/Kuwait")
SQUARE = "market-square"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=["open", pytest.param("walled", marks=pytest.mark.postgres)])
def _walls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Do all of it again behind the walls of PostgreSQL, within those of the officer's office."""
    settings.OPENHALL_DEMO = True
    if request.param == "walled":
        request.getfixturevalue("ordinary_role")
        for act in (note_visit, call_ticket):
            monkeypatch.setattr(request.module, act.__name__, at_the_desk(act))


@pytest.fixture
def reference() -> str:
    """Return a guest's case with a kept place."""
    made = guests_case()
    with transaction.atomic():
        book_for_case(Case.objects.get(reference=made), current_catalogue(), ANSWERS, NOW)
    return made


def kept(reference: str) -> Booking:
    found = booking_of(reference)
    assert found is not None
    return found


def noted(reference: str, came: str, who: Visitor = KEEPER, minutes: int = 5, once: Once | None = None) -> str:
    booking = kept(reference)
    now = booking.starts_at + timedelta(minutes=minutes)
    done = note_visit(reference=reference, booking=booking.id, came=came, visitor=who, now=now, once=once)  # type: ignore[arg-type]
    return done.state


@pytest.mark.parametrize("came", ["attended", "missed"])
def test_it_is_noted_once_whether_somebody_came(reference: str, came: str) -> None:
    assert noted(reference, came, once=ONCE) == came
    assert noted(reference, came, once=ONCE) == came
    assert noted(reference, came) == came
    assert (kept(reference).state, Record.objects.filter(kind="case.visit").count()) == (came, 1)


def test_it_is_not_noted_too_early_nor_by_another_office_nor_for_another_booking(reference: str) -> None:
    with pytest.raises(NotYourTask) as early:
        noted(reference, "missed", minutes=-5)
    assert early.value.why == "not-yet"
    with pytest.raises(NotYourTask):
        noted(reference, "attended", minutes=-60 * 24)
    with pytest.raises(NoSuchCase):
        noted(reference, "attended", HARBOUR)
    with pytest.raises(NoBooking):
        note_visit(reference=reference, booking="other", came="attended", visitor=KEEPER, now=kept(reference).starts_at)
    assert (kept(reference).state, Record.objects.filter(kind="case.visit").count()) == ("booked", 0)


def test_the_page_of_the_case_offers_it_on_the_day_and_not_before(
    reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = kept(reference)
    monkeypatch.setattr(timezone, "now", lambda: booking.starts_at - timedelta(days=2))
    keeper = Browser(KEEPER.id)
    assert "Market Square" in words_at(keeper.look(f"/desk/cases/{reference}/"))
    assert f'id="attended-{booking.id}-form"' not in text_of(keeper.look(f"/desk/cases/{reference}/"))
    place = f"/desk/cases/{reference}/visits/{booking.id}/attended/"
    early = keeper.send(place)
    assert (early.status_code, kept(reference).state) == (403, "booked")
    assert "It is too early" in words_at(early)

    monkeypatch.setattr(timezone, "now", lambda: booking.starts_at + timedelta(minutes=1))
    assert Browser(CLERK).send(place).status_code == 404
    assert keeper.act(reference, f"attended-{booking.id}").status_code == 303
    assert kept(reference).state == "attended"
    assert "They came" in words_at(keeper.look(f"/desk/cases/{reference}/"))
    late = keeper.send(f"/desk/cases/{reference}/visits/{booking.id}/missed/")
    assert (late.status_code, kept(reference).state) == (409, "attended")


def ticket(number: int = 1) -> None:
    day = NOW.astimezone(TOWN).date()
    for _ in range(number):
        take_ticket(office=SQUARE, kind="night-market-stall", day=day, now=NOW)


def called(counter: int = 3, who: Visitor = KEEPER, office: str = SQUARE) -> int:
    return call_ticket(office=office, counter=counter, visitor=who, now=NOW).number


def test_numbers_are_called_in_order_by_officers_of_the_authority_alone() -> None:
    guests_case()
    ticket(2)
    with pytest.raises(NoSuchOffice):
        called(who=HARBOUR)
    with pytest.raises(NoSuchOffice):
        called(office="town-hall")
    with pytest.raises(VerdictIncomplete):
        called(counter=0)
    assert board_of(SQUARE, NOW.astimezone(TOWN).date()).waiting == 2

    assert [called(), called(7)] == [1, 2]
    with pytest.raises(NobodyWaits):
        called()
    assert Record.objects.filter(kind="walk-in.called").count() == 2


def test_the_page_of_counters_calls_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    guests_case()
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    ticket()
    keeper, place = Browser(KEEPER.id), f"/desk/counters/{SQUARE}/call/"
    assert "Waiting 1" in words_at(keeper.look("/desk/counters/"))
    assert Browser(CLERK).send(place, counter="3").status_code == 404
    assert "Your office sees nobody at counters." in words_at(Browser(CLERK).look("/desk/counters/"))
    wrong = keeper.send(place, counter="x")
    assert wrong.status_code == 422
    assert "from 1 to 99" in words_at(wrong)

    done = keeper.send(place, counter="3")
    assert (done.status_code, done["Location"]) == (303, "/desk/counters/?counter=3&done=called")
    shown = keeper.look(done["Location"])
    assert "Number 1: counter 3" in words_at(shown)
    assert 'value="3"' in text_of(shown)
    assert keeper.send(place, counter="3").status_code == 409
