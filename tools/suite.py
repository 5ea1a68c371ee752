"""Run the tests: all of them on SQLite, then on PostgreSQL as many as say to it everything that was said to SQLite.

Their order and whatever they draw by chance come of a seed. It is the same each time, so that who mends something sees
what others saw; `--seed=new` draws another and names it. The last line says aloud whether PostgreSQL was tested;
`.ci/run` reads it.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import psycopg

from tools.saying import FOLDER

#: Where a server listens by default: its socket, then the loopback address.
USUAL_PLACES = ("postgresql:///postgres", "postgresql://127.0.0.1:5432/postgres")
NAMED_BY = "OPENHALL_TEST_POSTGRES"
#: The folder for what takes long to find and is the same for all tests of a run, whatever their database.
KEPT = "OPENHALL_TEST_KEPT"
_NOTHING_COLLECTED = 5
_USUAL_SEED = 1


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL that tests may use, or why there is none (``url`` is then empty)."""

    url: str
    words: str


def find_server(named: str | None) -> Server:
    """Return the server that ``named`` says, or one that answers in the usual places."""
    reasons = [f"{NAMED_BY} is not set and no local server answers"]
    for url in [named] if named else USUAL_PLACES:
        try:
            with psycopg.connect(url, connect_timeout=3) as connection:
                version = connection.info.parameter_status("server_version")
                if _may_create_databases(connection):
                    info = connection.info
                    place = f"{info.user}@{quote(info.host, safe='')}:{info.port}"
                    return Server(_with_a_database_of_our_own(url, place), f"server {version}")
                reasons.append(f"a server answers, but {connection.info.user} may not create databases")
        except psycopg.Error as error:
            if named:
                reasons.append(f"{NAMED_BY} does not answer: {error}".strip())
    return Server("", reasons[-1])


def _may_create_databases(connection: "psycopg.Connection[tuple[bool]]") -> bool:
    row = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def _with_a_database_of_our_own(url: str, place: str) -> str:
    """Return ``url`` with a name that nobody else uses: tests never touch the database that was named.

    ``place`` stands where ``url`` names none: an address without one is not read alike everywhere.
    """
    named = urlsplit(url)
    query = f"?{named.query}" if named.query else ""
    return f"{named.scheme}://{named.netloc or place}/openhall_{os.getpid()}{query}"


def run_tests(arguments: Sequence[str], *, database: str, said: str, compiled: str) -> int:
    """Run pytest, on SQLite where ``database`` is empty; ``said`` is the folder for what tests say to it."""
    with tempfile.TemporaryDirectory() as home:
        return _run(arguments, database, {"OPENHALL_HOME": home, FOLDER: said, KEPT: compiled}, compiled)


def _run(arguments: Sequence[str], database: str, more: Mapping[str, str], compiled: str) -> int:
    environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "OPENHALL_DEMO"}}
    environment |= {**more, "OPENHALL_TEST_ENGINE": "postgresql" if database else "sqlite"}
    if database:
        environment["DATABASE_URL"] = database
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        # Some hundred processes are started: what the first compiled must be kept, though not in anybody's tree.
        environment["PYTHONPYCACHEPREFIX"] = compiled
    # One file's tests stay in one process: they share what they set up, such as a running hall. Files are dealt out in
    # the order of `conftest.py`, not by how many tests they have: the longest have few.
    spread = ["--numprocesses=auto", "--dist=loadfile", "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", *spread, *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


def main(arguments: Sequence[str]) -> int:
    """Run everything and say what was tested; what is no word of ours goes on to pytest."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--seed", type=_seed, default=_USUAL_SEED, help="a number, or `new`")
    parser.add_argument("--whole", action="store_true", help="on PostgreSQL every test that touches the database")
    parser.add_argument("--on-sqlite", action="store_true", help="on SQLite alone")
    ours, others = parser.parse_known_args(arguments)
    seeds = [f"--randomly-seed={ours.seed}", f"--hypothesis-seed={ours.seed}"]
    order = f"in the order of SEED={ours.seed}"
    with tempfile.TemporaryDirectory() as compiled, tempfile.TemporaryDirectory() as said:
        if ours.on_sqlite:
            print(f"Tests on SQLite {order}", flush=True)
            return run_tests([*seeds, *others], database="", said="", compiled=compiled)
        return _on_both([*seeds, *others], order, said="" if ours.whole else said, compiled=compiled)


def _seed(word: str) -> int:
    return secrets.randbelow(2**31) if word == "new" else int(word)


def _on_both(arguments: Sequence[str], order: str, *, said: str, compiled: str) -> int:
    print(f"Tests on SQLite {order}", flush=True)
    code = run_tests([*arguments, "-p", "tools.saying"], database="", said=said, compiled=compiled)
    server = find_server(os.environ.get(NAMED_BY))
    if not server.url:
        print(f"PostgreSQL: not tested ({server.words})")
        # A server that was asked for by name and not found is a fault, not a circumstance.
        return code or int(bool(os.environ.get(NAMED_BY)))
    print(f"Tests on PostgreSQL ({server.words}) {order}", flush=True)
    second = run_tests([*arguments, "-p", "tools.database_tests"], database=server.url, said=said, compiled=compiled)
    if second == _NOTHING_COLLECTED:
        print("PostgreSQL: not tested (none of these tests touches the database)")
        return code
    print(f"PostgreSQL: {'tested' if second == 0 else 'failed'} ({server.words})")
    return code or second


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
