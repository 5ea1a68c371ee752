"""Attack 63, what is stolen on the way: tokens, proofs, assertions and pushed requests are worth nothing to others."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

import pytest
from authlib.oauth2.rfc7523 import client_secret_jwt_sign
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from openhall.channels.portal.wallets.endpoints import GRANT
from tests.applicants import Applicant
from tests.bases import one
from tests.departments import (
    ASSERTION_TYPE,
    BACK,
    System,
    asked_by,
    changed,
    code_for,
    exchange,
    place_of,
    posted,
    pushed,
    registered,
    told,
    userinfo,
)
from tests.halls import URL, Answer, Hall, run
from tools.together import at_once

PERSON = "chan-wing-sze"
PUSH, TOKEN, USERINFO = "/openid/par", "/openid/token", "/openid/userinfo"
NOW = int(time.time())


@pytest.fixture(scope="module")
def system(quiet_hall: Hall) -> System:
    """Return a system of the department."""
    return registered(quiet_hall)


@pytest.fixture
def person(quiet_hall: Hall) -> Iterator[Applicant]:
    with closing(Applicant(quiet_hall)) as somebody:
        somebody.sign_in(PERSON)
        yield somebody


def _token(person: Applicant, system: System) -> str:
    verifier = token_urlsafe(48)
    answer = changed(person.hall, system, code_for(person, system, verifier), verifier).json()
    assert answer["token_type"] == "DPoP"  # noqa: S105 - a kind of token
    return str(answer["access_token"])


def _closed(answer: Answer, error: str) -> bool:
    shown = answer.headers.get("www-authenticate", "")
    assert (answer.status, answer.json()) == (401, {"error": error}), answer.text
    return f'DPoP error="{error}"' in shown and "ES256" in shown


def test_a_stolen_token_opens_nothing_without_its_key(person: Applicant, system: System) -> None:
    token, thief = _token(person, system), ECKey.generate_key("P-256", private=True)
    assert _closed(userinfo(person.hall, token, "", kind="Bearer"), "invalid_token")
    assert _closed(userinfo(person.hall, token, system.proof("GET", USERINFO, token), kind="Bearer"), "invalid_token")
    assert _closed(userinfo(person.hall, token, ""), "invalid_dpop_proof")
    assert _closed(userinfo(person.hall, token, system.proof("GET", USERINFO, token, key=thief)), "invalid_token")
    # Not even the system's other key: a token is bound to the one that it showed.
    assert _closed(userinfo(person.hall, token, system.proof("GET", USERINFO, token, key=system.key)), "invalid_token")
    assert userinfo(person.hall, token, system.proof("GET", USERINFO, token)).json()["sub"]


#: What is wrong with a proof: its claims, and its header.
BENT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "for another method": ({"htm": "POST"}, {}),
    "for no method": ({"htm": None}, {}),
    "for another address": ({"htu": f"{URL}/openid/token"}, {}),
    "for another hall": ({"htu": "https://elsewhere.example/openid/userinfo"}, {}),
    "for no address": ({"htu": None}, {}),
    "for another token": ({"ath": urlsafe_b64encode(b"x" * 32).rstrip(b"=").decode()}, {}),
    "for no token": ({"ath": None}, {}),
    "of before": ({"iat": NOW - 3600}, {}),
    "of later": ({"iat": NOW + 3600}, {}),
    "of no time": ({"iat": None}, {}),
    "of a time in words": ({"iat": "now"}, {}),
    "without a number": ({"jti": None}, {}),
    "with an endless number": ({"jti": "x" * 500}, {}),
    "of another type": ({}, {"typ": "JWT"}),
    "with a private key": ({}, {"jwk": ECKey.generate_key("P-256", private=True).as_dict(private=True)}),
    "with the key of somebody else": ({}, {"jwk": ECKey.generate_key("P-256", private=True).as_dict(private=False)}),
    "with a key of another kind": ({}, {"jwk": OKPKey.generate_key("Ed25519", private=True).as_dict(private=False)}),
    "with something that is no key": ({}, {"jwk": {"kty": "EC", "crv": "P-256"}}),
}


@pytest.mark.parametrize("name", BENT)
def test_a_proof_counts_for_one_request_now(person: Applicant, system: System, name: str) -> None:
    (claims, header), token = BENT[name], _token(person, system)
    proof = system.proof("GET", USERINFO, token, header=header, **claims)
    assert _closed(userinfo(person.hall, token, proof), "invalid_dpop_proof")
    assert userinfo(person.hall, token, system.proof("GET", USERINFO, token)).status == 200, "nothing else was wrong"


def test_a_proof_is_signed_with_a_key_and_an_algorithm_of_ours(person: Applicant, system: System) -> None:
    token, rsa = _token(person, system), RSAKey.generate_key(2048, private=True)
    said = {"jti": uuid4().hex, "htm": "GET", "htu": f"{URL}{USERINFO}", "iat": int(time.time())}
    by_rsa = jwt.encode(
        {"alg": "RS256", "typ": "dpop+jwt", "jwk": rsa.as_dict(private=False)}, said, rsa, algorithms=["RS256"]
    )
    shared = OctKey.import_key("it is known to both of us, and that is why")
    by_secret = jwt.encode(
        {"alg": "HS256", "typ": "dpop+jwt", "jwk": shared.as_dict()}, said, shared, algorithms=["HS256"]
    )
    head, body = (
        urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode()
        for each in ({"alg": "none", "typ": "dpop+jwt", "jwk": system.bound.as_dict(private=False)}, said)
    )
    deep = urlsafe_b64encode(b'{"alg":' + b"[" * 2500).rstrip(b"=").decode()
    good = system.proof("GET", USERINFO, token)
    for each in (by_rsa, by_secret, f"{head}.{body}.", "a.b.c", f"{deep}.{body}.x", "x" * 9000, f"{good}, {good}"):
        assert _closed(userinfo(person.hall, token, each), "invalid_dpop_proof"), each[:40]
    ed25519 = OKPKey.generate_key("Ed25519", private=True)
    verifier = token_urlsafe(48)
    fields = system.signed(**exchange(code_for(person, system, verifier), verifier))
    proof = system.proof("POST", TOKEN, key=ed25519, header={"alg": "Ed25519"})  # type: ignore[arg-type]  # the other kind of key
    bound = posted(person.hall, TOKEN, fields, proof).json()["access_token"]
    again = system.proof("GET", USERINFO, bound, key=ed25519, header={"alg": "Ed25519"})  # type: ignore[arg-type]  # as above
    assert userinfo(person.hall, bound, again).status == 200


def test_a_proof_comes_once_and_of_many_at_once_one_counts(person: Applicant, system: System) -> None:
    token = _token(person, system)
    proof = system.proof("GET", USERINFO, token)
    answers = at_once(4, lambda _: userinfo(person.hall, token, proof).status)
    assert sorted(answers) == [200, 401, 401, 401]
    assert _closed(userinfo(person.hall, token, proof), "invalid_dpop_proof")


def test_whoever_has_no_token_and_no_code_leaves_nothing_behind(person: Applicant) -> None:
    """Anybody can make keys and proofs: they are kept only where they could open something, or tables would grow."""
    counted = "SELECT (SELECT count(*) FROM identity_tally) + (SELECT count(*) FROM federation_pushedrequest)"
    stranger = System(URL, id="client-of-nobody")
    before = one(person.hall.home, counted)
    for _ in range(3):
        guessed = token_urlsafe(32)
        assert _closed(userinfo(person.hall, guessed, stranger.proof("GET", USERINFO, guessed)), "invalid_token")
        posted(person.hall, TOKEN, stranger.signed(**exchange(guessed, "v" * 43)), stranger.proof("POST", TOKEN))
        posted(person.hall, PUSH, stranger.signed(**asked_by("v" * 43)), stranger.proof("POST", PUSH))
        asked = {"grant_type": GRANT, "pre-authorized_code": guessed}
        assert posted(person.hall, "/wallet/token", asked, stranger.proof("POST", "/wallet/token")).status == 400
    assert one(person.hall.home, counted) == before


def test_there_is_no_token_without_a_proof(person: Applicant, system: System) -> None:
    verifier = token_urlsafe(48)
    code = code_for(person, system, verifier)
    proofs = ("", system.proof("GET", TOKEN), system.proof("POST", PUSH), system.proof("POST", TOKEN, iat=NOW - 900))
    for proof in proofs:
        answer = posted(person.hall, TOKEN, system.signed(**exchange(code, verifier)), proof)
        assert (answer.status, answer.json()) == (400, {"error": "invalid_dpop_proof"})
    used = system.proof("POST", TOKEN)
    assert "id_token" in posted(person.hall, TOKEN, system.signed(**exchange(code, verifier)), used).json()
    other = code_for(person, system, verifier)
    again = posted(person.hall, TOKEN, system.signed(**exchange(other, verifier)), used)
    assert again.json() == {"error": "invalid_dpop_proof"}


def test_a_code_is_bound_to_the_key_that_was_shown_when_it_was_asked_for(person: Applicant, system: System) -> None:
    verifier, thief = token_urlsafe(48), ECKey.generate_key("P-256", private=True)
    for by_header in (True, False):
        named = {} if by_header else {"dpop_jkt": system.bound.thumbprint()}
        shown = system.proof("POST", PUSH) if by_header else ""
        left = posted(person.hall, PUSH, system.signed(**asked_by(verifier), **named), shown).json()
        code = told(person.send(place_of(system, left["request_uri"]), {"answer": "allow"}))["code"]
        fields = exchange(code, verifier)
        stolen = posted(person.hall, TOKEN, system.signed(**fields), system.proof("POST", TOKEN, key=thief))
        assert stolen.json() == {"error": "invalid_grant"}
        assert "id_token" in posted(person.hall, TOKEN, system.signed(**fields), system.proof("POST", TOKEN)).json()
    for wrong in (thief.thumbprint(), "short"):
        both = posted(
            person.hall, PUSH, system.signed(**asked_by(verifier), dpop_jkt=wrong), system.proof("POST", PUSH)
        )
        assert (both.status, both.json()) == (400, {"error": "invalid_dpop_proof"})


def test_a_request_that_was_not_pushed_is_refused(person: Applicant, system: System) -> None:
    answer = told(person.look(f"{place_of(system, '')}&{_query(asked_by('v' * 43))}"))
    assert (answer["error"], answer["iss"], answer["state"]) == ("invalid_request", URL, "abc")
    assert "code" not in answer


def _query(fields: dict[str, str]) -> str:
    return "&".join(f"{name}={text.replace('&', '%26').replace(' ', '+')}" for name, text in fields.items())


def test_what_was_pushed_cannot_be_changed_on_the_way(person: Applicant, system: System) -> None:
    place = pushed(person.hall, system, "v" * 43, scope="openid", state="as it was pushed")
    bent = f"{place}&scope=openid+name&state=other&prompt=none&redirect_uri=https://evil.example/"
    answer = told(person.send(bent, {"answer": "allow"}))
    assert (answer["state"], "code" in answer) == ("as it was pushed", True)
    claims = changed(person.hall, system, answer["code"], "v" * 43).json()
    assert claims["scope"] == "openid"


def test_a_pushed_request_is_answered_once(person: Applicant, system: System) -> None:
    place = pushed(person.hall, system, "v" * 43)
    assert person.look(place).status in {200, 303}
    place = pushed(person.hall, system, "v" * 43, prompt="consent")
    assert [person.look(place).status for _ in range(2)] == [200, 200], "until then it may be looked at again"
    assert "code" in told(person.send(place, {"answer": "allow"}))
    for again in (person.look(place), person.send(place, {"answer": "allow"}), person.send(place, {"answer": "deny"})):
        assert (again.status, "location" in again.headers) == (400, False)


def test_of_many_who_come_with_one_request_at_once_one_gets_a_code(person: Applicant, system: System) -> None:
    place = pushed(person.hall, system, "v" * 43)

    def press(_: int) -> int:
        with closing(Applicant(person.hall, dict(person.cookies))) as window:
            return window.send(place, {"answer": "allow"}).status

    assert sorted(at_once(4, press)) == [303, 400, 400, 400]


def test_a_request_of_another_system_or_of_nobody_leads_nowhere(person: Applicant, system: System) -> None:
    other, place = registered(person.hall), pushed(person.hall, system, "v" * 43)
    name = place.partition("request_uri=")[2]
    for wrong in (
        place.replace(system.id, other.id),
        place.replace(system.id, "client-of-nobody"),
        f"/openid/authorize?request_uri={name}",
        place[:-1],
        place_of(system, "urn:ietf:params:oauth:request_uri:guessed"),
        place_of(system, "https://evil.example/request.jwt"),
        f"{place}&request_uri=other",
    ):
        answer = person.look(wrong)
        assert (answer.status, "location" in answer.headers) == (400, False), wrong
    assert person.look(place).status in {200, 303}


#: What is wrong with what a system shows itself by: its claims.
ASSERTED: dict[str, dict[str, Any]] = {
    "for another hall": {"aud": "https://elsewhere.example"},
    "for an address of the hall": {"aud": f"{URL}/openid/token"},
    "for several": {"aud": [URL, "https://elsewhere.example"]},
    "for nobody": {"aud": None},
    "run out": {"exp": NOW - 3600},
    "without an end": {"exp": None},
    "of before": {"iat": NOW - 3600},
    "of no time": {"iat": None},
    "of later": {"iat": NOW + 3600},
    "not valid yet": {"nbf": NOW + 3600},
    "of another issuer": {"iss": "client-of-nobody"},
    "of another system": {"iss": "client-of-nobody", "sub": "client-of-nobody"},
    "of nobody": {"sub": None},
    "without a number": {"jti": None},
    "with an empty number": {"jti": ""},
    "with a number that is none": {"jti": 7},
}


def _shown(hall: Hall, assertion: str, **more: str) -> Answer:
    """Push a request with what a system shows itself by."""
    fields = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion, **more}
    return posted(hall, PUSH, {**asked_by("v" * 43), **fields})


@pytest.mark.parametrize("name", ASSERTED)
def test_what_a_system_shows_is_for_this_hall_and_now(quiet_hall: Hall, system: System, name: str) -> None:
    answer = _shown(quiet_hall, system.assertion(**ASSERTED[name]))
    assert (answer.status, answer.json()) == (401, {"error": "invalid_client"})
    assert _shown(quiet_hall, system.assertion()).status == 201, "nothing else was wrong"


def test_what_a_system_shows_comes_once_and_of_many_at_once_one_counts(quiet_hall: Hall, system: System) -> None:
    assertion = system.assertion()
    answers = at_once(4, lambda _: _shown(quiet_hall, assertion).status)
    assert sorted(answers) == [201, 401, 401, 401]
    answer = posted(quiet_hall, TOKEN, {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion})
    assert answer.json() == {"error": "invalid_client"}, "nor at another address"


def test_only_a_key_that_was_registered_shows_who_it_is(quiet_hall: Hall, system: System) -> None:
    stranger, other = ECKey.generate_key("P-256", private=True), registered(quiet_hall)
    proof = system.proof("POST", PUSH)
    # The public key taken for a shared secret.
    secret = OctKey.import_key(urlsafe_b64encode(system.public.encode()).decode())
    by_public_key = client_secret_jwt_sign(secret, system.id, URL)
    for wrong in (
        system.assertion(stranger),
        system.assertion(other.key),
        system.assertion(header={"kid": "another"}),
        system.assertion(header={"typ": "dpop+jwt"}),
        system.assertion(header={"typ": "at+jwt"}),
        by_public_key,
        proof,
        "",
        "a.b.c",
    ):
        answer = _shown(quiet_hall, wrong)
        assert (answer.status, answer.json()) == (401, {"error": "invalid_client"})
    answer = _shown(quiet_hall, system.assertion(), client_id=other.id)
    assert answer.json() == {"error": "invalid_client"}
    kid = system.key.thumbprint()
    named = {"kid": kid, "typ": "client-authentication+jwt"}
    assert _shown(quiet_hall, system.assertion(header=named), client_id=system.id).status == 201


def test_keys_of_a_system_are_changed_and_what_the_old_one_began_ends(person: Applicant, tmp_path: Path) -> None:
    system, verifier = registered(person.hall), token_urlsafe(48)
    token, code, place = _token(person, system), code_for(person, system, verifier), ""
    place = pushed(person.hall, system, verifier)
    fresh, edwards = ECKey.generate_key("P-256", private=True), OKPKey.generate_key("Ed25519", private=True)
    one, two = tmp_path / "one.pem", tmp_path / "two.json"
    one.write_bytes(fresh.as_pem(private=False))
    two.write_text(json.dumps({"keys": [{**edwards.as_dict(private=False), "kid": "spare"}]}), "utf-8")

    done = run("client", person.hall.home, "keys", system.id, "--key", str(one), "--key", str(two))

    assert done.returncode == 0, done.stderr
    assert userinfo(person.hall, token, system.proof("GET", USERINFO, token)).status == 401
    assert person.look(place).status == 400
    assert changed(person.hall, system, code, verifier).json() == {"error": "invalid_client"}
    system.key = fresh
    assert _shown(person.hall, system.assertion()).status == 401, "of two, it has to be named which"
    assert _shown(person.hall, system.assertion(header={"kid": fresh.thumbprint()})).status == 201
    said: dict[str, Any] = {"iss": system.id, "sub": system.id, "aud": URL, "iat": NOW, "exp": NOW + 600}
    said |= {"iat": int(time.time()), "exp": int(time.time()) + 60, "jti": uuid4().hex}
    spare = jwt.encode({"alg": "Ed25519", "kid": "spare"}, said, edwards, algorithms=["Ed25519"])
    assert _shown(person.hall, spare).status == 201


@pytest.mark.thorough
def test_a_system_is_registered_with_public_keys_of_ours_or_not_at_all(quiet_hall: Hall, tmp_path: Path) -> None:
    def tried(text: bytes | None) -> tuple[int, str]:
        file = tmp_path / "key"
        file.write_bytes(text or b"")
        key = [] if text is None else ["--key", str(file)]
        names = ["--name", "A", "--name-zh-hant", "甲", "--name-zh-hans", "甲"]
        done = run(
            "client", quiet_hall.home, "add", "--authority", "transport-department", "--redirect", BACK, *names, *key
        )
        return done.returncode, done.stderr

    good, rsa = ECKey.generate_key("P-256", private=True), RSAKey.generate_key(2048, private=True)
    private = json.dumps(good.as_dict(private=True)).encode()
    for text, told_why in (
        (None, "from one to 4"),
        (b"", "ECDSA with P-256 or Ed25519"),
        (b"{}", "ECDSA with P-256 or Ed25519"),
        (b'{"keys": []}', "from one to 4"),
        (rsa.as_pem(private=False), "ECDSA with P-256 or Ed25519"),
        (json.dumps(rsa.as_dict(private=False)).encode(), "ECDSA with P-256 or Ed25519"),
        (ECKey.generate_key("P-384", private=True).as_pem(private=False), "ECDSA with P-256 or Ed25519"),
        (good.as_pem(private=True), "that is a private key"),
        (private, "that is a private key"),
    ):
        code, why = tried(text)
        assert (code, told_why in why) == (1, True), (text, why)
    assert tried(good.as_pem(private=False))[0] == 0
