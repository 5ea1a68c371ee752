"""Whoever stands at the counter: what the officer can do for them, for an hour or until one of the two ends it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from secrets import token_urlsafe
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from openhall.blocks.cases.facade import helped_matters
from openhall.blocks.catalogue.facade import MAX_QUERY, current_searcher
from openhall.blocks.identity.facade import (
    AttendanceRefused,
    Attended,
    end_attendance,
    hand_over_code,
    hand_over_sheet,
)
from openhall.blocks.oversight.facade import NotAllowedToAttend, attended_by
from openhall.channels.desk.asking import POST, for_officers
from openhall.channels.desk.attended_yes_view import yes_item
from openhall.channels.desk.attending import HERE, PLACE, TITLE, paper_name, until_words
from openhall.channels.desk.frame import DeskPage, Reader, desk_page, go_to
from openhall.channels.desk.naming import joined, moment_words, office_name, service_name
from openhall.channels.desk.words import mark as _
from openhall.kernel.languages import pick
from openhall.kernel.references import read_reference
from openhall.kernel.rights import READING
from openhall.ui.desk_outcome_views import Box, OutcomeItem, OutcomeView, SmallForm
from openhall.ui.desk_sending import Sending
from openhall.ui.desk_views import HandedView

_MOST_FOUND = 12
_STANDS = _(
    "%(paper)s was seen, which proves level %(level)s. Until %(time)s you may fill in forms for them. Both names stand "
    "on what you send, and they can undo it for 48 hours."
)
_FIND, _SERVICE, _NOT_FOUND = _("Find a form"), _("What do they want to do?"), _("No service was found for this.")
_FILL_IN = _("Fill in for %(name)s")
_WAYS, _CODE_SHEET, _CODES_SHEET = (
    _("So that they can sign in at home"),
    _("Print a sheet to sign in with once"),
    _("Print a sheet of ten codes"),
)
_CODE_TOLD = _("Good for 30 days, once. With it they add a passkey, or whatever they like, at home.")
_CODES_TOLD = _("For whoever has no smartphone. Each code works once. A sheet that they had before no longer works.")
_MANDATE, _MANDATE_TOLD, _WRITE_IT = (
    _("Somebody acts for them, or they for somebody"),
    _("Write down a mandate that was given on paper."),
    _("Write down a mandate"),
)
_FIRM, _FIRM_TOLD, _FIRM_WRITE = (
    _("A firm of theirs gives something on paper"),
    _("A place to one of its people, or a mandate to another firm. It gets a letter, and can undo it for 48 hours."),
    _("Write it down for a firm"),
)
_SENT, _OPEN = _("Sent at this counter"), _("Open it")
_DONE, _DONE_TOLD, _DONE_ACT = (
    _("They are leaving"),
    _("From then on you can do nothing for them any more."),
    _("We are finished"),
)
_ONCE_TITLE, _CODES_TITLE = _("Sheet to sign in with once"), _("Sheet of codes to sign in with")
_ONCE_WORDS = _("Go to %(address)s and type this code. It works once, until %(day)s.")
_CODES_WORDS = _("Go to %(address)s. Type the number of the sheet, then the next code. Strike out each code after use.")
_KEEP = _("Whoever has this sheet can be you: keep it like money.")
_SHEET_NUMBER, _BACK = _("Number of the sheet"), _("Back to the counter")
_OFFICER = _(
    "This person works for an office. Who runs the hall gives them their ways to sign in. Forms you can still fill in."
)
_Page = Callable[[HttpRequest, Reader, Attended], HttpResponse]


@dataclass(frozen=True, slots=True)
class _Sheet:
    title: str
    words: str
    number: str
    codes: tuple[str, ...]


def attended_page(
    methods: tuple[str, ...] = READING, *, needs_yes: bool = False
) -> Callable[[_Page], Callable[..., HttpResponseBase]]:
    """Turn a function of somebody at the counter into a page of the desk; nobody there, or not any more, is a 404.

    ``needs_yes`` leads back where they have not said yes themselves.
    """

    def declare(make: _Page) -> Callable[..., HttpResponseBase]:
        @for_officers(methods)
        @wraps(make)
        def page(request: HttpRequest, reader: Reader, attendance: str) -> HttpResponse:
            number = read_reference(attendance) or ""
            try:
                found = attended_by(attendance=number, visitor=reader.visitor, now=reader.now)
            except NotAllowedToAttend:
                raise PermissionDenied from None
            except AttendanceRefused:
                raise Http404 from None
            if needs_yes and not found.confirmed_by:
                return go_to(f"{PLACE}{found.id}/")
            return make(request, reader, found)

        return page

    return declare


@attended_page()
def attended(request: HttpRequest, reader: Reader, found: Attended) -> HttpResponse:
    """Show what can be done for whoever stands there, and the forms that were looked for."""
    return show_attended(request, reader, found)


@attended_page(POST)
def code(request: HttpRequest, reader: Reader, found: Attended) -> HttpResponse:
    """Show the one-time code to print, once: asked for again, it is another."""
    try:
        made, ends_at = hand_over_code(attendance=found.id, officer=reader.visitor.id, now=reader.now)
    except AttendanceRefused as refusal:
        return show_attended(request, reader, found, refused=refusal.code == "is-officer")
    words = reader.say(_ONCE_WORDS) % {
        "address": _address(reader, "counter"),
        "day": moment_words(reader, ends_at),
    }
    return _handed(request, reader, found, _Sheet(reader.say(_ONCE_TITLE), words, "", (made,)))


@attended_page(POST)
def codes(request: HttpRequest, reader: Reader, found: Attended) -> HttpResponse:
    """Show the sheet of codes to print, once: asked for again, it is another, and the one before is worth nothing."""
    try:
        made = hand_over_sheet(attendance=found.id, officer=reader.visitor.id, now=reader.now)
    except AttendanceRefused as refusal:
        return show_attended(request, reader, found, refused=refusal.code == "is-officer")
    words = reader.say(_CODES_WORDS) % {"address": _address(reader, "printed")}
    return _handed(request, reader, found, _Sheet(reader.say(_CODES_TITLE), words, made.number, made.codes))


@for_officers(POST)
def end(_request: HttpRequest, reader: Reader, attendance: str) -> HttpResponse:
    """End what the officer may do for them; ended before, it is ended."""
    try:
        end_attendance(attendance=read_reference(attendance) or "", officer=reader.visitor.id, now=reader.now)
    except AttendanceRefused:
        raise Http404 from None
    return go_to(PLACE, done="attended")


def show_attended(
    request: HttpRequest,
    reader: Reader,
    found: Attended,
    *,
    refused: bool = False,
    wrong: tuple[str, str] | None = None,
) -> HttpResponse:
    """Draw the page of whoever stands at the counter; ``wrong`` names a field of their own yes, and what it lacks."""
    say, wanted = reader.say, request.GET.get("service", "").strip()[:MAX_QUERY]
    place, name = f"{PLACE}{found.id}/", pick(found.name, reader.language)
    fill = {
        "paper": paper_name(reader, found.shown.paper),
        "level": str(found.shown.level),
        "time": until_words(reader, found.ends_at),
    }
    matches = _matches(reader, found, wanted) if wanted else ()
    view = OutcomeView(
        name,
        say(_STANDS) % fill,
        items=(*matches, *_sent(reader, found), *_acts(reader, found, place, refused=refused, wrong=wrong)),
        find=SmallForm(
            "find",
            say(_FIND),
            say(_FIND),
            Sending(place, errors=_not_found(reader, wanted, matches)),
            (Box("service", say(_SERVICE), wanted),),
        ),
        lists=((say(TITLE), PLACE),),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.CONFLICT if refused else HTTPStatus.OK
    page = DeskPage(f"counter/{found.id}/", "outcome.jinja", view, title=say(TITLE), here=HERE, status=status)
    return desk_page(request, reader, page)


def _not_found(reader: Reader, wanted: str, matches: tuple[OutcomeItem, ...]) -> tuple[tuple[str, str], ...]:
    return (("service", reader.say(_NOT_FOUND)),) if wanted and not matches else ()


def _matches(reader: Reader, found: Attended, wanted: str) -> tuple[OutcomeItem, ...]:
    """Return the services that answer what was typed, among those that this counter helps with."""
    mandate = next((each for each in reader.visitor.mandates if each.giver == found.person), None)
    offices = mandate.services if mandate else ()
    slug, link = reader.language.slug, reader.say(_FILL_IN) % {"name": pick(found.name, reader.language)}
    known = [each for each in current_searcher().search(wanted).services if each in reader.catalogue.summaries]
    return tuple(
        OutcomeItem(
            service_name(reader, each),
            told=office_name(reader, each.partition("/")[0]),
            href=f"/{slug}/apply/{each}/",
            link=link,
        )
        for each in known
        if not offices or each.partition("/")[0] in offices
    )[:_MOST_FOUND]


def _sent(reader: Reader, found: Attended) -> tuple[OutcomeItem, ...]:
    """Return what was sent for them since they came."""
    sent = helped_matters(helper=reader.visitor.id, people=(found.person,), since=found.begun_at)
    return tuple(
        OutcomeItem(
            service_name(reader, each.service),
            told=joined(reader, reader.say(_SENT), moment_words(reader, each.submitted_at)),
            href=f"/{reader.language.slug}/track/{each.reference}/",
            link=each.reference,
        )
        for each in sent
    )


def _acts(
    reader: Reader, found: Attended, place: str, *, refused: bool, wrong: tuple[str, str] | None
) -> tuple[OutcomeItem, ...]:
    say, once = reader.say, token_urlsafe(16)

    def button(name: str, words: str, told: str = "", *, is_quiet: bool = True) -> SmallForm:
        return SmallForm(
            name, words, words, Sending(f"{place}{name}/", once), told=told, is_quiet=is_quiet, is_folded=False
        )

    leaving = OutcomeItem(say(_DONE), forms=(button("end", say(_DONE_ACT), say(_DONE_TOLD), is_quiet=False),))
    if not found.confirmed_by:
        return yes_item(reader, found, wrong), leaving
    ways = (button("code", say(_CODE_SHEET), say(_CODE_TOLD)), button("codes", say(_CODES_SHEET), say(_CODES_TOLD)))
    return (
        OutcomeItem(say(_WAYS), told=say(_OFFICER) if refused else "", forms=() if refused else ways),
        OutcomeItem(say(_MANDATE), told=say(_MANDATE_TOLD), href=f"{place}mandate/", link=say(_WRITE_IT)),
        OutcomeItem(say(_FIRM), told=say(_FIRM_TOLD), href=f"{place}firm/", link=say(_FIRM_WRITE)),
        leaving,
    )


def _address(reader: Reader, way: str) -> str:
    # Never what the request says: a paper would send somebody to whatever address the browser was led to.
    return f"{urlsplit(settings.OPENHALL_URL).netloc}/{reader.language.slug}/sign-in/{way}/"


def _handed(request: HttpRequest, reader: Reader, found: Attended, sheet: _Sheet) -> HttpResponse:
    say = reader.say
    view = HandedView(
        title=sheet.title,
        name=pick(found.name, reader.language),
        words=sheet.words,
        number_label=say(_SHEET_NUMBER) if sheet.number else "",
        number=sheet.number,
        codes=sheet.codes,
        keep=say(_KEEP),
        made=joined(reader, office_name(reader, found.counter.office), moment_words(reader, reader.now)),
        back_href=f"{PLACE}{found.id}/",
        back=say(_BACK),
    )
    page = DeskPage(f"counter/{found.id}/", "handed.jinja", view, title=sheet.title, here=HERE)
    return desk_page(request, reader, page)
