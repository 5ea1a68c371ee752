"""Legal rules over time: laws that change a part, years that law is counted by, and what is owed by the month."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from openhall.blocks.rules.facade import LegalRule, charge, rule_faults


def text(words: str) -> dict[str, str]:
    return {"en": words}


#: Invented: a rent by the month, a charge for being late, and a tax that is let off for small boats.
RULE: dict[str, Any] = {
    "id": "berth",
    "name": text("Berth"),
    "law": text("Harbour Act"),
    "inputs": ["begins", "ends", "signed", "length", "kind"],
    "spans": [
        {"id": "months", "since": "begins", "until": "ends"},
        {"id": "months_late", "since": "signed", "days": 14},
    ],
    "figures": [
        {
            "from": "2020-01-01",
            "source": "first",
            "confidence": "high",
            "numbers": {"monthly": 10, "waived": 0},
            "bands": {
                "late": [{"upto": 0}, {"upto": 1, "base": 5}, {"base": 50}],
                "tax/sail": [{"rate": 2}],
                "tax/motor": [{"rate": 3}],
            },
        },
        {"from": "2026-01-01", "source": "second", "confidence": "high", "bands": {"tax/motor": [{"is_open": True}]}},
        {"from": "2026-03-01", "source": "third", "confidence": "low", "numbers": {"waived": 1}},
    ],
    "lines": [
        {"id": "rent", "label": text("Rent"), "formula": "monthly * months", "because": text("From {begins}")},
        {
            "id": "late",
            "label": text("Late"),
            "bands": "late",
            "of": "months_late",
            "when": "months_late > 0 and rent > 0",
        },
        {
            "id": "is_waived",
            "label": text("Small"),
            "formula": "waived",
            "when": "length <= 5",
            "is_shown": False,
        },
        {
            "id": "tax",
            "label": text("Tax"),
            "bands": "tax",
            "by": ["kind"],
            "of": "length",
            "when": "is_waived == 0",
        },
    ],
    "examples": [],
}
GIVEN = {"begins": "2026-01-01", "ends": "2026-12-31", "signed": "2026-01-10", "length": 6, "kind": "sail"}


def rule(**changes: Any) -> LegalRule:
    return msgspec.convert({**RULE, **changes}, LegalRule)


def charged(on: str, **given: Any) -> dict[str, Decimal | None]:
    return {each.line.id: each.amount for each in charge(rule(), {**GIVEN, **given}, date.fromisoformat(on))}


@pytest.mark.parametrize(
    ("begins", "ends", "rent"),
    [
        ("2026-01-01", "2026-12-31", 120),
        ("2026-03-01", "2027-02-28", 120),
        ("2026-05-01", "2026-05-31", 10),
        ("2026-01-31", "2026-02-27", 10),
        ("2026-04-01", "2026-04-15", 5),
        ("2026-04-01", "2026-04-01", "0.33"),
        ("2024-02-01", "2024-02-15", "5.17"),
        ("2026-04-01", "2027-04-15", 125),
        ("2026-04-01", "2026-03-01", 0),
    ],
)
def test_the_months_of_a_span_have_both_its_days(begins: str, ends: str, rent: float) -> None:
    assert charged("2026-01-20", begins=begins, ends=ends)["rent"] == Decimal(str(rent))


@pytest.mark.parametrize(
    ("on", "late"),
    [("2026-01-24", None), ("2026-01-25", 5), ("2026-02-24", 5), ("2026-02-25", 50), ("2027-01-01", 50)],
)
def test_a_delay_begins_after_its_period(on: str, late: int | None) -> None:
    assert charged(on).get("late") == late


def test_a_period_that_ends_on_a_holiday_runs_on() -> None:
    monday = date(2026, 1, 26)

    def late(day: date) -> bool:
        found = charge(rule(), GIVEN, day, period_ends=lambda due: due + timedelta(2))
        return any(each.line.id == "late" for each in found)

    assert (late(monday), late(monday + timedelta(1))) == (False, True)


@pytest.mark.parametrize("ends", [None, "", "soon", "9999-12-31"])
def test_a_span_without_a_day_that_can_be_meant_has_no_months(ends: str | None) -> None:
    assert charged("2026-01-20", ends=ends)["rent"] is None


def test_a_later_law_changes_what_it_names_and_leaves_the_rest() -> None:
    assert charged("2025-12-31", kind="motor")["tax"] == 18
    assert charged("2026-01-01", kind="motor")["tax"] is None
    assert charged("2026-01-01", kind="sail")["tax"] == 12
    assert charged("2026-02-28", length=5)["tax"] == 10
    assert "tax" not in charged("2026-03-01", length=5)
    assert charged("2026-03-01", length=6)["tax"] == 12


def test_each_line_names_the_set_of_numbers_that_it_rests_on() -> None:
    found = charge(rule(), {**GIVEN, "kind": "motor"}, date(2026, 6, 1))

    assert {each.line.id: each.figures.source for each in found} == {"rent": "first", "late": "first", "tax": "second"}


def test_a_year_of_two_has_the_law_that_began_in_its_first() -> None:
    by_year = rule(inputs=[*RULE["inputs"], "year"], dated_by="year")

    def sets(year: str) -> list[str]:
        return [each.source for each in by_year.on(date(2030, 1, 1), {"year": year})]

    assert (sets("2019/20"), sets("2025/26"), sets("2026/27")) == ([], ["first"], ["first", "second", "third"])
    assert sets("") == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"spans": [{"id": "months", "since": "born"}]}, "“born” is no input"),
        ({"spans": [{"id": "months", "since": "begins", "until": "born"}]}, "“born” is no input"),
        ({"spans": []}, "“months” is no number"),
        ({"lines": [{"id": "a", "label": {}, "formula": "1", "because": text("{born}")}]}, "“born” is no input"),
        ({"lines": [{"id": "a", "label": {}, "formula": "1", "because": text("{begins")}]}, "because"),
        ({"examples": [{"given": {**GIVEN, "kind": "motor"}, "on": "2026-01-20", "amounts": {"tax": 0}}]}, "comes to"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(changes: dict[str, Any], told: str) -> None:
    assert list(rule_faults(rule())) == []
    assert any(told in fault for fault in rule_faults(rule(**changes))), list(rule_faults(rule(**changes)))


def test_an_example_may_say_that_an_officer_says_the_amount() -> None:
    example = {"given": {**GIVEN, "kind": "motor"}, "on": "2026-01-20", "amounts": {"rent": 120, "tax": None}}

    assert list(rule_faults(rule(examples=[example]))) == []
