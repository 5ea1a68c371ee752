"""Kill -9 of the whole hall amid submissions: what was acknowledged is there, and nothing else is half there.

`make test` has the short form; `make test-kill` the long one.
"""

import json
import random
import secrets
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from openhall.blocks.journal.facade import verify_document
from openhall.kernel.notes import read_verifier_key
from tests import halls
from tests.applicants import Applicant
from tests.attacks import town
from tests.attacks.killing import Siege
from tests.halls import Hall, run

SHORT, LONG = (50, 2), (1_000, 8)
_FILES = 5


@pytest.mark.parametrize(("total", "kills"), [SHORT, pytest.param(*LONG, marks=pytest.mark.long)])
def test_on_sqlite(total: int, kills: int, tmp_path: Path, loaded_town: Path) -> None:
    home = halls.copied(loaded_town / "home", tmp_path / "home")
    _besiege(home, town.make(loaded_town), total, kills)


@pytest.mark.postgres
@pytest.mark.parametrize(("total", "kills"), [SHORT, pytest.param(*LONG, marks=pytest.mark.long)])
def test_on_postgresql(total: int, kills: int, tmp_path: Path, database: str) -> None:
    environ = {**town.make(tmp_path), "DATABASE_URL": database}
    _besiege(halls.installed(tmp_path / "home", environ), environ, total, kills)


def _besiege(home: Path, environ: Mapping[str, str], total: int, kills: int) -> None:
    siege = Siege(home, environ, total)
    seed = secrets.randbelow(1_000_000)
    print(f"the moments of the kills come from {seed}")  # noqa: T201 - pytest shows it when the test fails
    try:
        siege.prepare()
        siege.go_on(kills, random.Random(seed))  # noqa: S311 - moments that can be tried again, not secrets
        siege.look_for_halves()
        hall = siege.open_again()
        _everything_is_there_once(siege)
        _every_receipt_verifies(siege, hall, home.parent)
    finally:
        siege.close()


def _everything_is_there_once(siege: Siege) -> None:
    """As many cases as submissions, and each request, sent once more, gets its first answer to the byte."""
    assert not siege.refused
    assert siege.interrupted, "nobody was in the middle of anything"
    assert sorted(siege.acknowledged) == list(range(siege.total))
    references = {each.reference for each in siege.acknowledged.values()}
    assert len(references) == siege.total
    assert {row[0] for row in siege.ask("SELECT reference FROM cases_case")} == references
    for number in range(0, siege.total, 7):
        assert siege.send(number) == siege.acknowledged[number]
    assert siege.ask("SELECT count(*) FROM cases_case") == [(siege.total,)]


def _every_receipt_verifies(siege: Siege, hall: Hall, folder: Path) -> None:
    key_line = hall.get("/api/v1/log/key").text
    key = read_verifier_key(key_line)
    (folder / "log.key").write_text(key_line, "utf-8")
    with closing(Applicant(hall)) as somebody:
        for number, told in siege.acknowledged.items():
            if not told.body:
                continue
            given = json.loads(told.body)
            assert verify_document(json.dumps(given["receipt"]).encode(), key).is_genuine
            place, secret = f"/api/v1/applications/{told.reference}/receipt", f"Secret {given['secret']}"
            receipt = somebody.call("GET", place, Authorization=secret)
            assert receipt.status == 200, receipt.text
            assert receipt.json()["statement"] == given["receipt"]["statement"]
            assert verify_document(receipt.body, key).is_genuine
            if number < _FILES:
                file = folder / f"{told.reference}.json"
                file.write_bytes(receipt.body)
                done = run("verify", siege.home, str(file), "--key", str(folder / "log.key"), environ=siege.environ)
                assert done.returncode == 0, done.stdout + done.stderr
    whole = run("verify", siege.home, "--log", environ=siege.environ)
    assert whole.returncode == 0, whole.stdout + whole.stderr
