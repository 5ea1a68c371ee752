"""Books that are closed say what all postings say one by one: late ones too, and those that come in that moment."""

import threading
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openhall.blocks.journal.facade import sequence_leaves, verify_log
from openhall.blocks.payments.facade import close_books, statement_for, trial_balance
from openhall.blocks.payments.models import ClosedAccount, Closing, LatePosting, Posting
from openhall.blocks.payments.tests.paying import HARBOUR, LATER, paid
from tools.emptying import without_guards
from tools.together import at_once

ZONE = ZoneInfo("Asia/Kuwait")
FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)
ACCOUNTS = ("bank", "clearing:fps", f"receivable:{HARBOUR}", f"deferred:{HARBOUR}", f"revenue:{HARBOUR}")
DAYS, HOURS = 6, 6 * 24
_POSTINGS = st.tuples(st.integers(0, HOURS), st.permutations(range(len(ACCOUNTS))), st.integers(1, 9_000))
_ACTS = st.lists(st.one_of(_POSTINGS, st.integers(0, HOURS + 24)), max_size=25)


def post(key: str, at: datetime, debit: str = "bank", credit: str = "clearing:fps", amount: int = 500) -> None:
    Posting.objects.create(
        key=key, debit=debit, credit=credit, amount=amount, currency="KWD", at=at, subject="", payment=""
    )


def one_by_one(until: datetime) -> dict[str, int]:
    """Add up what each account holds without any help of the database."""
    found: defaultdict[str, int] = defaultdict(int)
    for each in Posting.objects.filter(at__lt=until):
        found[each.debit] += each.amount
        found[each.credit] -= each.amount
    return dict(found)


def said(until: date) -> dict[str, int]:
    return {line.account: line.closing for line in statement_for(until, ZONE)}


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=_ACTS)
def test_whenever_books_are_closed_each_day_says_what_its_postings_say(
    acts: list[int | tuple[int, list[int], int]],
) -> None:
    with transaction.atomic():
        for number, act in enumerate(acts):
            if isinstance(act, int):
                close_books(zone=ZONE, now=FIRST + timedelta(hours=act))
                continue
            hour, order, amount = act
            debit, credit = ACCOUNTS[order[0]], ACCOUNTS[order[1]]
            post(str(number), FIRST + timedelta(hours=hour), debit, credit, amount)
        for day in range(-1, DAYS + 2):
            asked_for = FIRST.date() + timedelta(days=day)
            ends = datetime.combine(asked_for + timedelta(days=1), datetime.min.time(), ZONE)
            assert said(asked_for) == one_by_one(ends)
        own = {line.account for line in statement_for(FIRST.date(), ZONE, authority=HARBOUR)}
        assert own <= {each for each in ACCOUNTS if each.endswith(HARBOUR)}
        everything = trial_balance()
        assert {line.account: line.closing for line in everything} == one_by_one(datetime.max.replace(tzinfo=UTC))
        assert sum(line.closing for line in everything) == 0
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_each_day_that_is_over_is_closed_once_and_the_day_that_runs_is_not() -> None:
    assert close_books(zone=ZONE, now=FIRST) == 0
    post("a", FIRST)
    assert close_books(zone=ZONE, now=FIRST + timedelta(hours=2)) == 0
    assert close_books(zone=ZONE, now=FIRST + timedelta(days=4)) == 4
    assert close_books(zone=ZONE, now=FIRST + timedelta(days=4)) == 0
    ends = [each.ends.astimezone(ZONE) for each in Closing.objects.order_by("ends")]
    assert [(each.day, each.hour) for each in ends] == [(2, 0), (3, 0), (4, 0), (5, 0)]


@pytest.mark.django_db
def test_what_is_closed_is_not_added_up_again() -> None:
    for number in range(20):
        post(str(number), FIRST + timedelta(days=number))
    close_books(zone=ZONE, now=FIRST + timedelta(days=20))
    today = FIRST.date() + timedelta(days=20)
    before = statement_for(today, ZONE), trial_balance()

    with without_guards(connection), connection.cursor() as cursor:
        cursor.execute("DELETE FROM payments_posting")

    assert (statement_for(today, ZONE), trial_balance()) == before
    with CaptureQueriesContext(connection) as asked:
        statement_for(today, ZONE)
    assert len(asked) <= 8


@pytest.mark.django_db
def test_closed_books_are_kept_as_they_were() -> None:
    post("a", FIRST)
    close_books(zone=ZONE, now=FIRST + timedelta(days=2))
    post("late", FIRST)
    assert LatePosting.objects.count() == 1
    for model in (Closing, ClosedAccount, LatePosting):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosedAccount.objects.update(debits=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE payments_closedaccount SET debits = debits + 1", "are not what was closed"),
        ("UPDATE payments_closing SET last = last + 1", "are not what was closed"),
        ("UPDATE payments_posting SET amount = amount + 1", "are not the sum of their postings"),
        ("DELETE FROM payments_posting WHERE key = 'late'", "are not the sum of their postings"),
    ],
)
def test_books_that_were_changed_behind_the_hall_are_named(statement: str, told: str) -> None:
    post("a", FIRST)
    close_books(zone=ZONE, now=FIRST + timedelta(days=1))
    post("late", FIRST)
    post("b", FIRST + timedelta(days=1))
    close_books(zone=ZONE, now=FIRST + timedelta(days=2))
    sequence_leaves(now=LATER)
    assert verify_log() == []

    with without_guards(connection), connection.cursor() as cursor:
        cursor.execute("DELETE FROM payments_lateposting")
        cursor.execute(statement)

    assert {(fault.field, fault.told) for fault in verify_log()} == {("closed books", told)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shared_database")
def test_who_posts_while_a_day_is_closed_is_counted_once() -> None:
    post("first", FIRST)
    is_over = threading.Event()

    def act(number: int) -> int:
        if number == 0:
            return _close_until(is_over)
        try:
            for turn in range(40):
                # A payment that began on one day and is written on another, among closings of all of them.
                with transaction.atomic():
                    post(f"{number}:{turn}", FIRST + timedelta(hours=(turn * 7) % HOURS))
        finally:
            if number == 1:
                is_over.set()
            connections.close_all()
        return 0

    assert at_once(4, act)[0] == DAYS + 1
    assert Posting.objects.count() == 3 * 40 + 1
    for day in range(DAYS + 2):
        asked_for = FIRST.date() + timedelta(days=day)
        ends = datetime.combine(asked_for + timedelta(days=1), datetime.min.time(), ZONE)
        assert said(asked_for) == one_by_one(ends)


def _close_until(is_over: threading.Event) -> int:
    """Close one day after the other while others post; return how many."""
    closed, hour = 0, 0
    while hour <= HOURS + 24:
        closed += close_books(zone=ZONE, now=FIRST + timedelta(hours=hour))
        is_over.wait(0.01)
        hour += 4
    return closed


@pytest.mark.django_db
def test_a_payment_of_a_closed_day_is_in_the_books_of_its_day(settings: object) -> None:
    settings.OPENHALL_DEMO = True  # type: ignore[attr-defined]
    post("first", LATER - timedelta(days=3))
    close_books(zone=ZONE, now=LATER + timedelta(days=1))
    paid()
    assert said(LATER.date())[f"revenue:{HARBOUR}"] == -32_000
