"""Walk in without an appointment: the board of an office, take a number there, and see how it goes with it."""

import secrets
from http import HTTPStatus
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.appointments.facade import (
    BookingOffice,
    Diary,
    QueueFull,
    TooManyAtOnce,
    board_of,
    is_open_now,
    take_ticket,
    ticket_by_id,
)
from openhall.blocks.catalogue.facade import Catalogue, current_catalogue, diary_of_kind
from openhall.channels.portal.asking import visitor
from openhall.channels.portal.framing import own_page, see_other
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.tracking import LANGUAGE, language_for
from openhall.channels.portal.views import current_site, error_response
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import BY_SLUG, Language, pick
from openhall.kernel.rights import READING, Right, open_to
from openhall.ui.appointment_views import BoardView, NumberView
from openhall.ui.form_views import Choice
from openhall.ui.formats import full_date, moment

_ONCE, _KIND, _MOST = "_once", "kind", 40
_SHUT = _("The office is shut now. Numbers are given while it is open.")
_FULL = _("So many people wait that no more numbers are given. Come on another day, or book a time.")


@open_to(Right.EVERYONE, methods=(*READING, "POST"))
def office_now(request: HttpRequest, slug: str, office: str) -> HttpResponse:
    """Show the numbers that are called at an office, or take one; sent twice it is one number."""
    catalogue, language = current_catalogue(), BY_SLUG.get(slug)
    found = next((each for each in catalogue.jurisdiction.booking_offices if each.id == office), None)
    if language is None or language not in catalogue.languages or found is None:
        return error_response(request, HTTPStatus.NOT_FOUND)
    if request.method != "POST" or LANGUAGE in request.POST:
        return _board(request, catalogue, language_for(request, language), found)
    diary = next((each for each in _diaries(catalogue, office) if each.kind.id == request.POST.get(_KIND)), None)
    now, key = timezone.now(), request.POST.get(_ONCE, "")[:_MOST]
    if diary is None or not key or not is_open_now(diary, office=office, now=now):
        return _board(request, catalogue, language, found, HTTPStatus.CONFLICT)
    try:
        day = now.astimezone(diary.zone).date()
        ticket = take_ticket(office=office, kind=diary.kind.id, day=day, now=now, key=key)
    except (QueueFull, TooManyAtOnce):
        return _board(request, catalogue, language, found, HTTPStatus.CONFLICT, _FULL)
    return see_other(f"/{language.slug}/{_place(office)}{ticket.id}/")


@open_to(Right.EVERYONE)
def number(request: HttpRequest, slug: str, office: str, ticket: str) -> HttpResponse:
    """Show how it goes with a number; whoever has its address has the number."""
    catalogue, language, found = current_catalogue(), BY_SLUG.get(slug), ticket_by_id(ticket)
    place = next((each for each in catalogue.jurisdiction.booking_offices if each.id == office), None)
    if language is None or language not in catalogue.languages or found is None or place is None:
        return error_response(request, HTTPStatus.NOT_FOUND)
    taken, before = found
    if taken.office != office:
        return error_response(request, HTTPStatus.NOT_FOUND)
    view = NumberView(
        office=pick(place.name, language),
        number=taken.number,
        before=before,
        counter=taken.counter or 0,
        day=full_date(taken.day, language),
        when=moment(timezone.now(), language, catalogue.jurisdiction.time_zone),
        board_href=f"/{language.slug}/{_place(office)}",
    )
    page = Page(f"{_place(office)}{ticket}/", "appointments_number.jinja", {"view": view})
    return own_page(request, current_site(visitor(request), catalogue), language, page)


def _board(
    request: HttpRequest,
    catalogue: Catalogue,
    language: Language,
    office: BookingOffice,
    status: HTTPStatus = HTTPStatus.OK,
    fault: str = "",
) -> HttpResponse:
    now, zone, say = timezone.now(), catalogue.jurisdiction.time_zone, saying(language)
    board = board_of(office.id, now.astimezone(ZoneInfo(zone)).date())
    diaries = _diaries(catalogue, office.id)
    is_open = any(is_open_now(each, office=office.id, now=now) for each in diaries)
    view = BoardView(
        office=pick(office.name, language),
        called=tuple((each.number, each.counter or 0) for each in board.called),
        waiting=board.waiting,
        when=moment(now, language, zone),
        back_href=f"/{language.slug}/appointments/",
        action=f"/{language.slug}/{_place(office.id)}",
        kinds=tuple(Choice(each.kind.id, pick(each.kind.name, language)) for each in diaries),
        once=request.POST.get(_ONCE, "")[:_MOST] or secrets.token_urlsafe(18),
        closed="" if is_open else say(_SHUT),
        fault=say(fault) if fault else "",
    )
    page = Page(_place(office.id), "appointments_now.jinja", {"view": view})
    return own_page(request, current_site(visitor(request), catalogue), language, page, status)


def _diaries(catalogue: Catalogue, office: str) -> list[Diary]:
    """Return the diaries of the kinds for which people come to an office."""
    found = (diary_of_kind(catalogue.jurisdiction, each.id) for each in catalogue.jurisdiction.bookable)
    return [each for each in found if each is not None and each.kind.attends and office in each.offices]


def _place(office: str) -> str:
    return f"appointments/offices/{office}/now/"
