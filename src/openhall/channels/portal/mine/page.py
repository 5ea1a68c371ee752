"""Somebody's own page: what waits for them, what runs, what is to be paid, what has ended, and their calendar."""

from math import ceil
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.cases.facade import MOST_MATTERS, ended_matters
from openhall.blocks.identity.facade import calendar_of, renew_calendar
from openhall.channels.portal.asking import visitor
from openhall.channels.portal.framing import own_page, see_other
from openhall.channels.portal.inbox.letters import letters_summary
from openhall.channels.portal.mine.agreeing import agreement_lines
from openhall.channels.portal.mine.gathering import Holding, firms_of, holding_of
from openhall.channels.portal.mine.lines import bill_lines, ended_line, lines_of, money
from openhall.channels.portal.mine.papers import MOST_PAPERS, paper_lines
from openhall.channels.portal.mine.records import own_rows
from openhall.channels.portal.mine.visits import visit_lines
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.views import current_site, error_response
from openhall.kernel.languages import BY_SLUG, Language
from openhall.kernel.rights import Right, open_to
from openhall.ui.me_views import Bills, CalendarLine, Finished, MeView

PLACE = "me/"
#: How many ended matters stand on a page.
_PAGE = 10
_PAGES, _RENEWED, _AGREED = "ended", "calendar", "agreed"


@open_to(Right.SIGNED_IN)
def my_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show everything that whoever is signed in has with the hall."""
    asking, language = visitor(request), BY_SLUG.get(slug)
    site = current_site(asking)
    if language is None or language not in site.catalogue.languages:
        return error_response(request, 404)
    holding = holding_of(asking, site.catalogue, timezone.now())
    view = _view(request, holding, language)
    return own_page(request, site, language, Page(PLACE, "me/me.jinja", {"view": view}))


@open_to(Right.SIGNED_IN, methods=("POST",))
def renew(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the calendar of whoever is signed in another password."""
    language = BY_SLUG.get(slug)
    if language is None:
        return error_response(request, 404)
    instead_of = request.POST.get("instead_of", "")
    renew_calendar(person=visitor(request).id, instead_of=instead_of, now=timezone.now())
    return see_other(f"/{language.slug}/{PLACE}?{_RENEWED}=new#mine-calendar")


def _view(request: HttpRequest, holding: Holding, language: Language) -> MeView:
    lines, papers = lines_of(holding, language), paper_lines(holding, language)
    return MeView(
        yours=(*agreement_lines(holding, language), *lines.yours),
        others=lines.others,
        finished=_finished(holding, language, request.GET.get(_PAGES, "")),
        calendar=_calendar(holding, language, is_renewed=_RENEWED in request.GET),
        services_href=f"/{language.slug}/services/",
        preferences_href=f"/{language.slug}/{PLACE}preferences/",
        mandates_href=f"/{language.slug}/{PLACE}mandates/",
        firms_href=f"/{language.slug}/{PLACE}organisations/",
        fetches_href=f"/{language.slug}/{PLACE}fetches/",
        privacy_href=f"/{language.slug}/{PLACE}privacy/",
        allowed_href=f"/{language.slug}/{PLACE}allowed/",
        sign_in_href=f"/{language.slug}/{PLACE}sign-in/",
        letters=letters_summary(holding.catalogue, language, holding.visitor),
        records=own_rows(holding, language),
        visits=visit_lines(holding, language),
        bills=_bills(holding, language),
        papers=papers[:MOST_PAPERS],
        has_older_papers=len(papers) > MOST_PAPERS,
        is_cut=len(holding.matters) == MOST_MATTERS,
        track_href=f"/{language.slug}/track/",
        looked_href=f"/{language.slug}/{PLACE}who-looked/",
        agreed=request.GET.get(_AGREED, "") if request.GET.get(_AGREED) in {"yes", "no"} else "",
    )


def _bills(holding: Holding, language: Language) -> Bills | None:
    if not holding.bills:
        return None
    total = sum(bill.amount for bill in holding.bills.values())
    return Bills(
        bill_lines(holding, language, holding.bills.values()), money(holding, total), f"/{language.slug}/{PLACE}bills/"
    )


def _finished(holding: Holding, language: Language, wanted: str) -> Finished:
    """Return a page of what has ended; a number that makes no sense is the first page."""
    page = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1  # noqa: PLR2004 - no such page
    who, start = holding.visitor, (max(page, 1) - 1) * _PAGE
    found = ended_matters(person=who.id, organisations=firms_of(who), start=start, most=_PAGE)
    return Finished(
        lines=tuple(ended_line(holding, each, language) for each in found.matters),
        count=found.count,
        page=max(page, 1),
        pages=ceil(found.count / _PAGE),
        address=f"?{_PAGES}=",
        is_open=bool(wanted),
    )


def _calendar(holding: Holding, language: Language, *, is_renewed: bool) -> CalendarLine:
    password = calendar_of(person=holding.visitor.id, now=holding.now)
    path = f"/{language.slug}/{PLACE}{_RENEWED}"
    address = f"{settings.OPENHALL_URL}{path}.ics"
    return CalendarLine(
        address=address,
        app_href=urlsplit(address)._replace(scheme="webcal").geturl(),
        password=password,
        download_href=f"{path}/openhall.ics",
        renew_action=f"{path}/",
        link=f"{settings.OPENHALL_URL}{path}/{password}.ics" if settings.OPENHALL_CALENDAR_LINKS else "",
        is_renewed=is_renewed,
    )
