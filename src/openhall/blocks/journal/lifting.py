"""Guards lifted within one transaction, and put back in it: whatever happens, no other act finds them away."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import ProgrammingError, connection

_OF_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s ORDER BY name"
_ON_UPDATE = re.compile(r"^\s*CREATE\s+TRIGGER\s+\S+\s+((BEFORE|AFTER)\s+)?UPDATE\b", re.IGNORECASE)
# 16 is the bit of UPDATE; O are those that are awake. What somebody has put to sleep stays so.
_OF_POSTGRESQL = (
    "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
    " AND tgtype & 16 <> 0 AND tgenabled = 'O' ORDER BY tgname"
)
_OWNER = (
    "SELECT tableowner, current_user FROM pg_tables WHERE tablename = %s AND schemaname = ANY(current_schemas(false))"
)
_NOT_ALLOWED = "42501"


class NotTheOwnerError(Exception):
    """Guards of a table may be lifted by the owner of the table alone; the message names them."""


@contextmanager
def lifted_guards(table: str) -> Iterator[None]:
    """Let a change of rows of ``table`` pass what refuses it, until the end; only inside a transaction.

    On PostgreSQL nobody else writes to the table meanwhile. Raises ``NotTheOwnerError``.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("guards are lifted in a transaction, which puts them back if it fails")
    with _asleep(table) if connection.vendor == "postgresql" else _dropped(table):
        yield


@contextmanager
def _dropped(table: str) -> Iterator[None]:
    # Not put back in a ``finally``: what fails rolls back, and with it that they were dropped.
    with connection.cursor() as cursor:
        cursor.execute(_OF_SQLITE, [table])
        guards = [(name, sql) for name, sql in cursor.fetchall() if _ON_UPDATE.match(sql)]
        for name, _ in guards:
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        yield
        for _, sql in guards:
            cursor.execute(sql)


@contextmanager
def _asleep(table: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(_OF_POSTGRESQL, [table])
        guards = [name for (name,) in cursor.fetchall()]
        _turn(table, guards, "DISABLE")
        yield
        _turn(table, guards, "ENABLE")


def _turn(table: str, guards: list[str], how: str) -> None:
    if not guards:
        return
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(_OWNER, [table])
        owner, own = cursor.fetchone()
        try:
            # A table with checks that wait for the end of the transaction is not altered before they are made.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            acts = ", ".join(f"{how} TRIGGER {quoted(name)}" for name in guards)
            cursor.execute(f"ALTER TABLE {quoted(table)} {acts}")
        except ProgrammingError as error:
            if getattr(error.__cause__, "sqlstate", "") != _NOT_ALLOWED:
                raise
            raise NotTheOwnerError(
                f"the guards of {table} belong to the account {owner} of the database, and this is {own}. "
                f"Run it with a DATABASE_URL of {owner}."
            ) from error
