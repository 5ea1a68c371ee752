"""Choose a time, give it up, or take it along as a file: without signing in, by the reference and its secret."""

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from itertools import groupby
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse

from openhall.blocks.appointments.facade import (
    FILE_NAME,
    MEDIA_TYPE,
    Booking,
    Diary,
    FreeSlot,
    NoBooking,
    SlotTaken,
    TooLate,
    booking_of,
    calendar_file,
    calendar_words,
    first_day,
    free_slots,
    is_changeable,
    next_free,
)
from openhall.blocks.cases.facade import CaseEnded, Status, cancel_appointment, move_appointment
from openhall.blocks.catalogue.facade import diary_of
from openhall.channels.portal.appointments.card import may_choose_first
from openhall.channels.portal.following.appointed import APPOINTMENT, CANCEL, when_and_where
from openhall.channels.portal.following.opening import BOTH, Following, following
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import pick
from openhall.ui.appointment_views import CancelTimeView, ChooseTimeView, SlotDay
from openhall.ui.case_views import Errors
from openhall.ui.form_views import Choice
from openhall.ui.formats import full_date, moment, plain_date

_ENDED = frozenset({Status.DECIDED, Status.WITHDRAWN})
_WEEK = timedelta(days=7)
_NOW = _("Kept for you now: %(what)s")
_FREE = _("Choose where and when you would like to come.")
_NONE = _("Choose one of the times.")
_TAKEN = _("This time is not free any more. Choose another one.")
_SPAN = _("%(first)s to %(last)s")


@following(methods=BOTH)
def appointment(following: Following) -> HttpResponse:
    """Show the free times of a week at an office, or keep the one that was chosen."""
    diary, booking = _changeable(following)
    asked = following.request.POST if following.request.method == "POST" else following.request.GET
    office, week = _office(diary, booking, asked.get("office", "")), _day(asked.get("week", ""))
    errors: Errors = ()
    if following.request.method == "POST" and not following.is_turned:
        chosen = _moment(asked.get("slot", ""))
        if chosen is not None:
            try:
                _keep(following, asked.get("booking", ""), office, chosen)
            except SlotTaken:
                errors = (("slot", saying(following.language)(_TAKEN)),)
            else:
                return following.send_to()
        else:
            errors = (("slot", saying(following.language)(_NONE)),)
    view = choose_view(following, diary, booking, office, week, errors)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return following.show(following.path(APPOINTMENT), "track/appointment.jinja", view, status)


@following(methods=BOTH)
def cancel(following: Following) -> HttpResponse:
    """Say what follows from giving a place up, or give it up."""
    request = following.request
    if request.method == "POST" and not following.is_turned:
        seen = request.POST.get("booking", "")
        once = following.once(f"{APPOINTMENT}-{CANCEL}", "", seen)
        cancel_appointment(reference=following.facts.reference, booking=seen, now=following.now, once=once)
        return following.send_to()
    diary, booking = _changeable(following)
    if booking is None:
        raise NoBooking
    view = CancelTimeView(
        service=following.line,
        action=following.href(APPOINTMENT, CANCEL),
        back_href=following.href(),
        booking=booking.id,
        now=when_and_where(following, diary, booking),
    )
    return following.show(following.path(APPOINTMENT, CANCEL), "track/appointment_cancel.jinja", view)


@following()
def calendar(following: Following) -> HttpResponse:
    """Hand the appointment out as a file for calendars: also a cancelled one, which takes it out of them."""
    diary, booking = _diary(following), booking_of(following.facts.reference)
    words = calendar_words(diary, booking, following.language, settings.OPENHALL_URL) if booking else None
    if booking is None or words is None:
        raise NoBooking
    response = HttpResponse(calendar_file(booking, words, diary.zone), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    response["Cache-Control"] = "no-store"
    return response


def choose_view(
    following: Following, diary: Diary, booking: Booking | None, office: str, week: date | None, errors: Errors
) -> ChooseTimeView:
    """Return the page of the free times of a week; without a week, of the one with the time that is kept.

    Where none is kept, or that week has none to choose, it is the first one after it that has any.
    """
    language, say, today = following.language, saying(following.language), following.today
    can_first, last_day = first_day(diary, following.now), today + timedelta(days=diary.kind.ahead_days)
    begins = _monday(min(max(week or _nearest(following, diary, booking, office), can_first), last_day))
    first = next_free(diary, office=office, since=begins, now=following.now) or next_free(
        diary, office=office, now=following.now
    )
    own = (booking.office, booking.starts_at) if booking else None
    slots = tuple(
        slot
        for slot in free_slots(
            diary, office=office, first=begins, last=begins + _WEEK - timedelta(days=1), now=following.now
        )
        if (slot.office, slot.starts_at) != own  # whoever has that time wants another one
    )
    span = {"first": plain_date(begins, language), "last": plain_date(begins + timedelta(days=6), language)}
    return ChooseTimeView(
        service=following.line,
        action=following.href(APPOINTMENT),
        back_href=following.href(),
        booking=booking.id if booking else "",
        now=say(_NOW) % {"what": when_and_where(following, diary, booking)} if booking else say(_FREE),
        offices=tuple(Choice(name, pick(each.name, language)) for name, each in diary.offices.items()),
        office=office,
        office_name=pick(diary.offices[office].name, language),
        week=begins.isoformat(),
        week_words=say(_SPAN) % span,
        days=tuple(_days(following, diary, slots)),
        earlier_href=_href(following, office, begins - _WEEK) if begins > can_first else "",
        later_href=_href(following, office, begins + _WEEK) if begins + _WEEK <= last_day else "",
        next_free=moment(first.starts_at, language, str(diary.zone)) if first else "",
        next_free_href=_href(following, office, _monday(_here(diary, first))) if first else "",
        errors=errors,
    )


def _nearest(following: Following, diary: Diary, booking: Booking | None, office: str) -> date:
    """Return a day of the week that whoever wants another time looks at first."""
    kept = following.today if booking is None else booking.starts_at.astimezone(diary.zone).date()
    found = next_free(diary, office=office, since=_monday(kept), now=following.now) or next_free(
        diary, office=office, now=following.now
    )
    return _here(diary, found) if found else following.today


def _changeable(following: Following) -> tuple[Diary, Booking | None]:
    """Return the diary and what is kept, or refuse: the case has ended, it is too late, or nobody has to come."""
    diary = _diary(following)
    if following.facts.status in _ENDED:
        raise CaseEnded(status=following.facts.status)
    booking = booking_of(following.facts.reference)
    if not diary.kind.attends or (booking is None and not may_choose_first(following.facts, diary)):
        raise NoBooking
    if booking is None or booking.state != "booked":
        return diary, None
    if not is_changeable(diary, booking, following.now):
        raise TooLate(hours=diary.kind.notice_hours)
    return diary, booking


def _diary(following: Following) -> Diary:
    diary = diary_of(following.catalogue.jurisdiction, following.facts.service)
    if diary is None:
        raise NoBooking
    return diary


def _keep(following: Following, seen: str, office: str, starts_at: datetime) -> None:
    said = f"{office}|{starts_at.isoformat()}"
    move_appointment(
        reference=following.facts.reference,
        booking=seen,
        office=office,
        starts_at=starts_at,
        now=following.now,
        # The same press twice is one act; another time from the same page finds that it was moved.
        once=following.once(APPOINTMENT, said, f"{seen}/{said}"),
    )


def _days(following: Following, diary: Diary, slots: tuple[FreeSlot, ...]) -> list[SlotDay]:
    return [
        SlotDay(
            full_date(day, following.language),
            tuple(
                (f"{each.starts_at.astimezone(UTC):%Y%m%dT%H%MZ}", f"{each.starts_at.astimezone(diary.zone):%H:%M}")
                for each in of_day
            ),
        )
        for day, of_day in groupby(slots, key=lambda slot: _here(diary, slot))
    ]


def _office(diary: Diary, booking: Booking | None, asked: str) -> str:
    if asked in diary.offices:
        return asked
    return booking.office if booking and booking.office in diary.offices else next(iter(diary.offices))


def _day(asked: str) -> date | None:
    try:
        return date.fromisoformat(asked)
    except ValueError:
        return None


def _moment(asked: str) -> datetime | None:
    try:
        return datetime.strptime(asked, "%Y%m%dT%H%MZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _here(diary: Diary, slot: FreeSlot) -> date:
    return slot.starts_at.astimezone(diary.zone).date()


def _href(following: Following, office: str, week: date) -> str:
    return f"{following.href(APPOINTMENT)}?{urlencode({'office': office, 'week': week.isoformat()})}"
