"""A system of another authority is asked over a real line, and both sides hold each other's signatures to account."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pytest_django import Settings

from openhall.blocks.exchange.definitions import Answered, Asking, FactSource, SourceDownError, SourceLaw
from openhall.blocks.exchange.facade import ask_outside, public_key_text, system_faults
from openhall.blocks.exchange.signing import Message, NotGenuineError, read_public_key, sign_request, verified_request
from openhall.blocks.journal.facade import OWN, Reader
from tests.far_systems import System, listening

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
SOURCE = FactSource("far", {"en": "Far"}, "far", "outside", ("person.name",), SourceLaw({"en": "Kite Act"}))


@pytest.fixture
def system(settings: Settings) -> Iterator[System]:
    far = System()
    with listening(far) as port:
        settings.OPENHALL_SOURCES = (f"far=http://127.0.0.1:{port}/facts?private=true&key={far.public}",)
        yield far


def ask() -> Answered:
    reader = Reader("person:ann", OWN, "OH-1", NOW)
    return ask_outside(SOURCE, ("person.name",), Asking("ann", service="harbour/mooring"), reader)


def test_the_answer_is_taken_with_the_date_that_the_source_gives(system: System) -> None:
    answered = ask()
    assert answered.values == {"person.name": "Ann"}
    assert answered.as_of == datetime(2026, 11, 3, tzinfo=UTC)
    assert json.loads(answered.signed)["headers"], "and its signature can be checked again later"
    assert len(system.seen) == 1


def test_the_request_is_signed_for_anybody_to_check_from_the_standard_alone(system: System) -> None:
    ask()
    path, headers, body = system.seen[0]
    label, _, params = headers["signature-input"].partition("=")
    host = headers["host"]
    digest = base64.b64encode(sha256(body).digest()).decode()
    assert f"sha-256=:{digest}:" in headers["content-digest"]
    values = {
        '"@method"': "POST",
        '"@target-uri"': f"http://{host}{path}",
        '"date"': headers["date"],
        '"content-digest"': headers["content-digest"],
    }
    covered = params[1 : params.index(")")].split()
    assert set(covered) == set(values)
    assert "nonce=" in params
    base = "\n".join([*(f"{name}: {values[name]}" for name in covered), f'"@signature-params": {params}'])
    signature = base64.b64decode(headers["signature"].removeprefix(f"{label}=:").removesuffix(":"))
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key_text()))
    key.verify(signature, base.encode())
    assert "Ann" not in path


@pytest.mark.parametrize("wrong", ["unsigned", "another key", "another question", "trouble", "redirect"])
def test_what_cannot_be_believed_is_as_good_as_silence(system: System, settings: Settings, wrong: str) -> None:
    if wrong == "unsigned":
        system.does_sign = False
    elif wrong == "another key":
        system.key = Ed25519PrivateKey.generate()
    elif wrong == "another question":
        system.bound_to = "openhall=:AAAA:"
    elif wrong == "trouble":
        system.status = 500
    else:
        system.redirect = settings.OPENHALL_SOURCES[0].partition("=")[2].partition("?")[0]
    with pytest.raises(SourceDownError):
        ask()
    assert len(system.seen) == 2, "tried once more, and no redirect was followed"


def test_an_address_of_ones_own_network_is_called_only_on_demand(system: System, settings: Settings) -> None:
    key = system.public
    settings.OPENHALL_SOURCES = (f"far=https://localhost:1/facts?key={key}",)
    with pytest.raises(SourceDownError):
        ask()
    assert system.seen == []


def test_who_is_not_there_is_down(settings: Settings, system: System) -> None:
    settings.OPENHALL_SOURCES = (f"far=http://127.0.0.1:9/facts?private=true&key={system.public}",)
    with pytest.raises(SourceDownError):
        ask()
    settings.OPENHALL_SOURCES = ()
    with pytest.raises(SourceDownError):
        ask()


def test_an_operator_is_told_what_is_wrong_with_an_address(settings: Settings, system: System) -> None:
    assert system_faults() == []
    settings.OPENHALL_SOURCES = (
        "a=http://far.example/",
        "b=https://far.example/?key=x",
        "c=",
        "d=https://f.example/?x=1",
    )
    faults = system_faults()
    assert len(faults) == 4
    assert "private=true" in faults[0]
    del system


def test_a_request_is_good_for_all_of_it_and_only_for_minutes() -> None:
    keys = {"me": [read_public_key(public_key_text())]}

    def signed(now: datetime) -> Message:
        message = Message("POST", "https://hall.example/api/v1/exchange/facts", {}, b'{"person":"ann"}')
        sign_request(message, key="me", now=now)
        return message

    now = datetime.now(UTC)
    assert verified_request(signed(now), keys).key == "me"
    for wrong in ("body", "address", "old", "key"):
        message = signed(now - timedelta(minutes=20) if wrong == "old" else now)
        if wrong == "body":
            message.body = b'{"person":"bob"}'
        if wrong == "address":
            message.url = "https://hall.example/api/v1/exchange/other"
        other = {"me": [Ed25519PrivateKey.generate().public_key()]} if wrong == "key" else keys
        with pytest.raises(NotGenuineError):
            verified_request(message, other)
