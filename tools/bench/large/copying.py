"""Many cases from a few real ones: every row that belongs to a case, copied under a reference of its own.

What is copied is whatever columns the tables have. Only what must differ is made anew: numbers of rows, references,
keys, and what the log commits to. So the copies count, are indexed and are found as real cases are, and the log
holds and proves them. Their sealed answers are as long as real ones, but no key opens them.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from openhall.kernel.references import new_reference

Row = Mapping[str, Any]

CASES, EVENTS, RECORDS = "cases_case", "cases_caseevent", "journal_record"
KEYS, MESSAGES, READS = "journal_datakey", "journal_message", "journal_dataread"
#: In the order in which they are written: nothing points at what is not there yet.
TABLES = (RECORDS, KEYS, CASES, EVENTS, MESSAGES, READS)
_KEY_BYTES, _SALT_BYTES = 32, 16


@dataclass(frozen=True, slots=True)
class Template:
    """A real case with every row that belongs to it."""

    reference: str
    rows: Mapping[str, Sequence[Row]]


class Copier:
    """Makes copies of templates, numbering rows from ``next_ids`` on."""

    def __init__(self, templates: Sequence[Template], next_ids: Mapping[str, int]) -> None:
        self._templates = templates
        self._next = dict(next_ids)

    def copies(self, count: int) -> dict[str, list[Row]]:
        """Return the rows of so many new cases, by table."""
        made: dict[str, list[Row]] = {table: [] for table in TABLES}
        for turn in range(count):
            for table, row in self._copy(self._templates[turn % len(self._templates)]):
                made[table].append(row)
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


def _record(row: dict[str, Any], _numbers: Mapping[tuple[str, int], int]) -> Row:
    """Commit to the statement anew, as the journal does."""
    text, salt = row["statement"].encode(), secrets.token_bytes(_SALT_BYTES)
    return row | {"salt": salt, "digest": sha256(text).digest(), "commitment": sha256(salt + text).digest()}


def _case(row: dict[str, Any], numbers: Mapping[tuple[str, int], int]) -> Row:
    return row | {"leaf": numbers[RECORDS, row["leaf"]], "key": secrets.token_hex(_KEY_BYTES)}


def _event(row: dict[str, Any], numbers: Mapping[tuple[str, int], int]) -> Row:
    return row | {"case_id": numbers[CASES, row["case_id"]]}


def _data_key(row: dict[str, Any], _numbers: Mapping[tuple[str, int], int]) -> Row:
    return row | {"wrapped": secrets.token_bytes(len(row["wrapped"]))}


def _message(row: dict[str, Any], _numbers: Mapping[tuple[str, int], int]) -> Row:
    """Take it as delivered: a million letters are not to be written now."""
    return row | {"state": "delivered", "ended_at": row["ended_at"] or row["posted_at"]}


def _as_it_is(row: dict[str, Any], _numbers: Mapping[tuple[str, int], int]) -> Row:
    return row


_FRESH = {
    RECORDS: _record, KEYS: _data_key, CASES: _case, EVENTS: _event, MESSAGES: _message, READS: _as_it_is,
}  # fmt: skip
