"""The hall as client of a provider that is none of ours: allauth's own, in a process of its own, over HTTP."""

import html
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests

from tests import allauth_provider, halls
from tests.allauth_provider import CLIENT, NAME, PASSWORD, SECRET
from tests.applicants import Applicant, words_of
from tests.halls import Hall

URL = "http://hall.test"
_FIELD = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"')


@pytest.fixture(scope="module")
def house(hall: Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Return a hall that trusts the provider, as its file says."""
    folder = tmp_path_factory.mktemp("allauth")
    with allauth_provider.serving(folder, f"{URL}/identity/allauth/back") as port:
        home = halls.copied(hall.home, folder / "home", as_loaded=True)
        environ = {
            "OPENHALL_IDENTITY_PROVIDER": str(_written(folder, port)),
            "OPENHALL_LIMITS": "elsewhere",
            "OPENHALL_URL": URL,
        }
        with halls.serving(home, environ=environ) as running:
            yield running


def _written(folder: Path, port: int) -> Path:
    secret, file = folder / "allauth.secret", folder / "allauth.toml"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    file.write_text(
        f'id = "allauth"\nid_token_signed_response_alg = "RS256"\n'
        f'issuer = "http://127.0.0.1:{port}"\nclient_id = "{CLIENT}"\nsecret_file = "{secret.name}"\n'
        'private = true\nlevel = 2\n[name]\nen = "House of allauth"\n'
        'zh-Hant = "allauth 登入"\nzh-Hans = "allauth 登录"\n'
    )
    return file


def _allowed(place: str, button: str = "grant") -> str:
    """Be somebody who signs in at the provider and presses ``button``; return where they are led back to."""
    with requests.Session() as browser:
        page = browser.get(place)
        assert "/accounts/login/" in page.url, page.text
        page = browser.post(page.url, {**_hidden(page.text), "login": NAME, "password": PASSWORD})
        assert page.status_code == 200, page.text
        there = urljoin(place, "/identity/o/authorize")
        back = browser.post(there, {**_hidden(page.text), "scopes": "openid", "action": button}, allow_redirects=False)
        assert back.status_code in {302, 303}, back.text
        told = urlsplit(back.headers["location"])
        assert f"{told.scheme}://{told.netloc}" == URL
        return f"{told.path}?{told.query}"


def _hidden(page: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _FIELD.findall(page)}


def _left(browser: Applicant, wanted: str = "/en/me/privacy/") -> str:
    led = browser.look(f"/en/sign-in/outside/allauth/?next={wanted}")
    assert led.status == 302, words_of(led)
    return led.headers["location"]


def _came_back(browser: Applicant, place: str) -> tuple[int, str, str]:
    answer = browser.ask("GET", place, headers={"Accept": "text/html", "Sec-Fetch-Site": "cross-site"})
    return answer.status, answer.headers.get("location", ""), words_of(answer)


def test_somebody_signs_in_at_a_provider_of_others_and_is_the_same_the_next_time(house: Hall) -> None:
    seen = set[str]()
    for _ in range(2):
        with closing(Applicant(house)) as browser:
            back = _allowed(_left(browser))
            assert _came_back(browser, back)[:2] == (303, "/en/me/privacy/")
            kept = words_of(browser.look("/en/me/sign-in/"))
            assert "House of allauth" in kept
            seen.add(
                re.findall(
                    r"me/sign-in/.*?value=\"provider:([0-9a-f]+)\"", browser.look("/en/me/sign-in/").text, re.DOTALL
                )[0]
            )
            again = _came_back(browser, back)
            assert again[0] == 422, "an answer is taken once"
    assert len(seen) == 1, "one link, and one person"


def test_a_no_at_the_provider_signs_nobody_in(house: Hall) -> None:
    with closing(Applicant(house)) as browser:
        status, _, words = _came_back(browser, _allowed(_left(browser), "cancel"))
        assert (status, "Nobody was signed in" in words) == (422, True)


def test_an_answer_for_another_browser_signs_nobody_in(house: Hall) -> None:
    with closing(Applicant(house)) as browser, closing(Applicant(house)) as thief:
        back = _allowed(_left(browser))
        _left(thief)
        assert _came_back(thief, back)[0] == 422
        assert thief.look("/en/me/").status != 200
