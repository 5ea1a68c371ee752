"""Amid a form more is proven at a provider: whoever began it with a code goes on as the same person, if they say so."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.tests.applying import MOORING
from openhall.blocks.catalogue.facade import current_catalogue, publish_catalogue
from openhall.blocks.forms.facade import DraftContent, begin_draft, drafts_of
from openhall.blocks.identity.facade import code_to_send, joined_into, set_password
from openhall.blocks.identity.models import Account, Person, ProviderLink, SentCode, Session
from openhall.blocks.journal.models import Record
from tests.followers import words_of
from tests.providers import Provider, serving_provider, written
from tests.reports import report_of

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Shown

pytestmark = pytest.mark.django_db(transaction=True)
OWN = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
MAIL, TOGETHER = "wing@example.org", "/en/sign-in/together/"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Provider, Path]]:
    with serving_provider(Provider("good")) as good:
        yield good, written(good, tmp_path_factory.mktemp("provider"))


@pytest.fixture(autouse=True)
def _hall(settings: Settings, provider: tuple[Provider, Path]) -> None:
    settings.OPENHALL_DEMO = True
    settings.OPENHALL_URL = "http://testserver"
    settings.OPENHALL_IDENTITY_PROVIDER = (str(provider[1]),)
    publish_catalogue(report=report_of("example"), actor="test", now=timezone.now())


@pytest.fixture
def browser() -> Client:
    return Client(headers=OWN)


def _with_code(browser: Client, address: str = MAIL) -> str:
    """Sign in by a code to an address; return who that is."""
    browser.post("/en/sign-in/send/", {"address": address})
    found = code_to_send(SentCode.objects.latest("made_at").pk, now=timezone.now())
    assert found is not None
    assert browser.post("/en/sign-in/code/", {"code": found.code}).status_code == 303
    return str(Session.objects.latest("begun_at").person_id)


def _begun(person: str) -> str:
    """Let somebody have begun a form; return the place of its first question."""
    service = current_catalogue().service(MOORING)
    assert service is not None
    draft = begin_draft(
        service=MOORING,
        version=service.version,
        revision=service.revision,
        person=person,
        organisation="",
        content=DraftContent(answers={"boat_mark": "B1204A"}),
        now=timezone.now(),
    )
    return f"/en/apply/{MOORING}/{draft.reference}/boat-mark/"


def _proves(browser: Client, good: Provider, wanted: str, sub: str = "s-wing", acr: str = "compared") -> "Shown":
    led = browser.get(f"/en/sign-in/outside/good/?next={wanted}")
    assert led.status_code == 302
    back = good.allow(led["Location"], sub=sub, acr=acr)
    return browser.get(back, headers={"Sec-Fetch-Site": "cross-site"})


def _who() -> tuple[str, int]:
    session = Session.objects.latest("begun_at")
    return str(session.person_id), session.level


def test_it_is_the_same_person_and_the_same_question(browser: Client, provider: tuple[Provider, Path]) -> None:
    began = _with_code(browser)
    question = _begun(began)
    assert 'name="boat_mark"' not in browser.get(question).content.decode(), "more has to be proven first"

    asked = _proves(browser, provider[0], question)
    assert (asked.status_code, asked["Location"]) == (303, TOGETHER)
    assert "1 form that was begun comes here." in words_of(browser.get(TOGETHER))
    assert _who() == (began, 1), "nothing has moved before they say so"
    done = browser.post(TOGETHER, {"do": "same"})
    assert (done.status_code, done["Location"]) == (303, question)

    person, level = _who()
    assert (level, [each.person for each in joined_into(person)]) == (3, [began])
    shown = browser.get(question)
    assert (shown.status_code, "B1204A" in shown.content.decode()) == (200, True)
    assert Record.objects.filter(kind="identity.joined", subject=f"person:{person}").count() == 1
    assert _with_code(Client(headers=OWN)) == person, "the address opens the one account that is left"
    # The next time there is nothing to ask.
    again = _proves(browser, provider[0], question)
    assert (again["Location"], _who()) == (question, (person, 3))


def test_who_is_known_at_the_provider_already_has_it_come_to_them(
    browser: Client, provider: tuple[Provider, Path]
) -> None:
    known = Client(headers=OWN)
    _proves(known, provider[0], "/en/me/")
    person, _ = _who()
    question = _begun(_with_code(browser))
    _proves(browser, provider[0], question)
    assert browser.post(TOGETHER, {"do": "same"})["Location"] == question
    assert _who() == (person, 3)
    assert browser.get(question).status_code == 200


def test_two_people_at_one_computer_stay_two(browser: Client, provider: tuple[Provider, Path]) -> None:
    began = _with_code(browser)
    question = _begun(began)
    _proves(browser, provider[0], question)
    apart = browser.post(TOGETHER, {"do": "apart"})
    assert apart["Location"] == "/en/me/"
    person, level = _who()
    assert (person != began, level, joined_into(person)) == (True, 3, ())
    assert len(drafts_of(person=began, now=timezone.now())) == 1
    assert browser.get(question).status_code == 404
    assert browser.post(TOGETHER, {"do": "same"})["Location"] == "/en/sign-in/", "what was left is left"


def test_an_old_session_brings_nothing_before_a_new_code(browser: Client, provider: tuple[Provider, Path]) -> None:
    began = _with_code(browser)
    question, earlier = _begun(began), timezone.now() - timedelta(minutes=31)
    SentCode.objects.update(used_at=earlier)
    Session.objects.update(begun_at=earlier)
    _proves(browser, provider[0], question)
    assert "enter a new one" in words_of(browser.get(TOGETHER))
    assert browser.post(TOGETHER, {"do": "same"}).status_code == 409
    assert _who()[0] == began
    assert not Record.objects.filter(kind="identity.joined").exists()

    assert _with_code(browser) == began
    _proves(browser, provider[0], question)
    assert browser.post(TOGETHER, {"do": "same"})["Location"] == question


def test_what_somebody_else_set_up_at_that_address_opens_nothing(
    browser: Client, provider: tuple[Provider, Path]
) -> None:
    began = _with_code(browser)
    account = Account.objects.get(person=began).pk
    set_password(account=account, password="a long one, of the attacker", level=1, now=timezone.now())  # noqa: S106 - tried
    other = Client(headers=OWN)
    assert _with_code(other) == began
    _proves(browser, provider[0], "/en/me/")
    browser.post(TOGETHER, {"do": "same"})
    person, _ = _who()
    assert not Session.objects.filter(person=began).exists(), "it is signed out everywhere"
    assert other.get("/en/me/").status_code in {302, 303, 401}
    tried = other.post("/en/sign-in/password/", {"address": MAIL, "password": "a long one, of the attacker"})
    assert tried.status_code == 422
    assert ProviderLink.objects.get().person_id == person


@pytest.mark.parametrize("change", [{"level": 2}, {"authority": "harbour-office"}])
def test_who_is_known_is_nobodys_other_half(
    browser: Client, provider: tuple[Provider, Path], change: dict[str, object]
) -> None:
    began = _with_code(browser)
    Person.objects.filter(pk=began).update(**change)
    assert _proves(browser, provider[0], "/en/me/")["Location"] == "/en/me/"
    assert joined_into(_who()[0]) == ()


def test_little_proof_brings_nothing(browser: Client, provider: tuple[Provider, Path]) -> None:
    _with_code(browser)
    assert _proves(browser, provider[0], "/en/me/", sub="s-low", acr="low")["Location"] == "/en/me/"
    assert not Record.objects.filter(kind="identity.joined").exists()


def test_a_session_that_no_code_began_is_not_asked_about(browser: Client, provider: tuple[Provider, Path]) -> None:
    _with_code(browser)
    Session.objects.update(adapter="password")
    assert _proves(browser, provider[0], "/en/me/")["Location"] == "/en/me/"
    browser.get("/en/sign-out/")
    assert browser.get(TOGETHER)["Location"] == "/en/sign-in/"
