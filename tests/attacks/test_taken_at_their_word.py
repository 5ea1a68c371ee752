"""A register is down and the law lets an office take people at their word: it is checked when the register answers."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import yaml

from tests import halls
from tests.applicants import Applicant, words_of
from tests.attacks import town
from tests.attacks.town import STALL, apply, example_of, reference_in, stall_pages, walk, walk_from
from tests.far_systems import System, listening
from tests.halls import Hall

NOOR, KEEPER = "noor-al-bahar", "tomas-berg"
RECORD = {"person.full_name": "Noor  AL-BAHAR", "person.resident_number": "LB-2047-1157", "person.phone": "555-0199"}
SOURCES = {
    "sources": [
        {
            "id": "residents",
            "name": {"en": "Register of residents", "zh-Hans": "居民登记册"},
            "authority": "town-clerk",
            "kind": "outside",
            "facts": [*RECORD, "person.home_address"],
            "law": {"title": {"en": "Residents Act", "zh-Hans": "居民法"}},
            "when_down": "later",
            "later_law": {"title": {"en": "Act on Storms", "zh-Hans": "风暴法"}, "section": "7"},
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
def connected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hall, System]]:
    """Return the town with its register of residents in another house."""
    root, far = tmp_path_factory.mktemp("far"), System(dict(RECORD))
    environ: dict[str, str] = dict(town.make(root))
    sources = root / "jurisdictions" / "attacked" / "sources.yaml"
    sources.write_text(yaml.safe_dump(SOURCES, allow_unicode=True), encoding="utf-8")
    with listening(far) as port:
        environ["OPENHALL_SOURCES"] = f"residents=http://127.0.0.1:{port}/facts?private=true&key={far.public}"
        home = halls.installed(root / "home", environ)
        with halls.serving(home, environ=environ) as hall:
            far.environ = environ
            yield hall, far


@pytest.fixture(autouse=True)
def _silent(connected: tuple[Hall, System]) -> None:
    """Begin each test with a source that is silent, and of which no copy is kept."""
    hall, far = connected
    far.status, far.facts = 503, dict(RECORD)
    _forget_silence(hall, "exchange_copy")


def _forget_silence(hall: Hall, *more: str) -> None:
    with closing(sqlite3.connect(hall.home / "openhall.sqlite3")) as database:
        for table in ("exchange_silence", *more):
            database.execute(f"DELETE FROM {table}")  # noqa: S608 - names from above
        database.commit()


def _rows(hall: Hall, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(hall.home / "openhall.sqlite3")) as database:
        return database.execute(query).fetchall()


def _states(hall: Hall, reference: str) -> dict[str, str]:
    rows = _rows(hall, f"SELECT question, state FROM exchange_stated WHERE subject = '{reference}'")  # noqa: S608
    return dict(rows)


def _acts(hall: Hall, reference: str) -> int:
    return int(_rows(hall, f"SELECT acts FROM cases_case WHERE reference = '{reference}'")[0][0])  # noqa: S608


def _works(hall: Hall, far: System) -> None:
    """Let the worker do what is due now."""
    done = halls.run("work", hall.home, "--once", environ=far.environ)
    assert done.returncode == 0, done.stderr


def _news(officer: Applicant) -> str:
    """Return what the desk tells of sources that say something else, above the work."""
    page = officer.look("/desk/").text
    return (re.search(r'<p class="desk-notice desk-notice--waiting">.*?</p>', page, re.DOTALL) or [""])[0]


def _answers_again(hall: Hall, far: System) -> None:
    far.status = 200
    _forget_silence(hall)
    _works(hall, far)


def _applied(noor: Applicant, **changes: Any) -> tuple[str, str]:
    """Walk through the stall and submit; return the words of the check page, and the reference."""
    pages = stall_pages({**example_of(noor, STALL), **changes})
    asked = walk(noor, STALL, {name: fields for name, fields in pages.items() if name != "phone"})
    assert "No answer comes from Register of residents now, so you are asked." in words_of(noor.look(asked))
    place = walk_from(asked, noor, pages)
    words = words_of(noor.look(place))
    assert noor.send(place, {}).status == 303
    return words, reference_in(place)


def test_what_she_says_counts_at_once_and_is_checked_when_the_register_answers(
    connected: tuple[Hall, System],
) -> None:
    hall, far = connected
    with closing(Applicant(hall)) as guest:
        # Of a guest nobody holds anything: the same page tells nothing of a register.
        pages = stall_pages(example_of(guest, STALL))
        asked = walk(guest, STALL, {name: fields for name, fields in pages.items() if name != "phone"})
        assert "Register of residents" not in words_of(guest.look(asked))
    with closing(Applicant(hall)) as noor, closing(Applicant(hall)) as keeper:
        noor.sign_in(NOOR)
        words, reference = _applied(noor, full_name="Noor Al-Bahar", phone="555-0147")
        assert "No answer comes from Register of residents now. Your answer counts" in words
        assert "This is allowed by: Act on Storms, section 7." in words
        assert _states(hall, reference) == {"full_name": "waiting", "phone": "waiting"}
        assert "A source that holds it did not answer." in words_of(noor.look(f"/en/track/{reference}/"))

        keeper.sign_in(KEEPER)
        case = words_of(keeper.look(f"/desk/cases/{reference}/"))
        assert "No answer from Register of residents since" in case
        assert "The applicant’s word: no answer came from Register of residents." in case
        before = _acts(hall, reference)

        _answers_again(hall, far)
        # The name differs in capitals and spaces alone, the telephone in what it says.
        assert _states(hall, reference) == {"full_name": "same", "phone": "differs"}
        assert b"555-0199" not in _rows(hall, "SELECT said FROM exchange_stated WHERE state = 'differs'")[0][0]

        assert _acts(hall, reference) > before, "a decision that is being made on a page from before is not taken"
        assert reference in _news(keeper)
        case = words_of(keeper.look(f"/desk/cases/{reference}/"))
        assert "A source says something else than the applicant" in case
        assert "Telephone: 555-0199 in Register of residents" in case
        assert "Checked: the same in Register of residents" in case
        assert keeper.send(f"/desk/cases/{reference}/differences/noted/", {}).status == 303
        assert reference not in _news(keeper)
        assert "Something else in Register of residents, as of" in words_of(keeper.look(f"/desk/cases/{reference}/")), (
            "it stays with the case"
        )

        told = words_of(noor.look(f"/en/track/{reference}/"))
        assert "The source says something else. The office looks at it." in told
        assert "The office has seen that a source says something else" in told
        assert "A record says something else" in words_of(noor.look("/en/me/letters/"))
        assert "Something else in Register of residents, as of" in told
        assert "555-0199" in told, "she sees what the record says, and can have it put right"
    leaves = _rows(hall, f"SELECT kind FROM journal_record WHERE subject = '{reference}' ORDER BY id")  # noqa: S608
    assert {("case.stated",), ("case.checked",), ("case.difference-noted",), ("exchange.fetched",)} <= set(leaves)


def test_over_the_api_it_is_the_same_and_who_withdraws_is_asked_about_no_more(
    connected: tuple[Hall, System],
) -> None:
    hall, far = connected
    with closing(Applicant(hall)) as noor, closing(Applicant(hall)) as clerk:
        noor.become(NOOR)
        example = example_of(noor, STALL)
        kept, left = (
            apply(noor, STALL, example, f"taken-at-her-word-{each}").json()["reference"] for each in ("kept", "left")
        )
        assert _states(hall, kept) == _states(hall, left) == {"full_name": "waiting", "phone": "waiting"}
        assert noor.call("POST", f"/api/v1/applications/{left}/withdraw", {}, Idempotency_Key="left").status == 200
        asked = len(far.seen)
        # The register holds no telephone of hers, and another name.
        far.facts = {"person.full_name": "Nour Al-Bahar"}
        _answers_again(hall, far)
        assert _states(hall, kept) == {"full_name": "differs", "phone": "unknown"}
        assert set(_states(hall, left).values()) == {"dropped"}
        assert all(left.encode() not in body for _, _, body in far.seen[asked:])

        clerk.sign_in("amal-haddad")
        assert clerk.send(f"/desk/cases/{kept}/differences/noted/", {}).status == 404, "another office notes nothing"
        assert _news(clerk) == ""
    assert _rows(hall, f"SELECT seen_by FROM exchange_stated WHERE subject = '{kept}'") == [("",), ("",)]  # noqa: S608
