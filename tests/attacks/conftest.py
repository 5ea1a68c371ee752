"""Halls to attack, and people who do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import halls
from tests.applicants import Applicant
from tests.attacks import town
from tests.halls import Hall


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Return a hall of its own for each file of tests, with two web processes and its worker."""
    root: Path = tmp_path_factory.mktemp("attacked")
    environ = town.make(root)
    with halls.serving(halls.installed(root / "home", environ), workers=2, worker=True, environ=environ) as hall:
        yield hall


@pytest.fixture
def guest(attacked: Hall) -> Iterator[Applicant]:
    """Return somebody without an account."""
    somebody = Applicant(attacked)
    yield somebody
    somebody.close()


@pytest.fixture
def noor(attacked: Hall) -> Iterator[Applicant]:
    """Return a resident with a token of the API."""
    somebody = Applicant(attacked)
    somebody.become("noor-al-bahar")
    yield somebody
    somebody.close()


@pytest.fixture
def lin(attacked: Hall) -> Iterator[Applicant]:
    """Return somebody who acts for two firms, with a token of the API."""
    somebody = Applicant(attacked)
    somebody.become("lin-xiaoyu")
    yield somebody
    somebody.close()
