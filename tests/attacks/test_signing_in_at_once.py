"""In the same moment: one code of a system twice, one answer of a provider, a mandate that ends while it is used.

Each is truly at once, in threads of their own, on whichever database the tests have.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from pytest_django import Settings

from openhall.blocks.cases.facade import join_accounts
from openhall.blocks.cases.tests.applying import MOORING
from openhall.blocks.catalogue.facade import publish_catalogue
from openhall.blocks.documents.facade import keep_sample_files
from openhall.blocks.federation.actions import give_consent, issue_code
from openhall.blocks.federation.definitions import AnswerRefused, Asked
from openhall.blocks.federation.facade import add_client, client_of, exchange_code, told_by_token
from openhall.blocks.federation.proving import authenticated, proven
from openhall.blocks.identity.codes import digits_of
from openhall.blocks.identity.facade import (
    AddressElsewhere,
    Caller,
    Counter,
    Device,
    FirmTerms,
    Shown,
    Terms,
    accept_mandate,
    ask_code,
    attend,
    end_mandate,
    keep_account,
    make_sheet,
    offer_mandate,
    offer_seat,
    open_person,
    take_seat,
    undo_firm_paper,
    use_code,
    use_printed,
    write_down_for_firm,
)
from openhall.blocks.identity.models import Account, Joining, Mandate, Membership, Person, ProviderLink, Session
from openhall.blocks.identity.passkeys import use_authenticator
from openhall.blocks.journal.models import Record
from openhall.kernel.errors import Refusal
from tests.authenticators import shown
from tests.departments import System
from tests.providers import Provider, serving_provider, written
from tests.reports import report_of
from tools.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4
BACK, VERIFIER = "https://system.example/back", "a" * 64
GIVER, HELPER, LIN, FIRM = "idris-al-bahar", "noor-al-bahar", "lin-xiaoyu", "lamp-oil-cooperative"
OWN = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def _town(shared_database: None, settings: Settings) -> None:
    del shared_database
    settings.OPENHALL_DEMO = True
    settings.OPENHALL_URL = "http://testserver"
    publish_catalogue(report=report_of("example"), actor="test", now=datetime.now(UTC))
    keep_sample_files(now=datetime.now(UTC))


def told(*acts: Callable[[], object]) -> list[str]:
    """Do all of it in the same moment; return what came of each: its refusal, or nothing."""

    def act(number: int) -> str:
        try:
            acts[number]()
        except (AnswerRefused, Refusal) as refused:
            return getattr(refused, "error", "") or refused.code
        return ""

    return sorted(at_once(len(acts), act))


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of it in the same moment; return what each answered."""
    return at_once(len(acts), lambda number: acts[number]())


def test_a_code_of_a_system_opens_once_and_whoever_raced_for_it_has_nothing() -> None:
    now, system = datetime.now(UTC), System("http://testserver")
    system.id = add_client(
        authority="harbour-office",
        name={"en": "Berths"},
        redirects=[BACK],
        services=[],
        keys=[system.public],
        is_told_name=False,
        actor="operator",
        now=now,
    )
    challenge = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    facts = client_of(system.id)
    assert facts
    asked = Asked(facts, BACK, ("openid",), "s", "n", challenge, 0, None, frozenset())
    give_consent(person=HELPER, asked=asked, now=now)
    for _ in range(ROUNDS):
        code = issue_code(person=HELPER, level=1, signed_in_at=now, asked=asked, now=now)
        given = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
        had = list[dict[str, object]]()

        def change(given: dict[str, str] = given, had: list[dict[str, object]] = had) -> None:
            shown, proof = system.signed(**given), system.proof("POST", "/openid/token")
            had.append(exchange_code(given=shown, proof=proof, path="openid/token", now=now))

        answers = told(*[change] * 4)
        assert answers == ["", *["invalid_grant"] * 3]
        (won,) = had
        # Somebody has stolen it: nobody knows which of them came first, so nothing that it opened stays open.
        token = str(won["access_token"])
        proof = system.proof("GET", "/openid/userinfo", token)
        with pytest.raises(AnswerRefused, match="invalid_token"):
            told_by_token(token, proof=proof, method="GET", path="openid/userinfo", now=now)


@pytest.mark.parametrize("what", ["assertion", "proof"])
def test_what_a_system_shows_of_itself_counts_once(what: str) -> None:
    now, system = datetime.now(UTC), System("http://testserver")
    system.id = add_client(
        authority="harbour-office",
        name={"en": "Berths"},
        redirects=[BACK],
        services=[],
        keys=[system.public],
        is_told_name=False,
        actor="operator",
        now=now,
    )
    for _ in range(ROUNDS):
        if what == "assertion":
            given = system.signed()
            answers = told(*[lambda given=given: authenticated(given, now=now)] * 4)
            assert answers == ["", *["invalid_client"] * 3]
        else:
            proof = system.proof("POST", "/openid/token")
            answers = told(*[lambda proof=proof: proven(proof, method="POST", path="openid/token", now=now)] * 4)
            assert answers == ["", *["invalid_dpop_proof"] * 3]


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Provider, Path]]:
    with serving_provider(Provider("good")) as good:
        yield good, written(good, tmp_path_factory.mktemp("provider"))


def test_an_answer_of_a_provider_that_comes_twice_signs_in_once(
    provider: tuple[Provider, Path], settings: Settings
) -> None:
    settings.OPENHALL_IDENTITY_PROVIDER = (str(provider[1]),)
    browser = Client(headers=OWN)
    led = browser.get("/en/sign-in/outside/good/")
    back = provider[0].allow(led["Location"], sub="s-twice", acr="compared")
    both = [Client(headers={**OWN, "Sec-Fetch-Site": "cross-site"}) for _ in range(3)]
    for each in both:
        each.cookies.update(browser.cookies)
    answers = at_once(3, lambda number: both[number].get(back).status_code)
    assert answers.count(303) <= 1
    # Whose ceremony the other one has ended meanwhile gets no page of it: 400.
    assert set(answers) <= {303, 422, 400}
    assert Session.objects.count() == answers.count(303)


def test_two_browsers_of_somebody_new_at_a_provider_are_one_person(
    provider: tuple[Provider, Path], settings: Settings
) -> None:
    settings.OPENHALL_IDENTITY_PROVIDER = (str(provider[1]),)
    browsers = [Client(headers={**OWN, "Sec-Fetch-Site": "cross-site"}) for _ in range(3)]
    backs = [
        provider[0].allow(each.get("/en/sign-in/outside/good/")["Location"], sub="s-new", acr="compared")
        for each in browsers
    ]
    answers = at_once(3, lambda number: browsers[number].get(backs[number]).status_code)
    assert answers == [303] * 3
    assert len(set(Session.objects.values_list("person", flat=True))) == 1
    assert ProviderLink.objects.count() == 1


def _token(client: Client, person: str) -> dict[str, str]:
    made = client.post("/api/v1/demo/token", {"person": person}, content_type="application/json")
    return {"Authorization": f"Bearer {made.json()['token']}"}


def test_what_is_sent_while_its_mandate_ends_stands_before_the_end_or_not_at_all() -> None:
    giver, helper = Client(), Client()
    gives, helps = _token(giver, GIVER), _token(helper, HELPER)
    answers = helper.get(f"/api/v1/services/{MOORING}/example").json()["answers"]
    body = json.dumps({"service": MOORING, "answers": answers, "on_behalf_of": GIVER})

    def send(key: str) -> Any:  # noqa: ANN401 - the test client's own kind of response
        headers = {**helps, "Idempotency-Key": key}
        return helper.post("/api/v1/applications", body, content_type="application/json", headers=headers)

    for number in range(ROUNDS):
        terms = Terms(("matters", "fill", "submit"), datetime.now(UTC) + timedelta(days=30))
        mandate, _code = offer_mandate(giver=GIVER, terms=terms, helper=HELPER, now=datetime.now(UTC))
        accept_mandate(actor=HELPER, mandate=mandate, now=datetime.now(UTC))

        def end(mandate: str = mandate) -> Any:  # noqa: ANN401 - as above
            place = f"/api/v1/mandates/{mandate}/end"
            return giver.post(place, "{}", content_type="application/json", headers=gives)

        sent, ended = together(partial(send, f"round {number}"), end)
        assert ended.status_code == 200, ended.content
        assert sent.status_code in {201, 403, 422}, sent.content
        if sent.status_code == 201:
            places = [
                Record.objects.get(kind=kind, subject=subject).pk
                for kind, subject in (
                    ("case.submitted", sent.json()["reference"]),
                    ("mandate.ended", f"mandate:{mandate}"),
                )
            ]
            assert places == sorted(places), "the log has it before the end"
        assert send(f"late {number}").status_code == 422


def test_of_two_who_bring_one_code_one_helps() -> None:
    for _ in range(ROUNDS):
        now = datetime.now(UTC)
        terms = Terms(("matters",), now + timedelta(days=30))
        mandate, code = offer_mandate(giver=GIVER, terms=terms, now=now)
        takers = [partial(accept_mandate, actor=who, code=code, now=now) for who in (HELPER, LIN)]
        assert told(*takers) == ["", "unknown-mandate"]
        assert Mandate.objects.filter(giver=GIVER, state="live").count() == 1
        end_mandate(mandate=mandate, actor=GIVER, now=now)


def test_a_place_in_a_firm_is_taken_once_and_not_after_it_was_undone() -> None:
    now = datetime.now(UTC)
    code = offer_seat(organisation=FIRM, role="staff", actor=LIN, now=now)
    takers = [partial(take_seat, code=code, actor=who, now=now) for who in (GIVER, HELPER)]
    assert told(*takers) == ["", "unknown-seat"]
    assert Membership.objects.filter(organisation=FIRM).exclude(person=LIN).count() == 1
    Membership.objects.filter(organisation=FIRM).exclude(person=LIN).delete()

    at = Counter("odile-okafor", "town-clerk", "town-desk")
    attendance = attend(person=LIN, counter=at, shown=Shown("resident-card", 3), services=(), key="one", now=now)
    for number in range(ROUNDS):
        paper, word = write_down_for_firm(
            attendance=attendance, officer="odile-okafor", firm=FIRM, terms=FirmTerms("staff"), paper="C", now=now
        )
        acts: list[Callable[[], object]] = [
            partial(take_seat, code=word, actor=GIVER, now=now),
            *[partial(undo_firm_paper, paper=paper, actor=LIN, now=now)] * 2,
        ]
        answers = told(*acts)
        assert answers.count("paper-over") == 1
        assert set(answers) <= {"", "paper-over", "unknown-seat"}
        assert not Membership.objects.filter(organisation=FIRM, person=GIVER).exists(), "undone, whoever came first"
        assert Record.objects.filter(kind="firm-paper.undone").count() == number + 1


def test_each_printed_code_and_each_figure_of_an_authenticator_is_worth_something_once() -> None:
    now = datetime.now(UTC)
    account = keep_account(open_person(name={"en": "CHAN Wing"}, facts={}), now)
    sheet = make_sheet(account=account.pk, level=1, now=now)
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of a test
    totp.TOTP.activate(account, secret)
    for place in range(ROUNDS):
        used = told(*[partial(use_printed, number=sheet.number, code=sheet.codes[place])] * 4)
        assert used == ["", *["printed-wrong"] * 3]
        if place < 2:
            figures = told(*[partial(use_authenticator, account=account.pk, typed=shown(secret, place), now=now)] * 4)
            assert figures == ["", *["code-wrong"] * 3]


def test_two_accounts_are_joined_once() -> None:
    now = datetime.now(UTC)
    person = open_person(name={"en": "CHAN Wing"}, facts={})
    Person.objects.filter(pk=person).update(level=2)
    known = keep_account(person, now).pk
    caller = Caller("203.0.113.7", "", is_limited=False)

    def asked(account: str) -> str:
        return ask_code(
            address="wing@example.com", language="en", caller=caller, device=Device(), account=account, now=now
        )

    first = asked("")
    mailed = use_code(code=first, typed=digits_of(first), now=now)
    code = asked(known)
    with pytest.raises(AddressElsewhere):
        use_code(code=code, typed=digits_of(code), now=now)
    answers = told(*[lambda: join_accounts(code=code, account=known, now=now)] * 3)
    assert (answers[0], len([each for each in answers if each])) == ("", 2)
    assert Joining.objects.count() == 1
    assert Account.objects.filter(pk__in=[known, mailed.pk]).count() == 2
    assert Record.objects.filter(kind="identity.joined").count() == 1
