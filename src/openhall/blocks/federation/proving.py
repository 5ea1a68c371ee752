"""Who asks: a system shows that it is one by what it signs (``private_key_jwt``), and that it holds a key (DPoP).

Both are made for one request. What was shown once shows nothing the second time, also of two that come at once.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from joserfc import jws
from joserfc.errors import JoseError

from openhall.blocks.federation.definitions import AnswerRefused, ClientFacts
from openhall.blocks.federation.queries import client_of
from openhall.blocks.identity.facade import is_first
from openhall.kernel.possession import CLOCKS_DIFFER, ProofRefused, read_proof
from openhall.kernel.signed_tokens import claims_signed_by, header_of, is_number, is_time, read_key

_KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#: As a type of its own, or as libraries have it; a proof or an access token is neither.
_TYPES = frozenset({"JWT", "client-authentication+jwt"})
#: However late an assertion says that it ends: so long after it was made it is taken no more, and forgotten later.
ASSERTED, REMEMBERED = timedelta(minutes=5), timedelta(minutes=10)


def authenticated(given: Mapping[str, str], *, now: datetime) -> ClientFacts:
    """Return the system that ``client_assertion`` shows (RFC 7523, section 3); raise ``AnswerRefused``.

    It is signed by one of the keys that the system is registered with, for this hall, now, and comes once.
    """
    if given.get("client_assertion_type") != _KIND or "client_secret" in given:
        raise AnswerRefused("invalid_client")
    try:
        client, claims = _read(given.get("client_assertion", ""))
        is_sound = given.get("client_id", client.id) == client.id and _is_sound(claims, client.id, now.timestamp())
    except (ValueError, KeyError, TypeError, RecursionError, JoseError) as error:
        raise AnswerRefused("invalid_client") from error
    if not is_sound or not is_first(f"assertion:{client.id}:{claims['jti']}", until=now + REMEMBERED):
        raise AnswerRefused("invalid_client")
    return client


def _read(assertion: str) -> tuple[ClientFacts, dict[str, Any]]:
    header = header_of(assertion)
    if header.get("typ", "JWT") not in _TYPES:
        raise ValueError("a token of another type")
    client = client_of(str(json.loads(jws.extract_compact(assertion.encode()).payload)["sub"]))
    if client is None:
        raise ValueError("no system of that name")
    named = header.get("kid")
    keys = [each for each in client.keys if each["kid"] == named or (named is None and len(client.keys) == 1)]
    if not keys:
        raise ValueError("no key of that name")
    return client, claims_signed_by(read_key(keys[0]), assertion)


def _is_sound(claims: Mapping[str, Any], client: str, now: float) -> bool:
    ends_at, made_at = claims.get("exp"), claims.get("iat")
    begins_at, differ = claims.get("nbf", made_at), CLOCKS_DIFFER.total_seconds()
    if not all(is_time(each) for each in (ends_at, made_at, begins_at)) or not is_number(claims.get("jti")):
        return False
    is_begun = max(made_at, begins_at) <= now + differ
    is_new = made_at >= now - ASSERTED.total_seconds()  # type: ignore[operator]  # a number, as just asked
    is_open = ends_at > now - differ  # type: ignore[operator]  # as above
    is_theirs = claims.get("iss") == client and claims.get("sub") == client
    # The name of the hall and nothing else: what is meant for an address could be meant for that of somebody else.
    return is_begun and is_new and is_open and is_theirs and claims.get("aud") == settings.OPENHALL_URL


def proven(proof: str, *, method: str, path: str, now: datetime, token: str = "") -> str:
    """Return the thumbprint of the key that a DPoP proof for this request shows; raise ``AnswerRefused``."""
    try:
        shown = read_proof(proof, method=method, address=f"{settings.OPENHALL_URL}/{path}", now=now, token=token)
    except ProofRefused as refused:
        raise AnswerRefused(refused.code) from refused
    if not is_first(shown.once, until=shown.until):
        raise AnswerRefused(ProofRefused.code)
    return shown.key
