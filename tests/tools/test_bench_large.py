"""Copies of cases are cases: numbered, keyed and committed to on their own, and pointing at each other."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tools.bench.large import copying, stores, telling
from tools.bench.large.copying import (
    CASES,
    EVENTS,
    INSTANCES,
    KEYS,
    MESSAGES,
    READS,
    RECORDS,
    STEPS,
    TASKS,
    TOKENS,
    Copier,
    Spread,
    Template,
)
from tools.bench.large.filling import cases_at_work, first_of, templates_in
from tools.bench.large.replaying import Replayed
from tools.bench.large.working import Waited
from tools.bench.load import Load
from tools.bench.options import Options
from tools.bench.putting import Round
from tools.bench.servers import Site

_OLD = "7KQ4M-X2P9C"
_TABLES = {
    RECORDS: "id INTEGER PRIMARY KEY AUTOINCREMENT, subject, statement, salt, digest, commitment UNIQUE",
    KEYS: "owner TEXT PRIMARY KEY, wrapped",
    CASES: "id INTEGER PRIMARY KEY AUTOINCREMENT, reference, owner, leaf UNIQUE, caller, key, authority, holder,"
    " UNIQUE (caller, key)",
    EVENTS: "id INTEGER PRIMARY KEY AUTOINCREMENT, case_id, holder, office",
    MESSAGES: "id INTEGER PRIMARY KEY AUTOINCREMENT, key UNIQUE, payload, state, posted_at, ended_at",
    READS: 'id INTEGER PRIMARY KEY AUTOINCREMENT, "case", owner',
    INSTANCES: "id INTEGER PRIMARY KEY AUTOINCREMENT, subject UNIQUE",
    TOKENS: "id INTEGER PRIMARY KEY AUTOINCREMENT, instance_id REFERENCES processes_instance, number",
    TASKS: "id INTEGER PRIMARY KEY AUTOINCREMENT, instance_id, subject, authority, state, opened_at,"
    " pressing_on, due_on, legal_on, claimed_by, claimed_at, escalated_at",
    STEPS: "id INTEGER PRIMARY KEY AUTOINCREMENT, instance_id, serial",
}  # fmt: skip
_STATEMENT = f'{{"at":"2026-11-26","subject":"{_OLD}"}}'
_ROWS: Mapping[str, list[dict[str, Any]]] = {
    RECORDS: [{"id": 7, "subject": _OLD, "statement": _STATEMENT, "salt": b"s", "digest": b"d", "commitment": b"c"}],
    KEYS: [{"owner": f"matter:{_OLD}", "wrapped": b"w" * 60}],
    CASES: [{"id": 3, "reference": _OLD, "owner": f"matter:{_OLD}", "leaf": 7, "caller": "guest", "key": "k",
             "authority": "parks", "holder": "parks"}],
    EVENTS: [{"id": 5, "case_id": 3, "holder": "parks", "office": ""}],
    MESSAGES: [
        {"id": 9, "key": f"{_OLD}:submitted", "payload": f'{{"reference":"{_OLD}"}}', "state": "waiting",
         "posted_at": "2026-11-26", "ended_at": None},
    ],
    READS: [{"id": 2, "case": _OLD, "owner": f"matter:{_OLD}"}],
    INSTANCES: [{"id": 11, "subject": _OLD}],
    TOKENS: [{"id": 12, "instance_id": 11, "number": 1}],
    TASKS: [
        {"id": 13, "instance_id": 11, "subject": _OLD, "authority": "parks", "state": "open", "opened_at": "2026-11-26",
         "pressing_on": "2026-12-10", "due_on": None, "legal_on": None, "claimed_by": "", "claimed_at": None,
         "escalated_at": None},
    ],
    STEPS: [{"id": 14, "instance_id": 11, "serial": 0}],
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
    assert [row["instance_id"] for row in copies[TASKS]] == [row["id"] for row in copies[INSTANCES]]
    assert [row["instance_id"] for row in copies[TOKENS]] == [100, 101, 102]
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


def test_copies_are_spread_over_offices_days_and_people() -> None:
    spread = Spread(["parks", "harbour", "fire"], {"parks": ["ann", "ben"]})
    made = Copier([Template(_OLD, _ROWS)], dict.fromkeys(copying.TABLES, 1), spread).copies(1_000)

    tasks, cases = made[TASKS], made[CASES]
    assert [task["authority"] for task in tasks] == [case["authority"] for case in cases]
    assert [case["holder"] for case in cases] == [event["holder"] for event in made[EVENTS]]
    assert {event["office"] for event in made[EVENTS]} == {""}
    offices = [case["authority"] for case in cases]
    assert offices.count("parks") > 700
    assert offices.count("harbour") > 100 < offices.count("fire")
    assert {task["claimed_by"] for task in tasks if task["authority"] == "parks"} == {"", "ann", "ben"}
    assert {task["claimed_by"] for task in tasks if task["authority"] != "parks"} == {""}
    days = sorted({task["pressing_on"] for task in tasks})
    assert (days[0], days[-1], len(days)) == ("2026-11-20", "2027-03-19", 120)
    assert all(task["pressing_on"] == task["legal_on"] == task["due_on"] for task in tasks)
    assert 0 < sum(task["escalated_at"] is not None for task in tasks) < 100


def test_some_tasks_wait_for_the_applicant(site: Site) -> None:
    with stores.opened(site) as store:
        (template,) = templates_in(store)
        rows = Copier([template], {table: store.numbers(table)[1] + 1 for table in copying.TABLES}).copies(80)
        store.write(rows)
        store.change("UPDATE processes_task SET state = 'waiting' WHERE id >= {} AND id % 40 = 0", first_of(rows))

        assert [row["id"] for row in store.rows(TASKS, "state", "waiting")] == [40, 80]
        assert len(store.rows(TASKS, "state", "open")) == 79
        assert cases_at_work(store, [_OLD, "another"]) == [(_OLD, "parks")]


def test_a_case_on_which_nobody_works_is_no_template(site: Site) -> None:
    with stores.opened(site) as store:
        store.change("UPDATE processes_task SET state = 'done' WHERE id >= {}", 0)

        assert templates_in(store) == []


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


def test_what_officers_wait_for_and_a_replay_are_told_beside_their_targets(capsys: pytest.CaptureFixture[str]) -> None:
    cores = frozenset({0})
    waited = [Waited("worklist mine", 90, 20.0, 49.0, 60.0, 18.0), Waited("case", 40, 70.0, 81.0, 99.0, 66.0)]
    slow = Replayed(500_000, 400_000, 90_000, 10_000, 12, 91.0, 88.0)
    options = Options(1, "own", cores, cores, is_strict=True)

    assert telling.tell(options, [], (1_000, 1_000_000), waited, slow) == 1

    told = capsys.readouterr().out.splitlines()
    first, second = (line for line in told if line.startswith(("worklist mine", "case  ")))
    assert first.endswith("18.00  (target p95 ≤ 50 ms: met)")
    assert second.endswith("66.00  (target p95 ≤ 80 ms: MISSED)")
    assert "replay of 500,000 cases: 91.0 s, processor 88.0 s (target ≤ 180 s for a million: MISSED)" in told[-2]
    assert told[-1] == "Targets missed: case, replay"
