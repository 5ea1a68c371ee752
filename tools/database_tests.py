"""A plugin of pytest: of all tests, keep those that touch the database, by a mark or by a fixture."""

from collections.abc import Collection, Iterable

import pytest

_FIXTURES = frozenset({"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"})


def touches_database(fixtures: Iterable[str], marks: Collection[str]) -> bool:
    """Tell whether a test with these fixtures and marks can see another database.

    One that says `once` has a database, but what it proves lies before it or beside it.
    """
    if "once" in marks:
        return False
    return not _FIXTURES.isdisjoint(fixtures) or not {"django_db", "postgres"}.isdisjoint(marks)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the others out: they have just passed, and the database cannot change their answer."""
    kept, left = list[pytest.Item](), list[pytest.Item]()
    for item in items:
        marks = [mark.name for mark in item.iter_markers()]
        (kept if touches_database(getattr(item, "fixturenames", ()), marks) else left).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left)
