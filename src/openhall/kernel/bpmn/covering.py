"""Does one of several conditions always hold? Tried with values on every side of each constant they compare with."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import Any

from openhall.kernel.condition_trees import Compared, Constant, Joined, Listed, Name, Negated, Tree, Value
from openhall.kernel.expressions import Condition

#: Beyond so many cases nobody could survey the conditions either.
MAX_CASES = 5_000
_OTHER = "something else"


class UncoveredError(ValueError):
    """There is a case in which no condition holds, or too many cases to tell; ``case`` names it."""

    def __init__(self, case: str) -> None:
        self.case = case
        super().__init__(case)


def check_covered(conditions: Sequence[Condition], known: Mapping[str, Sequence[Value]]) -> None:
    """Raise ``UncoveredError`` unless one condition holds whatever the facts are; ``known`` limits some of them."""
    tried: dict[str, list[Any]] = {}
    for condition in conditions:
        for name, value in _compared(condition.tree):
            tried.setdefault(name, []).append(value)
    values = {name: list(known.get(name) or _beside(found)) for name, found in tried.items()}
    cases = 1
    for found in values.values():
        cases *= len(found)
    if cases > MAX_CASES:
        raise UncoveredError("there are too many cases to try")
    for case in product(*values.values()):
        facts = dict(zip(values, case, strict=True))
        if not any(condition.holds(facts) for condition in conditions):
            raise UncoveredError(", ".join(f"{name} is {_told(value)}" for name, value in facts.items()))


def _told(value: object) -> str:
    return "missing" if value is None else repr(value)


def _compared(tree: Tree) -> Iterator[tuple[str, Any]]:
    """Yield each name with what it is compared with: a value, or a list of one where the name stands for a list."""
    open_ = [tree]
    while open_:
        part = open_.pop()
        if isinstance(part, Joined):
            open_ += part.parts
        elif isinstance(part, Negated):
            open_.append(part.part)
        else:
            yield from _values(part)


def _values(compared: Compared) -> Iterator[tuple[str, Any]]:
    left, right = compared.left, compared.right
    names = [each.name for each in (left, right) if isinstance(each, Name)]
    if len(names) > 1 or "." in names[0]:
        raise UncoveredError(f"“{names[0]}” is compared with what cannot be tried")
    is_list = isinstance(right, Name) and compared.sign in {"in", "not in"}
    other = left if isinstance(right, Name) else right
    for value in other.values if isinstance(other, Listed) else [other.value] if isinstance(other, Constant) else []:
        yield names[0], [value] if is_list else value


def _beside(values: Sequence[Any]) -> list[Any]:
    """Return the values, what lies between and beyond them, something of the same kind that is none, and nothing."""
    found: list[Any] = [None, *([[], [_OTHER]] if any(isinstance(value, list) for value in values) else [])]
    found += [value for place, value in enumerate(values) if value is not None and value not in values[:place]]
    if any(isinstance(value, str) for value in values):
        found.append(_OTHER)
    if any(isinstance(value, bool) for value in values):
        found += [each for each in (True, False) if not any(value is each for value in values)]
    numbers = sorted({value for value in values if isinstance(value, int | float) and not isinstance(value, bool)})
    if numbers:
        found += [numbers[0] - 1, numbers[-1] + 1, *((low + high) / 2 for low, high in pairwise(numbers))]
    return found
