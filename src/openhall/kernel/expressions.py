"""The closed expression language of conditions and formulas: checked here, run by zen-engine.

zen answers null, silently, for a name that it does not know, so every name has to be resolved before
an expression is accepted.
"""

import re

import zen

_STRING = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAME = re.compile(r"(?<![\w.])([A-Za-z_]\w*)((?:\.\w+)*)(\s*\()?")
_WORDS = frozenset({"and", "or", "not", "in", "true", "false", "null"})
MAX_LENGTH = 1000


class ExpressionError(ValueError):
    """An expression that cannot be read; the text says why."""


def check_syntax(expression: str) -> None:
    """Raise ``ExpressionError`` when ``expression`` is too long or not of the language."""
    if len(expression) > MAX_LENGTH:
        msg = f"longer than {MAX_LENGTH} characters"
        raise ExpressionError(msg)
    fault = zen.validate_expression(expression)
    if fault is not None:
        raise ExpressionError(str(fault.get("source", "cannot be read")))


def names_in(expression: str) -> set[str]:
    """Return the names that ``expression`` reads: the first part of dotted ones, without functions."""
    bare = _STRING.sub("''", expression)
    return {name for name, _, call in _NAME.findall(bare) if not call and name not in _WORDS}
