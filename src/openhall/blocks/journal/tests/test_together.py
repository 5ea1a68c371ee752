"""Several at once on PostgreSQL: writers, sequencers, workers of the outbox.

SQLite lets one write after the other; `test_killed.py` has several processes at once there.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection, connections, transaction

from openhall.blocks.journal.facade import Delivery, deliver_due, post, sequence_leaves, tidy_queue, verify_log
from openhall.blocks.journal.models import Checkpoint, Message, Place, Record
from openhall.blocks.journal.tests.acts import NOW, begun, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
_T = TypeVar("_T")


def _at_once(count: int, act: Callable[[], _T]) -> list[_T]:
    together = threading.Barrier(count)

    def run() -> _T:
        together.wait()
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return [each.result() for each in [pool.submit(run) for _ in range(count)]]


def test_writers_and_sequencers_at_once_place_every_leaf_once() -> None:
    def act() -> int:
        placed = 0
        for number in range(15):
            with begun(number):
                pass
            placed += sequence_leaves(now=NOW, limit=4)
        return placed

    placed = sum(_at_once(4, act))
    placed += sequence_leaves(now=NOW)

    assert placed == 60
    assert list(Place.objects.order_by("index").values_list("index", flat=True)) == list(range(60))
    assert set(Place.objects.values_list("record_id", flat=True)) == set(Record.objects.values_list("pk", flat=True))
    assert verify_log() == []


def test_sequencers_at_once_take_turns() -> None:
    write(20)

    assert sum(_at_once(4, lambda: sequence_leaves(now=NOW))) == 20
    assert Checkpoint.objects.count() == 1


def test_a_message_is_delivered_by_one_of_several_workers() -> None:
    with transaction.atomic():
        for number in range(20):
            post(kind="mail", key=str(number), payload={}, now=NOW)
    seen = list[str]()

    def handle(delivery: Delivery) -> None:
        seen.append(delivery.key)

    assert sum(_at_once(4, lambda: deliver_due(handlers={"mail": handle}, now=NOW, limit=7))) == len(seen)
    deliver_due(handlers={"mail": handle}, now=NOW)
    assert sorted(seen, key=int) == [str(number) for number in range(20)]
    assert not Message.objects.exclude(state="delivered").exists()


def test_writers_do_not_wait_for_each_other_and_a_late_one_is_still_taken() -> None:
    with begun(1) as early:
        with ThreadPoolExecutor(1) as pool:
            late = pool.submit(_write_and_close).result(timeout=10)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(_sequence_and_close).result(timeout=10) == 1
        assert early.id < late
    assert sequence_leaves(now=NOW) == 1

    assert Place.objects.get(record=late).index == 0
    assert Place.objects.get(record=early.id).index == 1
    assert verify_log() == []


def _write_and_close() -> int:
    (leaf,) = write()
    connections.close_all()
    return leaf.id


def _sequence_and_close() -> int:
    placed = sequence_leaves(now=NOW)
    connections.close_all()
    return placed


def test_the_queue_takes_no_more_room_than_what_waits() -> None:
    for _ in range(3):
        write(500)
        sequence_leaves(now=NOW)
    tidy_queue()

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('journal_waiting')")
        assert cursor.fetchone() == (0,)
