"""A plugin of pytest: write down what each test says to its database, and at which lines of the program.

A statement counts once, however many values it carries. So do the answer that refuses it, and a place where the program
asks which database it has: there it may go another way on another one.
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from functools import lru_cache
from heapq import heapify, heappop, heappush
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.backends.utils import CursorWrapper

#: The folder for what is written down; nothing is where it is not set.
FOLDER = "OPENHALL_TEST_SAID"
_PROGRAM = str(Path(__file__).resolve().parents[1] / "src" / "openhall") + os.sep
_TESTS = f"{os.sep}tests{os.sep}"
_VALUES = re.compile(r"%s(?:, %s)+|\b\d+\b")
_ROWS = re.compile(r"(\(%s\))(?:, \(%s\))+")
_NAMED_ANEW = ("SAVEPOINT", "RELEASE", "ROLLBACK")


def pytest_configure(config: pytest.Config) -> None:
    """Listen where somebody will read it."""
    if os.environ.get(FOLDER):
        config.pluginmanager.register(_Listener(Path(os.environ[FOLDER])))


def what_was_said(folder: Path) -> dict[str, set[str]]:
    """Return by test what was written down, by whichever process."""
    said: dict[str, set[str]] = {}
    for page in _pages(folder):
        said |= {test: set(words) for test, words in page["said"].items()}
    return said


def files_left_out(folder: Path) -> set[str]:
    """Return the files with tests that did not run, as they need another database."""
    return {file for page in _pages(folder) for file in page["left out"]}


def _pages(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(file.read_text()) for file in sorted(folder.glob("*.json"))]


def file_of(test: str) -> str:
    """Return the file of a test, by its id."""
    return test.partition("::")[0]


def chosen(said: dict[str, set[str]], always: Iterable[str], times: int) -> set[str]:
    """Return tests that together say everything, each thing ``times`` or as often as all tests say it.

    Those that say most that is still missing are taken first. ``always`` are in it whatever they say.
    """
    kept = set(always)
    heard = Counter(word for test in kept & said.keys() for word in said[test])
    # A name decides between equals, so that it is the same choice each time.
    queue = [(-len(words), test) for test, words in said.items() if test not in kept]
    heapify(queue)
    while queue:
        _, test = heappop(queue)
        missing = sum(heard[word] < times for word in said[test])
        if missing and queue and (-missing, test) > queue[0]:
            heappush(queue, (-missing, test))  # it said more when it was put there than is missing now
        elif missing:
            kept.add(test)
            heard.update(said[test])
    return kept


class _Listener:
    """Hears what is said while a test runs, its preparation included."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._said, self._now = folder, dict[str, set[str]](), set[str]()
        self._left_out = set[str]()

    def pytest_deselected(self, items: Iterable[pytest.Item]) -> None:
        """Note where there are tests for another database."""
        self._left_out |= {file_of(item.nodeid) for item in items if item.get_closest_marker("postgres")}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Begin a new page for each test; one that says nothing has an empty one."""
        self._now = set()
        if not item.get_closest_marker("once"):
            self._said[item.nodeid] = self._now
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        """Listen until all tests have run."""
        with pytest.MonkeyPatch.context() as patch:
            execute, many = CursorWrapper.execute, CursorWrapper.executemany
            patch.setattr(CursorWrapper, "execute", self._heard(execute))
            patch.setattr(CursorWrapper, "executemany", self._heard(many))
            patch.setattr(DatabaseWrapper, "vendor", property(self._vendor))
            result = yield
        said = {test: sorted(words) for test, words in self._said.items()}
        written = {"said": said, "left out": sorted(self._left_out)}
        (self._folder / f"{os.getpid()}.json").write_text(json.dumps(written))
        return result

    def _heard(self, whole: Callable[..., Any]) -> Callable[..., Any]:
        def heard(cursor: CursorWrapper, sql: Any, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - as above
            words = _shape(str(sql))
            if words:
                self._now.add(f"{_place(sys._getframe(1))} {cursor.db.in_atomic_block} {words}")  # noqa: SLF001
            try:
                return whole(cursor, sql, *given, **named)
            except Exception as error:
                self._now.add(f"{type(error).__name__} {words}")
                raise

        return heard

    def _vendor(self, _connection: DatabaseWrapper) -> str:
        frame = sys._getframe(1)  # noqa: SLF001 - who asks is what is written down
        if frame.f_code.co_filename.startswith(_PROGRAM):
            self._now.add(f"{_place(frame)} asks")
        return "sqlite"


@lru_cache(maxsize=4096)
def _shape(sql: str) -> str:
    if sql.startswith(_NAMED_ANEW):
        return ""
    return _ROWS.sub(r"\1", _VALUES.sub("%s", sql))


def _place(frame: FrameType | None) -> str:
    """Return the innermost line of the program that is at work: neither of the framework nor of a test."""
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(_PROGRAM) and _TESTS not in name:
            return f"{name[len(_PROGRAM) :]}:{frame.f_lineno}"
        frame = frame.f_back
    return ""
