"""The worker is killed between charge and licence, at every seam: after it starts again, one charge and one licence."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests import halls
from tests.applicants import Applicant
from tests.attacks.dying import SEAMS
from tests.halls import Hall, environment

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


@pytest.fixture
def case(unpaid: tuple[Path, str], tmp_path: Path) -> tuple[Path, str]:
    home, reference = unpaid
    return halls.copied(home, tmp_path / "home"), reference


def work(home: Path, reference: str, seam: str = "") -> int:
    """Be payer, provider and worker in a process of their own; return how it ended."""
    done = subprocess.run(  # noqa: S603 - our own module, with arguments from here
        [sys.executable, "-m", "tests.attacks.dying", reference, seam],
        cwd=_ROOT,
        env={**environment(home), "PYTHONPATH": os.pathsep.join([str(_ROOT), str(_ROOT / "src")])},
        capture_output=True,
        text=True,
        check=False,
        timeout=_PATIENCE_SECONDS,
    )
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr[-3000:]
    return done.returncode


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


def test_without_dying_it_is_one_charge_and_one_licence(case: tuple[Path, str]) -> None:
    assert work(*case) == 0
    assert counted(case[0]) == WHOLE


@pytest.mark.parametrize("seam", SEAMS)
def test_whoever_dies_there_leaves_one_charge_and_one_licence(case: tuple[Path, str], seam: str) -> None:
    assert work(*case, seam) == -signal.SIGKILL
    assert counted(case[0]) != WHOLE or seam.startswith("issued and committed")

    assert work(*case) == 0

    assert counted(case[0]) == WHOLE
