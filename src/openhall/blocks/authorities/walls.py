"""Walls between offices: what a connection to PostgreSQL sees while an officer's request is answered.

A session of the database has a scope, ``openhall.scope``: ``hall`` for whatever serves applicants and for the worker
(settings give it to each connection as it starts), ``office:<authority>`` while an officer is served. Policies of the
tables (``walling``) hold each row against it: a query that forgot to ask whose a case is finds only the office's own.
Without a scope nothing is there. SQLite has no such thing: there the program alone keeps offices apart.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper

_HALL = "hall"
_office: ContextVar[str | None] = ContextVar("office", default=None)
_BYPASSES = "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


@contextmanager
def within_walls() -> Iterator[None]:
    """Let whatever office is entered inside be left at the end, however it ends."""
    before = _office.get()
    try:
        yield
    finally:
        if _office.get() != before:
            _leave(before)


def enter_office(authority: str) -> None:
    """See from here on what ``authority`` takes part in, and no more; empty: nothing at all.

    Only inside ``within_walls``. Raise the database's error where it cannot be done: nobody is served without walls.
    """
    _office.set(authority)
    _apply(connection)


@contextmanager
def beyond_walls() -> Iterator[None]:
    """See what the hall sees, for an office that answers for something of all: ask first whether it is that office."""
    before = _office.get()
    if before is None:
        yield
        return
    _office.set(None)
    _apply(connection)
    try:
        yield
    finally:
        _leave(before)


def keep_walls(*, connection: BaseDatabaseWrapper, **_more: object) -> None:
    """Give the scope to a connection that was lost and made anew amid a request."""
    if _office.get() is not None:
        _apply(connection)


def wall_faults() -> Iterator[str]:
    """Say why the database does not hold this hall to the walls, where it does not."""
    if connection.vendor != "postgresql":
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(_BYPASSES)
            name, bypasses = cursor.fetchone()
    except Error:
        return  # what the database does not answer is told by whoever needs the answer
    if bypasses:
        yield (
            f"PostgreSQL keeps no walls between departments for the role {name}, which may pass over row security "
            "(SUPERUSER or BYPASSRLS). See docs/howto/run-with-postgresql.md."
        )


def _leave(before: str | None) -> None:
    _office.set(before)
    try:
        _apply(connection)
    except BaseException as error:
        # A connection that still has an office's scope serves nobody else.
        connection.close()
        if not isinstance(error, Error):
            raise


def _apply(to: BaseDatabaseWrapper) -> None:
    if to.vendor != "postgresql":
        return
    office = _office.get()
    scope = _HALL if office is None else f"office:{office}"
    with to.cursor() as cursor:
        cursor.execute("SELECT set_config('openhall.scope', %s, false)", [scope])
