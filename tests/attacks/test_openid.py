"""Attack 63: somebody bends a sign-in between houses; the hall as provider, asked by a library of others."""

import html
import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import closing
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Auth, OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from tests.applicants import Applicant, words_of
from tests.departments import (
    BACK,
    SERVICE,
    System,
    asked_by,
    changed,
    code_for,
    place_of,
    posted,
    pushed,
    registered,
    told,
    userinfo,
)
from tests.halls import URL, Hall

PERSON, LEVEL_3 = "chan-wing-sze", "urn:openhall:level:3"


@pytest.fixture(scope="module")
def system(quiet_hall: Hall) -> System:
    """Return a system of the department."""
    return registered(quiet_hall)


@pytest.fixture
def person(quiet_hall: Hall) -> Iterator[Applicant]:
    with closing(Applicant(quiet_hall)) as somebody:
        somebody.sign_in(PERSON)
        yield somebody


def _checked(person: Applicant, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(person.look("/openid/keys").json())
    return dict(jwt.decode(token, keys, algorithms=["ES256"]).claims)


def _library(system: System) -> OAuth2Session:
    """Return a client of the library; what it does not know yet, a token with a proof, is added to it (RFC 9449)."""

    class WithProof(OAuth2Auth):  # type: ignore[misc]  # the library has no types
        SIGN_METHODS = {"dpop": lambda token, uri, headers, body, _: (uri, {**headers, **_shown(token)}, body)}  # noqa: RUF012 - as the library has it

    def _shown(token: str) -> dict[str, str]:
        return {"Authorization": f"DPoP {token}", "DPoP": system.proof("GET", "/openid/userinfo", token)}

    session = OAuth2Session(
        system.id,
        system.key,
        scope=f"openid name service:{SERVICE}",
        redirect_uri=BACK,
        code_challenge_method="S256",
        token_endpoint_auth_method="private_key_jwt",  # noqa: S106 - the name of a way, no password
    )
    session.register_client_auth_method(PrivateKeyJWT(URL, alg="ES256"))
    session.token_auth = WithProof(None, "header", session)
    return session


def test_a_library_of_others_signs_somebody_in(person: Applicant, monkeypatch: pytest.MonkeyPatch) -> None:
    system = registered(person.hall)
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    here = f"http://127.0.0.1:{person.hall.port}"
    said = person.look("/.well-known/openid-configuration").json()
    assert said["issuer"] == URL
    session = _library(system)
    itself = session.client_auth("private_key_jwt")
    verifier, nonce = generate_token(48), generate_token(16)
    address, state = session.create_authorization_url(
        said["authorization_endpoint"], code_verifier=verifier, nonce=nonce, acr_values=LEVEL_3
    )
    # What the library would send by the browser is pushed, and what comes back is its name here.
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}

    def push() -> str:
        pushing = said["pushed_authorization_request_endpoint"].replace(URL, here)
        left = session.post(pushing, data=asked, auth=itself)
        assert left.status_code == 201, left.text
        return place_of(system, left.json()["request_uri"])

    place = push()
    page = person.look(place)
    words = words_of(page)
    assert all(word in words for word in ("Licence office", "your name", "licence", "system.example")), words
    assert "form-action 'self' https://system.example;" in page.headers["content-security-policy"]
    other = html.unescape(re.search(r'href="(/zh-hant/openid/authorize[^"]*)"', page.text)[1])  # type: ignore[index]  # as below
    assert "牌照系統" in words_of(person.look(other))
    action = html.unescape(re.search(r'<form[^>]*action="([^"]*)"[^>]*>\s*<p class="outcome__acts"', page.text)[1])  # type: ignore[index]  # there is one, or the test fails
    back = person.send(action, {"answer": "allow"}).headers["location"]
    token = session.fetch_token(
        said["token_endpoint"].replace(URL, here),
        authorization_response=back,
        code_verifier=verifier,
        state=state,
        headers={"DPoP": system.proof("POST", "/openid/token"), "Content-Type": "application/x-www-form-urlencoded"},
    )
    claims = _checked(person, token["id_token"])
    assert (claims["iss"], claims["aud"], claims["nonce"], claims["acr"]) == (URL, system.id, nonce, LEVEL_3)
    assert claims["services"] == [SERVICE]
    assert claims["name"]
    assert PERSON not in json.dumps(claims)
    again = session.get(said["userinfo_endpoint"].replace(URL, here)).json()
    assert again["sub"] == claims["sub"]

    # Allowed once, it is not asked again; taken back, the token opens nothing, and it is asked anew.
    assert told(person.look(push()))["code"]
    assert "Licence office" in words_of(person.look("/en/me/allowed/"))
    person.send("/en/me/allowed/", {"client": system.id})
    assert session.get(said["userinfo_endpoint"].replace(URL, here)).status_code == 401
    assert "May Licence office know who you are?" in words_of(person.look(push()))


def test_what_the_hall_says_of_itself_is_what_it_asks(quiet_hall: Hall) -> None:
    said = quiet_hall.get("/.well-known/openid-configuration").json()
    assert said["require_pushed_authorization_requests"] is True
    assert said["pushed_authorization_request_endpoint"] == f"{URL}/openid/par"
    assert said["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert said["token_endpoint_auth_signing_alg_values_supported"] == ["ES256", "Ed25519"]
    assert said["dpop_signing_alg_values_supported"] == ["ES256", "Ed25519"]
    assert said["id_token_signing_alg_values_supported"] == ["ES256"]


def test_two_systems_cannot_tell_that_they_know_the_same_person(person: Applicant, system: System) -> None:
    subjects = set[str]()
    for each in (system, registered(person.hall)):
        verifier = token_urlsafe(48)
        code = code_for(person, each, verifier)
        subjects.add(_checked(person, changed(person.hall, each, code, verifier).json()["id_token"])["sub"])
    assert len(subjects) == 2


def test_a_code_opens_once_and_what_it_opened_ends_when_it_comes_again(person: Applicant, system: System) -> None:
    verifier = token_urlsafe(48)
    code = code_for(person, system, verifier)
    first = changed(person.hall, system, code, verifier).json()
    token = first["access_token"]
    assert userinfo(person.hall, token, system.proof("GET", "/openid/userinfo", token)).status == 200
    again = changed(person.hall, system, code, verifier)
    assert (again.status, again.json()) == (400, {"error": "invalid_grant"})
    assert userinfo(person.hall, token, system.proof("GET", "/openid/userinfo", token)).status == 401


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "x" * 43}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"redirect_uri": f"{BACK}&more"}, "invalid_grant"),
        ({"client_secret": "guessed"}, "invalid_client"),
        ({"client_assertion": ""}, "invalid_client"),
        ({"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"}, "invalid_client"),
        ({"client_id": "client-of-nobody"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "unsupported_grant_type"),
    ],
)
def test_a_stolen_code_is_worth_nothing(person: Applicant, system: System, changes: dict[str, str], error: str) -> None:
    verifier = token_urlsafe(48)
    code = code_for(person, system, verifier)
    assert changed(person.hall, system, code, verifier, **changes).json() == {"error": error}
    assert "id_token" in changed(person.hall, system, code, verifier).json(), "and whoever it is for can still use it"


def test_a_code_of_one_system_is_nothing_to_another(person: Applicant, system: System) -> None:
    verifier, other = token_urlsafe(48), registered(person.hall)
    code = code_for(person, system, verifier)
    assert changed(person.hall, other, code, verifier).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    "redirect",
    [
        "https://system.example/back",
        f"{BACK}#x",
        f"{BACK}/../elsewhere",
        "https://system.example.evil.example/back?of=licences",
        "https://system.example@evil.example/back?of=licences",
        "HTTPS://system.example/back?of=licences",
        "javascript:alert(1)",
        "",
        None,
    ],
)
def test_a_code_goes_to_no_other_address(person: Applicant, system: System, redirect: str | None) -> None:
    asked = asked_by("v" * 43, redirect_uri=redirect)
    answer = posted(person.hall, "/openid/par", system.signed(**asked))
    assert (answer.status, answer.json()) == (400, {"error": "invalid_request"})
    # Nor is it led there when it comes by the browser.
    led = person.look(f"/openid/authorize?{urlencode({'client_id': system.id, **asked})}")
    assert (led.status, "location" in led.headers) == (400, False)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"scope": "openid service:immigration-department/birth-registration"}, "invalid_scope"),
        ({"scope": "name"}, "invalid_scope"),
        ({"nonce": None}, "invalid_request"),
        ({"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"authorization_details": '[{"type": "payment"}]'}, "invalid_request"),
        ({"request_uri": "urn:ietf:params:oauth:request_uri:other"}, "invalid_request"),
    ],
)
def test_a_weaker_request_is_refused_before_anybody_comes_with_it(
    quiet_hall: Hall, system: System, changes: dict[str, str | None], error: str
) -> None:
    answer = posted(quiet_hall, "/openid/par", system.signed(**asked_by("v" * 43, **changes)))
    assert (answer.status, answer.json()) == (400, {"error": error})


def test_a_sign_in_is_as_fresh_as_it_is_asked_to_be(quiet_hall: Hall, system: System) -> None:
    with closing(Applicant(quiet_hall)) as guest:
        guest.sign_in(PERSON)
        answer = told(guest.look(pushed(quiet_hall, system, "v" * 43, prompt="none", max_age="86400")))
        assert answer.get("error") != "login_required"
        assert (
            told(guest.look(pushed(quiet_hall, system, "v" * 43, prompt="none", max_age="0")))["error"]
            == "login_required"
        )
        led = guest.look(pushed(quiet_hall, system, "v" * 43, max_age="0"))
        back = parse_qs(urlsplit(led.headers["location"]).query)["next"][0]
        assert guest.look(back).headers["location"].startswith("/en/sign-in/"), "the old one does not do"
        guest.send("/en/sign-in/", {"person": PERSON, "next": back})
        assert "sign-in" not in guest.look(back).headers.get("location", ""), "the new one does, once"


def test_every_answer_names_the_hall_so_that_no_other_is_mixed_up_with_it(person: Applicant, system: System) -> None:
    place = pushed(person.hall, system, "v" * 43)
    assert told(person.send(place, {"answer": "allow"}))["iss"] == URL
    assert told(person.send(pushed(person.hall, system, "v" * 43), {"answer": "deny"})) == {
        "of": "licences",
        "error": "access_denied",
        "iss": URL,
        "state": "abc",
    }


def test_another_website_cannot_press_the_button(person: Applicant) -> None:
    sent = person.ask(
        "POST",
        pushed(person.hall, registered(person.hall), "v" * 43),
        b"answer=allow",
        {"Sec-Fetch-Site": "cross-site", "Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"},
    )
    assert sent.status == 403


def test_a_token_is_checked_with_one_algorithm(person: Applicant, system: System) -> None:
    verifier = token_urlsafe(48)
    code = code_for(person, system, verifier)
    token = changed(person.hall, system, code, verifier).json()["id_token"]
    header = json.loads(urlsafe_b64decode(token.split(".")[0] + "=="))
    assert header["alg"] == "ES256"
    public = person.look("/openid/keys").json()
    assert all(not {"d", "p", "q"} & set(key) for key in public["keys"])
    forged = jwt.encode({"alg": "HS256"}, {"sub": "me"}, OctKey.import_key(json.dumps(public)))
    with pytest.raises((JoseError, ValueError)):
        _checked(person, forged)


def test_more_proof_and_a_fresh_sign_in_are_asked_for_and_none_asks_nothing(quiet_hall: Hall, system: System) -> None:
    with closing(Applicant(quiet_hall)) as guest:
        assert (
            guest.look(pushed(quiet_hall, system, "v" * 43))
            .headers["location"]
            .startswith("/en/sign-in/?next=%2Fopenid")
        )
        assert told(guest.look(pushed(quiet_hall, system, "v" * 43, prompt="none")))["error"] == "login_required"
        guest.sign_in(PERSON)
        place = pushed(quiet_hall, system, "v" * 43, prompt="login")
        led = guest.look(place)
        back = parse_qs(urlsplit(led.headers["location"]).query)["next"][0]
        assert guest.look(back).status == 303, "not yet signed in again"
        sent = guest.send("/en/sign-in/", {"person": PERSON, "next": back})
        assert guest.look(sent.headers["location"]).status in {200, 303}
        assert "sign-in" not in guest.look(sent.headers["location"]).headers.get("location", "")
