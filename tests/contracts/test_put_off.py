"""A typhoon, a burst pipe: whoever was to come is given another time and told of it, exactly once."""

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.appointments.facade import Booking, booking_of
from openhall.blocks.cases.appointing import post_place
from openhall.blocks.cases.facade import (
    MAIL,
    Applicant,
    NoSuchOffice,
    close_day,
    close_one_office,
    put_off_appointments,
    withdraw_case,
)
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.tests.applying import ANSWERS, STALL, opened, prepared, request, submit
from openhall.blocks.catalogue.facade import Pledge, current_catalogue
from openhall.blocks.identity.facade import GUEST, Visitor
from openhall.blocks.journal.facade import deliver_due
from openhall.blocks.journal.models import Message
from openhall.blocks.messages.facade import inbox_of
from openhall.blocks.processes.models import Task
from openhall.project.cli import main
from openhall.project.handlers import HANDLERS
from tests.followers import Follower, words_of
from tools.rows import rows_of

pytestmark = pytest.mark.django_db
NOOR = Visitor("noor-al-bahar")
SQUARE = "market-square"
#: The evening that the applicant wishes, and the next one on which the office is open.
WISHED, NEXT = date(2026, 3, 12), date(2026, 3, 13)
STORM = datetime(2026, 3, 10, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENHALL_DEMO = True
    monkeypatch.setattr(timezone, "now", lambda: STORM)
    opened(pledge=Pledge(0, "immediate", "high"))


def apply(key: str = "one", person: str = "") -> str:
    """Apply for a stall on the wished evening; return the reference."""
    who = Applicant(Visitor(person) if person else GUEST)
    answers = {**ANSWERS, "evening": WISHED.isoformat()}
    stall = current_catalogue().service(STALL)
    return submit(prepared(who, of=stall, answers=answers), request(key)).reference


def kept(reference: str) -> Booking:
    """Return the place of a case."""
    found = booking_of(reference)
    assert found is not None
    return found


def day_of(reference: str) -> date:
    """Return the day of the place of a case."""
    return kept(reference).starts_at.date()


def told(template: str) -> int:
    """Count the letters of a kind that were asked for."""
    return Message.objects.filter(kind=MAIL, payload__contains=f'"{template}"').count()


def everything() -> tuple[object, ...]:
    """Return all that putting off would change."""
    return tuple(
        rows_of(each)
        for each in ("appointments_booking", "appointments_seat", "journal_record", "journal_message", "cases_case")
    )


def test_who_was_to_come_has_another_time_and_is_told_once() -> None:
    first, second = apply("one"), apply("two", NOOR.id)
    assert (day_of(first), day_of(second)) == (WISHED, WISHED)
    close_day(day=WISHED, reason="A typhoon.", now=STORM)

    done = put_off_appointments(now=STORM)

    assert (done.moved, done.called_off) == (2, 0)
    assert (day_of(first), day_of(second)) == (NEXT, NEXT)
    assert told("appointment-put-off") == 2
    after = everything()
    # The worker comes by every minute, and somebody may give the command twice.
    assert put_off_appointments(now=STORM).moved == 0
    assert everything() == after


def test_its_letter_says_when_it_is_now_where_and_when_it_was_to_be() -> None:
    reference = apply(person=NOOR.id)
    close_day(day=WISHED, reason="A typhoon.", now=STORM)
    put_off_appointments(now=STORM)
    for _ in range(2):
        deliver_due(handlers={MAIL: HANDLERS[MAIL]}, now=STORM)

    (letter,) = [each for each in inbox_of(person=NOOR.id).letters if each.template == "appointment-put-off"]
    reader = Follower.signed_in(reference, NOOR.id)
    body = words_of(reader.client.get(f"/en/me/letters/{letter.id}/"))
    assert "The office is closed, so your appointment has a new time" in body
    assert "When: Friday, 13 March 2026, 17:00" in body
    assert "Where: Market Square, Market Square, at the parks’ stand by the fountain" in body
    assert "Come half an hour before you set up." in body
    assert "It was for: Thursday, 12 March 2026, 17:00" in body
    assert "Why it is shut: A typhoon." in body


def test_the_case_tells_why_it_was_moved_and_where_to_choose_another() -> None:
    reference = apply()
    close_day(day=WISHED, reason="A typhoon.", now=STORM)
    put_off_appointments(now=STORM)

    shown = words_of(Follower.with_secret(reference).look())

    assert "The office has to stay shut on your day, so another time is kept for you" in shown
    assert "You chose another time" not in shown
    assert "Why it is shut: A typhoon." in shown
    assert "Friday, 13 March 2026" in shown
    assert "Choose another time" in shown


def test_where_nothing_is_free_they_are_asked_to_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = apply()
    monkeypatch.setattr("openhall.blocks.appointments.actions.put_off._next_ones", lambda *_: iter(()))
    close_day(day=WISHED, reason="A typhoon.", now=STORM)

    assert put_off_appointments(now=STORM).called_off == 1

    assert kept(reference).state == "cancelled"
    assert (told("appointment-called-off"), told("appointment-put-off")) == (1, 0)
    owner = Follower.with_secret(reference)
    shown = words_of(owner.look())
    assert "your appointment is called off" in shown
    assert "Why it is shut: A typhoon." in shown
    assert re.search(r"/appointment/", owner.look().content.decode())
    assert 'name="slot"' in owner.look("appointment").content.decode()


def test_what_was_cut_short_goes_on_with_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second letter cannot be asked for: that place stands as it stood, and the next turn puts it off."""
    references = [apply("one"), apply("two")]
    close_day(day=WISHED, reason="A typhoon.", now=STORM)
    asked, post = list[str](), post_place

    def fails_once(**given: object) -> None:
        asked.append("")
        if len(asked) == 2:
            raise OSError
        post(**given)  # type: ignore[arg-type]

    monkeypatch.setattr("openhall.blocks.cases.actions.put_off.post_place", fails_once)
    with pytest.raises(OSError):  # noqa: PT011 - it has no words
        put_off_appointments(now=STORM)
    assert sorted(map(day_of, references)) == [WISHED, NEXT]
    assert told("appointment-put-off") == 1

    assert put_off_appointments(now=STORM).moved == 1
    assert list(map(day_of, references)) == [NEXT, NEXT]
    assert told("appointment-put-off") == 2


def test_an_ended_case_is_left_alone() -> None:
    reference = apply()
    withdraw_case(reference=reference, visitor=GUEST, now=STORM)
    close_day(day=WISHED, reason="A typhoon.", now=STORM)
    assert put_off_appointments(now=STORM).moved == 0
    assert told("appointment-put-off") == 0


def test_the_pledge_follows_the_place() -> None:
    """Who has to come has a time at once; the rest is due on that day, for the applicant and for the office."""
    reference = apply()
    assert Case.objects.get(reference=reference).due_on == WISHED
    assert set(Task.objects.filter(subject=reference).values_list("legal_on", "pressing_on")) == {(WISHED, WISHED)}

    close_one_office(office=SQUARE, day=WISHED, reason="A burst pipe.", now=STORM)
    put_off_appointments(now=STORM)

    assert Case.objects.get(reference=reference).due_on == NEXT
    assert set(Task.objects.filter(subject=reference).values_list("legal_on", "pressing_on")) == {(NEXT, NEXT)}


def test_the_page_of_the_offices_tells_on_which_days_they_are_shut() -> None:
    page = "/en/appointments/"
    assert "Closed on this day" not in words_of(Client().get(page))
    close_one_office(office=SQUARE, day=WISHED, reason="A burst pipe.", now=STORM)
    assert "Closed on this day: Thursday, 12 March 2026" in words_of(Client().get(page))


def test_an_office_that_is_none_cannot_be_shut() -> None:
    with pytest.raises(NoSuchOffice):
        close_one_office(office="nowhere", day=WISHED, reason="A burst pipe.", now=STORM)


def test_the_command_says_how_many_it_concerns(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["close", "2026-03-12", "--reason", "Pipe", "--office", "nowhere"]) == 1
    assert "no office" in capsys.readouterr().err
    assert main(["close", "2031-03-12", "--reason", "Storm"]) == 1
    capsys.readouterr()
    assert main(["close", "2026-03-12", "--reason", "Pipe", "--office", SQUARE]) == 0
    assert "market-square is shut\n0 appointments have another time" in capsys.readouterr().out
    assert main(["close", "2026-03-12", "--reason", "Pipe", "--office", SQUARE]) == 0
    assert "declared before" in capsys.readouterr().out
