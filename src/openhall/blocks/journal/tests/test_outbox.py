from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from openhall.blocks.journal.facade import (
    MOST_ATTEMPTS,
    Delivery,
    count_troubles,
    deliver_due,
    forget_payloads,
    post,
    retry_trouble,
    troubles,
)
from openhall.blocks.journal.models import Message, Record

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def _post(key: str = "7KQ4M-X2P9C", kind: str = "mail", now: datetime = NOW) -> None:
    with transaction.atomic():
        post(kind=kind, key=key, payload={"case": key}, now=now)


def _failing(_delivery: Delivery) -> None:
    raise ConnectionError("nobody@example.org is not there")


def test_a_message_is_delivered_once() -> None:
    seen = list[Delivery]()
    _post()

    assert deliver_due(handlers={"mail": seen.append}, now=NOW) == 1
    assert deliver_due(handlers={"mail": seen.append}, now=NOW + timedelta(days=9)) == 0
    assert [(each.key, each.payload, each.attempt) for each in seen] == [("7KQ4M-X2P9C", {"case": "7KQ4M-X2P9C"}, 1)]


def test_the_same_message_is_posted_once_and_the_first_one_counts() -> None:
    _post()
    _post(now=NOW + timedelta(days=1))
    assert Message.objects.get().due_at == NOW


def test_a_message_of_a_rolled_back_act_was_never_posted() -> None:
    def act_and_fail() -> None:
        with transaction.atomic():
            post(kind="mail", key="a", payload={}, now=NOW)
            raise KeyError

    with pytest.raises(KeyError):
        act_and_fail()
    assert not Message.objects.exists()


def test_a_kind_without_a_handler_waits() -> None:
    _post()

    assert deliver_due(handlers={"charge": _failing}, now=NOW) == 0
    assert Message.objects.get().attempts == 0


def test_trouble_is_followed_by_longer_and_longer_pauses() -> None:
    _post()
    moment, pauses = NOW, list[timedelta]()
    for _ in range(5):
        assert deliver_due(handlers={"mail": _failing}, now=moment) == 0
        due = Message.objects.get().due_at
        assert deliver_due(handlers={"mail": _failing}, now=due - timedelta(seconds=1)) == 0
        pauses.append(due - moment)
        moment = due

    assert [round(pause.total_seconds()) for pause in pauses] == [5, 10, 20, 40, 80]
    assert Message.objects.get().trouble == "ConnectionError", "its words hold somebody's address"


def test_a_message_that_never_arrives_is_dead_in_the_end() -> None:
    _post()
    for day in range(MOST_ATTEMPTS):
        deliver_due(handlers={"mail": _failing}, now=NOW + timedelta(days=day))

    seen = list[Delivery]()
    assert deliver_due(handlers={"mail": seen.append}, now=NOW + timedelta(days=99)) == 0
    assert (Message.objects.get().state, seen) == ("dead", [])


def test_one_that_fails_does_not_hold_up_the_others() -> None:
    for key in "abc":
        _post(key)

    def handler(delivery: Delivery) -> None:
        if delivery.key == "b":
            _failing(delivery)

    assert deliver_due(handlers={"mail": handler}, now=NOW) == 2


@pytest.mark.parametrize("spoilt", ["", "no json", "[1]", '{"a": 1, "a": 2}'])
def test_one_that_cannot_be_read_is_set_aside_and_does_not_hold_up_the_others(spoilt: str) -> None:
    _post("a")
    Message.objects.update(payload=spoilt)
    _post("b")
    seen = list[Delivery]()
    for day in range(MOST_ATTEMPTS):
        deliver_due(handlers={"mail": seen.append}, now=NOW + timedelta(days=day))

    assert [each.key for each in seen] == ["b"]
    assert [(each.key, dict(each.payload)) for each in troubles()] == [("a", {})]


def test_nobody_takes_what_another_worker_holds_until_its_lease_ends() -> None:
    _post()
    inner = list[int]()
    again: Callable[[Delivery], None] = lambda _: inner.append(  # noqa: E731
        deliver_due(handlers={"mail": _failing}, now=NOW + timedelta(minutes=4))
    )

    assert deliver_due(handlers={"mail": again}, now=NOW) == 1
    assert inner == [0]


def test_what_a_dead_worker_held_is_delivered_by_the_next() -> None:
    _post()

    def dying(_delivery: Delivery) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        deliver_due(handlers={"mail": dying}, now=NOW)

    seen = list[Delivery]()
    assert deliver_due(handlers={"mail": seen.append}, now=NOW + timedelta(minutes=4)) == 0
    assert deliver_due(handlers={"mail": seen.append}, now=NOW + timedelta(minutes=6)) == 1
    assert [each.attempt for each in seen] == [2]


def test_one_that_kills_its_worker_takes_no_other_along_and_is_set_aside() -> None:
    for key in ("poison", "b", "c"):
        _post(key)
    seen, moment = list[Delivery](), NOW

    def killing(delivery: Delivery) -> None:
        seen.append(delivery)
        if delivery.key == "poison":
            raise SystemExit

    def work() -> int:
        with suppress(SystemExit):
            return deliver_due(handlers={"mail": killing}, now=moment)
        return 0

    for number in range(MOST_ATTEMPTS):
        work()
        if number == 5:
            _post("late")
        moment += timedelta(minutes=6)
    assert [each.attempt for each in seen if each.key == "poison"] == [*range(1, MOST_ATTEMPTS + 1)]
    assert {each.key: each.attempt for each in seen if each.key != "poison"} == {"b": 4, "c": 4, "late": 1}

    assert Message.objects.get(key="poison").state == "waiting"
    seen.clear()
    assert work() == 0
    assert (seen, [(each.key, each.told) for each in troubles()]) == ([], [("poison", "WorkerDied")])


@pytest.mark.django_db(transaction=True)
def test_a_message_is_posted_in_the_transaction_of_its_act() -> None:
    with pytest.raises(RuntimeError):
        post(kind="mail", key="a", payload={}, now=NOW)
    assert not Message.objects.exists()


def test_what_was_set_aside_is_shown_and_tried_again_when_somebody_says_so() -> None:
    with transaction.atomic():
        post(kind="mail", key="poison", payload={"reference": "R"}, now=NOW)
        post(kind="mail", key="good", payload={}, now=NOW)

    def handle(delivery: Delivery) -> None:
        if delivery.key == "poison":
            raise ValueError("somebody@example.com")

    moment = NOW
    for _ in range(MOST_ATTEMPTS):
        deliver_due(handlers={"mail": handle}, now=moment)
        moment += timedelta(hours=7)

    (aside,) = troubles()
    assert (aside.key, aside.payload, aside.attempts, aside.told) == ("poison", {"reference": "R"}, 12, "ValueError")
    assert Message.objects.get(key="good").state == "delivered"
    assert count_troubles() == 1

    assert retry_trouble(trouble=aside.id, actor="officer", now=moment)
    assert not retry_trouble(trouble=aside.id, actor="officer", now=moment)
    assert troubles() == []
    assert Record.objects.filter(kind="outbox.retried").count() == 1
    assert deliver_due(handlers={"mail": lambda _delivery: None}, now=moment) == 1


def test_a_message_for_later_waits_for_its_moment() -> None:
    with transaction.atomic():
        post(kind="mail", key="later", payload={}, now=NOW, due=NOW + timedelta(days=3))
    seen = list[str]()

    def handle(delivery: Delivery) -> None:
        seen.append(delivery.key)

    assert deliver_due(handlers={"mail": handle}, now=NOW + timedelta(days=2)) == 0
    assert deliver_due(handlers={"mail": handle}, now=NOW + timedelta(days=3)) == 1
    assert seen == ["later"]


def test_what_was_delivered_long_ago_carries_nothing_any_more() -> None:
    for key in ("old", "young", "waiting"):
        with transaction.atomic():
            post(kind="mail" if key != "waiting" else "later", key=key, payload={"case": key}, now=NOW)
    deliver_due(handlers={"mail": lambda _delivery: None}, now=NOW)
    Message.objects.filter(key="young").update(ended_at=NOW + timedelta(days=60))

    assert forget_payloads(now=NOW + timedelta(days=91)) == 1
    assert forget_payloads(now=NOW + timedelta(days=91)) == 0
    assert {each.key: each.payload == "{}" for each in Message.objects.all()} == {
        "old": True,
        "young": False,
        "waiting": False,
    }
