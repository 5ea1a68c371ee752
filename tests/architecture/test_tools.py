"""The tools behind `make` say what they did, and fail when they did not do it."""

import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tools import check, data_format, database_tests, saying, suite
from tools.source import ROOT

NOBODY_LISTENS = "postgresql://nobody@127.0.0.1:1/nothing"


def test_every_jurisdiction_is_a_check_of_its_own(tmp_path: Path) -> None:
    for name in ("north", "south"):
        (tmp_path / "jurisdictions" / name).mkdir(parents=True)
        (tmp_path / "jurisdictions" / name / "jurisdiction.yaml").touch()
    (tmp_path / "jurisdictions" / "unfinished").mkdir()

    checks = check.all_checks(tmp_path)

    assert [name for name in checks if name not in check.CHECKS] == ["services:north", "services:south"]


def test_a_check_that_finds_a_fault_fails_with_its_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = (check.PYTHON, "-c", "print('quiet')"), (check.PYTHON, "-c", "print('line 7'); raise SystemExit(1)")
    monkeypatch.setattr(check, "all_checks", lambda _root: {"one": good, "two": bad, "two:more": good})

    assert check.main([]) == 1
    told = capsys.readouterr().out
    assert "    line 7" in told
    assert "Faults in: two" in told
    assert "quiet" not in told
    assert check.main(["one"]) == 0
    assert check.main(["two"]) == 1
    assert check.main(["unknown"]) == 1


def test_a_server_that_was_named_and_does_not_answer_is_said() -> None:
    server = suite.find_server(NOBODY_LISTENS)

    assert not server.url
    assert "OPENHALL_TEST_POSTGRES does not answer" in server.words


class Story(NamedTuple):
    """What the two runs of pytest end with, whether there is a server, and what the suite makes of it."""

    runs: list[int]
    server: str
    named: str
    code: int
    last: str


@pytest.mark.parametrize(
    "story",
    [
        Story([0, 0], "postgresql:///x", "", 0, "PostgreSQL: tested"),
        Story([0, 1], "postgresql:///x", "", 1, "PostgreSQL: failed"),
        Story([1, 0], "postgresql:///x", "", 1, "PostgreSQL: tested"),
        Story([0, 5], "postgresql:///x", "", 0, "PostgreSQL: not tested"),
        Story([0], "", "", 0, "PostgreSQL: not tested"),
        Story([0], "", NOBODY_LISTENS, 1, "PostgreSQL: not tested"),
    ],
)
def test_the_suite_says_aloud_whether_postgresql_was_tested(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], story: Story
) -> None:
    codes = iter(story.runs)
    monkeypatch.setenv(suite.NAMED_BY, story.named)
    monkeypatch.setattr(suite, "run_tests", lambda *_arguments, **_options: next(codes))
    monkeypatch.setattr(suite, "find_server", lambda _named: suite.Server(story.server, "words"))

    assert suite.main([]) == story.code
    assert capsys.readouterr().out.splitlines()[-1].startswith(story.last)
    assert next(codes, None) is None


def test_the_suite_keeps_to_one_order_unless_a_new_one_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(suite.NAMED_BY, raising=False)
    monkeypatch.setattr(suite, "find_server", lambda _named: suite.Server("", "words"))
    given: list[list[str]] = []

    def run_tests(arguments: list[str], **_options: str) -> int:
        given.append(arguments)
        return 0

    monkeypatch.setattr(suite, "run_tests", run_tests)

    for words in ([], [], ["--seed=7", "-k", "routes"], ["--seed=new"], ["--seed=new", "--whole"]):
        assert suite.main(words) == 0

    seeds = [arguments[0] for arguments in given]
    assert seeds[0] == seeds[1]
    assert len(set(seeds)) == 4
    assert given[2][:4] == ["--randomly-seed=7", "--hypothesis-seed=7", "-k", "routes"]
    # Who saw a test fail in a new order can have that order again.
    assert f"SEED={seeds[-1].partition('=')[2]}" in capsys.readouterr().out


SAYING = """
import sqlite3
import pytest
from django.db import connection

def ask(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)

@pytest.fixture
def prepared(db):
    ask("SELECT 'prepared'")

@pytest.mark.django_db
@pytest.mark.parametrize("number", range(5))
def test_alike(number):
    ask(f"SELECT {number}")

@pytest.mark.django_db
def test_more():
    ask("SELECT 1")
    ask("SELECT 1 UNION SELECT 2")

def test_of_its_own(prepared):
    pass

@pytest.mark.django_db
def test_refused():
    with pytest.raises(Exception):
        ask("SELECT 1 FROM nowhere")

@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor == 'sqlite'")
def test_only_there():
    raise AssertionError

def test_without():
    pass
"""


def test_another_database_is_told_everything_once_and_once_more_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "test_them.py").write_text(SAYING)
    (tmp_path / "test_mute.py").write_text("print('was read')\ndef test_mute():\n    pass\n")
    said = tmp_path / "said"
    said.mkdir()
    monkeypatch.setenv("OPENHALL_TEST_SAID", str(said))

    def run(plugin: str, *more: str) -> str:
        command = [sys.executable, "-m", "pytest", "-q", "-p", plugin, "--no-migrations"]
        where = ["-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"), f"--rootdir={tmp_path}", str(tmp_path)]
        done = subprocess.run([*command, *where, *more], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
        return done.stdout + done.stderr

    first = run("tools.saying")
    assert "10 passed, 1 skipped" in first, first

    second = run("tools.database_tests", "--collect-only", "-s")
    kept = re.findall(r"::(test_\w+)", second)

    # Two say `SELECT` of a number, as often as it is wanted; whatever only one says is said again by it.
    assert sorted(kept) == ["test_alike", "test_more", "test_of_its_own", "test_refused"]
    assert "was read" not in second


def test_those_who_say_most_of_what_is_missing_come_first() -> None:
    said = {"a": {"1", "2", "3"}, "b": {"1", "2"}, "c": {"3", "4"}, "d": {"1"}, "e": set[str]()}

    assert saying.chosen(said, (), 1) == {"a", "c"}
    assert saying.chosen(said, (), 2) == {"a", "b", "c"}
    assert saying.chosen(said, ("never heard", "d"), 1) == {"never heard", "d", "a", "c"}


def test_values_and_rows_make_no_statement_another() -> None:
    shape = saying._shape  # noqa: SLF001 - what counts as the same statement is what is promised

    assert shape("SELECT a FROM b WHERE c IN (%s, %s, %s)") == shape("SELECT a FROM b WHERE c IN (%s, %s)")
    assert shape("INSERT INTO a VALUES (%s, %s), (%s, %s)") == shape("INSERT INTO a VALUES (%s, %s)")
    assert shape("SELECT a FROM b LIMIT 3") == shape("SELECT a FROM b LIMIT 21")
    assert shape("SELECT a FROM b WHERE c = 'x'") != shape("SELECT a FROM b WHERE c = 'y'")


ITEM = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}


def test_members_of_alternatives_and_lists_stand_in_the_tables() -> None:
    schema = {
        "properties": {"rows": {"type": "array", "items": ITEM}},
        "allOf": [{"then": {"properties": {"kind": {"enum": ["a", "b"], "description": "A|B"}}}}],
    }

    assert data_format._table(schema).splitlines()[2:] == [  # noqa: SLF001 - the table is what is promised
        "| `rows` | list of group |  |  |",
        "| `rows[].id` | text | yes |  |",
        "| `kind` | `a`, `b` |  | A\\|B |",
    ]


@pytest.mark.parametrize(
    ("fixtures", "marks", "expected"),
    [
        (["db"], [], True),
        (["tmp_path", "transactional_db"], [], True),
        ([], ["django_db"], True),
        (["tmp_path"], ["x"], False),
        (["db"], ["django_db", "once"], False),
    ],
)
def test_tests_that_touch_the_database_are_known_by_fixture_or_mark(
    fixtures: list[str], marks: list[str], *, expected: bool
) -> None:
    assert database_tests.touches_database(fixtures, marks) is expected
