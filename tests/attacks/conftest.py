"""Halls to attack, and people who do."""

import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import halls
from tests.applicants import Applicant
from tests.attacks import town
from tests.attacks.matters import Matters, begun
from tests.desks import demo_town, published_town
from tests.halls import Hall

__all__ = ["demo_town", "published_town"]


@pytest.fixture(scope="session")
def loaded_town(shared_folder: Path) -> Path:
    """Return where the town and its loaded hall lie, made once for a whole run; nobody opens that hall."""
    root = shared_folder / "town-attacked"
    root.mkdir(exist_ok=True)
    with (root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        halls.installed(root / "home", town.make(root))
    return root


@pytest.fixture(scope="module")
def attacked(loaded_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Return a hall of its own for each file of tests, with two web processes and its worker."""
    environ = town.make(loaded_town)
    home = halls.copied(loaded_town / "home", tmp_path_factory.mktemp("attacked") / "home")
    with halls.serving(home, workers=2, worker=True, environ=environ) as hall:
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


@pytest.fixture(scope="module")
def matters(attacked: Hall) -> Matters:
    """Return drafts and applications of others."""
    return begun(attacked)
