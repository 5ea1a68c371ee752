"""``openhall erase --person``: nothing of them is readable anywhere, in no copy either, and the proof holds."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from openhall.blocks.cases.facade import PersonErased, erase_person, withdraw_case
from openhall.blocks.identity.facade import Visitor, facts_of, keep_marks, names_of, people_found, people_like
from openhall.blocks.identity.models import Person
from openhall.blocks.identity.sealed import FACTS, NAME, person_key, sealed_json
from openhall.blocks.journal.facade import (
    Reader,
    deliver_due,
    log_verifier,
    sequence_leaves,
    verify_log,
)
from openhall.blocks.journal.models import Record
from openhall.project.handlers import HANDLERS
from tests import halls
from tests.desks import CLERK, KEEPER, MASTER, NOOR, Browser, apply_for_mooring, text_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]
NOW = datetime.now(UTC)
CALLED, NUMBER = "Zephyrine Quillfeather", "LB-7731-0199"
CANARIES = ("Quillfeather", NUMBER, NUMBER.replace("-", "").lower())
READER = Reader("hall", "judge", "AB12CD34", NOW)


@pytest.fixture
def reference() -> str:
    """Let somebody with a name that nobody else has apply, write, get letters and take it back."""
    name, facts = {"en": CALLED}, {"person.full_name": CALLED, "person.resident_number": NUMBER}
    key = person_key(NOOR)
    sealed, held = sealed_json({key: name}, NAME)[key], sealed_json({key: facts}, FACTS)[key]
    Person.objects.filter(pk=NOOR).update(name=sealed, facts=held)
    keep_marks({NOOR: (name, facts)})
    made = apply_for_mooring(full_name=CALLED)
    Browser(NOOR).send(f"/en/track/{made}/messages/", words=f"I am {CALLED}.")
    Browser(CLERK).look(f"/desk/cases/{made}/")
    withdraw_case(reference=made, visitor=Visitor(NOOR, name, 2), now=datetime.now(UTC))
    deliver_due(handlers=HANDLERS, now=datetime.now(UTC) + timedelta(minutes=1))
    return made


def _erase(person: str) -> PersonErased:
    return erase_person(person=person, by="operator", now=datetime.now(UTC))


def _everything() -> dict[str, bytes]:
    """Return every byte of every table."""
    held = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - the database's own names
            cells = [cell for row in cursor.fetchall() for cell in row]
            held[table] = b"\0".join(
                bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in cells
            )
    return held


def _leaks(held: dict[str, bytes]) -> list[tuple[str, str]]:
    return [(table, canary) for table, each in held.items() for canary in CANARIES if canary.encode() in each]


def test_they_are_gone_and_the_log_holds(reference: str) -> None:
    assert facts_of(NOOR, reader=READER)["person.resident_number"] == NUMBER
    assert people_like(name=CALLED) == (NOOR,)
    copy = _everything()
    assert _leaks(copy) == [], "a copy without the keys says nothing, before anything is erased"

    done = _erase(NOOR)
    assert (done.erased, done.kept) == ((reference,), ())
    kinds = list(Record.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds[-2:] == ["case.erased", "person.erased"]

    sequence_leaves(now=datetime.now(UTC))
    assert [*verify_log(key=log_verifier())] == []
    assert _leaks(_everything()) == []
    # Found by nobody, on no page, in no list that is taken along.
    assert people_like(name=CALLED) == people_like(number=NUMBER, facts=("person.resident_number",)) == ()
    assert names_of([NOOR]) == facts_of(NOOR, reader=READER) == {}
    found = Browser(CLERK).send(
        "/desk/find/", name=CALLED, number="", purpose="enquiry", reason="She rang about a letter of hers.", _once="k"
    )
    assert "Nobody here is called that" in words_of(Browser(CLERK).look(found["Location"]))
    for who in (CLERK, MASTER, KEEPER):
        pages = ("", "work.csv?tab=office", "letters/", "counts.csv", f"cases/{reference}/")
        assert not [page for page in pages if "Quillfeather" in text_of(Browser(who).look(f"/desk/{page}"))]
    again = _erase(NOOR)
    assert (again.erased, again.receipt) == ((), None)
    assert Record.objects.filter(kind="person.erased").count() == 1


def test_rows_of_before_that_are_put_back_say_nothing(reference: str) -> None:
    del reference
    before = Person.objects.values().get(pk=NOOR)
    _erase(NOOR)

    Person.objects.filter(pk=NOOR).update(**{name: before[name] for name in ("name", "facts", "card", "level")})

    assert names_of([NOOR]) == facts_of(NOOR, reader=READER) == {}
    assert people_found([NOOR], reader=READER) == ()


def test_the_command_prints_a_proof_that_anybody_can_check(example_home: Path, tmp_path: Path) -> None:
    """On a hall as it stands on the disk: no file of it says anything of them afterwards."""
    home, environ = halls.copied(example_home, tmp_path / "home"), {"OPENHALL_JURISDICTION": "example"}
    done = halls.run("erase", home, "--person", "idris-al-bahar", "--yes", environ=environ)
    assert done.returncode == 0, done.stderr
    proof = tmp_path / "proof.json"
    proof.write_text(done.stdout, "utf-8")
    assert json.loads(done.stdout)["statement"]["kind"] == "person.erased"
    assert "idris" not in done.stdout.lower()
    for asked in (str(proof), "--log"):
        checked = halls.run("verify", home, asked, environ=environ)
        assert checked.returncode == 0, checked.stdout + checked.stderr
    told = [b"Idris Al-Bahar", "伊德里斯".encode()]  # the number stands in an example of a service as well
    left = [path for path in home.rglob("*") if path.is_file() and any(each in path.read_bytes() for each in told)]
    assert left == []
    again = halls.run("erase", home, "--person", "idris-al-bahar", "--yes", environ=environ)
    assert (again.returncode, "nobody with this id" in again.stderr) == (1, True)
    # The next load of the demonstration does not make them known again.
    assert halls.load(home, environ).returncode == 0
    with closing(sqlite3.connect(home / "openhall.sqlite3")) as database:
        rows = database.execute("SELECT name, facts, card FROM identity_person WHERE id = 'idris-al-bahar'").fetchall()
    assert rows == [(None, None, None)]


def test_somebody_with_a_case_that_runs_stays() -> None:
    made = apply_for_mooring()
    done = _erase(NOOR)
    assert ([each.reference for each in done.kept], done.receipt) == ([made], None)
    assert facts_of(NOOR, reader=READER)["person.full_name"] == "Noor Al-Bahar"
