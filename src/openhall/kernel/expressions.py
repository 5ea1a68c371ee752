"""The closed expression language of conditions and formulas: checked here, run by zen-engine.

zen answers null, silently, for a name that it does not know, so every name has to be resolved before
an expression is accepted. It refuses to order, search or negate null, so a condition is given to it with
each such place guarded. How an answer counts that is missing: it is no value at all. ``x == 'a'``, ``x <= 3``
and ``x in [...]`` are false, ``x != 'a'`` and ``x not in [...]`` are true, a lone ``x`` is false.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import zen

from openhall.kernel.condition_trees import (
    Compared,
    ExpressionError,
    Joined,
    Listed,
    Name,
    Negated,
    Operand,
    Tree,
    Value,
    parse,
)

__all__ = ["Condition", "ExpressionError", "check_condition", "check_syntax", "evaluate", "names_in"]

_STRING = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAME = re.compile(r"(?<![\w.])([A-Za-z_]\w*)((?:\.\w+)*)(\s*\()?")
_WORDS = frozenset({"and", "or", "not", "in", "true", "false", "null"})
#: Signs that zen refuses to work on null.
_ORDERING = frozenset({"<", "<=", ">", ">="})
MAX_LENGTH = 1000
_NONE: frozenset[str] = frozenset()


def check_syntax(expression: str) -> None:
    """Raise ``ExpressionError`` when ``expression`` is too long or not of the language."""
    if len(expression) > MAX_LENGTH:
        msg = f"longer than {MAX_LENGTH} characters"
        raise ExpressionError(msg)
    fault = zen.validate_expression(expression)
    if fault is not None:
        raise ExpressionError(str(fault.get("source", "cannot be read")))


def check_condition(expression: str) -> None:
    """Raise ``ExpressionError`` when ``expression`` is more than comparisons joined by and, or, not."""
    check_syntax(expression)
    parse(expression)


def check_test(test: str, inputs: Iterable[str]) -> None:
    """Raise ``ExpressionError`` when ``test`` is no unary test over ``inputs``, such as ``> 0``, ``true``, ``< share``.

    In a decision table zen takes a test that it cannot read for one that does not hold, and says nothing.
    """
    try:
        zen.evaluate_unary_expression(test, dict.fromkeys([*inputs, "$"], 1))
    except RuntimeError as error:
        raise ExpressionError(str(error).partition("\n")[0]) from error


def names_in(expression: str) -> set[str]:
    """Return the names that ``expression`` reads: the first part of dotted ones, without functions."""
    bare = _STRING.sub("''", expression)
    return {name for name, _, call in _NAME.findall(bare) if not call and name not in _WORDS}


class Condition:
    """A condition over answers, read once and asked often."""

    __slots__ = ("_programs", "expression", "names", "tree")

    def __init__(self, expression: str) -> None:
        check_syntax(expression)
        self.expression = expression
        self.tree: Tree = parse(expression)
        self.names: tuple[str, ...] = tuple(sorted(names_in(expression)))
        #: By the names whose answers are still to come; none for nearly every use.
        self._programs = {_NONE: zen.compile_expression(_guarded(self.tree, _NONE))}

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Tell whether the condition is true of ``answers``; an answer of another kind counts as missing."""
        return self.holds_whatever(_NONE, answers)

    def holds_whatever(self, open_names: frozenset[str], answers: Mapping[str, Any]) -> bool:
        """Tell whether the condition is true whatever the answers to ``open_names``, still to come, will be."""
        program = self._programs.get(open_names)
        if program is None:
            program = self._programs[open_names] = zen.compile_expression(_guarded(self.tree, open_names))
        try:
            return bool(program.evaluate({name: answers.get(name) for name in self.names}))
        except RuntimeError:
            return False


@lru_cache(maxsize=4096)
def condition(expression: str) -> Condition:
    """Return the condition that ``expression`` is; the same one for the same words."""
    return Condition(expression)


def evaluate(expression: str, answers: Mapping[str, Any]) -> bool:
    """Tell whether ``expression`` is true of ``answers``; raise ``ExpressionError`` when it cannot be read."""
    return condition(expression).holds(answers)


def _guarded(tree: Tree, open_names: frozenset[str], *, is_wanted: bool = True) -> str:
    """Write a condition for zen. A comparison with an open name is taken to go the way that is not wanted."""
    if isinstance(tree, Joined):
        parts = (_guarded(part, open_names, is_wanted=is_wanted) for part in tree.parts)
        return "(" + f" {tree.word} ".join(parts) + ")"
    if isinstance(tree, Negated):
        return f"(not {_guarded(tree.part, open_names, is_wanted=not is_wanted)})"
    if open_names and any(operand.name in open_names for operand in _names(tree)):
        return "false" if is_wanted else "true"
    written = f"{_operand(tree.left)} {tree.sign} {_operand(tree.right)}"
    missing = " or ".join(f"{name} == null" for name in _unguarded(tree))
    if not missing:
        return f"({written})"
    return f"({missing} or {written})" if tree.sign == "not in" else f"(not ({missing}) and {written})"


def _names(tree: Compared) -> list[Name]:
    return [operand for operand in (tree.left, tree.right) if isinstance(operand, Name)]


def _unguarded(tree: Compared) -> Iterator[str]:
    """Yield the names whose absence zen would refuse to compare."""
    if tree.sign in _ORDERING:
        yield from (operand.name for operand in _names(tree))
    elif tree.sign in {"in", "not in"} and isinstance(tree.right, Name):
        yield tree.right.name


def _operand(operand: Operand) -> str:
    if isinstance(operand, Name):
        return operand.name
    if isinstance(operand, Listed):
        return "[" + ", ".join(_literal(value) for value in operand.values) + "]"
    return _literal(operand.value)


def _literal(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}'" if "'" not in value else f'"{value}"'
    return (
        {True: "true", False: "false", None: "null"}[value]
        if value is None or value is True or value is False
        else str(value)
    )
