"""Patterns of death are named before they run; what a jurisdiction writes is quick on any line."""

import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some

from openhall.kernel.patterns import costly_part

ROOT = Path(__file__).parents[4]


@pytest.mark.parametrize(
    "pattern",
    [
        "^(a+)+$",
        "^(a*)*$",
        "^(a|a)*$",
        "^(a|ab)*$",
        r"^(\d+)*x$",
        r"^([a-z]+\s?)+$",
        "^(?:a{1,30}){1,30}$",
        "^((ab*)+c)+$",
        r"^(\w+\d*)+$",
        "^(?:(?:a+)b?)+$",
        r"^(?:\w|\w)+$",
        "^(?:a|a){2,40}$",
        "^a*a*a*$",
        r"^.*.*.*=.*$",
        r"^\s+.*\s+.*\s+$",
        r"^(a?){50}b$",
        r"^(.*?,){11}P$",
        r"^(x+x+)+y$",
    ],
)
def test_what_could_try_for_ever_is_named(pattern: str) -> None:
    assert costly_part(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Z]{1,2}[0-9]{6}\([0-9A]\)$",
        r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
        r"^[\(]?\+?[\(]?(?:[0-9][ \(\)\-\.\/]{0,2}){6,14}[0-9]$",
        "^[a-z0-9]+(?:-[a-z0-9]+)*$",
        "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$",
        "^(.+[0-9]) ?港[幣币元紙纸]$",
        r"^([0-9]{4})/\1$",
    ],
)
def test_what_is_quick_is_left_alone(pattern: str) -> None:
    assert costly_part(pattern) == ""


def test_what_is_no_pattern_is_said_to_be_none() -> None:
    with pytest.raises(re.error):
        costly_part("(a")


@settings(max_examples=60, deadline=None)
@given(
    some.recursive(
        some.sampled_from(["a", "b", "[ab]", "[^a]", ".", r"\w", "x"]),
        lambda inner: some.one_of(
            some.tuples(inner, inner).map("".join),
            some.tuples(inner, some.sampled_from(["+", "*", "?", "{2,40}"])).map(lambda two: f"(?:{two[0]}){two[1]}"),
            some.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        ),
        max_leaves=6,
    )
)
def test_nothing_that_is_let_through_takes_long(pattern: str) -> None:
    """Whatever pattern is made up: where it is let through, the longest lines are answered at once."""
    if costly_part(f"^{pattern}$"):
        return
    compiled = re.compile(f"^{pattern}$")
    for line in ("a" * 400 + "!", "ab" * 200 + "!", "x" * 400 + "\n", "a" * 200 + "x" * 200 + "\n"):
        begun = time.process_time()
        compiled.fullmatch(line)
        assert time.process_time() - begun < 0.5, pattern


def test_every_pattern_of_the_jurisdictions_is_quick() -> None:
    found = [
        each
        for path in (ROOT / "jurisdictions").glob("*/field_types.yaml")
        for row in yaml.safe_load(path.read_text("utf-8"))["field_types"]
        for each in (row.get("pattern"), *(way["pattern"] for way in [*row.get("rewrite", []), *row.get("shown", [])]))
        if each
    ]
    assert len(found) > 20
    assert [each for each in found if costly_part(each)] == []
