"""Rows by hand: what the framework would write and read, and several statements in one message."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from openhall.blocks.journal.facade import do_all, inserting, one_row, rows_where
from openhall.blocks.journal.models import DataRead

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)


def read_of(case: str, actor: str = "noor") -> DataRead:
    return DataRead(at=NOW, actor=actor, owner="matter:1", case=case, purpose="office:parks", day=None)


def test_statements_are_done_in_their_order_and_each_gives_its_rows() -> None:
    found = do_all(
        [
            inserting(read_of("A")),
            inserting(read_of("B")),
            ('SELECT "case" FROM journal_dataread WHERE actor = %s ORDER BY id', ["noor"]),
        ]
    )

    assert [row.case for row in DataRead.objects.order_by("id")] == ["A", "B"]
    assert found == [[(pk,)] for pk in DataRead.objects.order_by("id").values_list("pk", flat=True)] + [
        [("A",), ("B",)]
    ]


def test_what_looks_like_a_statement_or_a_place_in_a_value_is_text() -> None:
    strange = "'; DELETE FROM journal_dataread; -- %s"

    do_all([inserting(read_of("A")), inserting(read_of("B", actor=strange))])

    assert [row.case for row in rows_where(DataRead, actor=strange)] == ["B"]
    assert DataRead.objects.count() == 2


def test_where_one_statement_is_refused_nothing_of_them_is_done() -> None:
    wrong = read_of("B")
    wrong.actor = None  # type: ignore[assignment]  # the database refuses it

    with pytest.raises(IntegrityError), transaction.atomic():
        do_all([inserting(read_of("A")), inserting(wrong), inserting(read_of("C"))])

    assert DataRead.objects.count() == 0


def test_rows_are_found_by_several_values_the_oldest_first_as_the_framework_reads_them() -> None:
    for case, actor in (("A", "noor"), ("A", "kim"), ("A", "noor"), ("B", "noor")):
        do_all([inserting(read_of(case, actor))])

    found = rows_where(DataRead, case="A", actor="noor")

    assert found == list(DataRead.objects.filter(case="A", actor="noor").order_by("id"))
    assert [row.at for row in found] == [NOW, NOW]
    assert one_row(DataRead, "id", found[1].pk) == found[1]


def test_sqlite_gets_statements_one_by_one_and_postgresql_all_at_once() -> None:
    sent: list[str] = []

    def note(execute, sql, values, many, context):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        sent.append(sql)
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        do_all([inserting(read_of("A")), inserting(read_of("B"))])

    assert len(sent) == (1 if connection.vendor == "postgresql" else 2)
