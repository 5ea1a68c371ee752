"""Are both you? Asked too of whoever has an authenticator, printed codes or a passkey: each shows it once more.

A computer that others use: the account that is open there is not that of whoever proves something next. What is not
shown now brings nothing to anybody, and no second factor is gone afterwards.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.facade import part_accounts
from openhall.blocks.forms.facade import drafts_of
from openhall.blocks.forms.models import Draft
from openhall.blocks.identity.facade import code_to_send, joined_into, keep_account, make_sheet
from openhall.blocks.identity.models import Account, Address, Person, SentCode, Session, Tally
from openhall.blocks.journal.models import Record
from tests.attacks.test_same_person import (
    MAIL,
    OWN,
    TOGETHER,
    _begun,
    _hall,
    _proves,
    _who,
    _with_code,
    browser,
    provider,
)
from tests.authenticators import secret_on, shown
from tests.followers import words_of
from tests.providers import Provider

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["_hall", "browser", "provider"]
Good = tuple[Provider, Path]


def _with_authenticator(browser: Client) -> tuple[str, str]:
    """Let somebody have an authenticator, and sign in with it; return who that is, and its secret."""
    began = _with_code(browser)
    secret = secret_on(browser.get("/en/me/sign-in/authenticator/").content.decode())
    assert browser.post("/en/me/sign-in/authenticator/", {"code": shown(secret, -1)}).status_code == 303
    browser.get("/en/sign-out/")
    browser.cookies.clear()
    SentCode.objects.update(made_at=timezone.now() - timedelta(days=2))
    assert _with_code_only(browser) == "/en/sign-in/second/"
    assert browser.post("/en/sign-in/second/", {"code": shown(secret, 0)}).status_code == 303
    assert _who()[0] == began
    assert Session.objects.latest("begun_at").adapter == "two-factors"
    return began, secret


def _with_code_only(browser: Client) -> str:
    browser.post("/en/sign-in/send/", {"address": MAIL})
    found = code_to_send(SentCode.objects.latest("made_at").pk, now=timezone.now())
    assert found is not None
    place: str = browser.post("/en/sign-in/code/", {"code": found.code})["Location"]
    return place


def _with_sheet(browser: Client) -> tuple[str, tuple[str, ...]]:
    """Sign in with the first code of a printed sheet; return who that is, and the codes that are left."""
    began = _with_code(browser)
    sheet = make_sheet(account=Account.objects.get(person=began).pk, level=1, now=timezone.now())
    browser.cookies.clear()
    entered = browser.post("/en/sign-in/printed/", {"number": sheet.number, "code": sheet.codes[0]})
    assert entered.status_code == 303
    assert Session.objects.latest("begun_at").adapter == "printed-code"
    return began, sheet.codes


def _nothing_moved(began: str) -> None:
    assert len(drafts_of(person=began, now=timezone.now())) == 1
    assert not Record.objects.filter(kind="identity.joined").exists()
    assert Address.objects.get().account.person_id == began


def test_whoever_shows_their_authenticator_goes_on_and_is_asked_for_it_from_then_on(
    browser: Client, provider: Good
) -> None:
    began, secret = _with_authenticator(browser)
    question = _begun(began)
    assert _proves(browser, provider[0], question)["Location"] == TOGETHER
    assert "six figures that your authenticator shows now" in words_of(browser.get(TOGETHER))
    for typed in ("", "000000", shown(secret, 0)):
        refused = browser.post(TOGETHER, {"do": "same", "code": typed})
        assert refused.status_code == 422, typed
    _nothing_moved(began)

    done = browser.post(TOGETHER, {"do": "same", "code": shown(secret, 1)})
    assert (done.status_code, done["Location"]) == (303, question)
    person, level = _who()
    assert ([each.person for each in joined_into(person)], level) == ([began], 3)
    assert browser.get(question).status_code == 200
    into = Account.objects.get(person=person)
    assert Authenticator.objects.get().user_id == into.pk

    other = Client(headers=OWN)
    again = _proves(other, provider[0], "/en/me/")
    assert again["Location"] == "/en/sign-in/second/", "the provider alone opens it no more"
    _later()
    second = other.post("/en/sign-in/second/", {"code": shown(secret, 0)})
    assert second.status_code == 303
    assert _who() == (person, 3), "what the provider proves is not less for the second way"
    part_accounts(joining=joined_into(person)[0].id, actor=person, now=timezone.now())
    assert Authenticator.objects.get().user_id == Account.objects.get(person=began).pk


def _later() -> None:
    """Let codes that were used be usable again, as if their half minutes had gone by."""
    Tally.objects.all().delete()


def test_somebody_elses_provider_at_a_shared_computer_gets_nothing_that_is_open_there(
    browser: Client, provider: Good
) -> None:
    """The owner went away; the next one proves themselves and says that both are them."""
    for came in (_with_authenticator, _with_sheet):
        began = came(browser)[0]
        question = _begun(began)
        _proves(browser, provider[0], question, sub=f"s-{came.__name__}")
        for fields in ({}, {"code": "123456"}, {"code": "ABCD-EFGH"}, {"credential": "{}"}):
            assert browser.post(TOGETHER, {"do": "same", **fields}).status_code == 422
        _nothing_moved(began)
        apart = browser.post(TOGETHER, {"do": "apart"})
        assert apart["Location"] == "/en/me/"
        person, _level = _who()
        assert person != began
        assert browser.get(question).status_code == 404
        _nothing_moved(began)
        browser.cookies.clear()
        _forget(began)


def _forget(person: str) -> None:
    Draft.objects.all().delete()
    Account.objects.filter(person=person).delete()
    SentCode.objects.update(made_at=timezone.now() - timedelta(days=2))


def test_guesses_at_the_second_way_are_counted(browser: Client, provider: Good, settings: Settings) -> None:
    settings.OPENHALL_LIMITS = "always"
    began, _secret = _with_authenticator(browser)
    _proves(browser, provider[0], _begun(began))
    answers = [browser.post(TOGETHER, {"do": "same", "code": f"{number:06}"}).status_code for number in range(40)]
    assert answers[0] == 422
    assert answers[-1] == 429
    _nothing_moved(began)


def test_the_next_printed_code_brings_it_and_each_code_once(browser: Client, provider: Good) -> None:
    began, codes = _with_sheet(browser)
    question = _begun(began)
    assert _proves(browser, provider[0], question)["Location"] == TOGETHER
    assert browser.post(TOGETHER, {"do": "same", "code": codes[0]}).status_code == 422, "that one was used"
    _nothing_moved(began)
    assert browser.post(TOGETHER, {"do": "same", "code": codes[1]})["Location"] == question
    person, _level = _who()
    assert len(drafts_of(person=person, now=timezone.now())) == 1
    assert Address.objects.get().account.person_id == began, "nothing of its address was proven here"
    replayed = browser.post(TOGETHER, {"do": "same", "code": codes[2]})
    assert replayed["Location"] == "/en/sign-in/", "what was answered is answered"


def test_a_passkey_is_shown_once_more(browser: Client, provider: Good, monkeypatch: pytest.MonkeyPatch) -> None:
    began = _with_code(browser)
    account = Account.objects.get(person=began)
    data = {"name": "Phone", "openhall_level": 1}
    Authenticator.objects.create(user_id=account.pk, type=Authenticator.Type.WEBAUTHN, data=data)
    Session.objects.update(adapter="passkey")
    question = _begun(began)
    assert _proves(browser, provider[0], question)["Location"] == TOGETHER
    assert "show my passkey" in browser.get(TOGETHER).content.decode()
    stranger = keep_account(Person.objects.create(id="stranger").pk, timezone.now())
    for brought in (None, stranger):
        if brought:
            monkeypatch.setattr(_USE, lambda _credential, now: (stranger, 1 if now else 0))
        assert browser.post(TOGETHER, {"do": "same", "credential": '{"id": "x"}'}).status_code == 422
        assert browser.post(TOGETHER, {"do": "same"}).status_code == 422
        _nothing_moved(began)
    monkeypatch.setattr(_USE, lambda _credential, now: (account, 1 if now else 0))
    assert browser.post(TOGETHER, {"credential": '{"id": "x"}'})["Location"] == question
    assert len(drafts_of(person=_who()[0], now=timezone.now())) == 1


_USE = "openhall.blocks.identity.joining.use_passkey"


def test_the_second_way_of_the_account_at_the_provider_comes_before_the_question(
    browser: Client, provider: Good
) -> None:
    known = Client(headers=OWN)
    _proves(known, provider[0], "/en/me/")
    person, _level = _who()
    secret = secret_on(known.get("/en/me/sign-in/authenticator/").content.decode())
    assert known.post("/en/me/sign-in/authenticator/", {"code": shown(secret, -1)}).status_code == 303
    began = _with_code(browser)
    question = _begun(began)
    assert _proves(browser, provider[0], question)["Location"] == "/en/sign-in/second/"
    assert browser.get(TOGETHER)["Location"] == "/en/sign-in/"
    assert browser.post("/en/sign-in/second/", {"code": "000000"}).status_code == 422
    _nothing_moved(began)
    assert browser.post("/en/sign-in/second/", {"code": shown(secret, 0)})["Location"] == TOGETHER
    assert browser.post(TOGETHER, {"do": "same"})["Location"] == question
    assert _who() == (person, 3)
    assert Authenticator.objects.get().user_id == Account.objects.get(person=person).pk, "it is still asked for"


def test_the_mailbox_alone_brings_no_account_that_has_an_authenticator(browser: Client, provider: Good) -> None:
    """Who has somebody's mail, and is proven, adds that address: matters and letters stay where they are."""
    began, secret = _with_authenticator(browser)
    _begun(began)
    thief = Client(headers=OWN)
    _proves(thief, provider[0], "/en/me/", sub="s-thief")
    person, _level = _who()
    SentCode.objects.update(made_at=timezone.now() - timedelta(days=2))
    assert thief.post("/en/me/sign-in/address/", {"address": MAIL}).status_code in {200, 303}
    code = _code_of_latest()
    assert thief.post("/en/me/sign-in/address/", {"code": code})["Location"] == "/en/me/sign-in/together/"
    for typed in ("", "000000", code):
        assert thief.post("/en/me/sign-in/together/", {"code": typed}).status_code == 422
    _nothing_moved(began)
    assert thief.post("/en/me/sign-in/together/", {"code": shown(secret, 1)}).status_code == 303
    assert [each.person for each in joined_into(person)] == [began]


def _code_of_latest() -> str:
    found = code_to_send(SentCode.objects.latest("made_at").pk, now=timezone.now())
    assert found is not None
    return found.code


@pytest.mark.parametrize("change", [{"level": 2}, {"authority": "harbour-office"}])
def test_who_is_known_or_works_for_an_office_is_nobodys_other_half(
    browser: Client, provider: Good, change: dict[str, object]
) -> None:
    began, _secret = _with_authenticator(browser)
    Person.objects.filter(pk=began).update(**change)
    assert _proves(browser, provider[0], "/en/me/", sub="s-known")["Location"] == "/en/me/"
    assert joined_into(_who()[0]) == ()
    assert not Record.objects.filter(kind="identity.joined").exists()
