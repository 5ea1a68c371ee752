"""A plugin of pytest: a test acts as an ordinary role of PostgreSQL, which row security holds.

Tests are mostly run by a role that may create databases, often a superuser: to that role no wall is one.
"""

import os
from collections.abc import Iterator

import pytest
from django.db import connection

_BYPASSES = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


@pytest.fixture
def ordinary_role(db: None) -> Iterator[None]:
    """Act as a role of its own until the test ends; in a test with real transactions the role is taken back."""
    del db
    name = f"openhall_ordinary_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(_BYPASSES)
        if not cursor.fetchone()[0]:
            yield  # whoever runs the tests is one
            return
        cursor.execute(f"CREATE ROLE {name} NOSUPERUSER NOBYPASSRLS")
        for things in ("TABLES", "SEQUENCES"):
            cursor.execute(f"GRANT ALL ON ALL {things} IN SCHEMA public TO {name}")
        cursor.execute(f"SET ROLE {name}")
    yield
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            for statement in ("RESET ROLE", f"DROP OWNED BY {name}", f"DROP ROLE {name}"):
                cursor.execute(statement)
