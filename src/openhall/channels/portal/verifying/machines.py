"""What programs need to check a paper by themselves: the offices' keys, the types, and what is no longer good."""

import json
from datetime import timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.cases.facade import fallen_codes
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.documents.facade import (
    HALL,
    cose_keys_of,
    issuer_url,
    jwks_of,
    papers_no_longer_good,
    status_list,
    type_url,
)
from openhall.channels.portal.verifying.kinds import KINDS, type_words
from openhall.channels.portal.views import error_response
from openhall.kernel.languages import Language
from openhall.kernel.rights import Right, open_to

_JSON = "application/json"


def _json(value: object) -> HttpResponse:
    body = json.dumps(value, ensure_ascii=False).encode()
    # A day-old key set would not know an office of today; programs ask as often as they like.
    headers = {"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
    return HttpResponse(body, content_type=_JSON, headers=headers)


@open_to(Right.EVERYONE)
def keys(_request: HttpRequest) -> HttpResponse:
    """Hand out the public keys of all offices (JWK set), and of the hall itself."""
    return _json(jwks_of([HALL, *current_catalogue().authorities]))


@open_to(Right.EVERYONE)
def packed_keys(_request: HttpRequest) -> HttpResponse:
    """Hand out the same keys as a COSE key set."""
    body = cose_keys_of([HALL, *current_catalogue().authorities])
    return HttpResponse(body, content_type="application/cose-key-set", headers={"Cache-Control": "no-cache"})


@open_to(Right.EVERYONE)
def issuer(request: HttpRequest, authority: str) -> HttpResponse:
    """Say with which keys an office issues credentials for wallets."""
    if authority not in current_catalogue().authorities:
        return error_response(request, HTTPStatus.NOT_FOUND)
    return _json({"issuer": issuer_url(authority), "jwks": jwks_of([authority])})


@open_to(Right.EVERYONE)
def credential_type(request: HttpRequest, kind: str) -> HttpResponse:
    """Describe a type of credential: its name and what it may disclose, in every language."""
    if kind not in KINDS:
        return error_response(request, HTTPStatus.NOT_FOUND)
    languages = current_catalogue().languages
    names = {each.code: type_words(kind, each) for each in languages}
    claims = [
        {
            "path": [name],
            "sd": "always",
            "display": [{"locale": each.code, "label": type_words(name, each)} for each in languages],
        }
        for name in ("number", "holder")
    ]
    display = [{"locale": code, "name": name} for code, name in names.items()]
    return _json({"vct": type_url(kind), "name": names["en"], "display": display, "claims": claims})


def _label(name: str | None, language: Language) -> dict[str, str]:
    return {"locale": language.code, "label": type_words(name or "", language)}


@open_to(Right.EVERYONE)
def status(_request: HttpRequest) -> HttpResponse:
    """Hand out the hall's signed list of papers that are no longer good, as of now."""
    # Somewhere the last day of a paper is not over yet.
    gone = list(papers_no_longer_good(today=timezone.now().date() - timedelta(days=1)))
    fallen = list(fallen_codes(current_catalogue().jurisdiction, today=timezone.now().date() - timedelta(days=1)))
    body = status_list(
        revoked=[code for code, state in gone if state == "revoked"] + [code for code, why in fallen if why == "ended"],
        suspended=[code for code, why in fallen if why == "suspended"],
        replaced=[code for code, state in gone if state == "replaced"],
        now=timezone.now(),
    )
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="openhall-status.cwt"'}
    return HttpResponse(body, content_type="application/cwt", headers=headers)
