"""Many cases from a few real ones: every row that belongs to a case, copied under a reference of its own.

What is copied is whatever columns the tables have. Only what must differ is made anew: numbers of rows, references,
keys, and what the log commits to. So the copies count, are indexed and are found as real cases are, and the log
holds and proves them. Their sealed answers are as long as real ones, but no key opens them.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from openhall.kernel.references import new_reference

Row = Mapping[str, Any]

CASES, EVENTS, RECORDS = "cases_case", "cases_caseevent", "journal_record"
INSTANCES, TOKENS, TASKS, STEPS = "processes_instance", "processes_token", "processes_task", "processes_step"
KEYS, MESSAGES, READS = "journal_datakey", "journal_message", "journal_dataread"
#: In the order in which they are written: nothing points at what is not there yet.
TABLES = (RECORDS, KEYS, CASES, INSTANCES, TOKENS, TASKS, STEPS, EVENTS, MESSAGES, READS)
_KEY_BYTES, _SALT_BYTES = 32, 16
#: Columns that name an office, or whoever has to act.
_OF_AN_OFFICE: Mapping[str, Sequence[str]] = {
    CASES: ("authority", "holder"),
    TASKS: ("authority",),
    EVENTS: ("holder", "office"),
}
_MOST_OF_FIVE = 3
#: Days on which something is due: from so many ago on, so many in all.
_LATE_DAYS, _DAYS = 20, 120


@dataclass(frozen=True, slots=True)
class Template:
    """A real case with every row that belongs to it."""

    reference: str
    rows: Mapping[str, Sequence[Row]]


class Copier:
    """Makes copies of templates, numbering rows from ``next_ids`` on."""

    def __init__(
        self, templates: Sequence[Template], next_ids: Mapping[str, int], spread: "Spread | None" = None
    ) -> None:
        self._templates = templates
        self._next = dict(next_ids)
        self._spread = spread
        self._turn = 0

    def copies(self, count: int) -> dict[str, list[Row]]:
        """Return the rows of so many new cases, by table."""
        made: dict[str, list[Row]] = {table: [] for table in TABLES}
        for turn in range(count):
            for table, row in self._copy(self._templates[turn % len(self._templates)]):
                made[table].append(row if self._spread is None else self._spread.placed(table, row, self._turn))
            self._turn += 1
        return made

    def _copy(self, template: Template) -> Iterator[tuple[str, Row]]:
        reference = new_reference()
        renumbered: dict[tuple[str, int], int] = {}
        for table in TABLES:
            for old in template.rows[table]:
                row = renamed(old, template.reference, reference)
                if "id" in row:
                    renumbered[table, row["id"]] = row["id"] = self._next[table]
                    self._next[table] += 1
                yield table, _FRESH[table](row, renumbered)


def renamed(row: Row, old: str, new: str) -> dict[str, Any]:
    """Return ``row`` with another reference wherever a text has the old one."""
    return {name: value.replace(old, new) if isinstance(value, str) else value for name, value in row.items()}


@dataclass(frozen=True, slots=True)
class Spread:
    """Where copies go: three of five to one office, the rest to all of ``offices`` in turn, and over months of days.

    ``people`` are officers by office: they have some of the tasks in hand.
    """

    offices: Sequence[str]
    people: Mapping[str, Sequence[str]]

    def placed(self, table: str, row: Row, turn: int) -> Row:
        """Return a row of the copy with this number, in its office and on its day."""
        if table not in _OF_AN_OFFICE:
            return row
        office = self.offices[0] if turn % 5 < _MOST_OF_FIVE else self.offices[turn % len(self.offices)]
        placed = {**row, **{name: office for name in _OF_AN_OFFICE[table] if row[name]}}
        return placed | self._task(row, office, turn) if table == TASKS else placed

    def _task(self, row: Row, office: str, turn: int) -> dict[str, Any]:
        away = turn * 7_919 % _DAYS - _LATE_DAYS
        day = _later(row["pressing_on"], away)
        people = self.people.get(office, ())
        is_held, is_escalated = bool(people) and turn % 20 == 3, away < 0 and turn % 7 == 0  # noqa: PLR2004 - some
        return {
            "pressing_on": day,
            "legal_on": day,
            "due_on": day,
            "claimed_by": people[turn // 20 % len(people)] if is_held else "",
            "claimed_at": row["opened_at"] if is_held else None,
            "escalated_at": row["opened_at"] if is_escalated else None,
        }


def _later(day: Any, days: int) -> Any:  # noqa: ANN401 - a day, or what SQLite has of it
    later = (date.fromisoformat(day) if isinstance(day, str) else day) + timedelta(days=days)
    return later.isoformat() if isinstance(day, str) else later


def _record(row: dict[str, Any], _numbers: Mapping[tuple[str, int], int]) -> Row:
    """Commit to the statement anew, as the journal does."""
    text, salt = row["statement"].encode(), secrets.token_bytes(_SALT_BYTES)
    return row | {"salt": salt, "digest": sha256(text).digest(), "commitment": sha256(salt + text).digest()}


def _case(row: dict[str, Any], numbers: Mapping[tuple[str, int], int]) -> Row:
    return row | {"leaf": numbers[RECORDS, row["leaf"]], "key": secrets.token_hex(_KEY_BYTES)}


def _event(row: dict[str, Any], numbers: Mapping[tuple[str, int], int]) -> Row:
    return row | {"case_id": numbers[CASES, row["case_id"]]}


def _of_instance(row: dict[str, Any], numbers: Mapping[tuple[str, int], int]) -> Row:
    return row | {"instance_id": numbers[INSTANCES, row["instance_id"]]}


def _data_key(row: dict[str, Any], _numbers: Mapping[tuple[str, int], int]) -> Row:
    return row | {"wrapped": secrets.token_bytes(len(row["wrapped"]))}


def _message(row: dict[str, Any], _numbers: Mapping[tuple[str, int], int]) -> Row:
    """Take it as delivered: a million letters are not to be written now."""
    return row | {"state": "delivered", "ended_at": row["ended_at"] or row["posted_at"]}


def _as_it_is(row: dict[str, Any], _numbers: Mapping[tuple[str, int], int]) -> Row:
    return row


_FRESH = {
    RECORDS: _record, KEYS: _data_key, CASES: _case, EVENTS: _event,
    INSTANCES: _as_it_is, TOKENS: _of_instance, TASKS: _of_instance, STEPS: _of_instance,
    MESSAGES: _message, READS: _as_it_is,
}  # fmt: skip
