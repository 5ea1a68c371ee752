"""The hall as OpenID provider: what programs read and ask, and the page on which somebody allows it."""

from base64 import b64decode
from binascii import Error
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TypedDict
from urllib.parse import unquote, urlencode, urlsplit

import msgspec
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, QueryDict

from openhall.blocks.catalogue.facade import Catalogue
from openhall.blocks.federation.facade import (
    ALGORITHM,
    NAME,
    OPENID,
    SERVICE,
    AnswerRefused,
    Asked,
    ClientFacts,
    RequestRefused,
    acr_of,
    allowed_scopes,
    client_of,
    consents_of,
    exchange_code,
    give_consent,
    issue_code,
    public_keys,
    read_request,
    told_by_token,
    withdraw_consent,
)
from openhall.blocks.identity.facade import signed_in_at
from openhall.channels.portal.asking import visitor
from openhall.channels.portal.framing import own_answer, own_page, see_other
from openhall.channels.portal.packing import FAST, piece
from openhall.channels.portal.rendering import Page, render_page
from openhall.channels.portal.views import current_site, error_response
from openhall.kernel.languages import ALL, BY_SLUG, Language, negotiate, pick
from openhall.kernel.rights import Right, open_to
from openhall.kernel.visits import SESSION_COOKIE
from openhall.ui.formats import moment
from openhall.ui.openid_views import Allowed, ConsentView

AUTHORIZE, TOKEN, KEYS, USERINFO = "openid/authorize", "openid/token", "openid/keys", "openid/userinfo"
#: In our own address: since when somebody has to have signed in, signed by us.
_SINCE = "_since"
_LEVELS = (1, 2, 3)


class _Named(TypedDict):
    system: str
    office: str
    is_told_name: bool
    services: tuple[str, ...]


@open_to(Right.EVERYONE)
def configuration(request: HttpRequest) -> HttpResponse:
    """Say where everything is and what is spoken (OpenID Connect Discovery 1.0)."""
    del request
    base = settings.OPENHALL_URL
    return _json(
        {
            "issuer": base,
            "authorization_endpoint": f"{base}/{AUTHORIZE}",
            "token_endpoint": f"{base}/{TOKEN}",
            "userinfo_endpoint": f"{base}/{USERINFO}",
            "jwks_uri": f"{base}/{KEYS}",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "acr_values_supported": [acr_of(level) for level in _LEVELS],
            "claims_supported": ["sub", "acr", "auth_time", "name", "services"],
            "scopes_supported": [OPENID, NAME],
            "prompt_values_supported": ["none", "login", "consent"],
            "ui_locales_supported": [language.code for language in ALL],
            "authorization_response_iss_parameter_supported": True,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "claims_parameter_supported": False,
        }
    )


@open_to(Right.EVERYONE)
def keys(request: HttpRequest) -> HttpResponse:
    """Hand out the keys that tokens are checked with."""
    del request
    return _json(public_keys(now=datetime.now(UTC)))


@open_to(Right.EVERYONE, methods=("POST",))
def token(request: HttpRequest) -> HttpResponse:
    """Change a code for a token, for the system that it was made for."""
    given = {name: request.POST[name] for name in request.POST}
    client, secret = _credentials(request, given)
    if _says_something_twice(request.POST):
        return _secret({"error": "invalid_request"}, HTTPStatus.BAD_REQUEST)
    try:
        return _secret(exchange_code(client=client, secret=secret, given=given, now=datetime.now(UTC)))
    except AnswerRefused as refused:
        status = HTTPStatus.UNAUTHORIZED if refused.error == "invalid_client" else HTTPStatus.BAD_REQUEST
        return _secret({"error": refused.error}, status)


def _says_something_twice(given: QueryDict) -> bool:
    """Tell whether a name stands there twice: two readers could take different ones (RFC 6749, 3.1)."""
    return any(len(given.getlist(name)) > 1 for name in given)


def _credentials(request: HttpRequest, given: Mapping[str, str]) -> tuple[str, str]:
    """Return id and secret as they came: in the header, else in the form."""
    kind, _, rest = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if kind.lower() != "basic":
        return given.get("client_id", ""), given.get("client_secret", "")
    try:
        client, _, secret = b64decode(rest, validate=True).decode().partition(":")
    except (Error, UnicodeDecodeError):
        return "", ""
    return unquote(client), unquote(secret)


@open_to(Right.EVERYONE, methods=("GET", "HEAD", "POST"))
def userinfo(request: HttpRequest) -> HttpResponse:
    """Say again what the token of ``Authorization: Bearer`` opens."""
    kind, _, rest = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    told = told_by_token(rest.strip(), now=datetime.now(UTC)) if kind.lower() == "bearer" else None
    if told is None:
        refused = _secret({"error": "invalid_token"}, HTTPStatus.UNAUTHORIZED)
        refused["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return refused
    return _secret(told)


@open_to(Right.EVERYONE, methods=("GET", "HEAD", "POST"))
def authorize(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Ask whoever is here whether the system may know who they are, and send it a code."""
    client = client_of(request.GET.get("client_id", ""))
    given = {name: request.GET[name] for name in request.GET}
    if _says_something_twice(request.GET) or (slug and slug not in BY_SLUG):
        return error_response(request, HTTPStatus.BAD_REQUEST)
    try:
        asked = read_request(given, client)
    except RequestRefused:
        return error_response(request, HTTPStatus.BAD_REQUEST)
    except AnswerRefused as refused:
        return _answer(given["redirect_uri"], {"error": refused.error}, given.get("state", ""))
    return _sign_in(request, asked) or _ask(request, asked)


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
        return _answer(asked.redirect, {"error": "login_required"}, asked.state)
    again = request.GET.copy()
    if is_anew:
        again[_SINCE] = TimestampSigner(salt=_SINCE).sign(str(now.timestamp()))
    back = f"/{AUTHORIZE}?{again.urlencode()}"
    return see_other(f"/{_language(request).slug}/sign-in/?{urlencode({'next': back})}")


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
            return _answer(asked.redirect, {"error": "access_denied"}, asked.state)
        give_consent(person=asking.id, asked=asked, now=now)
    elif not is_allowed or "consent" in asked.prompts:
        if "none" in asked.prompts:
            return _answer(asked.redirect, {"error": "consent_required"}, asked.state)
        return _asking_page(request, asked)
    begun = signed_in_at(request.COOKIES.get(SESSION_COOKIE, "")) or now
    code = issue_code(person=asking.id, level=asking.level, signed_in_at=begun, asked=asked, now=now)
    return _answer(asked.redirect, {"code": code}, asked.state)


def _asking_page(request: HttpRequest, asked: Asked) -> HttpResponse:
    language, site = _language(request), current_site(visitor(request))
    view = ConsentView(
        **_named(asked.client, asked.scopes, site.catalogue, language),
        person=pick(visitor(request).name, language),
        action=request.get_full_path(),
        host=urlsplit(asked.redirect).netloc,
    )
    # Drawn whole: its address in another language needs everything that was asked.
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


def _language(request: HttpRequest) -> Language:
    """Return the language of the address where it names one, else the one that system or browser ask for."""
    match = request.resolver_match
    named = BY_SLUG.get(match.kwargs.get("slug", "")) if match else None
    if named is not None and named in current_site().catalogue.languages:
        return named
    wanted = request.GET.get("ui_locales", "").replace(" ", ",") or request.headers.get("Accept-Language", "")
    return negotiate(wanted, current_site().catalogue.languages)


def _json(value: object) -> HttpResponse:
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
    return HttpResponse(msgspec.json.encode(value), content_type="application/json", headers=headers)


def _secret(value: object, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    return HttpResponse(msgspec.json.encode(value), content_type="application/json", headers=headers, status=status)
