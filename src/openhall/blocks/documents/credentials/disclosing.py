"""The credential for a wallet: an SD-JWT VC (RFC 9901 and its profile) whose holder shows no more than is asked."""

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from joserfc import jws
from joserfc.jwk import ECKey

from openhall.blocks.documents.credentials.definitions import Certified, Jwk, WalletCredential
from openhall.blocks.documents.credentials.keys import b64url, issuing_key

FORMAT = "dc+sd-jwt"
_SALT = 16
#: Parts of a disclosure that has a name; one of a list has two.
_NAMED = 3
#: What a copy does not take over.
_MADE_ANEW = frozenset({"iat", "_sd", "_sd_alg", "facts", "cnf"})


def sd_jwt_vc(*, content: Certified, code: str, now: datetime, holder_key: Jwk | None = None) -> WalletCredential:
    """Return the facts of ``content`` for a wallet, bound to ``holder_key`` where there is one.

    Number, holder and every fact are disclosed one by one; what kind of paper it is, whose and since when is open.
    """
    vct = type_url(content.kind)
    claims: dict[str, Any] = {
        "iss": issuer_url(content.authority),
        "vct": vct,
        "title": content.title,
        "service": content.service,
        "issued_on": content.issued_on.isoformat(),
        "verify_url": f"{settings.OPENHALL_URL}/V/{code}",
        "is_demo": content.is_demo,
    }
    if content.valid_until is not None:
        # Until the last moment of that day, wherever on Earth somebody looks at it.
        claims["exp"] = int((datetime.combine(content.valid_until, time(), UTC) + timedelta(hours=36)).timestamp())
        claims["valid_until"] = content.valid_until.isoformat()
    named: dict[str, object] = {"number": content.number, "holder": list(content.holder)}
    hidden = {name: value for name, value in named.items() if value}
    facts = [{"label": each.label, "value": each.value} for each in content.facts]
    text = _signed(
        content.authority, claims, {name: each for name, each in hidden.items() if each}, facts, holder_key, now
    )
    return WalletCredential(text, vct)


def bound_copy(text: str, *, authority: str, holder_key: Jwk, now: datetime) -> str:
    """Return a credential that we made, bound to ``holder_key``; its salts are fresh, so that no two can be linked."""
    token, *disclosures = text.split("~")
    payload = json.loads(_unb64url(token.split(".")[1]))
    read = [json.loads(_unb64url(each)) for each in disclosures if each]
    open_claims = {name: value for name, value in payload.items() if name not in _MADE_ANEW}
    hidden = {each[1]: each[2] for each in read if len(each) == _NAMED}
    return _signed(authority, open_claims, hidden, [each[1] for each in read if len(each) != _NAMED], holder_key, now)


def _signed(
    authority: str,
    open_claims: Mapping[str, Any],
    hidden: Mapping[str, object],
    facts: Sequence[object],
    holder_key: Jwk | None,
    now: datetime,
) -> str:
    key, disclosures = issuing_key(authority), list[str]()
    claims: dict[str, Any] = {
        **open_claims,
        "iat": int(now.astimezone(UTC).timestamp()),
        "_sd": sorted(_hidden(disclosures, name, value) for name, value in hidden.items()),
        "facts": [{"...": _hidden(disclosures, None, each)} for each in facts],
        "_sd_alg": "sha-256",
        **({"cnf": {"jwk": dict(holder_key)}} if holder_key is not None else {}),
    }
    header = {"alg": "ES256", "typ": FORMAT, "kid": b64url(key.kid)}
    signed = jws.serialize_compact(header, _json(claims), ECKey.import_key(key.private), algorithms=["ES256"])
    return "~".join([signed, *disclosures, ""])


def issuer_url(authority: str) -> str:
    """Return the name under which an office issues; its keys stand at the well-known address for it."""
    return f"{settings.OPENHALL_URL}/issuers/{authority}"


def type_url(kind: str) -> str:
    """Return the name of a type of credential, which is where it is described."""
    return f"{settings.OPENHALL_URL}/credentials/{kind}"


def _hidden(disclosures: list[str], name: str | None, value: object) -> str:
    """Add a disclosure of ``value`` and return its digest; an element of a list has no name."""
    salt = b64url(secrets.token_bytes(_SALT))
    disclosure = b64url(_json([salt, value] if name is None else [salt, name, value]))
    disclosures.append(disclosure)
    return b64url(sha256(disclosure.encode()).digest())


def _unb64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _json(value: Mapping[str, object] | list[object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
