"""The credential for a wallet: an SD-JWT VC (RFC 9901 and its profile) whose holder shows no more than is asked."""

import json
import secrets
from collections.abc import Mapping
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


def sd_jwt_vc(*, content: Certified, code: str, now: datetime, holder_key: Jwk | None = None) -> WalletCredential:
    """Return the facts of ``content`` for a wallet, bound to ``holder_key`` where there is one.

    Number, holder and every fact are disclosed one by one; what kind of paper it is, whose and since when is open.
    """
    key, vct, disclosures = issuing_key(content.authority), type_url(content.kind), list[str]()
    hidden = {"number": content.number, "holder": list(content.holder)}
    digests = [_hidden(disclosures, name, value) for name, value in hidden.items() if value]
    facts = [_hidden(disclosures, None, {"label": each.label, "value": each.value}) for each in content.facts]
    claims: dict[str, Any] = {
        "iss": issuer_url(content.authority),
        "iat": int(now.astimezone(UTC).timestamp()),
        "vct": vct,
        "title": content.title,
        "service": content.service,
        "issued_on": content.issued_on.isoformat(),
        "verify_url": f"{settings.OPENHALL_URL}/V/{code}",
        "is_demo": content.is_demo,
        "facts": [{"...": digest} for digest in facts],
        "_sd": sorted(digests),
        "_sd_alg": "sha-256",
        **({"cnf": {"jwk": dict(holder_key)}} if holder_key is not None else {}),
    }
    if content.valid_until is not None:
        # Until the last moment of that day, wherever on Earth somebody looks at it.
        claims["exp"] = int((datetime.combine(content.valid_until, time(), UTC) + timedelta(hours=36)).timestamp())
        claims["valid_until"] = content.valid_until.isoformat()
    header = {"alg": "ES256", "typ": FORMAT, "kid": b64url(key.kid)}
    signed = jws.serialize_compact(header, _json(claims), ECKey.import_key(key.private), algorithms=["ES256"])
    return WalletCredential("~".join([signed, *disclosures, ""]), vct)


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


def _json(value: Mapping[str, object] | list[object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
