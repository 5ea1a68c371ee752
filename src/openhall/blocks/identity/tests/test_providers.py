"""Files that name outside providers: what is unsafe in them is named; and a person's links go with the person."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from django.test import override_settings

from openhall.blocks.identity import provider_calls
from openhall.blocks.identity.accounts import new_person
from openhall.blocks.identity.adapters import SignInRefused
from openhall.blocks.identity.facade import forget_person, old_signatures, open_providers, provider_faults
from openhall.blocks.identity.models import Person, ProviderLink
from openhall.blocks.identity.provider_settings import Provider
from openhall.blocks.identity.sealed import NAME, person_key, sealed_json
from openhall.kernel.egress import Reply

_SOUND = """
id = "national-id"
name = {en = "National ID", zh-Hant = "國民身分", zh-Hans = "国民身份"}
issuer = "https://id.example"
client_id = "hall"
secret_file = "secret"
[binding]
claim = "document"
fact = "person.number"
"""


def _written(folder: Path, text: str, *, mode: int = 0o600) -> list[str]:
    (folder / "secret").write_text("a secret that nobody sees")
    (folder / "secret").chmod(mode)
    (folder / "id.toml").write_text(text)
    with override_settings(OPENHALL_IDENTITY_PROVIDER=(str(folder / "id.toml"),)):
        return [each.wrong for each in provider_faults()]


def test_a_sound_file_has_no_faults(tmp_path: Path) -> None:
    assert _written(tmp_path, _SOUND) == []
    with override_settings(OPENHALL_IDENTITY_PROVIDER=(str(tmp_path / "id.toml"),)):
        assert [each.id for each in open_providers()] == ["national-id"]


def test_who_takes_signatures_of_old_is_told(tmp_path: Path) -> None:
    _written(tmp_path, _SOUND)
    old = tmp_path / "old.toml"
    old.write_text(_SOUND.replace('"secret"', '"secret"\nid_token_signed_response_alg = "RS256"'))
    named = (str(tmp_path / "id.toml"), str(old), str(tmp_path / "not-there.toml"))
    with override_settings(OPENHALL_IDENTITY_PROVIDER=named, OPENHALL_RSA_PASSKEYS=True):
        assert old_signatures() == ["OPENHALL_RSA_PASSKEYS", str(old)]
    with override_settings(OPENHALL_IDENTITY_PROVIDER=named[:1], OPENHALL_RSA_PASSKEYS=False):
        assert old_signatures() == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("https://id.example", "http://id.example", "not encrypted"),
        ('"https://id.example"', '"http://id.example"\nprivate = true', "not encrypted"),
        ("https://", "https://me:too@", "a name or a password"),
        ('"secret"', '"secret"\nscopes = ["profile"]', "lack openid"),
        ('"secret"', '"secret"\nlevel = 4', "levels are"),
        ('"secret"', '"secret"\nid_token_signed_response_alg = "HS256"', "RS256 where there is no other"),
        ("person.number", "organisation.number", "a fact of a person"),
        ("national-id", "National ID/..", "small letters"),
        ("client_id", "client_idea", "client_id"),
        ('"secret"', '"elsewhere"', "No such file"),
    ],
)
def test_an_unsafe_file_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    found = _written(tmp_path, _SOUND.replace(old, new, 1))
    assert any(fault in each for each in found), found
    assert "nobody sees" not in str(found)


def test_a_secret_that_others_can_read_is_named(tmp_path: Path) -> None:
    assert "others can read" in _written(tmp_path, _SOUND, mode=0o640)[0]


@pytest.mark.django_db
def test_links_go_with_the_person() -> None:
    person = new_person()
    sealed = sealed_json({person_key(person): {"en": "Somebody"}}, NAME)
    Person.objects.filter(pk=person).update(name=sealed[person_key(person)])
    ProviderLink.objects.create(
        id="l1", person_id=person, provider="p", issuer="i", mark="m", level=1, made_at=datetime.now(UTC)
    )
    assert forget_person(person=person)
    assert not ProviderLink.objects.filter(person=person).exists()


def test_what_names_another_issuer_is_of_another_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever could put their own metadata in its place would get the codes (OpenID Connect Discovery 1.0, 4.3)."""
    provider = Provider("national-id", {"en": "National ID"}, "https://id.example", "hall", "secret")
    told = {name: f"https://id.example/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    for issuer, is_taken in (("https://id.example", True), ("https://id.example.evil.example", False)):
        monkeypatch.setattr(provider_calls, "_known", {})
        body = msgspec.json.encode({"issuer": issuer, **told, "code_challenge_methods_supported": ["S256"]})
        monkeypatch.setattr(provider_calls, "fetch", lambda *_a, said=body, **_k: Reply(200, {}, said))
        monkeypatch.setattr(provider_calls, "address_fault", lambda *_a, **_k: "")
        if is_taken:
            assert provider_calls.metadata_of(provider).issuer == issuer
            continue
        with pytest.raises(SignInRefused):
            provider_calls.metadata_of(provider)
