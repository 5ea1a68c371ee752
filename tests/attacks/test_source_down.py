"""The register of another department is down for two weeks: nobody is turned away, and every age is told."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import halls
from tests.applicants import Applicant, words_of
from tests.attacks import town
from tests.attacks.town import MOVING, STALL, example_of, reference_in, stall_pages, walk
from tests.far_systems import System, listening
from tests.halls import Hall

OWN = {
    "person.full_name": "Noor Al-Bahar",
    "person.resident_number": "LB-2047-1157",
    "person.phone": "555-0147",
}
SOURCES = {
    "sources": [
        {
            "id": "residents",
            "name": {"en": "Register of residents", "zh-Hans": "居民登记册"},
            "authority": "town-clerk",
            "kind": "outside",
            "facts": [*OWN, "person.home_address"],
            "law": {"title": {"en": "Residents Act", "zh-Hans": "居民法"}},
            "when_down": "copy",
            "copy_days": 60,
        },
        {
            "id": "boats",
            "name": {"en": "Boats", "zh-Hans": "船只"},
            "authority": "harbour-office",
            "kind": "people",
            "facts": ["boat.boat_mark"],
        },
    ]
}


@pytest.fixture(scope="module")
def far() -> System:
    return System(OWN)


@pytest.fixture(scope="module")
def connected(far: System, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hall, System]]:
    """Return the town with its register of residents in another house, which can go away."""
    root = tmp_path_factory.mktemp("far")
    environ: dict[str, str] = dict(town.make(root))
    sources = root / "jurisdictions" / "attacked" / "sources.yaml"
    sources.write_text(yaml.safe_dump(SOURCES, allow_unicode=True), encoding="utf-8")
    with listening(far) as port:
        environ["OPENHALL_SOURCES"] = f"residents=http://127.0.0.1:{port}/facts?private=true&key={far.public}"
        far.environ = environ
        home = halls.installed(root / "home", environ)
        with halls.serving(home, environ=environ) as hall:
            yield hall, far


@pytest.fixture(autouse=True)
def _answering(connected: tuple[Hall, System]) -> None:
    """Begin each test with a source that answers, and of which no copy is kept."""
    hall, far = connected
    far.status = 200
    with closing(sqlite3.connect(hall.home / "openhall.sqlite3")) as database:
        database.execute("DELETE FROM exchange_copy")
        database.execute("DELETE FROM exchange_silence")
        database.commit()


def _check_page(hall: Hall) -> str:
    """Walk to the check at the end with everything that is asked, and return its words."""
    with closing(Applicant(hall)) as noor:
        noor.sign_in("noor-al-bahar")
        place = noor.look(f"/en/apply/{MOVING}/").headers["location"]
        asked = re.sub(r".*/new/([a-z-]+)/.*", r"\1", place)
        return f"{asked} {words_of(noor.look(place))}"


def _rows(hall: Hall, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(hall.home / "openhall.sqlite3")) as database:
        return database.execute(query).fetchall()


def _two_weeks_pass(home: Path) -> None:
    with closing(sqlite3.connect(home / "openhall.sqlite3")) as database:
        database.execute("UPDATE exchange_copy SET as_of = datetime(as_of, '-14 days') || '.000000'")
        database.execute("DELETE FROM exchange_silence")
        database.commit()


def test_a_service_goes_on_for_weeks_without_its_source(connected: tuple[Hall, System]) -> None:
    hall, far = connected
    before = _check_page(hall)
    assert far.seen, "the other house was asked"
    assert not before.startswith(("full-name", "resident-number", "phone"))

    far.status = 503
    _two_weeks_pass(hall.home)
    assert _check_page(hall) == before, "what is held is still not asked"
    outcomes = {row[0] for row in _rows(hall, "SELECT outcome FROM exchange_fetch WHERE source = 'residents'")}
    assert outcomes == {"given", "copy"}
    assert _rows(hall, "SELECT source FROM exchange_silence") == [("residents",)]
    told = halls.run("sources", hall.home, environ=far.environ)
    assert (told.returncode, "residents  outside  silent since" in told.stdout) == (1, True), told.stdout
    asked = len(far.seen)
    assert _check_page(hall) == before
    assert len(far.seen) == asked, "and it is left alone for a while"

    far.status = 200
    _two_weeks_pass(hall.home)
    assert _check_page(hall) == before
    assert _rows(hall, "SELECT source FROM exchange_silence") == []
    told = halls.run("sources", hall.home, environ=far.environ)
    assert (told.returncode, "residents  outside  answers" in told.stdout) == (0, True), told.stdout
    stray = far.environ | {"OPENHALL_SOURCES": f"resident={far.environ['OPENHALL_SOURCES'].partition('=')[2]}"}
    told = halls.run("sources", hall.home, environ=stray)
    assert told.returncode == 1
    assert "residents  outside  has no address" in told.stdout
    assert "resident: there is no source" in told.stderr


def test_who_applies_over_the_api_leaves_out_what_is_held_and_the_office_sees_its_age(
    connected: tuple[Hall, System],
) -> None:
    hall, far = connected
    with closing(Applicant(hall)) as noor:
        noor.sign_in("noor-al-bahar")
        noor.look(f"/en/apply/{MOVING}/")
        noor.become("noor-al-bahar")
        example = noor.call("GET", f"/api/v1/services/{MOVING}/example").json()["answers"]
        asked = {
            name: value for name, value in example.items() if name not in {"full_name", "resident_number", "phone"}
        }
        assert len(asked) < len(example)
        far.status = 503
        _two_weeks_pass(hall.home)
        body = {"service": MOVING, "answers": asked}
        made = noor.call("POST", "/api/v1/applications", body, Idempotency_Key="source-down-0001")
        assert made.status == 201, made.text
    reference = made.json()["reference"]
    rows = _rows(hall, f"SELECT outcome, facts FROM exchange_fetch WHERE subject = '{reference}'")  # noqa: S608 - our own
    assert [outcome for outcome, _ in rows] == ["copy"]
    assert "Noor" not in str(rows)


def test_who_applies_sees_source_and_age_at_the_check_and_it_goes_with_the_case(
    connected: tuple[Hall, System],
) -> None:
    hall, far = connected
    with closing(Applicant(hall)) as noor:
        noor.sign_in("noor-al-bahar")
        noor.look(f"/en/apply/{STALL}/")
        far.status = 503
        _two_weeks_pass(hall.home)
        place = walk(noor, STALL, stall_pages(example_of(noor, STALL)))
        words = words_of(noor.look(place))
        assert "Register of residents, as of" in words
        assert "This is a signed copy: the source does not answer now." in words
        assert noor.send(place, {}).status == 303
        reference = reference_in(place)
    rows = _rows(hall, f"SELECT outcome, source FROM exchange_fetch WHERE subject = '{reference}'")  # noqa: S608 - our own
    assert ("copy", "residents") in rows
