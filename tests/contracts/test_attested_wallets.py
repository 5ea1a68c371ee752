"""Where an operator names those who make wallets, a paper goes into no other program than theirs."""

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey
from pytest_django import Settings

from openhall.blocks.documents.facade import offer_to_wallet, wallet_faults
from openhall.channels.portal.wallets.endpoints import GRANT
from tests.contracts.test_wallets import ACTOR, NOW, Wallet, paper, wallet
from tests.papers_on_a_shelf import Shelved

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Shown

__all__ = ["paper", "wallet"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]
SECONDS = int(NOW.timestamp())
PROGRAM = "https://wallet.example"


class Maker:
    """Who makes a wallet, and attests those that are genuine."""

    def __init__(self, kid: str = "maker-1") -> None:
        self.kid, self.key = kid, ECKey.generate_key("P-256")

    def written(self, folder: Path) -> str:
        """Write the file that an operator names; return its path."""
        path = folder / f"{self.kid}.json"
        path.write_text(json.dumps({"keys": [{**self.key.as_dict(private=False), "kid": self.kid}]}))
        return str(path)

    def attests(self, held: ECKey, header: Mapping[str, Any] | None = None, **changes: Any) -> str:
        """Say of whoever holds a key which program it is."""
        said = {
            "sub": PROGRAM,
            "iat": SECONDS - 60,
            "exp": SECONDS + 3600,
            "cnf": {"jwk": held.as_dict(private=False)},
            **changes,
        }
        told = {"alg": "ES256", "typ": "oauth-client-attestation+jwt", "kid": self.kid, **(header or {})}
        return jwt.encode(told, {name: value for name, value in said.items() if value is not None}, self.key)


def possession(held: ECKey, header: Mapping[str, Any] | None = None, **changes: Any) -> str:
    """Show that a key is held."""
    said = {"aud": "http://testserver", "jti": "n-1", "iat": SECONDS, **changes}
    return jwt.encode({"alg": "ES256", "typ": "oauth-client-attestation-pop+jwt", **(header or {})}, said, held)


@pytest.fixture
def maker(settings: Settings, tmp_path: Path) -> Maker:
    made = Maker()
    settings.OPENHALL_WALLET_PROVIDERS = (made.written(tmp_path),)
    return made


def ask(wallet: Wallet, shelved: Shelved, *, attested: str = "", held: str = "", **fields: str) -> "Shown":
    """Change the code of an offer into access, with what shows which program asks."""
    offer = offer_to_wallet(paper=shelved.id, actor=ACTOR, now=wallet.now)
    headers = {"DPoP": wallet.dpop("/wallet/token")}
    headers |= {"OAuth-Client-Attestation": attested} if attested else {}
    headers |= {"OAuth-Client-Attestation-PoP": held} if held else {}
    asked = {"grant_type": GRANT, "pre-authorized_code": offer.code, **fields}
    return wallet.client.post("/wallet/token", asked, headers=headers)


def test_a_wallet_that_is_attested_gets_its_paper(wallet: Wallet, paper: Shelved, maker: Maker) -> None:
    server = wallet.ask("/.well-known/oauth-authorization-server")
    assert server["token_endpoint_auth_methods_supported"] == ["attest_jwt_client_auth", "attest_jwt_client_auth_dpop"]
    assert not server["pre-authorized_grant_anonymous_access_supported"]

    # With a key of its own beside that of access, or with the one key for both.
    own = ECKey.generate_key("P-256")
    apart = ask(wallet, paper, attested=maker.attests(own), held=possession(own), client_id=PROGRAM)
    combined = ask(wallet, paper, attested=maker.attests(wallet.system.bound))
    for answer in (apart, combined):
        assert answer.status_code == 200, answer.content
        access = json.loads(answer.content)["access_token"]
        assert wallet.fetch(access, wallet.proof()).status_code == 200


def test_where_nobody_is_named_any_wallet_is_served(client: Client, wallet: Wallet, paper: Shelved) -> None:
    server = client.get("/.well-known/oauth-authorization-server").json()
    assert server["token_endpoint_auth_methods_supported"] == ["none"]
    assert ask(wallet, paper).status_code == 200


def test_any_other_program_gets_nothing(wallet: Wallet, paper: Shelved, maker: Maker) -> None:
    own, other, stranger = ECKey.generate_key("P-256"), ECKey.generate_key("P-256"), Maker()
    sound = maker.attests(own)
    private = {"jwk": own.as_dict(private=True)}
    refused = {
        "nothing shown": ask(wallet, paper),
        "of somebody else": ask(wallet, paper, attested=stranger.attests(own), held=possession(own)),
        "of an unknown key": ask(wallet, paper, attested=maker.attests(own, {"kid": "x"}), held=possession(own)),
        "of another kind": ask(wallet, paper, attested=maker.attests(own, {"typ": "JWT"}), held=possession(own)),
        "of no program": ask(wallet, paper, attested=maker.attests(own, sub=None), held=possession(own)),
        "without an end": ask(wallet, paper, attested=maker.attests(own, exp=None), held=possession(own)),
        "of tomorrow": ask(wallet, paper, attested=maker.attests(own, iat=SECONDS + 900), held=possession(own)),
        "with its private key": ask(wallet, paper, attested=maker.attests(own, cnf=private), held=possession(own)),
        "without a key": ask(wallet, paper, attested=maker.attests(own, cnf={}), held=possession(own)),
        "of another client": ask(wallet, paper, attested=sound, held=possession(own), client_id="other"),
        "key of access alone": ask(wallet, paper, attested=sound),
        "held by another": ask(wallet, paper, attested=sound, held=possession(other)),
        "for another hall": ask(wallet, paper, attested=sound, held=possession(own, aud="https://x.example")),
        "old proof": ask(wallet, paper, attested=sound, held=possession(own, iat=SECONDS - 900)),
        "proof without a number": ask(wallet, paper, attested=sound, held=possession(own, jti=None)),
        "proof of another kind": ask(wallet, paper, attested=sound, held=possession(own, {"typ": "dpop+jwt"})),
        "no token": ask(wallet, paper, attested="a.b.c", held=possession(own)),
    }
    answers = {name: (each.status_code, json.loads(each.content)) for name, each in refused.items()}
    assert answers == dict.fromkeys(refused, (400, {"error": "invalid_client_attestation"}))


def test_an_attestation_that_is_over_is_asked_for_anew(wallet: Wallet, paper: Shelved, maker: Maker) -> None:
    own = ECKey.generate_key("P-256")
    late = ask(wallet, paper, attested=maker.attests(own, exp=SECONDS - 600), held=possession(own))

    assert (late.status_code, json.loads(late.content)["error"]) == (400, "use_fresh_attestation")


def test_a_proof_comes_once(wallet: Wallet, paper: Shelved, maker: Maker) -> None:
    own = ECKey.generate_key("P-256")
    sound, held = maker.attests(own), possession(own)

    assert ask(wallet, paper, attested=sound, held=held).status_code == 200
    wallet.now += timedelta(seconds=1)
    again = ask(wallet, paper, attested=sound, held=held)
    assert (again.status_code, json.loads(again.content)["error"]) == (400, "invalid_client_attestation")


def test_a_file_that_is_of_no_use_is_named_and_lets_nobody_in(
    wallet: Wallet, paper: Shelved, settings: Settings, tmp_path: Path
) -> None:
    private, empty = tmp_path / "private.json", tmp_path / "empty.json"
    private.write_text(json.dumps({"keys": [ECKey.generate_key("P-256").as_dict(private=True)]}))
    empty.write_text('{"keys": []}')
    settings.OPENHALL_WALLET_PROVIDERS = (str(private), str(empty), str(tmp_path / "not-there.json"))

    assert [each.partition("json")[2][:18] for each in wallet_faults()] == [
        " is no set of publ",
        " has no keys",
        " is no set of publ",
    ]
    own = ECKey.generate_key("P-256")
    assert ask(wallet, paper, attested=Maker().attests(own), held=possession(own)).status_code == 400
