"""The file for calendars, read by the rules of RFC 5545 and not by the library that wrote it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from openhall.blocks.appointments.facade import Booking, CalendarWords, calendar_file

HONG_KONG, LISBON = ZoneInfo("Asia/Hong_Kong"), ZoneInfo("Europe/Lisbon")
BOOKED = Booking(
    id="b" * 32,
    uid="a" * 32,
    sequence=0,
    subject="7KQ4MX2P9C11",
    kind="visit",
    office="hall",
    starts_at=datetime(2026, 12, 3, 1, 30, tzinfo=UTC),
    ends_at=datetime(2026, 12, 3, 2, 0, tzinfo=UTC),
    seat=0,
    state="booked",
    changed_at=datetime(2026, 11, 26, 6, 0, tzinfo=UTC),
)
LONG = "請帶備身份證明文件及申請編號。" * 9 + "a; b, c\\d\nnext"
WORDS = CalendarWords(
    language="zh-Hant",
    title="遞交擬結婚通知書",
    place="Hall, Main Street; 1",
    bring=LONG,
    url="https://hall.example/zh-hant/track/x/",
    host="hall.example",
)
_LINE = re.compile(r'^(?P<name>[A-Z0-9-]+)(?P<params>(?:;[A-Z0-9-]+=(?:"[^"]*"|[^":;,]+))*):(?P<value>.*)$')


def lines(file: bytes) -> list[tuple[str, str, str]]:
    """Return the content lines of a file, unfolded: name, parameters, value."""
    assert file.endswith(b"\r\n")
    for line in file.split(b"\r\n"):
        assert len(line) <= 75, line
        assert b"\n" not in line
    whole = file.decode().replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")[:-1]
    found = [_LINE.match(line) for line in whole]
    return [(each["name"], each["params"], each["value"]) for each in found if each or pytest.fail(str(whole))]


def one(read: list[tuple[str, str, str]], name: str) -> tuple[str, str]:
    """Return parameters and value of a line of the event."""
    begin, end = read.index(("BEGIN", "", "VEVENT")), read.index(("END", "", "VEVENT"))
    alarm = read.index(("BEGIN", "", "VALARM")) if ("BEGIN", "", "VALARM") in read else end
    ((params, value),) = [line[1:] for line in read[begin : min(alarm, end)] if line[0] == name]
    return params, value


def unescaped(value: str) -> str:
    """Return a text as RFC 5545, section 3.3.11 escapes it."""
    return re.sub(r"\\(.)", lambda each: "\n" if each[1] in "nN" else each[1], value)


def test_a_calendar_reads_what_when_and_where() -> None:
    read = lines(calendar_file(BOOKED, WORDS, HONG_KONG))

    assert read[0] == ("BEGIN", "", "VCALENDAR")
    assert read[-1] == ("END", "", "VCALENDAR")
    assert ("VERSION", "", "2.0") in read
    assert ("METHOD", "", "PUBLISH") in read
    assert one(read, "UID") == ("", f"{'a' * 32}@hall.example")
    assert one(read, "SEQUENCE") == ("", "0")
    assert one(read, "DTSTAMP") == ("", "20261126T060000Z")
    assert one(read, "DTSTART") == (";TZID=Asia/Hong_Kong", "20261203T093000")
    assert one(read, "DTEND") == (";TZID=Asia/Hong_Kong", "20261203T100000")
    assert one(read, "STATUS") == ("", "CONFIRMED")
    assert one(read, "SUMMARY") == (";LANGUAGE=zh-Hant", "遞交擬結婚通知書")
    assert unescaped(one(read, "LOCATION")[1]) == "Hall, Main Street; 1"
    assert unescaped(one(read, "DESCRIPTION")[1]) == LONG
    assert ("TZID", "", "Asia/Hong_Kong") in read


def test_nothing_of_the_case_stands_in_it() -> None:
    assert BOOKED.subject.encode() not in calendar_file(BOOKED, WORDS, HONG_KONG)


def test_moved_it_has_the_same_id_and_a_higher_sequence() -> None:
    later = BOOKED.starts_at + timedelta(days=1)
    moved = replace(BOOKED, id="c" * 32, sequence=1, starts_at=later, ends_at=later + timedelta(minutes=30))

    read = lines(calendar_file(moved, WORDS, HONG_KONG))

    assert one(read, "UID")[1] == f"{'a' * 32}@hall.example"
    assert one(read, "SEQUENCE")[1] == "1"
    assert one(read, "DTSTART")[1] == "20261204T093000"


def test_cancelled_it_says_so() -> None:
    read = lines(calendar_file(replace(BOOKED, state="cancelled", sequence=2), WORDS, HONG_KONG))

    assert ("METHOD", "", "CANCEL") in read
    assert one(read, "STATUS") == ("", "CANCELLED")
    assert one(read, "SEQUENCE")[1] == "2"
    assert ("BEGIN", "", "VALARM") not in read


@pytest.mark.parametrize(("month", "offset"), [(1, "+0000"), (7, "+0100")])
def test_a_zone_that_changes_its_clock_is_told_with_its_rules(month: int, offset: str) -> None:
    at = datetime(2027, month, 8, 9, 0, tzinfo=LISBON)
    booked = replace(BOOKED, starts_at=at.astimezone(UTC), ends_at=at.astimezone(UTC) + timedelta(minutes=30))

    read = lines(calendar_file(booked, WORDS, LISBON))

    assert one(read, "DTSTART") == (";TZID=Europe/Lisbon", f"2027{month:02}08T090000")
    assert ("TZOFFSETTO", "", offset) in read
    assert ("BEGIN", "", "DAYLIGHT") in read
