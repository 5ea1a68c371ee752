"""The days of somebody's matters as a calendar (RFC 5545) that other programs keep up to date by themselves.

A program shows a name and a password (RFC 7617), which stand in no address: addresses are kept in histories and logs.
"""

import binascii
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from http import HTTPStatus
from typing import Literal
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from icalendar import Alarm, Calendar, Event

from openhall.blocks.appointments.facade import Booking
from openhall.blocks.cases.facade import Matter
from openhall.blocks.catalogue.facade import current_catalogue, diary_of
from openhall.blocks.identity.facade import Visitor, person_of_calendar
from openhall.channels.portal.asking import visitor
from openhall.channels.portal.mine.gathering import Holding, holding_of
from openhall.channels.portal.mine.lines import money, office_name, service_name
from openhall.channels.portal.views import error_response
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import BY_SLUG, Language, pick
from openhall.kernel.rights import Right, open_to

#: How often a program is asked to look again.
_REFRESH = timedelta(hours=6)
#: Before the beginning of the day: at nine in the morning a week and a day ahead.
_A_WEEK, _A_DAY = timedelta(days=-7, hours=9), timedelta(hours=-15)
_MAKER = "-//Openhall//My page//"
_NAME = _("Days with the government")
_ANSWER, _PAY, _DUE = _("Answer: %(service)s"), _("Pay %(amount)s: %(service)s"), _("Due: %(service)s")
_VISIT = _("Appointment: %(service)s")
_TITLES = {"answer": _ANSWER, "due": _DUE}


@dataclass(frozen=True, slots=True)
class _Day:
    """A day of a matter: what it is for, and which one of several."""

    kind: Literal["answer", "pay", "due"]
    day: date
    matter: Matter
    serial: str = ""
    amount: str = ""


@open_to(Right.EVERYONE)
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the calendar that a program's password opens; whoever shows none is asked for it."""
    return _opened(request, slug, _password(request), HTTPStatus.UNAUTHORIZED)


@open_to(Right.EVERYONE)
def linked(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Hand out the calendar whose password stands in the address, where an operator lets it stand there."""
    return _opened(request, slug, key if settings.OPENHALL_CALENDAR_LINKS else "", HTTPStatus.NOT_FOUND)


@open_to(Right.SIGNED_IN)
def days(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the calendar of whoever is signed in, as it is now."""
    language = BY_SLUG.get(slug)
    return _calendar(visitor(request), language) if language else error_response(request, HTTPStatus.NOT_FOUND)


def _opened(request: HttpRequest, slug: str, key: str, otherwise: HTTPStatus) -> HttpResponse:
    language = BY_SLUG.get(slug)
    if language not in current_catalogue().languages:
        language, otherwise = None, HTTPStatus.NOT_FOUND
    owner = person_of_calendar(key) if language else None
    if language is None or owner is None:
        response = error_response(request, otherwise)
        response["Cache-Control"] = "no-store"
        if otherwise == HTTPStatus.UNAUTHORIZED:
            response["WWW-Authenticate"] = 'Basic realm="calendar", charset="UTF-8"'
        return response
    return _calendar(owner, language)


def _password(request: HttpRequest) -> str:
    """Return the password that a program shows, whatever name stands before it; nothing where it shows none."""
    scheme, _space, shown = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(shown.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _calendar(owner: Visitor, language: Language) -> HttpResponse:
    holding = holding_of(owner, current_catalogue(), timezone.now(), has_drafts=False)
    response = HttpResponse(_written(holding, language), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = language.code
    response["Content-Disposition"] = 'inline; filename="openhall.ics"'
    return response


def _written(holding: Holding, language: Language) -> bytes:
    name = saying(language)(_NAME)
    made = Calendar()
    made.add("prodid", f"{_MAKER}{language.code.upper()}")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", holding.catalogue.jurisdiction.time_zone)
    made.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", _REFRESH)
    for day in sorted(_days(holding), key=lambda each: (each.day, each.matter.reference, each.kind)):
        made.add_component(_event(holding, day, language))
    for booking in holding.bookings.values():
        made.add_component(_visit(holding, booking, language))
    return bytes(made.to_ical())


def _days(holding: Holding) -> Iterator[_Day]:
    for matter in holding.matters:
        bill = holding.bills.get(matter.reference)
        if matter.answer_by is not None:
            yield _Day("answer", matter.answer_by, matter, matter.answer_by.isoformat())
        if bill is not None and bill.due_on is not None:
            yield _Day("pay", bill.due_on, matter, bill.id, money(holding, bill.amount))
        if matter.due_on is not None and matter.paused_on is None and not holding.is_yours(matter):
            yield _Day("due", matter.due_on, matter)


def _event(holding: Holding, day: _Day, language: Language) -> Event:
    say, matter = saying(language), day.matter
    place = f"/{language.slug}/track/{matter.reference}/"
    title = say(_TITLES.get(day.kind, _PAY)) % {
        "service": service_name(holding, matter.service, language),
        "amount": day.amount,
    }
    event = Event()
    # The same day of the same matter keeps its name in every language, wherever it is moved to.
    event.add("uid", str(uuid5(NAMESPACE_URL, f"{settings.OPENHALL_URL}/{matter.reference}/{day.kind}/{day.serial}")))
    event.add("dtstamp", matter.holder_since)
    event.add("summary", title)
    event.add("dtstart", day.day)
    event.add("dtend", day.day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add("url", f"{settings.OPENHALL_URL}{place}")
    event.add("description", f"{office_name(holding, matter.authority, language)}\n{matter.reference}")
    for ahead in () if day.kind == "due" else (_A_WEEK, _A_DAY):
        event.add_component(_alarm(title, ahead))
    return event


def _visit(holding: Holding, booking: Booking, language: Language) -> Event:
    """Return an appointment, under the name that its own calendar file has: who took both sees it once."""
    matter = next(each for each in holding.matters if each.reference == booking.subject)
    title = saying(language)(_VISIT) % {"service": service_name(holding, matter.service, language)}
    diary = diary_of(holding.catalogue.jurisdiction, matter.service)
    office = diary.offices.get(booking.office) if diary else None
    event = Event()
    event.add("uid", f"{booking.uid}@{urlsplit(settings.OPENHALL_URL).hostname}")
    event.add("sequence", booking.sequence)
    event.add("dtstamp", booking.changed_at)
    event.add("dtstart", booking.starts_at.astimezone(UTC))
    event.add("dtend", booking.ends_at.astimezone(UTC))
    event.add("summary", title)
    if office is not None:
        event.add("location", pick(office.name, language))
    event.add("class", "PRIVATE")
    event.add("url", f"{settings.OPENHALL_URL}/{language.slug}/track/{booking.subject}/")
    for ahead in (timedelta(days=-1), timedelta(hours=-2)):
        event.add_component(_alarm(title, ahead))
    return event


def _alarm(title: str, ahead: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", ahead)
    return alarm
