"""What a system pushes waits for a minute and a half, a code for a minute; then both are worth nothing to anybody."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from pytest_django import Settings

from openhall.blocks.federation import proving
from openhall.blocks.federation.actions import CODE_LASTS, exchange_code, give_consent, issue_code
from openhall.blocks.federation.definitions import AnswerRefused, Asked, RequestRefused
from openhall.blocks.federation.models import PushedRequest
from openhall.blocks.federation.pushing import (
    OPENED_LASTS,
    PUSHED_LASTS,
    end_request,
    push_request,
    pushed_request,
    sweep_requests,
)
from openhall.blocks.federation.queries import client_of
from openhall.blocks.federation.registering import add_client
from openhall.kernel.possession import CLOCKS_DIFFER
from tests.departments import System

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)
_BACK = "https://system.example/back"
_VERIFIER = "a" * 64
_CHALLENGE = urlsafe_b64encode(sha256(_VERIFIER.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture
def system(settings: Settings) -> System:
    settings.OPENHALL_URL = "https://hall.example"
    system = System(settings.OPENHALL_URL)
    system.id = add_client(
        authority="harbour-office",
        name={"en": "Berths"},
        redirects=[_BACK],
        services=[],
        keys=[system.public],
        is_told_name=False,
        actor="operator",
        now=NOW,
    )
    return system


def _signed(system: System, at: datetime, fields: Mapping[str, str]) -> dict[str, str]:
    seconds = int(at.timestamp())
    return {**system.signed(**fields), "client_assertion": system.assertion(iat=seconds, exp=seconds + 60)}


@pytest.mark.django_db
def test_a_code_is_worth_something_for_a_minute_and_no_longer(system: System) -> None:
    facts = client_of(system.id)
    assert facts
    asked = Asked(facts, _BACK, ("openid",), "s", "n", _CHALLENGE, 0, None, frozenset())
    give_consent(person="noor", asked=asked, now=NOW)

    def changed_after(time: timedelta) -> dict[str, object]:
        code = issue_code(person="noor", level=1, signed_in_at=NOW, asked=asked, now=NOW)
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": _BACK, "code_verifier": _VERIFIER}
        given, made_at = _signed(system, NOW + time, fields), int((NOW + time).timestamp())
        proof = system.proof("POST", "/openid/token", iat=made_at)
        return exchange_code(given=given, proof=proof, path="openid/token", now=NOW + time)

    assert changed_after(CODE_LASTS - A_SECOND)["access_token"]
    for late in (CODE_LASTS, timedelta(hours=1)):
        with pytest.raises(AnswerRefused) as refused:
            changed_after(late)
        assert refused.value.error == "invalid_grant"


def _pushed(system: System) -> str:
    given = {
        "response_type": "code",
        "redirect_uri": _BACK,
        "scope": "openid",
        "nonce": "n",
        "code_challenge": _CHALLENGE,
        "code_challenge_method": "S256",
        "login_hint": "noor@example.org",
    }
    told = push_request(given=_signed(system, NOW, given), proof="", path="openid/par", now=NOW)
    assert told["expires_in"] == PUSHED_LASTS.total_seconds()
    return str(told["request_uri"])


@pytest.mark.django_db
def test_what_is_pushed_waits_for_somebody_and_then_for_them_to_sign_in(system: System) -> None:
    def look(name: str, after: timedelta) -> Asked:
        return pushed_request(client=system.id, name=name, now=NOW + after)

    late, name = _pushed(system), _pushed(system)
    with pytest.raises(RequestRefused):
        look(late, PUSHED_LASTS)
    opened = PUSHED_LASTS - A_SECOND
    assert look(name, opened).nonce == "n"
    # From the first look on, however often: not from each anew.
    assert look(name, opened + OPENED_LASTS - A_SECOND).nonce == "n"
    with pytest.raises(RequestRefused):
        look(name, opened + OPENED_LASTS)


@pytest.mark.django_db
def test_of_what_is_pushed_nothing_is_kept_that_names_somebody_or_shows_anything(system: System) -> None:
    name = _pushed(system)
    (row,) = PushedRequest.objects.values_list("digest", "asked")
    assert all(each not in text for each in (name, "noor", "client_assertion") for text in row)


@pytest.mark.django_db
def test_what_nobody_came_with_is_forgotten(system: System) -> None:
    name, _ = _pushed(system), _pushed(system)
    assert end_request(name)
    assert not end_request(name)
    assert sweep_requests(now=NOW + PUSHED_LASTS) == 0
    assert sweep_requests(now=NOW + PUSHED_LASTS + A_SECOND) == 1
    assert not PushedRequest.objects.exists()


def test_what_was_shown_is_remembered_for_longer_than_it_is_taken() -> None:
    # It may be made by a clock that is a little ahead of ours.
    assert proving.REMEMBERED >= proving.ASSERTED + CLOCKS_DIFFER
