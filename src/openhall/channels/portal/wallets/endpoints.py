"""What wallets ask for: who issues what, a word of access for an offer, a number to sign, and the credential."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.documents.facade import (
    ACCESS_LASTS,
    CredentialOffer,
    Shown,
    WalletRefused,
    issue_to_wallet,
    new_nonce,
    open_offer,
    type_url,
)
from openhall.channels.portal.verifying.kinds import KINDS, type_words
from openhall.kernel.rights import Right, open_to
from openhall.kernel.signed_tokens import ALGORITHMS

GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
_TOKEN, _NONCE, _CREDENTIAL = "/wallet/token", "/wallet/nonce", "/wallet/credential"
_SCHEME = "DPoP "
#: How a wallet proves which program it is, where only some are served, and what is said of its algorithms.
_METHODS = ("attest_jwt_client_auth", "attest_jwt_client_auth_dpop")
_ATTESTED = ("client_attestation_signing_alg_values_supported", "client_attestation_pop_signing_alg_values_supported")
#: What is wrong with access itself, not with what is asked by it.
_CLOSED = frozenset({"invalid_token", "invalid_dpop_proof"})
_View = Callable[[HttpRequest], HttpResponse]


def _json(value: object, status: int = HTTPStatus.OK) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}
    return HttpResponse(json.dumps(value), status=int(status), content_type="application/json", headers=headers)


def _refusing(view: _View) -> _View:
    """Say a refusal as wallets expect it: a code of the standard, and nothing more."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except WalletRefused as refused:
            is_closed = request.path == _CREDENTIAL and refused.code in _CLOSED
            answer = _json({"error": refused.code}, HTTPStatus.UNAUTHORIZED if is_closed else HTTPStatus.BAD_REQUEST)
            if is_closed:
                answer["WWW-Authenticate"] = f'DPoP error="{refused.code}", algs="{" ".join(ALGORITHMS)}"'
            return answer

    return answer


def offer_address(offer: CredentialOffer) -> dict[str, Any]:
    """Return an offer as a wallet reads it (section 4.1.1)."""
    return {
        "credential_issuer": settings.OPENHALL_URL,
        "credential_configuration_ids": [offer.kind],
        "grants": {GRANT: {"pre-authorized_code": offer.code}},
    }


@open_to(Right.EVERYONE)
def issuer(_request: HttpRequest) -> HttpResponse:
    """Say what the hall issues, and where (section 12.2)."""
    url = settings.OPENHALL_URL
    return _json(
        {
            "credential_issuer": url,
            "credential_endpoint": f"{url}{_CREDENTIAL}",
            "nonce_endpoint": f"{url}{_NONCE}",
            "credential_configurations_supported": {kind: _configuration(kind) for kind in KINDS},
        }
    )


def _configuration(kind: str) -> dict[str, Any]:
    languages = current_catalogue().languages
    return {
        "format": "dc+sd-jwt",
        "vct": type_url(kind),
        "cryptographic_binding_methods_supported": ["jwk"],
        "credential_signing_alg_values_supported": ["ES256"],
        "proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": ["ES256"]}},
        "credential_metadata": {
            "display": [{"name": type_words(kind, each), "locale": each.code} for each in languages]
        },
    }


@open_to(Right.EVERYONE)
def authorization(_request: HttpRequest) -> HttpResponse:
    """Say where a wallet changes an offer into access (RFC 8414)."""
    url, is_closed = settings.OPENHALL_URL, bool(settings.OPENHALL_WALLET_PROVIDERS)
    attested = {name: [*ALGORITHMS] for name in _ATTESTED} if is_closed else {}
    return _json(
        {
            "issuer": url,
            "token_endpoint": f"{url}{_TOKEN}",
            "grant_types_supported": [GRANT],
            "response_types_supported": [],
            "token_endpoint_auth_methods_supported": [*_METHODS] if is_closed else ["none"],
            **attested,
            "dpop_signing_alg_values_supported": [*ALGORITHMS],
            "pre-authorized_grant_anonymous_access_supported": not is_closed,
        }
    )


@open_to(Right.EVERYONE, methods=("POST",))
@_refusing
def token(request: HttpRequest) -> HttpResponse:
    """Exchange the code of an offer for a word of access, once; it is bound to the key that the wallet shows (DPoP)."""
    if request.POST.get("grant_type") != GRANT:
        return _json({"error": "unsupported_grant_type"}, HTTPStatus.BAD_REQUEST)
    code = request.POST.get("pre-authorized_code", "")
    shown = replace(
        _shown(request, _TOKEN),
        attestation=request.headers.get("OAuth-Client-Attestation", ""),
        possession=request.headers.get("OAuth-Client-Attestation-PoP", ""),
        client=request.POST.get("client_id", ""),
    )
    word = open_offer(code=code, shown=shown, now=timezone.now())
    return _json({"access_token": word, "token_type": "DPoP", "expires_in": int(ACCESS_LASTS.total_seconds())})


@open_to(Right.EVERYONE, methods=("POST",))
def nonce(_request: HttpRequest) -> HttpResponse:
    """Hand out a number for the wallet to sign."""
    return _json({"c_nonce": new_nonce(now=timezone.now())})


@open_to(Right.EVERYONE, methods=("POST",))
@_refusing
def credential(request: HttpRequest) -> HttpResponse:
    """Hand out the credential, once, bound to the key that the wallet shows to hold."""
    given = request.headers.get("Authorization", "")
    kind, proof = _asked(request.body)
    text = issue_to_wallet(
        access=given.removeprefix(_SCHEME) if given.startswith(_SCHEME) else "",
        shown=_shown(request, _CREDENTIAL),
        kind=kind,
        proof=proof,
        audience=settings.OPENHALL_URL,
        now=timezone.now(),
    )
    return _json({"credentials": [{"credential": text}]})


def _shown(request: HttpRequest, path: str) -> Shown:
    return Shown(request.headers.get("DPoP", ""), f"{settings.OPENHALL_URL}{path}")


def _asked(body: bytes) -> tuple[str, str]:
    """Return which credential is asked for, and the proof; a wallet of ours gets one at a time."""
    try:
        asked = json.loads(body)
        kind, (proof,) = asked["credential_configuration_id"], asked["proofs"]["jwt"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise WalletRefused(code="invalid_credential_request") from error
    if not isinstance(kind, str) or not isinstance(proof, str):
        raise WalletRefused(code="invalid_credential_request")
    return kind, proof
