"""Copies of cases are cases: numbered, keyed and committed to on their own, and pointing at each other."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tools.bench.large import copying, stores, telling
from tools.bench.large.copying import CASES, EVENTS, KEYS, MESSAGES, READS, RECORDS, Copier, Template
from tools.bench.large.filling import templates_in
from tools.bench.load import Load
from tools.bench.options import Options
from tools.bench.putting import Round
from tools.bench.servers import Site

_OLD = "7KQ4M-X2P9C"
_TABLES = {
    RECORDS: "id INTEGER PRIMARY KEY AUTOINCREMENT, subject, statement, salt, digest, commitment UNIQUE",
    KEYS: "owner TEXT PRIMARY KEY, wrapped",
    CASES: "id INTEGER PRIMARY KEY AUTOINCREMENT, reference, owner, leaf UNIQUE, caller, key, UNIQUE (caller, key)",
    EVENTS: "id INTEGER PRIMARY KEY AUTOINCREMENT, case_id",
    MESSAGES: "id INTEGER PRIMARY KEY AUTOINCREMENT, key UNIQUE, payload, state, posted_at, ended_at",
    READS: 'id INTEGER PRIMARY KEY AUTOINCREMENT, "case", owner',
}  # fmt: skip
_STATEMENT = f'{{"at":"2026-11-26","subject":"{_OLD}"}}'
_ROWS: Mapping[str, list[dict[str, Any]]] = {
    RECORDS: [{"id": 7, "subject": _OLD, "statement": _STATEMENT, "salt": b"s", "digest": b"d", "commitment": b"c"}],
    KEYS: [{"owner": f"matter:{_OLD}", "wrapped": b"w" * 60}],
    CASES: [{"id": 3, "reference": _OLD, "owner": f"matter:{_OLD}", "leaf": 7, "caller": "guest", "key": "k"}],
    EVENTS: [{"id": 5, "case_id": 3}],
    MESSAGES: [
        {"id": 9, "key": f"{_OLD}:submitted", "payload": f'{{"reference":"{_OLD}"}}', "state": "waiting",
         "posted_at": "2026-11-26", "ended_at": None},
    ],
    READS: [{"id": 2, "case": _OLD, "owner": f"matter:{_OLD}"}],
}  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Site:
    with closing(sqlite3.connect(tmp_path / "openhall.sqlite3")) as file:
        for table, columns in _TABLES.items():
            file.execute(f"CREATE TABLE {table} ({columns})")
    site = Site(tmp_path, 0)
    with stores.opened(site) as store:
        store.write(_ROWS)
    return site


def test_a_copy_has_numbers_references_and_keys_of_its_own() -> None:
    copies = Copier([Template(_OLD, _ROWS)], dict.fromkeys(copying.TABLES, 100)).copies(3)

    references = {row["reference"] for row in copies[CASES]}
    assert len(references) == 3
    assert _OLD not in references
    assert len({row["key"] for row in copies[CASES]}) == 3
    assert [row["id"] for row in copies[CASES]] == [100, 101, 102]
    assert [row["leaf"] for row in copies[CASES]] == [row["id"] for row in copies[RECORDS]]
    assert [row["case_id"] for row in copies[EVENTS]] == [100, 101, 102]
    assert {row["owner"] for row in copies[KEYS]} == {f"matter:{reference}" for reference in references}
    assert _OLD not in repr(copies)


def test_the_log_commits_to_a_copy_as_it_does_to_a_real_case() -> None:
    (record,) = Copier([Template(_OLD, _ROWS)], dict.fromkeys(copying.TABLES, 1)).copies(1)[RECORDS]

    text = record["statement"].encode()
    assert record["subject"] in record["statement"]
    assert record["digest"] == sha256(text).digest()
    assert record["commitment"] == sha256(record["salt"] + text).digest()


def test_no_letter_of_a_copy_is_still_to_be_written() -> None:
    (message,) = Copier([Template(_OLD, _ROWS)], dict.fromkeys(copying.TABLES, 1)).copies(1)[MESSAGES]

    assert (message["state"], message["ended_at"]) == ("delivered", "2026-11-26")


def test_templates_are_read_and_copies_written_past_the_hall(site: Site) -> None:
    with stores.opened(site) as store:
        (template,) = templates_in(store)
        copier = Copier([template], {table: store.numbers(table)[1] + 1 for table in copying.TABLES})
        store.write(copier.copies(50))
        store.settle(copying.TABLES)

        assert dict(template.rows) == dict(_ROWS)
        assert {table: store.numbers(table)[0] for table in copying.TABLES} == dict.fromkeys(copying.TABLES, 51)
        assert store.numbers(CASES) == (51, 53)
        assert len(store.references(CASES, 10)) == 10
        assert store.size() > 0


def test_a_load_that_cannot_be_written_whole_is_not_written_at_all(site: Site) -> None:
    with stores.opened(site) as store, pytest.raises(sqlite3.IntegrityError):
        store.write({READS: _reads(20), CASES: _ROWS[CASES]})

    with stores.opened(site) as store:
        assert store.numbers(READS)[0] == 1


def _reads(number: int) -> list[dict[str, Any]]:
    return [{"id": number, "case": "x", "owner": "x"}]


def _round(rate: int, used: float = 1.0) -> Round:
    return Round(Load(rate, 1.0, 0, 5.0, 9.0, {}, is_spent=False), share=1.0, used=used)


def test_the_cost_is_compared_within_each_round_and_the_median_counts(capsys: pytest.CaptureFixture[str]) -> None:
    # The machine halves its speed after the first round: the comparison does not notice.
    compared = telling.Compared(
        "submit", [(_round(200), _round(150)), (_round(100), _round(75)), (_round(90), _round(90))]
    )
    cores = frozenset({0})

    assert compared.ratio == pytest.approx(4 / 3)
    assert telling.tell(Options(1, "own", cores, cores), [compared], (1_000, 1_000_000)) == 0
    assert telling.tell(Options(1, "own", cores, cores, is_strict=True), [compared], (1_000, 1_000_000)) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[1].split() == ["act", "cases", "requests/s", "p50", "ms", "p99", "ms", "processor", "ms"]
    assert told[3].split() == ["submit", "1,000,000", "90", "5.00", "9.00", "11.11"]
    assert told[5] == "cost of submit with 1,000,000 cases: 1.33 times (target ≤ 1.3: MISSED)"
