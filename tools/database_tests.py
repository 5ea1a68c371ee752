"""A plugin of pytest: of all tests, keep those that touch the database, by a mark or by a fixture.

Where it was written down what they said to another database, most of them say what others have said: then as many are
kept as say everything, twice where two do. A file with none of these is not even read.
"""

import os
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path

import pytest

from tools.saying import FOLDER, chosen, file_of, files_left_out, what_was_said

#: A statement that suits another database can still be wrong about what it finds: one test more looks at that.
_TIMES = 2
_FIXTURES = frozenset({"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"})


def touches_database(fixtures: Iterable[str], marks: Collection[str]) -> bool:
    """Tell whether a test with these fixtures and marks can see another database.

    One that says `once` has a database, but what it proves lies before it or beside it.
    """
    if "once" in marks:
        return False
    return not _FIXTURES.isdisjoint(fixtures) or not {"django_db", "postgres"}.isdisjoint(marks)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out a file that has nothing to say: to read all takes as long as a tenth of the tests."""
    folder = os.environ.get(FOLDER)
    asked = {Path(file_of(argument)).resolve() for argument in config.args}
    is_ours = collection_path.match("test_*.py") and collection_path.is_relative_to(config.rootpath)
    if not folder or not is_ours or collection_path in asked:
        return None
    here = collection_path.relative_to(config.rootpath).as_posix()
    return None if here in _files(Path(folder)) else True


@cache
def _files(folder: Path) -> set[str]:
    kept = chosen(what_was_said(folder), (), _TIMES)
    return {file_of(test) for test in kept} | files_left_out(folder)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the others out: they have just passed, and the database cannot change their answer."""
    touching = [item for item in items if _touches(item)]
    if os.environ.get(FOLDER):
        said = what_was_said(Path(os.environ[FOLDER]))
        said = {item.nodeid: said[item.nodeid] for item in touching if item.nodeid in said}
        # What was not heard, as it runs only here, is always kept.
        kept = chosen(said, (item.nodeid for item in touching if item.nodeid not in said), _TIMES)
        touching = [item for item in touching if item.nodeid in kept]
    chosen_items = set(touching)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen_items])
    items[:] = touching


def _touches(item: pytest.Item) -> bool:
    return touches_database(getattr(item, "fixturenames", ()), [mark.name for mark in item.iter_markers()])
