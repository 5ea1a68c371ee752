"""Statements that nobody waits for: when they are done, what they see, and who hears of their faults."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from openhall.blocks.journal.facade import do_all, do_later, inserting
from openhall.blocks.journal.models import DataRead, Message

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def read_of(case: str) -> DataRead:
    return DataRead(at=NOW, actor="noor", owner="matter:1", case=case, purpose="office:parks", day=None)


def message_of(key: str) -> Message:
    return Message(kind="mail", key=key, payload="{}", posted_at=NOW, due_at=NOW)


def cases() -> list[str]:
    return list(DataRead.objects.order_by("id").values_list("case", flat=True))


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what goes to the server, a message each."""
    connection.ensure_connection()
    sent, execute = list[str](), psycopg.ClientCursor.execute

    def noted(cursor: "psycopg.ClientCursor[Any]", query: str, params: Any = None, **options: Any) -> Any:  # noqa: ANN401
        sent.append(query)
        return execute(cursor, query, params, **options)

    monkeypatch.setattr(psycopg.ClientCursor, "execute", noted)
    return sent


def test_what_nobody_waits_for_goes_along_with_the_next_statement_and_the_rest_with_the_commit(
    messages: list[str],
) -> None:
    with transaction.atomic():
        do_later(inserting(read_of("A")), inserting(read_of("B")))
        found = cases()
        do_later(inserting(read_of("C")))

    assert found == ["A", "B"]
    assert [message.split()[0] for message in messages] == ["BEGIN;", "INSERT"]
    assert messages[1].endswith("; COMMIT")
    assert cases() == ["A", "B", "C"]


def test_outside_a_transaction_it_is_done_at_once(messages: list[str]) -> None:
    do_later(inserting(read_of("A")))

    assert len(messages) == 1
    assert cases() == ["A"]


def test_a_transaction_that_asked_nothing_never_reaches_the_server(messages: list[str]) -> None:
    with transaction.atomic():
        pass

    assert messages == []


def test_the_next_statement_gives_its_own_rows_several_of_them_too() -> None:
    with transaction.atomic():
        do_later(inserting(read_of("A")))
        found = do_all(
            [("SELECT 1", []), ("SELECT 2 WHERE %s", [False]), ("SELECT count(*) FROM journal_dataread", [])]
        )
        do_later(inserting(message_of("A")))
        changed = Message.objects.filter(key="A").update(attempts=2)

    assert found == [[(1,)], [], [(1,)]]
    assert changed == 1


def test_a_percent_sign_is_one_with_values_and_without() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        do_later(inserting(read_of("50 %s")))
        cursor.execute('SELECT "case" FROM journal_dataread WHERE "case" LIKE \'50 %\'')
        assert cursor.fetchall() == [("50 %s",)]
        do_later(inserting(read_of("60 %")))
        cursor.execute('SELECT "case" FROM journal_dataread WHERE "case" LIKE %s', ["60%"])
        assert cursor.fetchall() == [("60 %",)]


def test_many_at_once_rows_one_by_one_and_names_for_values_find_it_done() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        do_later(inserting(read_of("A")))
        assert [row.case for row in DataRead.objects.iterator()] == ["A"]
        do_later(inserting(message_of("B")))
        cursor.executemany("UPDATE journal_message SET attempts = %s WHERE key = 'B'", [[2], [3]])
        do_later(inserting(read_of("C")))
        cursor.execute('SELECT actor FROM journal_dataread WHERE "case" = %(case)s', {"case": "C"})
        assert cursor.fetchall() == [("noor",)]

    assert Message.objects.get(key="B").attempts == 3


@pytest.mark.parametrize("waits_for", [cases, lambda: None], ids=["statement", "commit"])
def test_a_fault_in_it_undoes_the_whole_transaction(waits_for: Callable[[], object]) -> None:
    wrong = read_of("B")
    wrong.actor = None  # type: ignore[assignment]  # the database refuses it

    def act() -> None:
        with transaction.atomic():
            do_later(inserting(read_of("A")), inserting(wrong))
            waits_for()

    with pytest.raises(IntegrityError):
        act()

    assert cases() == []
    with transaction.atomic():
        do_later(inserting(read_of("C")))
    assert cases() == ["C"]


def test_what_is_rolled_back_was_never_done() -> None:
    def act_and_fail(*, inside: bool) -> None:
        with transaction.atomic():
            do_later(inserting(read_of("A" if inside else "B")))
            raise KeyError

    with pytest.raises(KeyError):
        act_and_fail(inside=False)
    with transaction.atomic():
        do_later(inserting(read_of("outer")))
        with pytest.raises(KeyError):
            act_and_fail(inside=True)
        do_later(inserting(read_of("after")))

    assert cases() == ["outer", "after"]


def test_what_waits_is_there_once_though_the_hook_of_a_commit_asks_again() -> None:
    with transaction.atomic():
        do_later(inserting(read_of("A")))
        transaction.on_commit(lambda: do_later(inserting(read_of("B"))))

    assert cases() == ["A", "B"]


def test_a_connection_that_the_server_closed_is_noticed_and_one_that_is_silent_costs_no_question(
    messages: list[str],
) -> None:
    assert Message.objects.count() == 0
    messages.clear()
    assert connection.is_usable()
    assert messages == []

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (ours,) = cursor.fetchone()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [ours])
    finally:
        other.close()

    assert not connection.is_usable()
    connection.close()
    assert Message.objects.count() == 0
