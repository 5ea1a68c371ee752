"""A condition as a tree: comparisons joined by ``and``, ``or`` and ``not``, and nothing else.

The tree is what lets us say how an answer that is missing counts, and write the same condition as JSON Schema.
"""

import re
from dataclasses import dataclass
from typing import Literal as OneOf

Value = str | int | float | bool | None
_TOKEN = re.compile(
    r"\s*(?:(?P<number>-?\d+(?:\.\d+)?)|(?P<text>'[^']*'|\"[^\"]*\")|(?P<name>[A-Za-z_][\w.]*)"
    r"|(?P<sign>==|!=|<=|>=|<|>|[()\[\],]))"
)
_WORDS = {"true": True, "false": False, "null": None}
_COMPARING = frozenset({"==", "!=", "<", "<=", ">", ">="})
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
#: Brackets in brackets beyond this are a mistake or an attack.
_MAX_DEPTH = 30


class ExpressionError(ValueError):
    """An expression that cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Name:
    """The answer to a question."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A text, number, truth value or null that stands in the condition."""

    value: Value


@dataclass(frozen=True, slots=True)
class Listed:
    """Several constants in square brackets."""

    values: tuple[Value, ...]


Operand = Name | Constant | Listed


@dataclass(frozen=True, slots=True)
class Compared:
    """Two operands and how they are compared; a lone name is compared with true."""

    left: Operand
    sign: OneOf["==", "!=", "<", "<=", ">", ">=", "in", "not in"]
    right: Operand


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions of which all (``and``) or one (``or``) must hold."""

    word: OneOf["and", "or"]
    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Negated:
    """A condition that must not hold."""

    part: "Tree"


Tree = Compared | Joined | Negated


def parse(expression: str) -> Tree:
    """Return the tree of ``expression``; raise ``ExpressionError`` when it is not of the language."""
    reader = _Reader(_tokens(expression))
    tree = reader.alternatives(0)
    if reader.here is not None:
        raise ExpressionError(f"“{reader.here[1]}” is not expected here")
    return tree


def _tokens(expression: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    place, text = 0, expression.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ExpressionError(f"“{text[place:].strip()[:10]}” is not part of the language of conditions")
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        place = match.end()
    return found


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._place = 0

    @property
    def here(self) -> tuple[str, str] | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _take(self, *words: str) -> str | None:
        if self.here is not None and self.here[0] in {"name", "sign"} and self.here[1] in words:
            self._place += 1
            return self._tokens[self._place - 1][1]
        return None

    def _want(self, sign: str) -> None:
        if self._take(sign) is None:
            raise ExpressionError(
                f"“{sign}” is missing" + (f" before “{self.here[1]}”" if self.here else " at the end")
            )

    def alternatives(self, depth: int) -> Tree:
        if depth > _MAX_DEPTH:
            raise ExpressionError("too many brackets in brackets")
        parts = [self._all_of(depth)]
        while self._take("or"):
            parts.append(self._all_of(depth))
        return parts[0] if len(parts) == 1 else Joined("or", tuple(parts))

    def _all_of(self, depth: int) -> Tree:
        parts = [self._negatable(depth)]
        while self._take("and"):
            parts.append(self._negatable(depth))
        return parts[0] if len(parts) == 1 else Joined("and", tuple(parts))

    def _negatable(self, depth: int) -> Tree:
        if self._take("not"):
            if depth > _MAX_DEPTH:
                raise ExpressionError("too many “not” in a row")
            return Negated(self._negatable(depth + 1))
        if self._take("("):
            inner = self.alternatives(depth + 1)
            self._want(")")
            return inner
        return self._comparison()

    def _comparison(self) -> Tree:
        left = self._operand()
        sign = self._take(*_COMPARING, "in", "not")
        if sign is None:
            return _alone(left)
        if sign == "not":
            self._want("in")
            sign = "not in"
        right = self._operand()
        if isinstance(left, Constant) and isinstance(right, Name) and sign in _MIRROR:
            left, sign, right = right, _MIRROR[sign], left
        return _sound(Compared(left, sign, right))  # type: ignore[arg-type]  # the signs are those taken above

    def _operand(self) -> Operand:
        if self._take("["):
            return self._list()
        if self.here is None:
            raise ExpressionError("a name or a value is missing at the end")
        kind, text = self.here
        self._place += 1
        if kind == "number":
            return Constant(float(text) if "." in text else int(text))
        if kind == "text":
            return Constant(text[1:-1])
        if kind == "name" and text not in {"and", "or", "not", "in"}:
            return Constant(_WORDS[text]) if text in _WORDS else Name(text)
        raise ExpressionError(f"a name or a value is missing before “{text}”")

    def _list(self) -> Listed:
        values: list[Value] = []
        while not self._take("]"):
            if values:
                self._want(",")
            each = self._operand()
            if not isinstance(each, Constant):
                raise ExpressionError("a list holds texts and numbers only")
            values.append(each.value)
        return Listed(tuple(values))


def _alone(operand: Operand) -> Tree:
    if isinstance(operand, Name):
        return Compared(operand, "==", Constant(value=True))
    raise ExpressionError("a value alone is no condition")


def _sound(compared: Compared) -> Compared:
    operands = (compared.left, compared.right)
    if not any(isinstance(operand, Name) for operand in operands):
        raise ExpressionError("a comparison needs the name of a question")
    is_membership = compared.sign in {"in", "not in"}
    if is_membership and isinstance(compared.right, Constant):
        raise ExpressionError("“in” needs a list or the name of a question with several answers")
    if not is_membership and any(isinstance(operand, Listed) for operand in operands):
        raise ExpressionError("a list is compared with “in”")
    return compared
