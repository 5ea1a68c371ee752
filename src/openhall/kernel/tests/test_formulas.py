"""Arithmetic of fees: exact, closed, and silent about nothing."""

from decimal import Decimal

import pytest

from openhall.kernel.expressions import ExpressionError
from openhall.kernel.formulas import check_formula, compute


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("a + b", "0.3"),
        ("ceil((v - 46000) / 1000) * 0.125", "0.125"),
        ("min([200, v])", "200"),
        ("max([0, a - 1])", "0"),
        ("round(v * 0.0425)", "1955"),
        ("-a", "-0.1"),
        ("abs(b - 1) * (a + 1)", "0.88"),
    ],
)
def test_it_is_exact(formula: str, wanted: str) -> None:
    names = {"a": 0.1, "b": 0.2, "v": 46001}
    check_formula(formula, names)

    assert compute(formula, names) == Decimal(wanted)


@pytest.mark.parametrize(
    "formula",
    [
        "c + 1",  # nobody knows c
        "a / b",  # what if b is 0?
        "a / 0",
        "1 / (a)",
        "a == b",
        "'a' + 'b'",
        "sum(map([1], #))",
        "len(a)",
        "a ? 1 : 2",
        "a; b",
        "a +",
        "",
        "d('2026-01-01').year()",
    ],
)
def test_what_is_no_arithmetic_or_could_go_wrong_is_refused(formula: str) -> None:
    with pytest.raises(ExpressionError):
        check_formula(formula, {"a": 1, "b": 0})


def test_without_a_number_that_it_reads_it_is_worth_nothing() -> None:
    assert compute("a + b", {"a": 1}) is None
    assert compute("a + b", {"a": 1, "b": None}) is None
    assert compute("a * a", {"a": 10**9}) is None, "no amount is meant"
