"""Sign in and out. In a demonstration: choose who to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from openhall.blocks.catalogue.facade import Catalogue
from openhall.blocks.identity.facade import (
    DemoPerson,
    SignInRefused,
    demo_people,
    end_session,
    open_providers,
    open_ways,
    session_of,
    sign_in,
)
from openhall.channels.portal.asking import visitor
from openhall.channels.portal.framing import own_answer
from openhall.channels.portal.ordering.indexes import indexed
from openhall.channels.portal.packing import FAST, piece
from openhall.channels.portal.rendering import Page, render_page
from openhall.channels.portal.views import current_site, error_response
from openhall.kernel.languages import BY_SLUG, Language, Text
from openhall.kernel.rights import Right, open_to
from openhall.kernel.visits import SESSION_COOKIE, is_local_path

_PLACE, _DESK, _MINE = "sign-in/", "/desk/", "me/"
_LONGEST = 60
#: Pages that are only a way to somewhere else: nobody wants to be led back to them.
_WAYS, _KEEPING = ("/sign-in/", "/sign-out/"), "/me/sign-in/"
#: Where outside providers lead back to.
_BACK = "/identity/"


@dataclass(frozen=True, slots=True)
class Department:
    """The officers of one authority."""

    id: str
    name: Text
    people: tuple[DemoPerson, ...]


@open_to(Right.EVERYONE, methods=("GET", "HEAD", "POST"))
def sign_in_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who can be chosen, and sign in whom was chosen."""
    site = current_site(visitor(request))
    language = BY_SLUG.get(slug)
    if language is None or language not in site.catalogue.languages:
        return error_response(request, HTTPStatus.NOT_FOUND)
    if request.method == "POST":
        if not settings.OPENHALL_DEMO:
            return error_response(request, HTTPStatus.NOT_FOUND)
        try:
            return _signed_in(request, language)
        except SignInRefused:
            return _shown(request, language, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _shown(request, language, HTTPStatus.OK)


@open_to(Right.EVERYONE, methods=("POST",))
def sign_out(request: HttpRequest, slug: str) -> HttpResponse:
    """End the session of this browser, and have it forget the pages that it kept."""
    cookie = request.COOKIES.get(SESSION_COOKIE, "")
    session = session_of(cookie, now=datetime.now(UTC))
    end_session(cookie)
    response = _see_other(f"/{slug}/" if slug in BY_SLUG else "/")
    response.delete_cookie(SESSION_COOKIE, samesite="Lax")
    # On a computer that others use, nothing of it stays: no page, no cookie, nothing that was typed.
    is_shared = session is not None and session.is_shared
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"' if is_shared else '"cache"'
    return response


def _signed_in(request: HttpRequest, language: Language) -> HttpResponse:
    given = {"person": request.POST.get("person", "")}
    old = request.COOKIES.get(SESSION_COOKIE, "")
    token = sign_in(adapter="demo", given=given, instead_of=old, now=datetime.now(UTC))
    is_officer = any(each.officer for each in demo_people() if each.id == given["person"])
    wanted = request.POST.get("next", "") or (_DESK if is_officer else f"/{language.slug}/{_MINE}")
    return keep_session(request, token, next_place(wanted, language))


def keep_session(request: HttpRequest, token: str, place: str) -> HttpResponse:
    """Let the browser keep the session that ``token`` is of, and go on to ``place``."""
    response = _see_other(place)
    is_secure = request.is_secure() or settings.OPENHALL_URL.startswith("https:")
    # No age: the browser forgets it when it closes, and the server at the latest after a day.
    response.set_cookie(SESSION_COOKIE, token, httponly=True, samesite="Lax", secure=is_secure)
    return response


def _shown(request: HttpRequest, language: Language, status: HTTPStatus) -> HttpResponse:
    site = current_site(visitor(request))
    wanted = request.POST.get("next") or request.GET.get("next", "")
    context = {
        "is_demo": settings.OPENHALL_DEMO,
        "providers": open_providers(),
        "open_ways": open_ways(),
        "is_unknown": status != HTTPStatus.OK,
        "next": wanted if is_local_path(wanted) else "",
        **_groups(demo_people(), site.catalogue, language, _looked_for(request)),
    }
    page = Page(_PLACE, "sign_in.jinja", context, query=request.META.get("QUERY_STRING", ""))
    return own_answer(request, language, [piece(render_page(site, language, page).decode(), FAST)], status)


def _looked_for(request: HttpRequest) -> str:
    return "".join(filter(str.isprintable, request.GET.get("who", "")[:_LONGEST])).strip()


def _groups(people: Sequence[DemoPerson], catalogue: Catalogue, language: Language, who: str) -> Mapping[str, object]:
    offices, posts = _departments(people, catalogue), {post.id: post.name for post in catalogue.jurisdiction.posts}
    return {
        "residents": [person for person in people if not person.officer and not person.organisations],
        "firms": [person for person in people if not person.officer and person.organisations],
        "departments": indexed(offices, lambda each: each.name[language.code], language),
        "who": who,
        "found": [each for each in (_narrowed(office, posts, who) for office in offices) if each.people] if who else [],
        "posts": posts,
    }


def _narrowed(office: Department, posts: Mapping[str, Text], who: str) -> Department:
    """Return an office with those of its people who are looked for: all, where it is the office that was named."""
    if _names(who, office.name):
        return office
    found = (
        each
        for each in office.people
        if _names(who, each.name) or any(_names(who, posts[post]) for post in each.posts if post in posts)
    )
    return Department(office.id, office.name, tuple(found))


def _names(who: str, text: Text) -> bool:
    return any(who.casefold() in words.casefold() for words in text.values())


def _departments(people: Sequence[DemoPerson], catalogue: Catalogue) -> list[Department]:
    """Return the offices that somebody here works in."""
    officers = dict[str, list[DemoPerson]]()
    for person in people:
        if person.authority and person.authority in catalogue.authorities:
            officers.setdefault(person.authority, []).append(person)
    return [Department(office, catalogue.authorities[office].name, tuple(them)) for office, them in officers.items()]


def next_place(wanted: str, language: Language) -> str:
    """Return where to go after signing in: the page that was wanted if it is one of ours, else the hall."""
    path, _, query = wanted.partition("?")
    is_way = (path.endswith(_WAYS) and not path.endswith(_KEEPING)) or path.startswith(_BACK)
    if not is_local_path(wanted) or is_way:
        return f"/{language.slug}/"
    # Addresses of the desk name no language: it goes on in the one that was signed in with.
    if path.startswith(_DESK) and "lang=" not in query:
        return f"{path}?{query}&lang={language.slug}" if query else f"{path}?lang={language.slug}"
    return wanted


def _see_other(place: str) -> HttpResponse:
    response = HttpResponseRedirect(place)
    response.status_code = int(HTTPStatus.SEE_OTHER)
    response["Cache-Control"] = "no-store"
    return response
