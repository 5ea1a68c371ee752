"""Terms: their last day, the day from which one renews, and that no day falls between two of them."""

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest
from django.db import transaction

from openhall.blocks.registers.facade import (
    AlreadyEntered,
    EntryContent,
    TooEarly,
    check_renewal,
    expire_entries,
)
from openhall.blocks.registers.rules import end_of_term
from openhall.blocks.registers.tests.vessels import BOATS, CHANGE, NOW, RENEW, TODAY, facts, keep

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("begins", "months", "last"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 3, 1), 12, date(2024, 2, 29)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 5, 1), 1, date(2026, 5, 31)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
    ],
)
def test_the_last_day_of_a_term_at_the_ends_of_months_and_in_leap_years(begins: date, months: int, last: date) -> None:
    assert end_of_term(begins, months) == last


def test_a_term_after_a_term_has_no_day_between_and_none_twice() -> None:
    begins = date(2024, 2, 29)
    for _ in range(8):
        last = end_of_term(begins, 12)
        assert 364 <= (last - begins).days <= 365
        begins = last + timedelta(days=1)


def test_nobody_renews_before_the_first_day_and_the_new_term_goes_on_from_the_old_end() -> None:
    early = msgspec.structs.replace(BOATS, renew_days=60)
    keep("a", register=early, mark="B1")  # good until 1 March 2027
    asked = EntryContent("b", RENEW, "matter:b", "noor", "", facts(mark="B1"))
    first_day = date(2026, 12, 31)

    with transaction.atomic(), pytest.raises(TooEarly) as told:
        check_renewal(register=early, content=asked, today=first_day - timedelta(days=1))
    assert told.value.params["first_day"] == first_day
    with transaction.atomic():
        check_renewal(register=early, content=asked, today=first_day)
        check_renewal(register=BOATS, content=asked, today=TODAY)
        # What is over, changed or ended has no window; and of somebody else nobody learns when it ends.
        check_renewal(register=early, content=replace(asked, service=CHANGE), today=TODAY)
        with pytest.raises(AlreadyEntered):
            check_renewal(register=early, content=replace(asked, person="lin"), today=TODAY)
    renewed = keep("b", RENEW, register=early, today=first_day, mark="B1")
    assert (renewed.valid_from, renewed.valid_until) == (TODAY, date(2028, 3, 1))


def test_what_is_over_can_be_renewed_at_once() -> None:
    early = msgspec.structs.replace(BOATS, renew_days=60)
    keep("a", register=early, mark="B1")
    over = date(2027, 3, 2)
    expire_entries(registers=[early], today=over, now=NOW)
    asked = EntryContent("b", RENEW, "matter:b", "noor", "", facts(mark="B1"))
    with transaction.atomic():
        check_renewal(register=early, content=asked, today=over)
