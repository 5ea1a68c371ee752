"""Arithmetic of fees: the closed expression language of zen-engine without texts, lists and time, in exact decimals.

A formula reads whole names only (answers, legal numbers, amounts of earlier lines). zen answers null, silently, for a
name that it does not know and for a division by nothing: so names are resolved and divisors are numbers that stand in
the formula before one is accepted.
"""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import lru_cache

import zen

from openhall.kernel.expressions import ExpressionError, check_syntax, names_in

Number = int | float | Decimal
_FUNCTIONS = frozenset({"min", "max", "ceil", "floor", "round", "abs"})
_CALL = re.compile(r"([A-Za-z_]\w*)\s*\(")
_ALLOWED = re.compile(r"[\w\s.+\-*/()\[\],]*", re.ASCII)
_DIVISOR = re.compile(r"/\s*(\d+(?:\.\d+)?)?")
#: Beyond this no amount is meant, and no number of JSON is exact.
_LARGEST = Decimal(10) ** 13


def check_formula(formula: str, names: Collection[str]) -> None:
    """Raise ``ExpressionError`` when ``formula`` is no arithmetic over ``names``."""
    if not _ALLOWED.fullmatch(formula):
        raise ExpressionError("only numbers, names, + - * / ( ) [ ] , and the functions of formulas may stand here")
    check_syntax(formula)
    for called in _CALL.findall(formula):
        if called not in _FUNCTIONS:
            raise ExpressionError(f"there is no function “{called}” (there are {', '.join(sorted(_FUNCTIONS))})")
    for name in sorted(names_in(formula)):
        if name not in names:
            raise ExpressionError(f"“{name}” is no number that is known here")
    for divisor in _DIVISOR.findall(formula):
        if not divisor or not Decimal(divisor):
            raise ExpressionError("a divisor has to be a number, and not 0")


def compute(formula: str, names: Mapping[str, Number | None]) -> Decimal | None:
    """Return what ``formula`` is worth; nothing where a number that it reads is missing or the result is none."""
    program, read = _compiled(formula)
    given = {name: names.get(name) for name in read}
    if any(value is None for value in given.values()):
        return None
    # Decimals go in as their shortest text: zen reads a float of 0.1 as 0.1.
    result = program.evaluate({name: float(value) for name, value in given.items() if value is not None})
    return exact(result) if isinstance(result, int | float) and not isinstance(result, bool) else None


def exact(number: Number) -> Decimal | None:
    """Return a number as the decimal that it is written as; nothing where it is too large to be meant."""
    value = number if isinstance(number, Decimal) else Decimal(repr(number))
    return value if value.is_finite() and abs(value) < _LARGEST else None


@lru_cache(maxsize=1024)
def _compiled(formula: str) -> tuple["zen.Expression", tuple[str, ...]]:
    return zen.compile_expression(formula), tuple(sorted(names_in(formula)))
