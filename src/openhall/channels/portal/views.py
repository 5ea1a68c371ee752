"""The public pages through the framework: for readers who are signed in, and for what is not prepared."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Concatenate, NoReturn, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from markupsafe import Markup

from openhall.blocks.catalogue.facade import Catalogue, current_catalogue, searcher_of
from openhall.blocks.identity.facade import GUEST, Visitor, is_sign_in_open
from openhall.blocks.journal.facade import log_verifiers
from openhall.channels.portal.asking import known_visitor, visitor
from openhall.channels.portal.desk_samples import desk_sample_page
from openhall.channels.portal.errors import error_page, officers_page, signed_out_page
from openhall.channels.portal.pages.audiences import AUDIENCES
from openhall.channels.portal.pages.lists import audience_page, authority_page, life_event_page
from openhall.channels.portal.pages.search import result_card, search_page, search_results
from openhall.channels.portal.pages.service import service_page
from openhall.channels.portal.rendering import Page, render_page
from openhall.channels.portal.searching import Results, find
from openhall.channels.portal.showcase import showcase_page
from openhall.channels.portal.site import Site
from openhall.channels.portal.verifier.making import verifier_response
from openhall.kernel.languages import ALL, BY_SLUG, Language, negotiate
from openhall.kernel.rights import Right, open_to
from openhall.kernel.texts import clean_line
from openhall.ui.assets import asset_responses

_Asked = ParamSpec("_Asked")
#: As much as is read of what narrows a list.
_LONGEST = 200
_Found = Page | HttpResponse | None
_Making = Callable[Concatenate[HttpRequest, Catalogue, Language, _Asked], _Found]
_View = Callable[..., HttpResponse]


def _page_view(make: _Making[_Asked]) -> _View:
    """Turn a function that finds a page into a view; a language or page that is not there is a 404 page."""

    @open_to(Right.EVERYONE)
    def view(request: HttpRequest, slug: str, *args: _Asked.args, **kwargs: _Asked.kwargs) -> HttpResponse:
        site = current_site(visitor(request))
        language = BY_SLUG.get(slug)
        if language is None or language not in site.catalogue.languages:
            return error_response(request, 404)
        found = make(request, site.catalogue, language, *args, **kwargs)
        if found is None:
            return error_response(request, 404)
        return found if isinstance(found, HttpResponse) else _answer(site, language, found)

    view.__name__, view.__doc__ = make.__name__, make.__doc__
    return view


def single(make: Callable[[Catalogue, Language], Page]) -> _View:
    """Return the view of a page that needs nothing but the catalogue."""

    def found(_request: HttpRequest, catalogue: Catalogue, language: Language) -> _Found:
        return make(catalogue, language)

    return _page_view(found)


def narrowed(make: Callable[[Catalogue, Language, str, str], Page]) -> _View:
    """Return the view of a list that is narrowed by words (``q``) and by an area (``area``)."""

    def found(request: HttpRequest, catalogue: Catalogue, language: Language) -> _Found:
        asked = (clean_line(request.GET.get(name, "")[:_LONGEST]) for name in ("q", "area"))
        return make(catalogue, language, *asked)

    return _page_view(found)


@_page_view
def service(_request: HttpRequest, catalogue: Catalogue, language: Language, authority: str, service: str) -> _Found:
    """Show the start page of a service."""
    found = catalogue.service(f"{authority}/{service}")
    return None if found is None else service_page(catalogue, language, found, settings.OPENHALL_URL)


@_page_view
def services_of(_request: HttpRequest, catalogue: Catalogue, language: Language, authority: str) -> _Found:
    """Send a reader who cut the end off a service's address to the page of its office."""
    if authority not in catalogue.authorities:
        return None
    return HttpResponsePermanentRedirect(f"/{language.slug}/authorities/{authority}/")


@_page_view
def authority(_request: HttpRequest, catalogue: Catalogue, language: Language, authority: str) -> _Found:
    """Show an office."""
    found = catalogue.authorities.get(authority)
    return None if found is None else authority_page(catalogue, language, found)


@_page_view
def life_event(_request: HttpRequest, catalogue: Catalogue, language: Language, event: str) -> _Found:
    """Show the services for a life event."""
    found = catalogue.life_events.get(event)
    return None if found is None else life_event_page(catalogue, language, found)


@_page_view
def audience(_request: HttpRequest, catalogue: Catalogue, language: Language, audience: str) -> _Found:
    """Show the services for an audience."""
    return audience_page(catalogue, language, audience) if audience in AUDIENCES else None


@_page_view
def search(request: HttpRequest, catalogue: Catalogue, language: Language) -> _Found:
    """Show the search page, with results when something was asked."""
    asked = request.GET.get("q", "")
    if not asked.strip():
        return search_page()
    results = find(searcher_of(catalogue.digest), asked, request.GET.get("page", "1"))
    page = search_page(query=results.query, results=_drawn(catalogue, language, results))
    status = 400 if results.problem else 200
    return _answer(current_site(visitor(request)), language, page, status)


def _drawn(catalogue: Catalogue, language: Language, results: Results) -> Markup:
    cards = [result_card(catalogue, language, each) for each in catalogue.chosen(results.services)]
    return search_results(language, asdict(results), cards)


@open_to(Right.EVERYONE)
def front_door(request: HttpRequest) -> HttpResponse:
    """Send a reader to the hall in the language that their browser asks for."""
    languages = current_site().catalogue.languages
    chosen = negotiate(request.headers.get("Accept-Language", ""), languages)
    response = HttpResponseRedirect(f"/{chosen.slug}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@open_to(Right.EVERYONE)
def asset(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out a file of this program: after an upgrade its pages name it before it is among the prepared ones."""
    found = next((each for each in asset_responses() if each.path == f"/static/{name}"), None)
    if found is None:
        return error_response(request, 404)
    return HttpResponse(found.body, content_type=found.media_type, headers=dict(found.headers))


@open_to(Right.EVERYONE)
def showcase(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, in a demonstration."""
    site = current_site()
    return HttpResponse(showcase_page(site)) if site.is_demo else error_response(request, 404)


@open_to(Right.EVERYONE)
def desk_sample(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Show a page of the officers' desk with invented content, in a demonstration."""
    language, site = BY_SLUG.get(slug), current_site()
    body = desk_sample_page(site, language, name) if language and site.is_demo else None
    if body is None or language is None:
        return error_response(request, 404)
    return _response(body.encode(), language, 200)


@open_to(Right.EVERYONE)
def offline_verifier(_request: HttpRequest) -> HttpResponse:
    """Hand out the page that checks receipts on the reader's own device; it brings its own security policy."""
    made = verifier_response("\n".join(map(str, log_verifiers())), current_catalogue().authorities.values())
    return HttpResponse(made.body, headers={"Cache-Control": "no-cache", **made.headers})


@open_to(Right.EVERYONE)
def unknown(_request: HttpRequest) -> NoReturn:
    """Say that there is no page at this address."""
    raise Http404


def error_response(
    request: HttpRequest, status: int, language: Language | None = None, *, back: str = ""
) -> HttpResponse:
    """Return the page for ``status`` in ``language``, else in that of the address, or else of the reader.

    ``back`` is where somebody works who did not come from the portal.
    """
    slug, _, path = request.path_info.lstrip("/").partition("/")
    language = language or BY_SLUG.get(slug) or negotiate(request.headers.get("Accept-Language", ""), ALL)
    site, place = current_site(known_visitor(request)), path if slug in BY_SLUG else ""
    return _response(error_page(site, language, status, place, back=back), language, status)


def officers_only(request: HttpRequest, language: Language) -> HttpResponse:
    """Return the page for somebody signed in who holds no post and wants to where officers work."""
    return _response(officers_page(current_site(known_visitor(request)), language), language, 403)


def signed_out(request: HttpRequest, language: Language) -> HttpResponse:
    """Return the page for a form of the desk that came from somebody who is signed in no more."""
    fields = [(name, text) for name in request.POST for text in request.POST.getlist(name)]
    body = signed_out_page(current_site(), language, request.get_full_path(), fields)
    response = _response(body, language, 401)
    response["Cache-Control"] = "no-store"
    return response


def current_site(asking: Visitor = GUEST, catalogue: Catalogue | None = None) -> Site:
    """Return the site as published now (``catalogue``, where it is known already), for whoever is asking."""
    return Site(
        catalogue=catalogue or current_catalogue(),
        is_demo=settings.OPENHALL_DEMO,
        base_url=settings.OPENHALL_URL,
        visitor=None if asking.is_guest else asking.name,
        has_sign_in=is_sign_in_open(),
    )


def _answer(site: Site, language: Language, page: Page, status: int = 200) -> HttpResponse:
    return _response(render_page(site, language, page), language, status)


def _response(body: bytes, language: Language, status: int) -> HttpResponse:
    response = HttpResponse(body, status=status)
    response["Content-Language"] = language.code
    response["Cache-Control"] = "no-cache"
    response["Vary"] = "Cookie"
    return response
