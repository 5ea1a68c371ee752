"""A system of a department, as somebody else would write it: what it signs is made by libraries of others."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

from authlib.oauth2.rfc7523 import private_key_jwt_sign
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.applicants import Applicant, words_of
from tests.halls import URL, Answer, Hall, run

BACK = "https://system.example/back?of=licences"
AUTHORITY = "transport-department"
SERVICE = f"{AUTHORITY}/vehicle-licence-renewal"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def _fresh() -> ECKey:
    return ECKey.generate_key("P-256", private=True)


@dataclass(slots=True)
class System:
    """A system that ``hall`` (an address) knows as ``id``: ``key`` shows who it is, tokens are bound to ``bound``."""

    hall: str
    id: str = ""
    key: ECKey = field(default_factory=_fresh)
    bound: ECKey = field(default_factory=_fresh)

    @property
    def public(self) -> str:
        """Return the key that it is registered with, as a file holds it."""
        return self.key.as_pem(private=False).decode()

    def assertion(self, key: ECKey | None = None, *, header: Any = None, **claims: Any) -> str:  # noqa: ANN401 - as the library takes it
        """Return what shows that it is this system; ``claims`` and ``header`` are what is wrong with it."""
        made: str = private_key_jwt_sign(key or self.key, self.id, self.hall, alg="ES256", claims=claims, header=header)
        return made

    def signed(self, **fields: str) -> dict[str, str]:
        """Return the fields of a form together with who sends it."""
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": self.assertion(), **fields}

    def proof(
        self,
        method: str,
        path: str,
        token: str = "",
        *,
        key: ECKey | None = None,
        header: dict[str, Any] | None = None,
        **claims: Any,
    ) -> str:
        """Return a DPoP proof (RFC 9449) for one request; ``claims`` and ``header`` are what is wrong with it."""
        holder = key or self.bound
        shown = {"ath": urlsafe_b64encode(sha256(token.encode()).digest()).rstrip(b"=").decode()} if token else {}
        said = {"jti": uuid4().hex, "htm": method, "htu": f"{self.hall}{path}", "iat": int(time.time()), **shown}
        whole = {name: value for name, value in {**said, **claims}.items() if value is not None}
        named = {"alg": "ES256", "typ": "dpop+jwt", "jwk": holder.as_dict(private=False), **(header or {})}
        return jwt.encode(named, whole, holder, algorithms=[named["alg"]])


def registered(hall: Hall) -> System:
    """Register a system of the department that issues licences; return it."""
    system = System(URL)
    names = ["--name", "Licence office", "--name-zh-hant", "牌照系統", "--name-zh-hans", "牌照系统"]
    with NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(system.public)
        file.flush()
        place = ["--authority", AUTHORITY, "--redirect", BACK, "--service", SERVICE, "--tell-name", "--key", file.name]
        done = run("client", hall.home, "add", *place, *names)
    assert done.returncode == 0, done.stderr
    system.id = done.stdout.split()[1]
    return system


def asked_by(verifier: str, **changes: str | None) -> dict[str, str]:
    """Return what a system asks; ``changes`` are what is wrong with it, or else."""
    asked: dict[str, str | None] = {
        "response_type": "code",
        "redirect_uri": BACK,
        "scope": f"openid name service:{SERVICE}",
        "state": "abc",
        "nonce": "n-1",
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
        **changes,
    }
    return {name: text for name, text in asked.items() if text is not None}


def posted(hall: Hall, path: str, fields: Mapping[str, str], proof: str = "") -> Answer:
    """Send a form as a program does, on a line of its own."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", **({"DPoP": proof} if proof else {})}
    with closing(Applicant(hall)) as program:
        return program.ask("POST", path, urlencode(fields).encode(), headers)


def pushed(hall: Hall, system: System, verifier: str, **changes: str | None) -> str:
    """Push a request; return where the browser goes with it."""
    answer = posted(hall, "/openid/par", system.signed(**asked_by(verifier, **changes)))
    assert answer.status == HTTPStatus.CREATED, answer.text
    return place_of(system, answer.json()["request_uri"])


def place_of(system: System, name: str) -> str:
    """Return where the browser goes with a request that was pushed under ``name``."""
    return f"/openid/authorize?{urlencode({'client_id': system.id, 'request_uri': name})}"


def told(answer: Answer) -> dict[str, str]:
    """Return what the hall tells the system through the browser."""
    assert answer.status == HTTPStatus.SEE_OTHER, words_of(answer)
    place = answer.headers["location"]
    assert place.startswith(BACK), place
    return {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}


def code_for(person: Applicant, system: System, verifier: str, **changes: str | None) -> str:
    """Let ``person`` allow what the system asks; return the code."""
    return told(person.send(pushed(person.hall, system, verifier, **changes), {"answer": "allow"}))["code"]


def exchange(code: str, verifier: str, **changes: str) -> dict[str, str]:
    """Return the fields that change a code for a token."""
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "code_verifier": verifier,
        **changes,
    }


def changed(hall: Hall, system: System, code: str, verifier: str, **changes: str) -> Answer:
    """Change a code for a token, with a proof of the key that the token is to be bound to."""
    fields = system.signed(**exchange(code, verifier, **changes))
    return posted(hall, "/openid/token", fields, system.proof("POST", "/openid/token"))


def userinfo(hall: Hall, token: str, proof: str, kind: str = "DPoP") -> Answer:
    """Show a token, with a proof."""
    with closing(Applicant(hall)) as program:
        headers = {"Authorization": f"{kind} {token}", **({"DPoP": proof} if proof else {})}
        return program.ask("GET", "/openid/userinfo", headers=headers)
