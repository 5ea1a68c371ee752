"""The database that a run measures on: the file in its own folder, or one of its own on a PostgreSQL server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tools.bench.errors import BenchError

NAMED_BY = "BENCH_DATABASE_URL"
SQLITE, POSTGRESQL = "sqlite", "postgresql"


def kind_of(url: str) -> str:
    """Return which database ``url`` names; none means SQLite."""
    if not url:
        return SQLITE
    if urlsplit(url).scheme not in {"postgres", "postgresql"}:
        raise BenchError(f"{NAMED_BY} is “{url}”. Name a PostgreSQL server, or leave it out for SQLite.")
    return POSTGRESQL


@contextmanager
def database_of_our_own(url: str, part: str = "hall") -> Iterator[str]:
    """Make a database on the server that ``url`` names, and drop it in any case; an empty ``url`` stays empty.

    The database that was named is only what we ask through: a measurement never touches it.
    """
    if kind_of(url) == SQLITE:
        yield ""
        return
    name = f"openhall_bench_{part}_{os.getpid()}"
    with _asking(url) as connection:
        info, version = connection.info, connection.info.parameter_status("server_version")
        print(f"PostgreSQL {version}, in the database {name}, dropped at the end", flush=True)
        place = f"{info.user}@{quote(info.host, safe='')}:{info.port}"
    _tell(url, "CREATE DATABASE {}", name)
    try:
        yield with_name(url, name, place)
    finally:
        _tell(url, "DROP DATABASE {} WITH (FORCE)", name)


def with_name(url: str, name: str, place: str) -> str:
    """Return ``url`` with another database; ``place`` stands where it names no server of its own."""
    named = urlsplit(url)
    return urlunsplit(("postgresql", named.netloc or place, f"/{name}", named.query, ""))


def _tell(url: str, words: str, name: str) -> None:
    with _asking(url) as connection:
        try:
            connection.execute(sql.SQL(words).format(sql.Identifier(name)))
        except psycopg.Error as error:
            raise BenchError(f"{NAMED_BY}: {str(error).strip()}") from error


@contextmanager
def _asking(url: str) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=5)
    except psycopg.Error as error:
        raise BenchError(f"{NAMED_BY} does not answer: {str(error).strip()}") from error
    with connection:
        yield connection
