"""Conditions over answers: what they say when an answer is missing, and what is no condition."""

import pytest
import zen
from hypothesis import given
from hypothesis import strategies as st

from openhall.kernel.expressions import Condition, ExpressionError, check_condition, evaluate

MISSING: list[tuple[str, bool]] = [
    ("x == 'a'", False),
    ("x != 'a'", True),
    ("x <= 100", False),
    ("x > 100", False),
    ("100 < x", False),
    ("not (x > 100)", True),
    ("x in ['a', 'b']", False),
    ("x not in ['a', 'b']", True),
    ("'a' in x", False),
    ("'a' not in x", True),
    ("x", False),
    ("not x", True),
    ("x == true", False),
    ("x == null", True),
    ("x != null", False),
    ("x == 'a' or y == 1", False),
    ("x > y", False),
]


@pytest.mark.parametrize(("expression", "holds"), MISSING)
def test_an_answer_that_is_missing_is_no_value(expression: str, holds: bool) -> None:  # noqa: FBT001 - the expected
    assert evaluate(expression, {}) is holds
    assert evaluate(expression, {"x": None, "y": None}) is holds


GIVEN: list[tuple[str, dict[str, object], bool]] = [
    ("x == 'a' and y > 1", {"x": "a", "y": 2}, True),
    ("x == 'a' and (y > 1 or z)", {"x": "a", "z": True}, True),
    ("'other' in x", {"x": ["gas", "other"]}, True),
    ("x in [1, 2.5]", {"x": 2.5}, True),
    ("not x == 'a' and y", {"x": "b", "y": True}, True),
    ("x > 3", {"x": "a text"}, False),
    ("x == 0.3", {"x": 0.3}, True),
    ('x == "it\'s"', {"x": "it's"}, True),
]


@pytest.mark.parametrize(("expression", "answers", "holds"), GIVEN)
def test_answers_that_are_given(expression: str, answers: dict[str, object], holds: bool) -> None:  # noqa: FBT001
    assert evaluate(expression, answers) is holds


NO_CONDITIONS = [
    *["", "x ==", "x + 1 == 2", "len(x) > 2", "x ? y : z", "'a'", "x == [1]", "x in 'abc'", "(x", "x)", "1 < 2"],
    *["x and and y", "x = 1", "x in [y]", "not", "x == 'a", "(" * 50 + "x" + ")" * 50, "x;y", "a" * 2000],
]


@pytest.mark.parametrize("expression", NO_CONDITIONS)
def test_what_is_no_condition_is_told(expression: str) -> None:
    with pytest.raises(ExpressionError):
        check_condition(expression)


_TERMS = st.sampled_from(["x == 'a'", "x != 'b'", "n > 3", "n <= 7", "'a' in l", "b", "x in ['a', 'c']", "n != 5"])
_TREES = st.recursive(
    _TERMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda term: f"not ({term})"),
    ),
    max_leaves=8,
)


@given(_TREES, st.sampled_from("abc"), st.integers(0, 9), st.lists(st.sampled_from("ab"), max_size=2), st.booleans())
def test_nothing_changes_where_every_answer_is_given(
    expression: str,
    x: str,
    n: int,
    chosen: list[str],
    ticked: bool,  # noqa: FBT001 - an answer
) -> None:
    """Our guards only speak where zen would refuse: else it is zen's own word."""
    answers = {"x": x, "n": n, "l": chosen, "b": ticked}
    assert Condition(expression).holds(answers) is zen.evaluate_expression(expression, answers)
