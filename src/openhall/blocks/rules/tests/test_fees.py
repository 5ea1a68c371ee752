"""Fees: line by line, exact to the cent, under the law of the day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from openhall.blocks.rules.facade import (
    FeeRow,
    FlatFee,
    LegalRule,
    QuoteLine,
    RuleFee,
    TableFee,
    VariableFee,
    fee_on,
    may_be_open,
    quote,
    read_by,
    rule_faults,
)

DAY = date(2026, 3, 2)


def text(words: str) -> dict[str, str]:
    return {"en": words}


#: Invented, to have every kind of line.
RULE: dict[str, Any] = {
    "id": "berth-charge",
    "name": text("Berth charge"),
    "law": text("Harbour Act, s. 4"),
    "inputs": ["length", "wood", "months", "value"],
    "figures": [
        {
            "from": "2020-01-01",
            "source": "invented",
            "confidence": "high",
            "numbers": {"levy/4": 10, "levy/12": 30, "least": 5},
            "bands": {
                "berth/yes": [
                    {"upto": 10, "base": 100},
                    {"upto": 20, "base": 100, "rate": 2.5, "over": 10},
                    {"base": 400},
                ],
                "berth/no": [{"upto": 10, "base": 80}, {"is_open": True}],
                "duty": [{"upto": 1000, "rate": 0.1}, {"upto": 3000, "rate": 0.255}, {"rate": 0.5}],
            },
        },
        {
            "from": "2026-03-01",
            "source": "invented",
            "confidence": "low",
            "numbers": {"levy/4": 20, "levy/12": 60, "least": 5},
            "bands": {"berth/yes": [{"base": 1}], "berth/no": [{"base": 2}], "duty": [{"rate": 0.1}]},
        },
    ],
    "lines": [
        {
            "id": "berth",
            "label": text("Berth"),
            "because": text("{length} m"),
            "bands": "berth",
            "by": ["wood"],
            "of": "length",
        },
        {"id": "levy", "label": text("Levy"), "cell": "levy", "by": ["months"]},
        {
            "id": "duty",
            "label": text("Duty"),
            "slices": "duty",
            "of": "value",
            "when": "value > 0",
            "step": 1,
            "rounding": "up",
        },
        {"id": "half", "label": text("half"), "formula": "(berth + levy) / 2", "is_shown": False},
        {"id": "rest", "label": text("Rest"), "formula": "max([least, half - 60])", "step": 0.5, "rounding": "down"},
    ],
    "examples": [],
}


def rule(**changes: Any) -> LegalRule:
    return msgspec.convert({**RULE, **changes}, LegalRule)


def charged(on: str, **given: Any) -> dict[str, Decimal | None]:
    fee = RuleFee("berth-charge", "high", inputs={name: f"q_{name}" for name in RULE["inputs"]})
    answers = {f"q_{name}": value for name, value in given.items()}
    found = quote(
        fee, answers, rules={"berth-charge": rule()}, on=date.fromisoformat(on), minor=lambda amount: int(amount * 100)
    )
    return {line.id: None if line.minor is None else Decimal(line.minor) / 100 for line in found.lines}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"length": 10, "wood": True, "months": 4, "value": 0}, {"berth": 100, "levy": 10, "rest": 5}),
        ({"length": 10.5, "wood": True, "months": 12, "value": 0}, {"berth": "101.25", "levy": 30, "rest": "5.5"}),
        (
            {"length": 20, "wood": True, "months": 4, "value": 1000},
            {"berth": 125, "levy": 10, "duty": 100, "rest": "7.5"},
        ),
        (
            {"length": 20.1, "wood": True, "months": 4, "value": 1001},
            {"berth": 400, "levy": 10, "duty": 101, "rest": 145},
        ),
        ({"length": 4, "wood": False, "months": 4, "value": 4000}, {"berth": 80, "levy": 10, "duty": 1110, "rest": 5}),
    ],
)
def test_bands_numbers_slices_and_formulas(given: dict[str, Any], wanted: dict[str, Any]) -> None:
    assert charged("2026-02-28", **given) == {name: Decimal(amount) for name, amount in wanted.items()}


def test_a_new_law_applies_from_its_day() -> None:
    given = {"length": 10, "wood": True, "months": 4, "value": 0}

    assert charged("2026-02-28", **given)["levy"] == 10
    assert charged("2026-03-01", **given)["levy"] == 20
    assert charged("2019-12-31", **given) == {}, "there was no such law"


def test_a_rule_may_be_dated_by_what_is_answered() -> None:
    dated = rule(inputs=[*RULE["inputs"], "begins"], dated_by="begins")
    given: dict[str, str | float | bool] = {"length": 10, "wood": True, "months": 4, "value": 0}
    fee = RuleFee("r", "high", inputs={"begins": "begins"}, given=given)

    def levy(**answers: str) -> list[int | None]:
        found = quote(fee, answers, rules={"r": dated}, on=DAY, minor=int)
        return [line.minor for line in found.lines if line.id == "levy"]

    assert (levy(begins="2026-02-28"), levy(begins="2026-03-01"), levy()) == ([10], [20], [])


def test_what_the_law_that_we_know_does_not_say_is_said_by_an_officer() -> None:
    found = charged("2026-02-28", length=30, wood=False, months=4, value=0)

    assert found == {"berth": None, "levy": Decimal(10), "rest": None}


def test_a_table_gives_the_row_that_applies_and_those_that_are_due_so_many_times() -> None:
    fee = TableFee(
        (
            FeeRow("small", text("Small"), 5000, "size == 'small'"),
            FeeRow("large", text("Large"), None, "size == 'large'"),
            FeeRow("copies", text("Copies"), 140, times="copies - 1", part="copies"),
        ),
        "high",
    )

    def of(**answers: Any) -> tuple[list[tuple[str, int | None]], int | None]:
        found = quote(fee, answers, rules={}, on=DAY, minor=int)
        return [(line.id, line.minor) for line in found.lines], found.minor

    assert of(size="small", copies=3) == ([("small", 5000), ("copies", 280)], 5280)
    assert of(size="small", copies=1) == ([("small", 5000)], 5000)
    assert of(size="large", copies=2) == ([("large", None), ("copies", 140)], None)
    assert of(size="small")[1] is None, "how many are wanted is not known yet"
    assert of(copies=2) == ([("copies", 140)], None), "nor of which size"
    assert read_by(fee) == {"size", "copies"}


def test_one_price_has_one_line_and_what_an_officer_sets_has_none() -> None:
    flat = quote(FlatFee(8000, "high"), {}, rules={}, on=DAY, minor=int)
    variable = quote(VariableFee(text("By floor area"), "high"), {}, rules={}, on=DAY, minor=int)

    assert flat.lines == (QuoteLine("fee", None, 8000),)
    assert (flat.minor, variable.lines, variable.minor) == (8000, (), None)
    assert replace(flat, lines=()).minor == 0


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"dated_by": "day"}, "no input"),
        ({"figures": RULE["figures"][::-1]}, "order of their days"),
        ({"lines": [{"id": "a", "label": {}, "formula": "b + 1"}]}, "no number that is known"),
        ({"lines": [{"id": "a", "label": {}, "formula": "length / value"}]}, "divisor"),
        ({"lines": [{"id": "a", "label": {}, "formula": "length", "cell": "levy"}]}, "one of formula, cell"),
        ({"lines": [{"id": "a", "label": {}, "cell": "tax"}]}, "nothing called “tax”"),
        ({"lines": [{"id": "a", "label": {}, "cell": "levy", "by": ["day"]}]}, "no input"),
        ({"lines": [{"id": "a", "label": {}, "formula": "length", "when": "day > 1"}]}, "not known here"),
        (
            {
                "figures": [
                    {**RULE["figures"][0], "bands": {"berth/yes": [{"upto": 5}], "berth/no": [{}], "duty": [{}]}}
                ]
            },
            "take the rest",
        ),
        (
            {"figures": [{**RULE["figures"][0], "bands": {"berth/yes": [{"upto": 5}, {"upto": 4}, {}], "duty": [{}]}}]},
            "have to rise",
        ),
        ({"examples": [{"given": {"length": 1}, "on": "2026-01-01", "amounts": {"levy": 3}}]}, "comes to"),
        ({"examples": [{"given": {"day": 1}, "on": "2026-01-01", "amounts": {}}]}, "no input"),
    ],
)
def test_a_rule_that_cannot_work_is_refused_with_the_reason(changes: dict[str, Any], told: str) -> None:
    assert list(rule_faults(rule())) == []
    assert any(told in fault for fault in rule_faults(rule(**changes))), list(rule_faults(rule(**changes)))


def test_how_much_at_least_and_at_most() -> None:
    rows = [
        FeeRow("one", text("1 year"), 2200, "years == 1"),
        FeeRow("three", text("3 years"), 5720, "years == 3"),
        FeeRow("levy", text("Levy"), 150, part="levy"),
    ]
    copies = FeeRow("copies", text("Copies"), 140, times="copies", part="copies")
    each = TableFee((FeeRow("each", text("Each session"), 60, times="sessions"),), "high")

    assert (TableFee(tuple(rows), "high").least, TableFee(tuple(rows), "high").most) == (2350, 5870)
    assert (TableFee((*rows, copies), "high").least, TableFee((*rows, copies), "high").most) == (2350, None)
    assert (each.least, each.most) == (60, None)
    assert TableFee((rows[0], FeeRow("other", text("Other"))), "high").most is None


NEW_LAW = msgspec.convert(
    {
        "id": "pier-fee",
        "name": {"en": "Pier"},
        "law": {"en": "Pier Ordinance"},
        "inputs": ["item"],
        "figures": [
            {"from": "2026-01-01", "source": "first", "confidence": "high", "numbers": {"fee/boat": 20, "fee/raft": 5}},
            {"from": "2026-06-01", "source": "second", "confidence": "high", "numbers": {"fee/boat": 25}},
        ],
        "lines": [{"id": "fee", "label": {"en": "Fee"}, "cell": "fee", "by": ["item"]}],
        "examples": [],
    },
    LegalRule,
)


def test_a_number_of_a_rule_is_what_it_was_on_the_day_and_says_so() -> None:
    def found(fee: FlatFee | TableFee, on: str) -> list[tuple[int | None, str]]:
        got = quote(fee, {}, rules={"pier-fee": NEW_LAW}, on=date.fromisoformat(on), minor=lambda each: int(each * 100))
        return [(line.minor, line.figures.source if line.figures else "") for line in got.lines]

    table = TableFee(
        (
            FeeRow("boat", {"en": "Boat"}, number="fee/boat"),
            FeeRow("raft", {"en": "Raft"}, number="fee/raft", part="raft"),
            FeeRow("rope", {"en": "Rope"}, 300, part="rope"),
        ),
        "high",
        rule="pier-fee",
    )
    assert found(table, "2026-05-31") == [(2000, "first"), (500, "first"), (300, "")]
    assert found(table, "2026-06-01") == [(2500, "second"), (500, "first"), (300, "")]
    assert found(table, "2025-12-31") == [(None, ""), (None, ""), (300, "")]
    flat = FlatFee(0, "high", rule="pier-fee", number="fee/boat")
    assert found(flat, "2026-06-01") == [(2500, "second")]
    assert found(flat, "2025-12-31") == [(None, "")]
    assert may_be_open(flat)
    shown = fee_on(table, rules={"pier-fee": NEW_LAW}, on=date(2026, 6, 1), minor=lambda each: int(each * 100))
    assert isinstance(shown, TableFee)
    assert (shown.least, shown.most) == (3300, 3300)
