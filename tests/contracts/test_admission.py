"""Whom an address is open to, and whose word counts where: the first door, before any view."""

import json
from datetime import UTC, datetime

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from openhall.blocks.authorities.facade import within_walls
from openhall.blocks.identity.facade import (
    Officer,
    People,
    PersonDefinition,
    begin_session,
    issue_token,
    keep_demo_people,
)
from openhall.channels.api import asking
from openhall.channels.api.problems import Problem, problem_response
from openhall.channels.portal.asking import visitor
from openhall.kernel.rights import Right, open_to
from openhall.kernel.visits import SESSION_COOKIE
from openhall.project.middleware import Admission

pytestmark = pytest.mark.django_db
SAID = {"en": "Ann"}


@pytest.fixture(autouse=True)
def _ann(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True
    officer = PersonDefinition("ola", SAID, SAID, 3, officer=Officer("park-office", ("keeper",)))
    keep_demo_people(People(people=(PersonDefinition("ann", SAID, SAID, 2), officer)))


@open_to(Right.SIGNED_IN, methods=("GET", "POST"))
def mine(request: HttpRequest) -> HttpResponse:
    return HttpResponse(visitor(request).id)


def asked(request: HttpRequest) -> HttpResponse:
    """Answer as the middleware and the view together do."""

    def answer(asked: HttpRequest) -> HttpResponse:
        return admission.process_view(asked, mine, (), {}) or mine(asked)

    admission = Admission(answer)
    return admission(request)


def request_of(method: str = "GET", *, is_signed_in: bool, origin: str = "") -> HttpRequest:
    headers = {"Origin": origin} if origin else {}
    request = RequestFactory().generic(method, "/zh-hant/me/?page=2", headers=headers)
    if is_signed_in:
        request.COOKIES[SESSION_COOKIE] = begin_session(person="ann", now=datetime.now(UTC))
    return request


def test_a_guest_is_led_to_sign_in_and_back() -> None:
    response = asked(request_of(is_signed_in=False))

    assert response.status_code == 302
    assert response["Location"] == "/zh-hant/sign-in/?next=%2Fzh-hant%2Fme%2F%3Fpage%3D2"
    assert response["Cache-Control"] == "no-store"


def test_somebody_signed_in_is_let_through_and_kept_out_of_caches() -> None:
    response = asked(request_of(is_signed_in=True))

    assert (response.content, response["Cache-Control"]) == (b"ann", "no-store")


def test_another_website_is_stopped_before_the_right_is_asked() -> None:
    refused = asked(request_of("POST", is_signed_in=True, origin="https://evil.example"))
    let_in = asked(request_of("POST", is_signed_in=True, origin="http://testserver"))

    assert (refused.status_code, let_in.content) == (403, b"ann")


def api_request(method: str = "POST", *, cookie: str = "", headers: dict[str, str] | None = None) -> HttpRequest:
    request = RequestFactory().generic(method, "/api/v1/applications", headers=headers)
    if cookie:
        request.COOKIES[SESSION_COOKIE] = cookie
    return request


def test_the_api_takes_a_bearer_token_wherever_it_comes_from() -> None:
    token, _ = issue_token(person="ann", now=datetime.now(UTC))
    request = api_request(headers={"Authorization": f"Bearer {token}", "Sec-Fetch-Site": "cross-site"})

    assert asking.SIGNED_IN(request).id == "ann"
    assert asking.visitor(request).level == 3


def test_the_api_takes_a_cookie_for_a_write_only_from_our_own_pages() -> None:
    cookie = begin_session(person="ann", now=datetime.now(UTC))

    assert asking.visitor(api_request(cookie=cookie, headers={"Sec-Fetch-Site": "same-origin"})).id == "ann"
    assert asking.visitor(api_request("GET", cookie=cookie)).id == "ann"
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        assert asking.visitor(api_request(cookie=cookie, headers=headers)).is_guest
    secret = {"Authorization": "Secret ABCD-EFGH", "Sec-Fetch-Site": "same-origin"}
    assert asking.visitor(api_request(cookie=cookie, headers=secret)).is_guest


@pytest.mark.parametrize(
    ("headers", "code", "challenge"),
    [
        ({}, "sign-in-needed", "Bearer"),
        ({"Authorization": "Bearer " + "x" * 43}, "token-not-good", 'Bearer error="invalid_token"'),
        ({"Authorization": "Bearer"}, "token-not-good", 'Bearer error="invalid_token"'),
    ],
)
def test_the_api_says_what_is_missing(headers: dict[str, str], code: str, challenge: str) -> None:
    request = api_request(headers=headers)

    with pytest.raises(Problem) as problem:
        asking.SIGNED_IN(request)
    response = problem_response(request, problem.value)
    assert (response.status_code, response["WWW-Authenticate"]) == (401, challenge)
    assert json.loads(response.content)["code"] == code


def test_the_api_opens_what_is_for_officers_to_officers_only() -> None:
    tokens = {who: issue_token(person=who, now=datetime.now(UTC))[0] for who in ("ann", "ola")}
    requests = {who: api_request(headers={"Authorization": f"Bearer {token}"}) for who, token in tokens.items()}

    with within_walls():
        assert asking.OFFICER(requests["ola"]).id == "ola"
    with pytest.raises(Problem) as problem:
        asking.OFFICER(requests["ann"])
    assert json.loads(problem_response(requests["ann"], problem.value).content)["code"] == "officers-only"
    with pytest.raises(Problem) as problem:
        asking.OFFICER(api_request())
    assert problem_response(api_request(), problem.value).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_who_is_asking_is_looked_up_once_a_request(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    request = request_of(is_signed_in=True)

    with django_assert_num_queries(1):
        assert visitor(request) is visitor(request) is asking.visitor(request)
