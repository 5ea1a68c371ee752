"""How a request to a store that speaks S3 is signed: AWS Signature, version 4, in its headers.

https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode, urlsplit

_ALGORITHM, _SERVICE, _END = "AWS4-HMAC-SHA256", "s3", "aws4_request"
#: SHA-256 of nothing, in hexadecimal: of a request without a body.
EMPTY = hashlib.sha256(b"").hexdigest()
_PLAIN = "-_.~"


@dataclass(frozen=True, slots=True)
class AwsKey:
    """Id and secret of an account; ``token`` goes with those that live for some hours."""

    id: str
    secret: str
    token: str = ""


def query_of(asked: Mapping[str, str]) -> str:
    """Return what is asked behind an address as a signature has it: sorted, and percent-encoded in one way."""
    return urlencode(sorted(asked.items()), quote_via=quote, safe=_PLAIN)


def signed_headers(  # noqa: PLR0913 - a signature is over all of these
    method: str,
    url: str,
    *,
    key: AwsKey,
    region: str,
    body_sha256: str,
    now: datetime,
    headers: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the headers of a request (those given as well), signed; what ``url`` asks is written by ``query_of``."""
    parts, moment = urlsplit(url), now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    sent = {
        **(headers or {}),
        "host": parts.netloc,
        "x-amz-content-sha256": body_sha256,
        "x-amz-date": moment,
        **({"x-amz-security-token": key.token} if key.token else {}),
    }
    names = sorted(sent, key=str.lower)
    named = ";".join(name.lower() for name in names)
    lines = "".join(f"{name.lower()}:{sent[name].strip()}\n" for name in names)
    asked = f"{method}\n{parts.path}\n{parts.query}\n{lines}\n{named}\n{body_sha256}"
    scope = f"{moment[:8]}/{region}/{_SERVICE}/{_END}"
    text = "\n".join((_ALGORITHM, moment, scope, hashlib.sha256(asked.encode()).hexdigest()))
    secret = f"AWS4{key.secret}".encode()
    for each in (moment[:8], region, _SERVICE, _END):
        secret = hmac.digest(secret, each.encode(), "sha256")
    proof = hmac.digest(secret, text.encode(), "sha256").hex()
    # The library that sends it writes the host itself.
    told = {name: value for name, value in sent.items() if name != "host"}
    return told | {"Authorization": f"{_ALGORITHM} Credential={key.id}/{scope},SignedHeaders={named},Signature={proof}"}
