"""The hall as OpenID provider: what programs read and ask. Each of them shows who it is by a key of its own."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus

import msgspec
from django.http import HttpRequest, HttpResponse, QueryDict

from openhall.blocks.federation.facade import (
    AnswerRefused,
    exchange_code,
    public_keys,
    push_request,
    told_by_token,
)
from openhall.kernel.rights import Right, open_to
from openhall.kernel.signed_tokens import ALGORITHMS

AUTHORIZE, PUSH, TOKEN = "openid/authorize", "openid/par", "openid/token"
KEYS, USERINFO = "openid/keys", "openid/userinfo"


@open_to(Right.EVERYONE)
def keys(request: HttpRequest) -> HttpResponse:
    """Hand out the keys that tokens are checked with."""
    del request
    return public_json(public_keys(now=datetime.now(UTC)))


@open_to(Right.EVERYONE, methods=("POST",))
def push(request: HttpRequest) -> HttpResponse:
    """Keep what a system asks for until somebody comes with its name (RFC 9126)."""
    return _answered(request, push_request, PUSH, HTTPStatus.CREATED)


@open_to(Right.EVERYONE, methods=("POST",))
def token(request: HttpRequest) -> HttpResponse:
    """Change a code for a token, for the system that it was made for and the key that it shows."""
    return _answered(request, exchange_code, TOKEN, HTTPStatus.OK)


def _answered(
    request: HttpRequest, act: Callable[..., Mapping[str, object]], path: str, status: HTTPStatus
) -> HttpResponse:
    if says_something_twice(request.POST):
        return _secret({"error": "invalid_request"}, HTTPStatus.BAD_REQUEST)
    given = {name: request.POST[name] for name in request.POST}
    try:
        told = act(given=given, proof=request.headers.get("DPoP", ""), path=path, now=datetime.now(UTC))
    except AnswerRefused as refused:
        wrong = HTTPStatus.UNAUTHORIZED if refused.error == "invalid_client" else HTTPStatus.BAD_REQUEST
        return _secret({"error": refused.error}, wrong)
    return _secret(told, status)


def says_something_twice(given: QueryDict) -> bool:
    """Tell whether a name stands there twice: two readers could take different ones (RFC 6749, 3.1)."""
    return any(len(given.getlist(name)) > 1 for name in given)


@open_to(Right.EVERYONE, methods=("GET", "HEAD", "POST"))
def userinfo(request: HttpRequest) -> HttpResponse:
    """Say again what the token of ``Authorization: DPoP`` opens, to whoever holds its key (RFC 9449, section 7)."""
    kind, _, rest = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "dpop" or not rest.strip():
        return _closed("invalid_token")
    proof, now = request.headers.get("DPoP", ""), datetime.now(UTC)
    try:
        return _secret(told_by_token(rest.strip(), proof=proof, method=str(request.method), path=USERINFO, now=now))
    except AnswerRefused as refused:
        return _closed(refused.error)


def _closed(error: str) -> HttpResponse:
    refused = _secret({"error": error}, HTTPStatus.UNAUTHORIZED)
    refused["WWW-Authenticate"] = f'DPoP error="{error}", algs="{" ".join(ALGORITHMS)}"'
    return refused


def public_json(value: object) -> HttpResponse:
    """Answer what programs of everybody may read, and keep for minutes."""
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
    return HttpResponse(msgspec.json.encode(value), content_type="application/json", headers=headers)


def _secret(value: object, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    return HttpResponse(msgspec.json.encode(value), content_type="application/json", headers=headers, status=status)
