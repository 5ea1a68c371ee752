"""Registers through the framework: what is in them changes all day, so none of these pages is prepared."""

from http import HTTPStatus
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.catalogue.facade import Catalogue, current_catalogue
from openhall.blocks.registers.facade import (
    MAX_QUERY,
    Register,
    all_public,
    count_entries,
    extract_of,
    notices_on_display,
    search_public,
)
from openhall.channels.portal.asking import visitor
from openhall.channels.portal.pages.entry_days import entry_then, read_days
from openhall.channels.portal.pages.notices import PLACE as NOTICES
from openhall.channels.portal.pages.notices import notices_page
from openhall.channels.portal.pages.registers import entry_page, register_page, registers_page, told_facts
from openhall.channels.portal.rendering import Page, render_page
from openhall.channels.portal.views import current_site, error_response
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import BY_SLUG, Language, pick
from openhall.kernel.rights import Right, open_to
from openhall.kernel.texts import clean_line
from openhall.ui.spreadsheets import MEDIA_TYPE, csv_file

#: As many rows as a file has.
_MOST_ROWS = 5000
_MOST_DIGITS = 6
_NUMBER, _STATE, _FROM, _UNTIL = _("Number"), _("State"), _("Valid from"), _("Valid until")
#: Names of people stand in some entries: a search engine is not where they are looked for.
_NOT_INDEXED = {"X-Robots-Tag": "noindex"}


@open_to(Right.EVERYONE)
def registers(request: HttpRequest, slug: str) -> HttpResponse:
    """List the registers, those that are open first."""
    catalogue, language = _asked(slug)
    if language is None:
        return error_response(request, HTTPStatus.NOT_FOUND)
    counts = count_entries(each.id for each in catalogue.jurisdiction.registers if each.public)
    return _answer(request, language, registers_page(catalogue, language, counts))


@open_to(Right.EVERYONE)
def notices(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the notices that are on display today."""
    catalogue, language = _asked(slug)
    if language is None:
        return error_response(request, HTTPStatus.NOT_FOUND)
    today = timezone.now().astimezone(ZoneInfo(catalogue.jurisdiction.time_zone)).date()
    found = notices_on_display(today=today, page=_page(request))
    return _answer(request, language, notices_page(catalogue, language, found))


@open_to(Right.EVERYONE)
def register(request: HttpRequest, slug: str, register: str) -> HttpResponse:
    """Show a register, and what is found in it."""
    catalogue, language = _asked(slug)
    known = _register(catalogue, register)
    if language is None or known is None:
        return error_response(request, HTTPStatus.NOT_FOUND)
    asked = request.GET.get("q", "")
    query = clean_line(asked[:MAX_QUERY])
    is_long = len(asked) > MAX_QUERY
    found = search_public(known.id, query, _page(request)) if known.public and not is_long else None
    status = HTTPStatus.BAD_REQUEST if is_long and known.public else HTTPStatus.OK
    return _answer(request, language, register_page(catalogue, language, known, query, found), status)


def _page(request: HttpRequest) -> int:
    """Return which page of a list is asked for."""
    page = request.GET.get("page", "")
    return int(page) if page.isascii() and page.isdecimal() and len(page) <= _MOST_DIGITS else 1


@open_to(Right.EVERYONE)
def entry(request: HttpRequest, slug: str, register: str, number: str) -> HttpResponse:
    """Show an entry of an open register, also as it stood on another day; of a closed register there is none."""
    catalogue, language = _asked(slug)
    known = _register(catalogue, register)
    extract = extract_of(known.id, number) if known is not None and known.public else None
    if language is None or known is None or extract is None:
        return error_response(request, HTTPStatus.NOT_FOUND)
    zone, now = catalogue.jurisdiction.time_zone, timezone.now()
    asked = read_days(request.GET.dict(), now.astimezone(ZoneInfo(zone)).date())
    then = None if asked.wrong else entry_then(known.id, extract.entry.number, asked, now, zone)
    status = HTTPStatus.BAD_REQUEST if asked.wrong else HTTPStatus.OK
    return _answer(request, language, entry_page(catalogue, language, known, extract, asked, then), status)


@open_to(Right.EVERYONE)
def register_csv(request: HttpRequest, slug: str, register: str) -> HttpResponse:
    """Hand out what is found for a spreadsheet; no cell of it is a formula."""
    catalogue, language = _asked(slug)
    known = _register(catalogue, register)
    asked = request.GET.get("q", "")
    if language is None or known is None or not known.public or len(asked) > MAX_QUERY:
        return error_response(request, HTTPStatus.NOT_FOUND)
    say, fields = saying(language), [field for field in known.fields if field.public]
    heads = [say(_NUMBER), say(_STATE), say(_FROM), say(_UNTIL), *(pick(field.label, language) for field in fields)]
    rows = []
    for each in all_public(known.id, clean_line(asked), most=_MOST_ROWS):
        told = dict(told_facts(known, each.facts, language))
        days = [str(day) if day else "" for day in (each.valid_from, each.valid_until)]
        rows.append([each.number, each.state, *days, *(told.get(field.id, "") for field in fields)])
    headers = {"Content-Disposition": f'attachment; filename="{known.id}.csv"', "Cache-Control": "no-cache"}
    return HttpResponse(csv_file(heads, rows), content_type=MEDIA_TYPE, headers={**headers, **_NOT_INDEXED})


def _asked(slug: str) -> tuple[Catalogue, Language | None]:
    catalogue, language = current_catalogue(), BY_SLUG.get(slug)
    return catalogue, language if language in catalogue.languages else None


def _register(catalogue: Catalogue, name: str) -> Register | None:
    return next((each for each in catalogue.jurisdiction.registers if each.id == name), None)


def _answer(request: HttpRequest, language: Language, page: Page, status: int = HTTPStatus.OK) -> HttpResponse:
    response = HttpResponse(render_page(current_site(visitor(request)), language, page), status=status)
    response["Content-Language"] = language.code
    response["Cache-Control"] = "no-cache"
    response["Vary"] = "Cookie"
    if page.path == NOTICES or page.path.count("/") > 1:
        response["X-Robots-Tag"] = _NOT_INDEXED["X-Robots-Tag"]
    return response
