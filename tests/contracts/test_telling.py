"""From the outbox to the person: by the ways that they chose, once, whatever fails on the way."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from icalendar import Calendar
from pytest_django import Settings

from openhall.blocks.appointments.facade import booking_of
from openhall.blocks.cases.facade import (
    ASKED_MAIL,
    DECIDED_MAIL,
    MAIL,
    SECRET_MAIL,
    Applicant,
    Template,
    cancel_appointment,
    post_mail,
)
from openhall.blocks.cases.tests.applying import NOW, opened, prepared, request, submit
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import Handler, deliver_due, troubles
from openhall.blocks.journal.models import Message, Record
from openhall.blocks.messages.facade import Kind, inbox_of, set_preferences
from openhall.blocks.messages.models import Delivery, InboxMessage
from openhall.blocks.messages.providers.kinds import NotAcceptedError
from openhall.blocks.messages.providers.registry import KINDS
from openhall.blocks.messages.tests.providers import Fake
from openhall.project.handlers import HANDLERS

pytestmark = pytest.mark.django_db
NOOR = Visitor("noor-al-bahar")
BY_MAIL: Mapping[str, Handler] = {MAIL: HANDLERS[MAIL]}


class Ways:
    """The providers of the hall, by channel."""

    def __init__(self) -> None:
        self.mail, self.sms = [Fake("A"), Fake("B")], [Fake("S")]


@pytest.fixture
def ways(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ways:
    """Return a demonstration whose applicants all gave both an address and a number."""
    settings.OPENHALL_DEMO = True
    found = Ways()
    sending = "openhall.blocks.messages.sending.providers_of"
    monkeypatch.setattr(sending, lambda channel: found.mail if channel == "mail" else found.sms)
    monkeypatch.setattr("openhall.channels.mail.letters.contact_in", lambda *_: "noor@mail.example")
    monkeypatch.setattr("openhall.channels.mail.letters.telephone_in", lambda *_: "9123 4567")
    opened()
    return found


def case_of_noor() -> str:
    """Return a case whose first letter is out already."""
    reference = submit(prepared(Applicant(NOOR)), request(caller="person:noor")).reference
    Message.objects.filter(kind=MAIL).update(state=Message.State.DELIVERED)
    return reference


def told(reference: str, template: str, *, tries: int = 1) -> None:
    post_mail(reference=reference, template=template, key=f"{reference}:{template}", now=NOW)
    for number in range(tries):
        deliver_due(handlers=BY_MAIL, now=NOW + timedelta(days=number))


def got(ways: Ways) -> tuple[int, int]:
    """Return how many mails and text messages reached the person."""
    return sum(len(each.got) for each in ways.mail), sum(len(each.got) for each in ways.sms)


@pytest.mark.parametrize(
    ("letters", "reminders", "of_letter", "of_reminder"),
    [
        ("mail", "sms", (1, 0), (0, 1)),
        ("sms", "none", (0, 1), (0, 0)),
        ("both", "mail", (1, 1), (1, 0)),
        ("none", "both", (0, 0), (1, 1)),
    ],
)
def test_each_kind_goes_the_way_that_was_chosen_and_the_letter_lies_there(
    ways: Ways, letters: str, reminders: str, of_letter: tuple[int, int], of_reminder: tuple[int, int]
) -> None:
    reference = case_of_noor()
    chosen = {Kind.LETTERS: letters, Kind.REMINDERS: reminders}
    set_preferences(person=NOOR.id, language="zh-Hans", channels=chosen, now=NOW)
    told(reference, DECIDED_MAIL)
    assert got(ways) == of_letter
    told(reference, Template.APPOINTMENT_REMINDER)
    assert got(ways) == tuple(map(sum, zip(of_letter, of_reminder, strict=True)))
    inbox = inbox_of(person=NOOR.id)
    assert {each.template for each in inbox.letters} == {DECIDED_MAIL, Template.APPOINTMENT_REMINDER}
    assert {each.language for each in inbox.letters} == {"zh-Hans"}


def test_a_guest_is_told_of_by_mail_and_has_no_inbox(ways: Ways) -> None:
    reference = submit().reference
    deliver_due(handlers=BY_MAIL, now=NOW)
    # That it has arrived, and when to come.
    assert (got(ways), InboxMessage.objects.count()) == ((2, 0), 0)
    told(reference, SECRET_MAIL)
    assert got(ways) == (3, 0)


def test_the_mail_about_an_appointment_brings_it_for_the_calendar(ways: Ways) -> None:
    reference = submit().reference
    deliver_due(handlers=BY_MAIL, now=NOW)
    booked = booking_of(reference)
    assert booked is not None
    cancel_appointment(reference=reference, booking=booked.id, now=NOW)
    deliver_due(handlers=BY_MAIL, now=NOW)

    files = [each.attachment for each in ways.mail[0].given]
    assert [file.name if file else "" for file in files] == ["", "appointment.ics", "appointment.ics"]
    events = [Calendar.from_ical(file.content).walk("VEVENT")[0] for file in files if file]
    assert [str(each["status"]) for each in events] == ["CONFIRMED", "CANCELLED"]
    assert len({str(each["uid"]) for each in events}) == 1
    assert events[0].decoded("dtstart") == booked.starts_at
    told(reference, Template.APPOINTMENT_REMINDER)
    assert ways.mail[0].given[-1].attachment is None


def test_a_secret_code_lies_in_no_inbox(ways: Ways) -> None:
    told(case_of_noor(), SECRET_MAIL)
    assert (got(ways), InboxMessage.objects.count()) == ((1, 0), 0)


def test_one_way_that_fails_keeps_neither_the_other_nor_the_letter_and_repeats_nothing(ways: Ways) -> None:
    reference = case_of_noor()
    both = dict.fromkeys(Kind, "both")
    set_preferences(person=NOOR.id, language="", channels=both, now=NOW)
    for each in ways.mail:
        each.fault = NotAcceptedError()
    told(reference, DECIDED_MAIL, tries=3)
    assert (got(ways), InboxMessage.objects.count(), ways.sms[0].calls) == ((0, 1), 1, 1)
    ways.mail[1].fault = None
    told(reference, DECIDED_MAIL)
    deliver_due(handlers=BY_MAIL, now=NOW + timedelta(days=9))
    assert (got(ways), InboxMessage.objects.count(), ways.sms[0].calls) == ((1, 1), 1, 1)
    kinds = sorted(
        Record.objects.filter(subject=reference, kind__regex="^(letter|notice)").values_list("kind", flat=True)
    )
    assert kinds == ["letter.delivered", "notice.sent", "notice.sent"]


def test_a_doubt_that_nobody_ends_comes_before_a_person_and_nothing_went_out_twice(ways: Ways) -> None:
    reference = case_of_noor()
    ways.mail[0].fault, ways.mail[0].can_be_asked = TimeoutError(), False
    told(reference, DECIDED_MAIL, tries=15)
    assert (got(ways), ways.mail[0].calls, ways.mail[1].calls) == ((1, 0), 1, 0)
    (trouble,) = troubles()
    assert (trouble.kind, trouble.told) == (MAIL, "InDoubtError")
    assert Delivery.objects.get().state == "doubt"


def test_the_queue_holds_a_moment_and_nothing_of_the_person(ways: Ways) -> None:
    reference, at = case_of_noor(), datetime(2026, 4, 1, 7, 30, tzinfo=NOW.tzinfo)
    post_mail(reference=reference, template=Template.APPOINTMENT_BOOKED, key="booked", now=NOW, moment=at)
    payload = Message.objects.get(key="booked").payload
    assert payload == (f'{{"moment":"{at.isoformat()}","reference":"{reference}","template":"appointment-booked"}}')
    deliver_due(handlers=BY_MAIL, now=NOW)
    assert got(ways) == (1, 0)


def test_a_letter_about_a_paper_knows_which(ways: Ways) -> None:
    reference = case_of_noor()
    post_mail(reference=reference, template=Template.PAPER_ISSUED, key="issued", now=NOW, paper="p-1")
    deliver_due(handlers=BY_MAIL, now=NOW)
    (letter,) = inbox_of(person=NOOR.id).letters
    assert (letter.paper, letter.has_legal_effect, got(ways)) == ("p-1", True, (1, 0))


def test_what_is_asked_no_more_is_in_no_inbox_either(ways: Ways) -> None:
    told(case_of_noor(), ASKED_MAIL)
    assert (got(ways), InboxMessage.objects.count(), Delivery.objects.count()) == ((0, 0), 0, 0)


def test_every_kind_of_provider_is_there() -> None:
    assert set(KINDS) == {"files", "smtp", "anymail", "demo", "http"}
