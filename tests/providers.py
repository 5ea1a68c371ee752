"""An identity provider of the tests' own on loopback: it keeps to OpenID Connect, and can be told to misbehave."""

import hmac
import json
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc.jwk import ECKey, RSAKey

_HASHES = {"RS256": hashes.SHA256(), "RS512": hashes.SHA512()}
CLIENT, SECRET = "hall-of-the-town", "a secret: of the hall & the provider"


@dataclass
class Provider:
    """What a provider knows, and how it answers the next question."""

    id: str
    port: int = 0
    kind: str = "RS256"
    claims: dict[str, Any] = field(default_factory=dict)
    #: What to say differently: claims of the token, members of the metadata, the header of the token.
    changes: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    signs_as: str = ""
    is_down: bool = False
    asked: list[str] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        more: Any = {"use": "sig", "alg": self.kind, "kid": f"{self.id}-1"}
        self.key: Any = RSAKey.generate_key(2048, more) if self.kind == "RS256" else ECKey.generate_key("P-256", more)

    @property
    def issuer(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> dict[str, Any]:
        """What it says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "authorization_response_iss_parameter_supported": True,
            **self.metadata,
        }

    def allow(self, place: str, **claims: Any) -> str:
        """Be the person at ``place`` who says yes; return where the browser is led back to."""
        parts = urlsplit(place)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize", place
        given = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert (given["client_id"], given["response_type"]) == (CLIENT, "code")
        assert given["code_challenge_method"] == "S256"
        code = token_urlsafe(16)
        self._codes[code] = given
        self.claims = {"sub": "s-1", **claims}
        told = {"code": code, "state": given["state"], "iss": self.issuer}
        return f"{urlsplit(given['redirect_uri']).path}?{urlencode(told)}"

    def change(self, form: Mapping[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Change a code for a token, once, for whoever began."""
        pair = b64decode(authorization.removeprefix("Basic ")).decode()
        asked = self._codes.pop(form.get("code", ""), None)
        wanted = urlencode({CLIENT: SECRET}).replace("=", ":")
        if pair != wanted or asked is None or asked["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        if challenge != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.token(asked["nonce"])}

    def token(self, nonce: str) -> str:
        """Return an id_token, as the changes want it."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "nonce": nonce, "iat": now, "exp": now + 300, **self.claims}
        claims = {name: value for name, value in {**claims, **self.changes}.items() if value is not None}
        header = {"alg": self.kind, "kid": self.key.kid, **self.header}
        header = {name: value for name, value in header.items() if value is not None}
        # Packed and signed by hand: libraries refuse to make most of what an attacker sends.
        signed = ".".join(_packed(json.dumps(each).encode()) for each in (header, claims))
        return f"{signed}.{_packed(self._signature(header['alg'], signed.encode()))}"

    def _signature(self, algorithm: str, signed: bytes) -> bytes:
        if algorithm == "none":
            return b""
        if algorithm == "HS256":
            return hmac.digest(self.key.as_pem(private=False), signed, "sha256")
        if algorithm == "ES256":
            r, s = decode_dss_signature(self.key.private_key.sign(signed, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(32) + s.to_bytes(32)
        key: Any = RSAKey.generate_key(2048) if self.signs_as == "somebody else" else self.key
        return bytes(key.private_key.sign(signed, padding.PKCS1v15(), _HASHES[algorithm]))


def _packed(text: bytes) -> str:
    return urlsafe_b64encode(text).decode().rstrip("=")


@contextmanager
def serving_provider(provider: Provider) -> Iterator[Provider]:
    """Serve a provider on a free loopback port until the block ends."""

    class _Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            keys = {"keys": [provider.key.as_dict(private=False)]}
            told = {"/.well-known/openid-configuration": provider.said(), "/keys": keys}.get(self.path)
            self._answer(200 if told else 404, told or {})

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(text).items()}
            self._answer(*provider.change(form, self.headers.get("Authorization", "")))

        def _answer(self, status: int, told: object) -> None:
            provider.asked.append(self.path)
            body = json.dumps(told).encode()
            self.send_response(503 if provider.is_down else status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    provider.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def written(provider: Provider, folder: Path, *, more: str = "") -> Path:
    """Write the file that tells a hall of the provider; return its path. ``more`` goes to the top of the file."""
    secret = folder / f"{provider.id}.secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    path = folder / f"{provider.id}.toml"
    path.write_text(
        f'id = "{provider.id}"\nid_token_signed_response_alg = "{provider.kind}"\n'
        f'issuer = "{provider.issuer}"\nclient_id = "{CLIENT}"\nsecret_file = "{secret.name}"\n'
        f'private = true\n{more}\n[name]\nen = "House {provider.id}"\nzh-Hant = "{provider.id} 登入"\n'
        f'zh-Hans = "{provider.id} 登录"\n[levels]\n"low" = 1\n"seen" = 2\n"compared" = 3\n'
        '[binding]\nclaim = "document"\nfact = "person.hkid"\n'
    )
    return path
