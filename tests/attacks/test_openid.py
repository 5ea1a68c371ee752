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
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from tests.applicants import Applicant, words_of
from tests.halls import URL, Hall, run

BACK = "https://system.example/back?of=licences"
AUTHORITY = "transport-department"
SERVICE = f"{AUTHORITY}/vehicle-licence-renewal"
PERSON, LEVEL_3 = "chan-wing-sze", "urn:openhall:level:3"


@pytest.fixture(scope="module")
def system(quiet_hall: Hall) -> dict[str, str]:
    """Return id and secret of a system of the department."""
    return _registered(quiet_hall)


def _registered(hall: Hall) -> dict[str, str]:
    names = ["--name", "Licence office", "--name-zh-hant", "牌照系統", "--name-zh-hans", "牌照系统"]
    done = run(
        "client",
        hall.home,
        "add",
        "--authority",
        AUTHORITY,
        *names,
        "--redirect",
        BACK,
        "--service",
        SERVICE,
        "--tell-name",
    )
    assert done.returncode == 0, done.stderr
    return dict(line.split(maxsplit=1) for line in done.stdout.splitlines()[:2])


@pytest.fixture
def person(quiet_hall: Hall) -> Iterator[Applicant]:
    with closing(Applicant(quiet_hall)) as somebody:
        somebody.sign_in(PERSON)
        yield somebody


def _request(system: dict[str, str], verifier: str, **changes: str | None) -> str:
    asked: dict[str, str | None] = {
        "response_type": "code",
        "client_id": system["client_id"],
        "redirect_uri": BACK,
        "scope": f"openid name service:{SERVICE}",
        "state": "abc",
        "nonce": "n-1",
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
        **changes,
    }
    return f"/openid/authorize?{urlencode({name: text for name, text in asked.items() if text is not None})}"


def _told(answer: Any) -> dict[str, str]:  # noqa: ANN401 - an answer
    assert answer.status == 303, words_of(answer)
    place = answer.headers["location"]
    assert place.startswith(BACK), place
    return {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}


def _code(person: Applicant, place: str) -> dict[str, str]:
    return _told(person.send(place, {"answer": "allow"}))


def _change(person: Applicant, system: dict[str, str], code: str, verifier: str, **changes: str) -> Any:  # noqa: ANN401 - an answer
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "code_verifier": verifier,
        **system,
        **changes,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    with closing(Applicant(person.hall)) as program:
        return program.ask("POST", "/openid/token", urlencode(body).encode(), headers)


def _checked(person: Applicant, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(person.look("/openid/keys").json())
    return dict(jwt.decode(token, keys, algorithms=["RS256"]).claims)


def test_a_library_of_others_signs_somebody_in(person: Applicant, monkeypatch: pytest.MonkeyPatch) -> None:
    system = _registered(person.hall)
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    here = f"http://127.0.0.1:{person.hall.port}"
    told = person.look("/.well-known/openid-configuration").json()
    assert told["issuer"] == URL
    session = OAuth2Session(
        **system, scope=f"openid name service:{SERVICE}", redirect_uri=BACK, code_challenge_method="S256"
    )
    verifier, nonce = generate_token(48), generate_token(16)
    address, state = session.create_authorization_url(
        told["authorization_endpoint"], code_verifier=verifier, nonce=nonce, acr_values=LEVEL_3
    )
    place = address.removeprefix(URL)

    asked = person.look(place)
    words = words_of(asked)
    assert all(word in words for word in ("Licence office", "your name", "licence", "system.example")), words
    assert "form-action 'self' https://system.example;" in asked.headers["content-security-policy"]
    other = html.unescape(re.search(r'href="(/zh-hant/openid/authorize[^"]*)"', asked.text)[1])  # type: ignore[index]  # as below
    assert "牌照系統" in words_of(person.look(other))
    action = html.unescape(re.search(r'<form[^>]*action="([^"]*)"[^>]*>\s*<p class="outcome__acts"', asked.text)[1])  # type: ignore[index]  # there is one, or the test fails
    back = person.send(action, {"answer": "allow"}).headers["location"]
    token = session.fetch_token(
        told["token_endpoint"].replace(URL, here), authorization_response=back, code_verifier=verifier, state=state
    )
    claims = _checked(person, token["id_token"])
    assert (claims["iss"], claims["aud"], claims["nonce"], claims["acr"]) == (URL, system["client_id"], nonce, LEVEL_3)
    assert claims["services"] == [SERVICE]
    assert claims["name"]
    assert PERSON not in json.dumps(claims)
    again = session.get(told["userinfo_endpoint"].replace(URL, here)).json()
    assert again["sub"] == claims["sub"]

    # Allowed once, it is not asked again; taken back, the token opens nothing, and it is asked anew.
    assert _told(person.look(place))["code"]
    assert "Licence office" in words_of(person.look("/en/me/allowed/"))
    person.send("/en/me/allowed/", {"client": system["client_id"]})
    assert session.get(told["userinfo_endpoint"].replace(URL, here)).status_code == 401
    assert "May Licence office know who you are?" in words_of(person.look(place))


def test_two_systems_cannot_tell_that_they_know_the_same_person(person: Applicant, system: dict[str, str]) -> None:
    subjects = set[str]()
    for each in (system, _registered(person.hall)):
        verifier = token_urlsafe(48)
        code = _code(person, _request(each, verifier))["code"]
        subjects.add(_checked(person, _change(person, each, code, verifier).json()["id_token"])["sub"])
    assert len(subjects) == 2


def test_a_code_opens_once_and_what_it_opened_ends_when_it_comes_again(
    person: Applicant, system: dict[str, str]
) -> None:
    verifier = token_urlsafe(48)
    code = _code(person, _request(system, verifier))["code"]
    first = _change(person, system, code, verifier).json()
    bearer = {"Authorization": f"Bearer {first['access_token']}"}
    with closing(Applicant(person.hall)) as program:
        assert program.ask("GET", "/openid/userinfo", headers=bearer).status == 200
        again = _change(person, system, code, verifier)
        assert (again.status, again.json()) == (400, {"error": "invalid_grant"})
        assert program.ask("GET", "/openid/userinfo", headers=bearer).status == 401


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "x" * 43}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"redirect_uri": f"{BACK}&more"}, "invalid_grant"),
        ({"client_secret": "guessed"}, "invalid_client"),
        ({"client_secret": ""}, "invalid_client"),
        ({"client_id": "client-of-nobody"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "unsupported_grant_type"),
    ],
)
def test_a_stolen_code_is_worth_nothing(
    person: Applicant, system: dict[str, str], changes: dict[str, str], error: str
) -> None:
    verifier = token_urlsafe(48)
    code = _code(person, _request(system, verifier))["code"]
    assert _change(person, system, code, verifier, **changes).json() == {"error": error}
    assert "id_token" in _change(person, system, code, verifier).json(), "and whoever it is for can still use it"


def test_a_code_of_one_system_is_nothing_to_another(person: Applicant, system: dict[str, str]) -> None:
    verifier, other = token_urlsafe(48), _registered(person.hall)
    code = _code(person, _request(system, verifier))["code"]
    assert _change(person, other, code, verifier).json() == {"error": "invalid_grant"}


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
def test_a_code_goes_to_no_other_address(person: Applicant, system: dict[str, str], redirect: str | None) -> None:
    answer = person.look(_request(system, "v" * 43, redirect_uri=redirect))
    assert (answer.status, "location" in answer.headers) == (400, False)


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
    ],
)
def test_a_weaker_request_is_refused_and_says_who_refuses(
    person: Applicant, system: dict[str, str], changes: dict[str, str | None], error: str
) -> None:
    told = _told(person.look(_request(system, "v" * 43, **changes)))
    assert (told["error"], told["iss"], told["state"]) == (error, URL, "abc")
    assert "code" not in told


def test_a_sign_in_is_as_fresh_as_it_is_asked_to_be(quiet_hall: Hall, system: dict[str, str]) -> None:
    with closing(Applicant(quiet_hall)) as guest:
        guest.sign_in(PERSON)
        told = _told(guest.look(_request(system, "v" * 43, prompt="none", max_age="86400")))
        assert told.get("error") != "login_required"
        assert _told(guest.look(_request(system, "v" * 43, prompt="none", max_age="0")))["error"] == "login_required"
        led = guest.look(_request(system, "v" * 43, max_age="0"))
        back = parse_qs(urlsplit(led.headers["location"]).query)["next"][0]
        assert guest.look(back).headers["location"].startswith("/en/sign-in/"), "the old one does not do"
        guest.send("/en/sign-in/", {"person": PERSON, "next": back})
        assert "sign-in" not in guest.look(back).headers.get("location", ""), "the new one does, once"


def test_every_answer_names_the_hall_so_that_no_other_is_mixed_up_with_it(
    person: Applicant, system: dict[str, str]
) -> None:
    assert _code(person, _request(system, "v" * 43))["iss"] == URL
    assert _told(person.send(_request(system, "v" * 43), {"answer": "deny"})) == {
        "of": "licences",
        "error": "access_denied",
        "iss": URL,
        "state": "abc",
    }


def test_another_website_cannot_press_the_button(person: Applicant) -> None:
    sent = person.ask(
        "POST",
        _request(_registered(person.hall), "v" * 43),
        b"answer=allow",
        {"Sec-Fetch-Site": "cross-site", "Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"},
    )
    assert sent.status == 403


def test_a_token_is_checked_with_one_algorithm(person: Applicant, system: dict[str, str]) -> None:
    verifier = token_urlsafe(48)
    token = _change(person, system, _code(person, _request(system, verifier))["code"], verifier).json()["id_token"]
    header = json.loads(urlsafe_b64decode(token.split(".")[0] + "=="))
    assert header["alg"] == "RS256"
    public = person.look("/openid/keys").json()
    assert all(not {"d", "p", "q"} & set(key) for key in public["keys"])
    forged = jwt.encode({"alg": "HS256"}, {"sub": "me"}, OctKey.import_key(json.dumps(public)))
    with pytest.raises((JoseError, ValueError)):
        _checked(person, forged)


def test_more_proof_and_a_fresh_sign_in_are_asked_for_and_none_asks_nothing(
    quiet_hall: Hall, system: dict[str, str]
) -> None:
    with closing(Applicant(quiet_hall)) as guest:
        assert guest.look(_request(system, "v" * 43)).headers["location"].startswith("/en/sign-in/?next=%2Fopenid")
        assert _told(guest.look(_request(system, "v" * 43, prompt="none")))["error"] == "login_required"
        guest.sign_in(PERSON)
        place = _request(system, "v" * 43, prompt="login")
        led = guest.look(place)
        back = parse_qs(urlsplit(led.headers["location"]).query)["next"][0]
        assert guest.look(back).status == 303, "not yet signed in again"
        sent = guest.send("/en/sign-in/", {"person": PERSON, "next": back})
        assert guest.look(sent.headers["location"]).status in {200, 303}
        assert "sign-in" not in guest.look(sent.headers["location"]).headers.get("location", "")
