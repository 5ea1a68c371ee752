"""What tests that belong to no block share."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import psycopg
import pytest
from psycopg import sql

from tests import halls

#: Several databases of one process are told apart.
_NUMBERS = count()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all processes of this test run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


@pytest.fixture(scope="session")
def hall(shared_folder: Path) -> Iterator[halls.Hall]:
    """Return the first jurisdiction's hall, running."""
    with halls.serving(halls.installed(shared_folder / "hall-hongkong")) as running:
        yield running


@pytest.fixture(scope="session")
def example_home(shared_folder: Path) -> Path:
    """Return where the example town's hall lies, loaded: to be copied."""
    return halls.installed(shared_folder / "hall-example", {"OPENHALL_JURISDICTION": "example"})


@pytest.fixture(scope="session")
def example_hall(example_home: Path) -> Iterator[halls.Hall]:
    """Return the example town's hall, running."""
    with halls.serving(example_home, environ={"OPENHALL_JURISDICTION": "example"}) as running:
        yield running


@pytest.fixture(scope="session")
def quiet_hall(hall: halls.Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[halls.Hall]:
    """Return a hall where no other test process is: for what people begin, and where things are counted."""
    with halls.serving(halls.copied(hall.home, tmp_path_factory.mktemp("quiet") / "home", as_loaded=True)) as running:
        yield running


@pytest.fixture
def database() -> Iterator[str]:
    """Return the address of a database of our own on the server that the tests may use, for an ordinary role."""
    with own_database() as address:
        yield address


@contextmanager
def own_database() -> Iterator[str]:
    """Keep a database on that server for as long as the block lasts.

    The tests' own role is often a superuser, whom the walls between departments do not hold.
    """
    server = urlsplit(os.environ["DATABASE_URL"])
    own = f"{os.getpid()}_{next(_NUMBERS)}"
    name, role = f"openhall_whole_{own}", f"openhall_hall_{own}"
    with psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as connection:
        asked = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        bypasses = (connection.execute(asked).fetchone() or (False,))[0]
        made = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if bypasses:
            connection.execute(sql.SQL("CREATE ROLE {} NOSUPERUSER NOBYPASSRLS").format(sql.Identifier(role)))
            made += sql.SQL(" OWNER {}").format(sql.Identifier(role))
        connection.execute(made)
        # Who looks behind the hall's back sees what the hall sees.
        options = f"-c role={role} " * bypasses + "-c openhall.scope=hall"
        query = "&".join(filter(None, (server.query, urlencode({"options": options}, quote_via=quote))))
        yield server._replace(path=f"/{name}", query=query).geturl()
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        if bypasses:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
