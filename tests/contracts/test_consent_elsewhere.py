"""Consent that ends in one process holds in no other, on either database: nothing remembers it."""

import json
import time
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests import halls
from tests.applicants import Applicant
from tests.attacks import town
from tests.far_systems import ask_signed, public_of

PARKS, NOOR = "parks-office", "noor-al-bahar"
KEY = Ed25519PrivateKey.generate()
WORDS = {"en": "Register of residents", "zh-Hans": "居民登记册"}
RESIDENTS = ["person.full_name", "person.resident_number", "person.phone", "person.home_address"]
LAW = {"title": {"en": "Boats Act", "zh-Hans": "船只法"}}
SOURCES = {
    "sources": [
        {"id": "residents", "name": WORDS, "authority": "town-clerk", "kind": "people", "facts": RESIDENTS},
        {
            "id": "boats",
            "name": WORDS,
            "authority": "harbour-office",
            "kind": "people",
            "facts": ["boat.boat_mark"],
            "law": LAW,
        },
    ],
    "askers": [{"authority": PARKS, "facts": ["person.full_name"]}],
}
ASKED = {"person": NOOR, "purpose": "stall", "facts": ["person.full_name"]}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Return what two halls of a town know in which residents have to allow each look."""
    environ = dict(town.make(tmp_path))
    place = tmp_path / "jurisdictions" / "attacked" / "sources.yaml"
    place.write_text(json.dumps(SOURCES, ensure_ascii=False), encoding="utf-8")
    return environ | {"OPENHALL_ASKERS": f"{PARKS}={public_of(KEY)}"}


@pytest.mark.thorough
def test_on_sqlite(tmp_path: Path, environ: dict[str, str]) -> None:
    _ends_everywhere_at_once(tmp_path / "home", environ)


@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path, environ: dict[str, str], database: str) -> None:
    _ends_everywhere_at_once(tmp_path / "home", environ | {"DATABASE_URL": database})


def _ends_everywhere_at_once(home: Path, environ: dict[str, str]) -> None:
    loaded = halls.load(home, environ)
    assert loaded.returncode == 0, loaded.stderr
    with (
        halls.serving(home, environ=environ) as here,
        halls.serving(home, environ=environ) as there,
        closing(Applicant(here)) as noor,
    ):
        noor.sign_in(NOOR)

        def asked() -> int:
            return ask_signed(there, "/api/v1/exchange/facts", ASKED, by=PARKS, key=KEY).status

        for _ in range(3):
            assert asked() == 403
            assert noor.send("/en/me/fetches/", {"source": "residents", "_do": "give"}).status == 303
            assert [asked() for _ in range(3)] == [200, 200, 200], "whatever that process could remember, it has"
            assert noor.send("/en/me/fetches/", {"source": "residents", "_do": "withdraw"}).status == 303
            ended = time.monotonic()
            assert asked() == 403, "the very next one is refused"
            assert time.monotonic() - ended < 1.0
