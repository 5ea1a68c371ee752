"""A paper goes into a wallet as somebody else's wallet would fetch it: offer, access, number, proof, credential."""

import html
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import ECKey
from pytest_django import Settings
from sd_jwt import verifier  # type: ignore[import-untyped]

from openhall.blocks.documents.facade import (
    PaperFact,
    WalletRefused,
    jwks_of,
    new_paper_code,
    offer_to_wallet,
    sd_jwt_vc,
    set_paper,
    sweep_offers,
)
from openhall.blocks.documents.models import WalletOffer
from openhall.blocks.journal.models import DataRead
from openhall.channels.portal.wallets.endpoints import GRANT
from tests.departments import System
from tests.followers import Follower, guests_case
from tests.papers_on_a_shelf import ISSUED, Shelved, content, keep, revoke

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]
NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
ACTOR = "person:noor-al-bahar"


class Wallet:
    """A wallet on somebody's telephone."""

    def __init__(self, client: Client, hall: str) -> None:
        self.client, self.hall = client, hall
        self.key = ECKey.generate_key("P-256")
        self.now = NOW
        # Its access is bound to a key of its own (DPoP), as the profile HAIP asks of every wallet.
        self.system = System(hall)

    def dpop(self, path: str, token: str = "", **changes: Any) -> str:
        """Prove that it holds the key of its access, for one request."""
        return self.system.proof("POST", path, token, **{"iat": int(self.now.timestamp()), **changes})

    def ask(self, path: str) -> dict[str, Any]:
        """Read what a program finds at an address."""
        answer = self.client.get(path, headers={"Accept": "application/json"})
        assert answer.status_code == 200
        told: dict[str, Any] = answer.json()
        return told

    def exchange(self, code: str) -> "Shown":
        """Change the code of an offer into access."""
        asked = {"grant_type": GRANT, "pre-authorized_code": code}
        return self.client.post("/wallet/token", asked, headers={"DPoP": self.dpop("/wallet/token")})

    def proof(self, **changes: object) -> str:
        """Sign a number of the hall; ``changes`` are what is wrong with it."""
        nonce = self.client.post("/wallet/nonce").json()["c_nonce"]
        claims = {"aud": self.hall, "iat": int(self.now.timestamp()), "nonce": nonce, **changes}
        header = {"alg": "ES256", "typ": "openid4vci-proof+jwt", "jwk": self.key.as_dict(private=False)}
        return jwt.encode(header, claims, self.key)

    def fetch(self, access: str, proof: str, kind: str = "licence", dpop: str | None = None) -> "Shown":
        """Ask for the credential."""
        shown = self.dpop("/wallet/credential", access) if dpop is None else dpop
        return self.client.post(
            "/wallet/credential",
            json.dumps({"credential_configuration_id": kind, "proofs": {"jwt": [proof]}}),
            content_type="application/json",
            headers={"Authorization": f"DPoP {access}", "DPoP": shown},
        )


@pytest.fixture
def wallet(client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Wallet:
    settings.OPENHALL_URL = "http://testserver"
    wallet = Wallet(client, settings.OPENHALL_URL)
    monkeypatch.setattr(timezone, "now", lambda: wallet.now)
    return wallet


@pytest.fixture
def paper() -> Shelved:
    asked, code = replace(content(), facts=(PaperFact("Berth", "12"),)), new_paper_code()
    attachment = sd_jwt_vc(content=asked, code=code, now=ISSUED).text.encode()
    return keep(set_paper(content=asked, now=ISSUED, code=code, attachment=attachment))


def _error(answer: "Shown") -> tuple[int, str]:
    return answer.status_code, json.loads(answer.content)["error"]


def _access(wallet: Wallet, paper: Shelved) -> str:
    offer = offer_to_wallet(paper=paper.id, actor=ACTOR, now=wallet.now)
    word: str = json.loads(wallet.exchange(offer.code).content)["access_token"]
    return word


def test_a_wallet_finds_its_way_and_gets_what_it_can_show(wallet: Wallet, paper: Shelved) -> None:
    issuer = wallet.ask("/.well-known/openid-credential-issuer")
    server = wallet.ask("/.well-known/oauth-authorization-server")
    configuration = issuer["credential_configurations_supported"]["licence"]
    assert issuer["credential_issuer"] == server["issuer"] == wallet.hall
    assert wallet.ask(configuration["vct"].removeprefix(wallet.hall))["vct"] == configuration["vct"]

    answer = wallet.fetch(_access(wallet, paper), wallet.proof())
    text = json.loads(answer.content)["credentials"][0]["credential"]
    keys = jwks_of(["harbour-office"])["keys"]
    held = verifier.SDJWTVerifier(text, lambda *_: verifier.JWK.from_json(json.dumps(dict(keys[0]))))
    payload = held.get_verified_payload()

    assert answer["Cache-Control"] == "no-store"
    assert payload["vct"] == configuration["vct"]
    assert payload["holder"] == ["Noor Al-Bahar"]
    assert payload["facts"] == [{"label": "Berth", "value": "12"}]
    assert payload["cnf"]["jwk"]["x"] == wallet.key.as_dict(private=False)["x"]
    assert "d" not in payload["cnf"]["jwk"]
    assert DataRead.objects.filter(actor=ACTOR).exists()


def test_each_step_is_done_once(wallet: Wallet, paper: Shelved) -> None:
    offer = offer_to_wallet(paper=paper.id, actor=ACTOR, now=NOW)
    access = json.loads(wallet.exchange(offer.code).content)["access_token"]

    assert _error(wallet.exchange(offer.code)) == (400, "invalid_grant")
    proof = wallet.proof()
    assert wallet.fetch(access, proof).status_code == 200
    assert _error(wallet.fetch(access, proof)) == (401, "invalid_token")
    assert _error(wallet.fetch(access, wallet.proof())) == (401, "invalid_token")
    assert WalletOffer.objects.filter(issued_at=NOW).count() == 1


def test_a_stolen_word_of_access_fetches_nothing_without_its_key(wallet: Wallet, paper: Shelved) -> None:
    access, thief = _access(wallet, paper), ECKey.generate_key("P-256")
    used = wallet.dpop("/wallet/credential", access)
    for stolen, error in (
        ("", "invalid_dpop_proof"),
        (wallet.dpop("/wallet/credential", access, key=thief), "invalid_token"),
        (wallet.dpop("/wallet/token", access), "invalid_dpop_proof"),
        (wallet.dpop("/wallet/credential", "another"), "invalid_dpop_proof"),
        (wallet.dpop("/wallet/credential"), "invalid_dpop_proof"),
        (wallet.dpop("/wallet/credential", access, iat=int(NOW.timestamp()) - 400), "invalid_dpop_proof"),
    ):
        answer = wallet.fetch(access, wallet.proof(), dpop=stolen)
        assert _error(answer) == (401, error)
        assert answer["WWW-Authenticate"].startswith(f'DPoP error="{error}"')
    body = json.dumps({"credential_configuration_id": "licence", "proofs": {"jwt": [wallet.proof()]}})
    bearer = {"Authorization": f"Bearer {access}", "DPoP": wallet.dpop("/wallet/credential", access)}
    taken = wallet.client.post("/wallet/credential", body, content_type="application/json", headers=bearer)
    assert _error(taken) == (401, "invalid_token")
    assert _error(wallet.fetch(access, "a.b.c", dpop=used)) == (400, "invalid_proof")
    assert _error(wallet.fetch(access, wallet.proof(), dpop=used)) == (401, "invalid_dpop_proof"), "it comes once"
    assert not WalletOffer.objects.exclude(issued_at=None).exists()
    assert wallet.fetch(access, wallet.proof()).status_code == 200


def test_an_offer_is_exchanged_by_whoever_shows_a_key(wallet: Wallet, paper: Shelved) -> None:
    offer = offer_to_wallet(paper=paper.id, actor=ACTOR, now=NOW)
    asked = {"grant_type": GRANT, "pre-authorized_code": offer.code}
    for headers in ({}, {"DPoP": wallet.dpop("/wallet/credential")}):
        answer = wallet.client.post("/wallet/token", asked, headers=headers)
        assert _error(answer) == (400, "invalid_dpop_proof")
    assert json.loads(wallet.exchange(offer.code).content)["token_type"] == "DPoP"  # noqa: S105 - a kind of token


def test_two_credentials_of_one_paper_cannot_be_linked(wallet: Wallet, paper: Shelved) -> None:
    texts = []
    for _ in range(2):
        answer = wallet.fetch(_access(wallet, paper), wallet.proof())
        texts.append(json.loads(answer.content)["credentials"][0]["credential"].split("~"))

    assert not set(texts[0][1:-1]) & set(texts[1][1:-1])


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "for another hall": ({"aud": "https://elsewhere.example"}, "invalid_proof"),
    "old": ({"iat": int((NOW - timedelta(minutes=6)).timestamp())}, "invalid_proof"),
    "without a time": ({"iat": None}, "invalid_proof"),
    "another's number": ({"nonce": "9999999999.abc.def"}, "invalid_nonce"),
    "no number": ({"nonce": None}, "invalid_nonce"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_proof_that_does_not_fit_uses_nothing_up(wallet: Wallet, paper: Shelved, name: str) -> None:
    changes, code = WRONG[name]
    access = _access(wallet, paper)

    assert _error(wallet.fetch(access, wallet.proof(**changes))) == (400, code)
    assert not WalletOffer.objects.exclude(issued_at=None).exists()
    assert wallet.fetch(access, wallet.proof()).status_code == 200


def test_a_proof_of_another_kind_or_key_is_none(wallet: Wallet, paper: Shelved) -> None:
    access, other = _access(wallet, paper), ECKey.generate_key("P-256")
    claims = {"aud": wallet.hall, "iat": int(NOW.timestamp()), "nonce": "x"}
    headers: list[tuple[dict[str, Any], ECKey]] = [
        ({"alg": "ES256", "typ": "JWT", "jwk": wallet.key.as_dict(private=False)}, wallet.key),
        ({"alg": "ES256", "typ": "openid4vci-proof+jwt", "jwk": wallet.key.as_dict(private=False)}, other),
        ({"alg": "ES256", "typ": "openid4vci-proof+jwt", "jwk": wallet.key.as_dict(private=True)}, wallet.key),
        ({"alg": "ES256", "typ": "openid4vci-proof+jwt"}, wallet.key),
    ]
    for header, key in headers:
        assert _error(wallet.fetch(access, jwt.encode(header, claims, key))) == (400, "invalid_proof")
    for nonsense in ("", "a.b.c", "x" * 5000):
        assert _error(wallet.fetch(access, nonsense)) == (400, "invalid_proof")
    assert not WalletOffer.objects.exclude(issued_at=None).exists()


def test_time_ends_every_step(wallet: Wallet, paper: Shelved) -> None:
    offer, access = offer_to_wallet(paper=paper.id, actor=ACTOR, now=NOW), _access(wallet, paper)
    wallet.now = NOW + timedelta(minutes=11)

    assert _error(wallet.exchange(offer.code)) == (400, "invalid_grant")
    assert _error(wallet.fetch(access, wallet.proof())) == (401, "invalid_token")


def test_an_old_number_is_no_longer_taken(wallet: Wallet, paper: Shelved) -> None:
    old = wallet.proof()
    wallet.now = NOW + timedelta(minutes=4)
    access = _access(wallet, paper)
    nonce = wallet.client.post("/wallet/nonce").json()["c_nonce"]
    wallet.now = NOW + timedelta(minutes=9, seconds=30)
    access = _access(wallet, paper)

    assert _error(wallet.fetch(access, old)) == (400, "invalid_proof")
    assert _error(wallet.fetch(access, wallet.proof(nonce=nonce))) == (400, "invalid_nonce")


def test_a_paper_without_force_goes_into_no_wallet(wallet: Wallet, paper: Shelved) -> None:
    access = _access(wallet, paper)
    revoke(paper)

    assert _error(wallet.fetch(access, wallet.proof())) == (400, "credential_request_denied")
    with pytest.raises(WalletRefused):
        offer_to_wallet(paper=paper.id, actor=ACTOR, now=NOW)
    with pytest.raises(LookupError):
        offer_to_wallet(paper="0" * 32, actor=ACTOR, now=NOW)
    assert WalletOffer.objects.filter(issued_at=None).count() == 1


def test_what_is_asked_wrongly_is_said_as_the_standard_has_it(wallet: Wallet, paper: Shelved) -> None:
    access = _access(wallet, paper)

    assert _error(wallet.fetch(access, wallet.proof(), "permit")) == (400, "unknown_credential_configuration")
    assert _error(wallet.fetch("", wallet.proof())) == (401, "invalid_token")
    assert _error(wallet.client.post("/wallet/token", {"grant_type": "password"})) == (400, "unsupported_grant_type")
    for body in ("", "[]", "{}", '{"credential_configuration_id": 1, "proofs": {"jwt": ["x"]}}'):
        answer = wallet.client.post("/wallet/credential", body, content_type="application/json")
        assert _error(answer) == (400, "invalid_credential_request")
    assert wallet.fetch(access, wallet.proof()).status_code == 200


def test_a_paper_that_carries_no_facts_is_refused_and_uses_nothing_up(wallet: Wallet) -> None:
    bare = keep(set_paper(content=content(), now=ISSUED))
    access = _access(wallet, bare)

    assert _error(wallet.fetch(access, wallet.proof())) == (400, "credential_request_denied")
    assert not WalletOffer.objects.exclude(issued_at=None).exists()


def test_offers_are_forgotten_a_day_after_they_ended(wallet: Wallet, paper: Shelved) -> None:
    offer_to_wallet(paper=paper.id, actor=ACTOR, now=NOW)
    wallet.fetch(_access(wallet, paper), wallet.proof())

    assert sweep_offers(now=NOW + timedelta(hours=24)) == 0
    assert sweep_offers(now=NOW + timedelta(hours=25)) == 2
    assert not WalletOffer.objects.exists()


def _offered(text: str) -> dict[str, Any]:
    found = re.search(r'href="openid-credential-offer://\?([^"]+)"', text)
    assert found
    offer: dict[str, Any] = json.loads(parse_qs(html.unescape(found[1]))["credential_offer"][0])
    return offer


def test_the_owner_presses_a_button_and_nobody_else_can(wallet: Wallet) -> None:
    reference = guests_case()
    asked, code = replace(content(), subject=reference), new_paper_code()
    attachment = sd_jwt_vc(content=asked, code=code, now=ISSUED).text.encode()
    paper = keep(set_paper(content=asked, now=ISSUED, code=code, attachment=attachment))
    owner, stranger = Follower.with_secret(reference), Follower(reference)

    assert paper.id in owner.look("wallet").content.decode()
    assert stranger.look("wallet").status_code == 404
    assert stranger.send("wallet", {"paper": paper.id}).status_code == 404
    assert not WalletOffer.objects.exists()
    shown = owner.send("wallet", {"paper": paper.id})
    offer = _offered(shown.content.decode())
    assert shown["Cache-Control"] == "no-store"
    assert (offer["credential_issuer"], offer["credential_configuration_ids"]) == (wallet.hall, ["licence"])
    access = json.loads(wallet.exchange(offer["grants"][GRANT]["pre-authorized_code"]).content)["access_token"]
    assert wallet.fetch(access, wallet.proof()).status_code == 200


def test_a_paper_of_another_case_is_not_offered(wallet: Wallet, paper: Shelved) -> None:
    del wallet
    owner = Follower.with_secret(guests_case())

    assert paper.id not in owner.send("wallet", {"paper": paper.id}).content.decode()
    assert not WalletOffer.objects.exists()
