"""Attack 63 on the hall as client: an outside provider, or somebody between, bends what it says of a person."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from tests import halls
from tests.applicants import Applicant, words_of
from tests.halls import Hall
from tests.providers import Provider, serving_provider, written

PERSON, DOCUMENT = "chan-wing-sze", "A123456(3)"


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
    back = houses.good.allow(_left(browser, wanted="/en/me/privacy/"), sub="s-thread", acr="seen", document=DOCUMENT)
    answer = _came_back(browser, back)
    assert (answer.status, answer.headers["location"]) == (303, "/en/me/privacy/"), words_of(answer)
    kept = words_of(browser.look("/en/me/sign-in/"))
    assert "House good" in kept
    assert "Outside provider" in kept
