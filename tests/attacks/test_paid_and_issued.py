"""The worker is killed between charge and licence, at every seam: after it starts again, one charge and one licence."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import halls
from tests.applicants import Applicant
from tests.attacks.dying import SEAMS
from tests.halls import Hall, environment
from tests.reports import in_their_turn

_SERVICE = "transport-department/vehicle-licence-renewal"
_ROOT = Path(__file__).resolve().parents[2]
_PATIENCE_SECONDS = 120
_COUNTS = {
    "captured attempts": "SELECT count(*) FROM payments_attempt WHERE state = 'captured'",
    "attempts": "SELECT count(*) FROM payments_attempt",
    "postings of money that came": "SELECT count(*) FROM payments_posting WHERE key LIKE '%:paid'",
    "licences": "SELECT count(*) FROM documents_paper WHERE kind = 'licence'",
    "receipts": "SELECT count(*) FROM documents_paper WHERE kind = 'payment-receipt'",
    "leaves of licences": "SELECT count(*) FROM journal_record WHERE kind = 'paper.issued'",
    "cases granted": "SELECT count(*) FROM cases_case WHERE status = 'decided' AND decision = 'granted'",
    "messages set aside": "SELECT count(*) FROM journal_message WHERE state = 'dead'",
}


@pytest.fixture(scope="module")
def unpaid(hall: Hall, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a hall where one case waits for its fee, closed, and the reference of the case."""
    home = halls.copied(hall.home, tmp_path_factory.mktemp("unpaid") / "home", as_loaded=True)
    with halls.serving(home) as running, closing(Applicant(running)) as driver:
        example = driver.call("GET", f"/api/v1/services/{_SERVICE}/example").json()
        driver.become(example["person"])
        body = {"service": _SERVICE, "answers": example["answers"]}
        given = driver.call("POST", "/api/v1/applications", body, Idempotency_Key="once").json()
        stands = driver.call("GET", f"/api/v1/applications/{given['reference']}").json()
        assert stands["status"] == "waiting-for-payment"
    return home, given["reference"]


class Lives:
    """The processes of a case: each pays, provides and works in the same home, until it ends or dies."""

    def __init__(self, unpaid: tuple[Path, str], home: Path) -> None:
        self.home = home
        self._unpaid, self._reference = unpaid
        self._told = home.parent / "told.log"
        with self._told.open("wb") as told:
            self._parent = subprocess.Popen(
                [sys.executable, "-m", "tests.attacks.dying"],
                cwd=_ROOT,
                env={**environment(home), "PYTHONPATH": os.pathsep.join([str(_ROOT), str(_ROOT / "src")])},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=told,
                text=True,
            )

    def begin(self) -> None:
        """Put the home back to where the case waits for its fee."""
        shutil.rmtree(self.home, ignore_errors=True)
        halls.copied(self._unpaid, self.home)

    def live(self, seam: str = "") -> int:
        """Be payer, provider and worker in a process of their own; return how it ended."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        print(self._reference, seam, sep="\t", file=self._parent.stdin, flush=True)
        ended = int(self._parent.stdout.readline() or "1")
        assert ended in {0, -signal.SIGKILL}, self._told.read_text()[-3000:]
        return ended

    def close(self) -> None:
        """End the parent of all of them."""
        self._parent.communicate(timeout=_PATIENCE_SECONDS)


@pytest.fixture(scope="module")
def lives(unpaid: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lives]:
    """Return the parent of all processes, which has read the program: that alone takes as long as they live."""
    with closing(Lives(unpaid, tmp_path_factory.mktemp("lives") / "home")) as lives:
        yield lives


@pytest.fixture
def case(lives: Lives) -> Lives:
    lives.begin()
    return lives


def counted(home: Path) -> dict[str, int]:
    with closing(sqlite3.connect(home / "openhall.sqlite3")) as database:
        return {name: int(database.execute(query).fetchone()[0]) for name, query in _COUNTS.items()}


WHOLE = {
    "captured attempts": 1,
    "attempts": 1,
    "postings of money that came": 1,
    "licences": 1,
    "receipts": 1,
    "leaves of licences": 2,
    "cases granted": 1,
    "messages set aside": 0,
}


def test_without_dying_it_is_one_charge_and_one_licence(case: Lives) -> None:
    assert case.live() == 0
    assert counted(case.home) == WHOLE


@pytest.mark.parametrize("seam", in_their_turn([*SEAMS], of=3))
def test_whoever_dies_there_leaves_one_charge_and_one_licence(case: Lives, seam: str) -> None:
    assert case.live(seam) == -signal.SIGKILL
    assert counted(case.home) != WHOLE or seam.startswith("issued and committed")

    assert case.live() == 0

    assert counted(case.home) == WHOLE
