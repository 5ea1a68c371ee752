"""An appointment as a file that any calendar reads (RFC 5545, iCalendar; RFC 5546 for what a cancellation is)."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from openhall.blocks.appointments.definitions import Booking, Diary
from openhall.kernel.languages import Language, pick

MEDIA_TYPE = "text/calendar; charset=utf-8"
#: What the file is called.
FILE_NAME = "appointment.ics"
_PRODUCT = "-//Openhall//Appointments//EN"
_CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """What stands in the file, in the reader's language. ``language`` is its tag; ``host`` makes the id world-wide."""

    language: str
    title: str
    place: str
    bring: str
    url: str
    host: str


def calendar_words(diary: Diary, booking: Booking, language: Language, base_url: str) -> CalendarWords | None:
    """Return what the file of a booking says in a language; ``None`` where nobody has to come, or it has no place.

    ``base_url`` is the address of the hall. The file leads to the page where one enters a reference; it holds none.
    """
    office = diary.offices.get(booking.office)
    if office is None or not diary.kind.attends:
        return None
    return CalendarWords(
        language=language.code,
        title=pick(diary.kind.name, language),
        place=f"{pick(office.name, language)}, {pick(office.address, language)}",
        bring=pick(diary.kind.bring, language),
        url=f"{base_url}/{language.slug}/track/",
        host=urlsplit(base_url).hostname or "openhall",
    )


def calendar_file(booking: Booking, words: CalendarWords, zone: ZoneInfo) -> bytes:
    """Return the file: a calendar that has it already takes the newer ``SEQUENCE``, and drops what is cancelled."""
    is_over = booking.state == _CANCELLED
    event = Event()
    event.add("uid", f"{booking.uid}@{words.host}")
    event.add("sequence", booking.sequence)
    event.add("dtstamp", booking.changed_at)
    event.add("last-modified", booking.changed_at)
    event.add("dtstart", booking.starts_at.astimezone(zone))
    event.add("dtend", booking.ends_at.astimezone(zone))
    event.add("summary", words.title, parameters={"language": words.language})
    event.add("location", words.place, parameters={"language": words.language})
    event.add("description", words.bring, parameters={"language": words.language})
    event.add("url", words.url)
    event.add("status", "CANCELLED" if is_over else "CONFIRMED")
    if not is_over:
        event.add_component(_alarm(words))
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_over else "PUBLISH")
    calendar.add_component(event)
    # Whoever reads it needs no list of zones of its own.
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _alarm(words: CalendarWords) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words.title)
    alarm.add("trigger", timedelta(days=-1))
    return alarm
