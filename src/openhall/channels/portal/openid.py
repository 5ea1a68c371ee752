"""The hall as OpenID provider: the page on which somebody allows a system to know them, and where they take it back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TypedDict
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

from openhall.blocks.catalogue.facade import Catalogue
from openhall.blocks.federation.facade import (
    NAME,
    SERVICE,
    Asked,
    ClientFacts,
    RequestRefused,
    allowed_scopes,
    client_of,
    consents_of,
    end_request,
    give_consent,
    issue_code,
    pushed_request,
    withdraw_consent,
)
from openhall.blocks.identity.facade import signed_in_at
from openhall.channels.portal.asking import visitor
from openhall.channels.portal.framing import own_answer, own_page, see_other
from openhall.channels.portal.openid_programs import AUTHORIZE, says_something_twice
from openhall.channels.portal.packing import FAST, piece
from openhall.channels.portal.rendering import Page, render_page
from openhall.channels.portal.views import current_site, error_response
from openhall.kernel.languages import BY_SLUG, Language, negotiate, pick
from openhall.kernel.rights import Right, open_to
from openhall.kernel.visits import SESSION_COOKIE
from openhall.ui.formats import moment
from openhall.ui.openid_views import Allowed, ConsentView

#: In our own address: since when somebody has to have signed in, signed by us.
_SINCE = "_since"
_LONGEST = 1000


class _Named(TypedDict):
    system: str
    office: str
    is_told_name: bool
    services: tuple[str, ...]


@open_to(Right.EVERYONE, methods=("GET", "HEAD", "POST"))
def authorize(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Ask whoever is here whether the system may know who they are, and send it a code.

    What is asked was pushed before: of this address nothing counts but under which name.
    """
    given = request.GET
    if says_something_twice(given) or (slug and slug not in BY_SLUG):
        return error_response(request, HTTPStatus.BAD_REQUEST)
    client, name = given.get("client_id", ""), given.get("request_uri", "")
    if not name:
        return _not_pushed(request, client_of(client))
    try:
        asked = pushed_request(client=client, name=name, now=datetime.now(UTC))
    except RequestRefused:
        return error_response(request, HTTPStatus.BAD_REQUEST)
    return _sign_in(request, asked) or _ask(request, asked)


def _not_pushed(request: HttpRequest, client: ClientFacts | None) -> HttpResponse:
    """Refuse what came by the browser, and tell the system where it is one."""
    redirect = request.GET.get("redirect_uri", "")
    if client is None or redirect not in client.redirects:
        return error_response(request, HTTPStatus.BAD_REQUEST)
    return _answer(redirect, {"error": "invalid_request"}, request.GET.get("state", "")[:_LONGEST])


def _sign_in(request: HttpRequest, asked: Asked) -> HttpResponse | None:
    """Lead to signing in where nobody is, or not surely or lately enough; ``None`` where all is well."""
    asking, now = visitor(request), datetime.now(UTC)
    begun = signed_in_at(request.COOKIES.get(SESSION_COOKIE, ""))
    since = _since(request)
    # No age at all is asked for as signing in again is: else whoever has just done so would be late again.
    is_anew = "login" in asked.prompts or asked.max_age == 0
    is_late = bool(asked.max_age and begun and (now - begun).total_seconds() > asked.max_age)
    is_again = is_anew and (since is None or begun is None or begun.timestamp() < since)
    if not (asking.is_guest or begun is None or asking.level < asked.level or is_late or is_again):
        return None
    if "none" in asked.prompts:
        return _refused(request, asked, "login_required")
    again = {name: request.GET[name] for name in ("client_id", "request_uri")}
    if is_anew:
        again[_SINCE] = TimestampSigner(salt=_SINCE).sign(str(now.timestamp()))
    back = f"/{AUTHORIZE}?{urlencode(again)}"
    return see_other(f"/{_language(request, asked).slug}/sign-in/?{urlencode({'next': back})}")


def _since(request: HttpRequest) -> float | None:
    try:
        return float(TimestampSigner(salt=_SINCE).unsign(request.GET.get(_SINCE, ""), max_age=3600))
    except (BadSignature, ValueError):
        return None


def _ask(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Send the code where it is allowed already or is allowed now; else show the page that asks."""
    asking, now = visitor(request), datetime.now(UTC)
    is_allowed = set(asked.scopes) <= allowed_scopes(person=asking.id, client=asked.client.id)
    if request.method == "POST":
        if request.POST.get("answer") != "allow":
            return _refused(request, asked, "access_denied")
    elif not is_allowed or "consent" in asked.prompts:
        if "none" in asked.prompts:
            return _refused(request, asked, "consent_required")
        return _asking_page(request, asked)
    if not end_request(request.GET["request_uri"]):
        return error_response(request, HTTPStatus.BAD_REQUEST)
    if request.method == "POST":
        give_consent(person=asking.id, asked=asked, now=now)
    begun = signed_in_at(request.COOKIES.get(SESSION_COOKIE, "")) or now
    code = issue_code(person=asking.id, level=asking.level, signed_in_at=begun, asked=asked, now=now)
    return _answer(asked.redirect, {"code": code}, asked.state)


def _refused(request: HttpRequest, asked: Asked, error: str) -> HttpResponse:
    """Answer the system, once, that it is not told."""
    if not end_request(request.GET["request_uri"]):
        return error_response(request, HTTPStatus.BAD_REQUEST)
    return _answer(asked.redirect, {"error": error}, asked.state)


def _asking_page(request: HttpRequest, asked: Asked) -> HttpResponse:
    language, site = _language(request, asked), current_site(visitor(request))
    view = ConsentView(
        **_named(asked.client, asked.scopes, site.catalogue, language),
        person=pick(visitor(request).name, language),
        action=request.get_full_path(),
        host=urlsplit(asked.redirect).netloc,
    )
    # Drawn whole: its address in another language needs the name of what was asked.
    page = Page(AUTHORIZE, "openid/consent.jinja", {"view": view}, query=request.META.get("QUERY_STRING", ""))
    response = own_answer(request, language, [piece(render_page(site, language, page).decode(), FAST)], HTTPStatus.OK)
    # The form answers with a redirect to the system, which browsers count as a place that the form is sent to.
    parts = urlsplit(asked.redirect)
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        f"manifest-src 'self'; worker-src 'self'; form-action 'self' {parts.scheme}://{parts.netloc}; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    response["Referrer-Policy"] = "same-origin"
    return response


def _named(client: ClientFacts, scopes: tuple[str, ...], catalogue: Catalogue, language: Language) -> _Named:
    office = catalogue.authorities.get(client.authority)
    named = [catalogue.service(scope.removeprefix(SERVICE)) for scope in scopes if scope.startswith(SERVICE)]
    return {
        "system": pick(client.name, language),
        "office": pick(office.name, language) if office else client.authority,
        "is_told_name": NAME in scopes,
        "services": tuple(pick(each.name, language) for each in named if each),
    }


@open_to(Right.SIGNED_IN, methods=("GET", "HEAD", "POST"))
def allowed(request: HttpRequest, slug: str) -> HttpResponse:
    """Show whom somebody allowed to know who they are, and take it back."""
    language, asking = BY_SLUG.get(slug), visitor(request)
    site = current_site(asking)
    if language is None or language not in site.catalogue.languages:
        return error_response(request, HTTPStatus.NOT_FOUND)
    if request.method == "POST":
        withdraw_consent(person=asking.id, client=request.POST.get("client", "")[:40], now=datetime.now(UTC))
        return see_other(f"/{slug}/me/allowed/")
    zone = site.catalogue.jurisdiction.time_zone
    lines = [
        Allowed(
            **_named(each.client, each.scopes, site.catalogue, language),
            client=each.client.id,
            given_at=moment(each.given_at, language, zone),
        )
        for each in consents_of(asking.id)
    ]
    return own_page(request, site, language, Page("me/allowed/", "openid/allowed.jinja", {"lines": lines}))


def _answer(redirect: str, told: Mapping[str, str], state: str) -> HttpResponse:
    """Answer the system through the browser; ``iss`` says who answers, so that no other can be mixed up with us."""
    said = {**told, "iss": settings.OPENHALL_URL, **({"state": state} if state else {})}
    response = see_other(f"{redirect}{'&' if urlsplit(redirect).query else '?'}{urlencode(said)}")
    response["Referrer-Policy"] = "no-referrer"
    return response


def _language(request: HttpRequest, asked: Asked) -> Language:
    """Return the language of the address where it names one, else the one that system or browser ask for."""
    match = request.resolver_match
    named = BY_SLUG.get(match.kwargs.get("slug", "")) if match else None
    if named is not None and named in current_site().catalogue.languages:
        return named
    wanted = asked.locales.replace(" ", ",") or request.headers.get("Accept-Language", "")
    return negotiate(wanted, current_site().catalogue.languages)
