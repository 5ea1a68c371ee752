"""A dishonest clerk: without the person's own yes nothing is sent for them, and no way to be them is printed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import transaction
from pytest_django import Settings

from openhall.blocks.identity.codes import digits_of
from openhall.blocks.identity.facade import (
    MOST_WITHOUT,
    AttendanceRefused,
    Counter,
    NotMandated,
    Scope,
    Shown,
    SignInRefused,
    Terms,
    TooOften,
    Yes,
    attend,
    attendance_of,
    begin_session,
    confirm_attendance,
    confirm_mandate,
    count_confirmed,
    go_on_without,
    hand_over_code,
    hand_over_sheet,
    keep_account,
    make_sheet,
    open_person,
    send_confirming,
    use_code,
    visitor_of,
    ways_to_confirm,
    write_down_mandate,
)
from openhall.blocks.identity.models import Address, Person, SentCode
from openhall.blocks.journal.facade import seal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo")]
Message, Record = (apps.get_model("journal", name) for name in ("Message", "Record"))
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


@pytest.fixture
def demo(settings: Settings) -> None:
    """Let anybody be chosen: this is about what they may do then."""
    settings.OPENHALL_DEMO = True


def _person(name: str = "IDRIS", *, is_officer: bool = False) -> str:
    person = open_person(name={"en": name}, facts={})
    if is_officer:
        Person.objects.filter(pk=person).update(authority="town", posts='["clerk"]')
    return person


@pytest.fixture
def clerk() -> str:
    """Return who sits at the counter."""
    return _person("ODILE", is_officer=True)


@pytest.fixture
def person() -> str:
    """Return somebody with two addresses."""
    person = _person()
    account = keep_account(person, NOW)
    for number, (channel, address) in enumerate((("mail", "idris@example.com"), ("sms", "5550147"))):
        digest = f"{number}" * 64
        sealed = seal(owner=f"person:{person}", plain=address.encode(), context=f"address:{digest}".encode())
        Address.objects.create(digest=digest, account=account, channel=channel, sealed=sealed, confirmed_at=NOW)
    return person


def _attended(person: str, clerk: str, key: str = "one") -> str:
    return attend(
        person=person, counter=Counter(clerk, "town", "clerk"), shown=Shown("card", 2), services=(), key=key, now=NOW
    )


def _may(clerk: str, person: str, scope: Scope = Scope.SUBMIT) -> bool:
    try:
        with transaction.atomic():
            confirm_mandate(giver=person, helper=clerk, scope=scope, service="town/licence", now=NOW)
    except NotMandated:
        return False
    return True


def _asked(attendance: str, clerk: str, now: datetime = NOW) -> str:
    before = set(SentCode.objects.values_list("pk", flat=True))
    assert send_confirming(attendance=attendance, officer=clerk, language="en", now=now) == 2
    return min({*SentCode.objects.values_list("pk", flat=True)} - before, key=len)


def _names(attendance: str, clerk: str, typed: str, now: datetime = NOW) -> None:
    confirm_attendance(attendance=attendance, officer=clerk, typed=typed, now=now)


def test_until_they_say_yes_nothing_is_sent_and_nothing_printed(person: str, clerk: str) -> None:
    made = _attended(person, clerk)
    assert ways_to_confirm(person) == {Yes.SENT}
    assert (_may(clerk, person, Scope.FILL), _may(clerk, person)) == (True, False)
    terms = Terms(("letters",), NOW + timedelta(days=9))
    for act in (
        lambda: hand_over_code(attendance=made, officer=clerk, now=NOW),
        lambda: hand_over_sheet(attendance=made, officer=clerk, now=NOW),
        lambda: write_down_mandate(
            attendance=made, officer=clerk, giver=person, helper="", terms=terms, paper="shelf 1", now=NOW
        ),
    ):
        with pytest.raises(AttendanceRefused) as refused:
            act()
        assert refused.value.code == "not-confirmed"

    _names(made, clerk, digits_of(_asked(made, clerk)))

    assert attendance_of(attendance=made, officer=clerk, now=NOW).confirmed_by == Yes.SENT
    assert _may(clerk, person)
    visitor = visitor_of(cookie=begin_session(person=clerk, now=NOW), authorization="", now=NOW)
    assert Scope.SUBMIT in visitor.mandates[0].scopes, "with the next request"
    assert hand_over_code(attendance=made, officer=clerk, now=NOW)[0]
    assert Record.objects.filter(kind="attendance.confirmed", subject=f"attendance:{made}").count() == 1


def test_each_address_gets_a_code_of_its_own_and_one_is_enough_once(person: str, clerk: str) -> None:
    made = _attended(person, clerk)
    _asked(made, clerk)
    codes = sorted(SentCode.objects.values_list("pk", flat=True), key=len)
    assert len({digits_of(each) for each in codes}) == 2
    assert Message.objects.filter(kind="counter-code").count() == 2
    _names(made, clerk, digits_of(codes[1]))
    assert not SentCode.objects.filter(used_at=None).exists()


def test_a_code_is_not_guessed_ends_and_signs_nobody_in(person: str, clerk: str) -> None:
    made = _attended(person, clerk)
    code = _asked(made, clerk)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            _names(made, clerk, "00000000")
    with pytest.raises(SignInRefused):
        _names(made, clerk, digits_of(code))
    again, late = _asked(made, clerk, NOW + timedelta(minutes=1)), NOW + timedelta(minutes=12)
    with pytest.raises(SignInRefused):
        _names(made, clerk, digits_of(again), late)
    with pytest.raises(SignInRefused):
        use_code(code=again, typed=digits_of(again), now=late)
    assert not _may(clerk, person)


def test_the_code_of_one_officer_is_nothing_to_another(person: str, clerk: str) -> None:
    made, other = _attended(person, clerk), _person("PETRA", is_officer=True)
    code = _asked(made, clerk)
    theirs = _attended(person, other, key="two")
    for attendance, officer in ((made, other), (theirs, other), ("XXXXXXXXXX", clerk)):
        with pytest.raises((SignInRefused, AttendanceRefused)):
            _names(attendance, officer, digits_of(code))
    assert not _may(other, person)


def test_nobodys_telephone_is_flooded_from_a_counter(person: str, clerk: str) -> None:
    made = _attended(person, clerk)
    for _ in range(3):
        _asked(made, clerk)
    with pytest.raises(TooOften):
        _asked(made, clerk)


def test_the_next_code_of_their_sheet_says_yes_too_once(clerk: str) -> None:
    person = _person("ROSA")
    sheet = make_sheet(account=keep_account(person, NOW).pk, level=2, now=NOW)
    made = _attended(person, clerk)
    assert ways_to_confirm(person) == {Yes.PRINTED}
    with pytest.raises(AttendanceRefused):
        send_confirming(attendance=made, officer=clerk, language="en", now=NOW)
    with pytest.raises(SignInRefused):
        _names(made, clerk, "AAAA-AAAA")
    _names(made, clerk, sheet.codes[0])
    assert _may(clerk, person)
    again = _attended(person, clerk, key="again")
    with pytest.raises(SignInRefused):
        _names(again, clerk, sheet.codes[0])
    assert not _may(clerk, person)


def test_whoever_has_no_way_yet_cannot_be_asked(clerk: str) -> None:
    made = _attended(_person("NEW"), clerk)
    assert attendance_of(attendance=made, officer=clerk, now=NOW).confirmed_by == Yes.NO_WAY
    assert hand_over_sheet(attendance=made, officer=clerk, now=NOW).codes


def test_going_on_without_is_counted_and_ends_after_a_few(person: str, clerk: str) -> None:
    for number in range(MOST_WITHOUT):
        made = _attended(person, clerk, key=f"n{number}")
        go_on_without(attendance=made, officer=clerk, why=Yes.SILENT, now=NOW)
        assert _may(clerk, person)
    late = _attended(person, clerk, key="late")
    with pytest.raises(AttendanceRefused) as refused:
        go_on_without(attendance=late, officer=clerk, why=Yes.AWAY, now=NOW)
    assert refused.value.code == "too-many-without"
    for no_reason in (Yes.SENT, Yes.PRINTED, Yes.NO_WAY):
        with pytest.raises(AttendanceRefused):
            go_on_without(attendance=late, officer=clerk, why=no_reason, now=NOW)
    assert not _may(clerk, person)
    assert count_confirmed("town", since=NOW - timedelta(days=1)) == {Yes.SILENT: MOST_WITHOUT, "": 1}
    assert Record.objects.filter(kind="attendance.unconfirmed").count() == MOST_WITHOUT
