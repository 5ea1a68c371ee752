"""Attack 63 on the hall as client: an outside provider, or somebody between, bends what it says of a person."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests import halls
from tests.applicants import Applicant, words_of
from tests.bases import base_of, one
from tests.halls import Hall
from tests.providers import Provider, serving_provider, written

PERSON, DOCUMENT = "chan-wing-sze", "Z001011(2)"


@dataclass(frozen=True, slots=True)
class Houses:
    """A hall and the two providers that it trusts."""

    hall: Hall
    good: Provider
    other: Provider


@pytest.fixture(scope="module")
def houses(hall: Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    folder = tmp_path_factory.mktemp("providers")
    with serving_provider(Provider("good")) as good, serving_provider(Provider("other", kind="ES256")) as other:
        files = " ".join(str(written(each, folder)) for each in (good, other))
        home = halls.copied(hall.home, folder / "home", as_loaded=True)
        environ = {"OPENHALL_IDENTITY_PROVIDER": files, "OPENHALL_LIMITS": "elsewhere"}
        with halls.serving(home, environ=environ) as running:
            yield Houses(running, good, other)


@pytest.fixture
def browser(houses: Houses) -> Iterator[Applicant]:
    for each in (houses.good, houses.other):
        each.changes, each.metadata, each.header, each.signs_as, each.is_down = {}, {}, {}, "", False
    with closing(Applicant(houses.hall)) as somebody:
        yield somebody


def _left(browser: Applicant, provider: str = "good", wanted: str = "") -> str:
    query = f"?{urlencode({'next': wanted})}" if wanted else ""
    led = browser.look(f"/en/sign-in/outside/{provider}/{query}")
    assert led.status == 302, words_of(led)
    return led.headers["location"]


def _came_back(browser: Applicant, place: str) -> Any:  # noqa: ANN401 - an answer
    """Come from the provider as a browser does: a link of another website."""
    return browser.ask("GET", place, headers={"Accept": "text/html", "Sec-Fetch-Site": "cross-site"})


def test_somebody_signs_in_at_a_provider_and_comes_back_to_what_they_wanted(houses: Houses, browser: Applicant) -> None:
    page = browser.look("/en/sign-in/?next=/en/me/")
    assert "Sign in with House good" in words_of(page)
    assert "/en/sign-in/outside/good/?next=/en/me/" in page.text.replace("%2F", "/")
    back = houses.good.allow(_left(browser, wanted="/en/me/privacy/"), sub="s-thread", acr="seen")
    answer = _came_back(browser, back)
    assert (answer.status, answer.headers["location"]) == (303, "/en/me/privacy/"), words_of(answer)
    kept = words_of(browser.look("/en/me/sign-in/"))
    assert "House good" in kept
    assert "Outside provider" in kept


def test_the_claim_finds_the_one_person_who_has_that_document_and_afterwards_the_name_does(
    houses: Houses, browser: Applicant
) -> None:
    back = houses.good.allow(_left(browser), sub="s-chan", acr="seen", document=DOCUMENT)
    assert _came_back(browser, back).status == 303
    assert _who(houses, browser) == PERSON
    # The document is said no more, and somebody else's is said: it is the name at the provider that counts now.
    for claims in ({}, {"document": "Z001028(7)"}):
        with closing(Applicant(houses.hall)) as again:
            assert _came_back(again, houses.good.allow(_left(again), sub="s-chan", acr="low", **claims)).status == 303
            assert _who(houses, again) == PERSON
    assert _rows(houses, "SELECT count(*) FROM identity_providerlink WHERE person_id = ?", PERSON) == 1
    written_down = _rows(houses, "SELECT statement FROM journal_record WHERE kind = 'identity.linked' ORDER BY id DESC")
    assert "s-chan" not in str(written_down)
    assert DOCUMENT not in str(written_down)


def test_an_address_or_a_claim_that_nobody_has_looked_at_links_to_nobody(houses: Houses, browser: Applicant) -> None:
    claims = {"email": "kwokhin.lee@example.com", "email_verified": True, "name": "LEE Kwok Hin"}
    assert _came_back(browser, houses.good.allow(_left(browser), sub="s-mail", acr="compared", **claims)).status == 303
    assert _who(houses, browser).startswith("p-")
    with closing(Applicant(houses.hall)) as other:
        back = houses.good.allow(_left(other), sub="s-low", acr="low", document="Z001028(7)")
        assert _came_back(other, back).status == 303
        assert _who(houses, other).startswith("p-"), "level 1 has seen no document"


def test_two_names_at_one_provider_are_not_one_person(houses: Houses, browser: Applicant) -> None:
    document = "Z001035(A)"
    assert (
        _came_back(browser, houses.good.allow(_left(browser), sub="s-1st", acr="seen", document=document)).status == 303
    )
    with closing(Applicant(houses.hall)) as other, _nothing_changes(houses):
        answer = _came_back(other, houses.good.allow(_left(other), sub="s-2nd", acr="seen", document=document))
        assert (answer.status, "another account" in words_of(answer)) == (422, True)


def test_a_link_is_taken_away_by_its_owner_alone(houses: Houses, browser: Applicant) -> None:
    _came_back(browser, houses.good.allow(_left(browser), sub="s-away", acr="compared"))
    link = _rows(houses, "SELECT id FROM identity_providerlink WHERE person_id = ?", _who(houses, browser))
    with closing(Applicant(houses.hall)) as stranger:
        _came_back(stranger, houses.good.allow(_left(stranger), sub="s-stranger", acr="compared"))
        stranger.send("/en/me/sign-in/remove/", {"what": f"provider:{link}"})
    with closing(Applicant(houses.hall)) as weak:
        _came_back(weak, houses.good.allow(_left(weak), sub="s-away", acr="low"))
        weak.send("/en/me/sign-in/remove/", {"what": f"provider:{link}"})
    assert _rows(houses, "SELECT count(*) FROM identity_providerlink WHERE id = ?", str(link)) == 1
    browser.send("/en/me/sign-in/remove/", {"what": f"provider:{link}"})
    assert _rows(houses, "SELECT count(*) FROM identity_providerlink WHERE id = ?", str(link)) == 0


def test_more_proof_is_had_at_the_provider(houses: Houses, browser: Applicant) -> None:
    _came_back(browser, houses.good.allow(_left(browser), sub="s-step", acr="low"))
    assert _level(houses, browser) == 1
    asked = _left(browser, wanted="/en/me/")
    assert parse_qs(urlsplit(asked).query)["acr_values"] == ["compared seen low"]
    _came_back(browser, houses.good.allow(asked, sub="s-step", acr="compared"))
    assert _level(houses, browser) == 3


def test_es256_is_taken_too(houses: Houses, browser: Applicant) -> None:
    assert _came_back(browser, houses.other.allow(_left(browser, "other"), sub="s-ec", acr="seen")).status == 303


NOW = int(time.time())


@pytest.mark.parametrize(
    ("changes", "header", "signs_as"),
    [
        ({"nonce": "another"}, {}, ""),
        ({"nonce": None}, {}, ""),
        ({"iss": "https://elsewhere.example"}, {}, ""),
        ({"aud": "another-hall"}, {}, ""),
        ({"aud": []}, {}, ""),
        ({"aud": ["hall-of-the-town", "another-hall"]}, {}, ""),
        ({"azp": "another-hall"}, {}, ""),
        ({"exp": NOW - 3600}, {}, ""),
        ({"exp": None}, {}, ""),
        ({"exp": "9999999999"}, {}, ""),
        ({"iat": NOW - 7200}, {}, ""),
        ({"iat": NOW + 7200}, {}, ""),
        ({"iat": None}, {}, ""),
        ({"nbf": NOW + 7200}, {}, ""),
        ({"nbf": "9"}, {}, ""),
        ({"sub": ""}, {}, ""),
        ({"sub": 7}, {}, ""),
        ({"acr": "never heard of"}, {}, ""),
        ({"acr": None}, {}, ""),
        ({}, {"alg": "none"}, ""),
        ({}, {"alg": "HS256"}, ""),
        ({}, {"alg": "RS512"}, ""),
        ({}, {"kid": "good-2"}, ""),
        # Signed by the provider for this hall, and meant for something else.
        ({}, {"typ": "at+jwt"}, ""),
        ({}, {"typ": "logout+jwt"}, ""),
        ({"events": {"http://schemas.openid.net/event/backchannel-logout": {}}}, {}, ""),
        ({}, {"kid": None}, ""),
        ({}, {}, "somebody else"),
    ],
)
def test_a_token_that_is_not_what_it_has_to_be_signs_nobody_in(
    houses: Houses, browser: Applicant, changes: dict[str, Any], header: dict[str, Any], signs_as: str
) -> None:
    back = houses.good.allow(_left(browser), sub="s-forged", acr="compared", document=DOCUMENT)
    houses.good.changes, houses.good.header, houses.good.signs_as = changes, header, signs_as
    with _nothing_changes(houses):
        answer = _came_back(browser, back)
        assert answer.status == 422, words_of(answer)
        assert "You are not signed in" in words_of(answer)
        assert "cannot reach" not in words_of(answer), "the provider has answered"
        assert "openhall_session" not in answer.headers.get("set-cookie", "")
    # What was wrong was that and nothing else.
    houses.good.changes, houses.good.header, houses.good.signs_as = {}, {}, ""
    assert _came_back(browser, houses.good.allow(_left(browser), sub="s-right", acr="seen")).status == 303


@pytest.mark.parametrize(
    "changes", [{"state": "guessed"}, {"state": ""}, {"iss": "https://elsewhere.example"}, {"iss": ""}, {"code": ""}]
)
def test_an_answer_that_was_changed_on_the_way_signs_nobody_in(
    houses: Houses, browser: Applicant, changes: dict[str, str]
) -> None:
    path, _, query = houses.good.allow(_left(browser), sub="s-bent", acr="seen").partition("?")
    told = {**{name: values[0] for name, values in parse_qs(query).items()}, **changes}
    with _nothing_changes(houses):
        assert _came_back(browser, f"{path}?{urlencode({k: v for k, v in told.items() if v})}").status == 422


def test_an_answer_says_nothing_twice(houses: Houses, browser: Applicant) -> None:
    back = houses.good.allow(_left(browser), sub="s-twice", acr="seen")
    with _nothing_changes(houses):
        assert _came_back(browser, f"{back}&state=other").status == 422


def test_a_code_opens_once_and_in_the_browser_that_began(houses: Houses, browser: Applicant) -> None:
    back = houses.good.allow(_left(browser), sub="s-once", acr="seen")
    with closing(Applicant(houses.hall)) as thief:
        with _nothing_changes(houses):
            assert _came_back(thief, back).status == 422
            _left(thief)
            assert _came_back(thief, back).status == 422, "nor with a ceremony of their own"
        assert _came_back(browser, back).status == 303
        with _nothing_changes(houses):
            assert _came_back(browser, back).status == 422


def test_one_provider_is_not_taken_for_another(houses: Houses, browser: Applicant) -> None:
    """Mix-up: the browser began at one and is led back as if from the other, or the other way about."""
    back = houses.good.allow(_left(browser), sub="s-mixed", acr="compared", document=DOCUMENT)
    with _nothing_changes(houses):
        assert _came_back(browser, back.replace("/identity/good/", "/identity/other/")).status == 422
    place = _left(browser)
    state = parse_qs(urlsplit(place).query)["state"][0]
    before = houses.good.asked.count("/token") + houses.other.asked.count("/token")
    told = {"code": "of-the-other", "state": state, "iss": houses.other.issuer}
    with _nothing_changes(houses):
        assert _came_back(browser, f"/identity/good/back?{urlencode(told)}").status == 422
    assert houses.good.asked.count("/token") + houses.other.asked.count("/token") == before, "no code was handed on"
    # The same name at two providers is two people.
    _came_back(browser, houses.good.allow(_left(browser), sub="s-same", acr="seen"))
    first = _who(houses, browser)
    _came_back(browser, houses.other.allow(_left(browser, "other"), sub="s-same", acr="seen"))
    assert _who(houses, browser) != first


def test_a_no_and_a_silence_are_said_in_clear_words(houses: Houses, browser: Applicant) -> None:
    state = parse_qs(urlsplit(_left(browser, wanted="/en/me/")).query)["state"][0]
    no = {"error": "access_denied", "error_description": "<b>call 5550</b>", "state": state, "iss": houses.good.issuer}
    answer = _came_back(browser, f"/identity/good/back?{urlencode(no)}")
    assert (answer.status, "ended at the provider" in words_of(answer)) == (422, True)
    assert "5550" not in answer.text, "no words of others"
    assert "next=/en/me/" in answer.text.replace("%2F", "/")
    back = houses.good.allow(_left(browser), sub="s-down", acr="seen")
    houses.good.is_down = True
    with _nothing_changes(houses):
        assert "cannot reach" in words_of(_came_back(browser, back))
    assert browser.look("/en/sign-in/outside/nobody/").status == 422


def test_an_officer_still_shows_a_second_way(houses: Houses, browser: Applicant) -> None:
    officer = _rows(houses, "SELECT id FROM identity_person WHERE authority <> '' AND level = 3 ORDER BY id LIMIT 1")
    _came_back(browser, houses.good.allow(_left(browser), sub="s-officer", acr="compared"))
    _write(houses, "UPDATE identity_providerlink SET person_id = ? WHERE person_id = ?", officer, _who(houses, browser))
    with closing(Applicant(houses.hall)) as again:
        _came_back(again, houses.good.allow(_left(again), sub="s-officer", acr="compared"))
        led = again.look("/desk/")
        assert (led.status, "/me/sign-in/" in led.headers.get("location", "")) == (303, True)


def _rows(houses: Houses, question: str, *given: object) -> Any:  # noqa: ANN401 - what stands there
    return one(houses.hall.home, question, given)


def _write(houses: Houses, change: str, *given: object) -> None:
    with base_of(houses.hall.home) as base:
        assert base.change(change, *given) == 1


def _who(houses: Houses, browser: Applicant) -> str:
    return str(_rows(houses, "SELECT person_id FROM identity_session WHERE digest = ?", _digest(browser)))


def _level(houses: Houses, browser: Applicant) -> int:
    return int(_rows(houses, "SELECT level FROM identity_session WHERE digest = ?", _digest(browser)))


def _digest(browser: Applicant) -> str:
    return sha256(browser.cookies["openhall_session"].encode()).hexdigest()


@contextmanager
def _nothing_changes(houses: Houses) -> Iterator[None]:
    counted = " UNION ALL ".join(f"SELECT count(*) FROM {table}" for table in _TABLES)  # noqa: S608 - our own names
    with base_of(houses.hall.home) as base:
        before = base.ask(counted)
        yield
        assert base.ask(counted) == before


_TABLES = (
    "identity_person",
    "identity_account",
    "identity_providerlink",
    "identity_session",
    "journal_record",
)
