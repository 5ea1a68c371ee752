"""Attack 63 and mandates once more, with the halls on PostgreSQL: the same tests, and another database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import halls
from tests.attacks import town
from tests.attacks.test_bound_tokens import *  # noqa: F403 - as below
from tests.attacks.test_identity_provider import *  # noqa: F403 - every test of that file, in halls of this one
from tests.attacks.test_identity_provider import Houses
from tests.attacks.test_mandates import *  # noqa: F403 - as above
from tests.attacks.test_openid import *  # noqa: F403 - as above
from tests.bases import ELSEWHERE
from tests.conftest import own_database
from tests.halls import Hall
from tests.providers import Provider, serving_provider, written

pytestmark = pytest.mark.postgres


@contextmanager
def _installed(home: Path, environ: Mapping[str, str] | None = None) -> Iterator[Path]:
    """Load a hall whose database is on the server; its home says where, for whoever runs a command of it."""
    with own_database() as address:
        home.mkdir(parents=True)
        (home / ELSEWHERE).write_text(address, "utf-8")
        yield halls.installed(home, environ)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with _installed(tmp_path_factory.mktemp("whole") / "home") as made:
        yield made


@pytest.fixture(scope="module")
def quiet_hall(home: Path) -> Iterator[Hall]:
    with halls.serving(home, workers=2) as hall:
        yield hall


@pytest.fixture(scope="module")  # type: ignore[no-redef]  # in the place of theirs
def houses(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    folder = tmp_path_factory.mktemp("providers")
    with serving_provider(Provider("good")) as good, serving_provider(Provider("other", kind="ES256")) as other:
        files = " ".join(str(written(each, folder)) for each in (good, other))
        environ = {"OPENHALL_IDENTITY_PROVIDER": files, "OPENHALL_LIMITS": "elsewhere"}
        with halls.serving(home, environ=environ) as running:
            yield Houses(running, good, other)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    root = tmp_path_factory.mktemp("attacked")
    environ = town.make(root)
    with (
        _installed(root / "home", environ) as made,
        halls.serving(made, workers=2, worker=True, environ=environ) as hall,
    ):
        yield hall
