"""Whether of several conditions exactly one holds, whatever is answered: tried at every answer that can matter."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from openhall.kernel.condition_trees import Compared, Constant, Joined, Listed, Name, Negated, Tree
from openhall.kernel.expressions import condition

#: More ways to answer than this are no table of fees.
MOST_WAYS = 50_000
#: A number just below and just above a limit answers for all that lie between two limits.
_BESIDE = 0.001


@dataclass(frozen=True, slots=True)
class Asked:
    """What can be answered to a question.

    ``values`` are all of a choice, and nothing for a number or a text; a number lies between ``least`` and ``most``.
    ``is_whole`` says that it has no decimals, ``takes_several`` that more than one of the values can be chosen,
    ``ask_if`` when it is asked at all.
    """

    values: tuple[Any, ...] = ()
    least: float | None = None
    most: float | None = None
    is_whole: bool = False
    takes_several: bool = False
    is_required: bool = True
    ask_if: str = ""


class TooManyWaysError(ValueError):
    """There are more ways to answer than can be tried."""


def uncovered(
    conditions: Sequence[str], asked: Mapping[str, Asked], stops: Sequence[str] = ()
) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield the answers under which not exactly one condition holds, and how many do; an empty one always holds.

    With answers of which one of ``stops`` is true nobody comes so far. Raise ``TooManyWaysError`` where that cannot be
    tried.
    """
    names = _closure(conditions, asked)
    # A stop that reads other answers may let these through.
    stops = [each for each in stops if set(condition(each).names) <= set(names)]
    asking = [asked[name].ask_if for name in names if asked[name].ask_if]
    all_of_them = [*filter(None, conditions), *asking, *stops]
    domains = [_domain(name, asked[name], all_of_them) for name in names]
    ways = 1
    for domain in domains:
        ways *= len(domain)
    if ways > MOST_WAYS:
        raise TooManyWaysError
    for values in product(*domains):
        answers = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        is_stopped = any(condition(each).holds(answers) for each in stops)
        if not is_stopped and all(_is_possible(asked[name], name, answers) for name in names):
            held = sum(not each or condition(each).holds(answers) for each in conditions)
            if held != 1:
                yield answers, held


def _closure(conditions: Iterable[str], asked: Mapping[str, Asked]) -> list[str]:
    """Return all questions that the conditions read, and those that decide whether these are asked."""
    found: list[str] = []
    waiting = [name for each in conditions if each for name in condition(each).names]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            if asked[name].ask_if:
                waiting += condition(asked[name].ask_if).names
    return sorted(found)


def _is_possible(asked: Asked, name: str, answers: Mapping[str, Any]) -> bool:
    is_asked = not asked.ask_if or condition(asked.ask_if).holds(answers)
    if name in answers:
        return is_asked
    return not is_asked or not asked.is_required


def _domain(name: str, asked: Asked, conditions: Iterable[str]) -> list[Any]:
    nothing = [None] if asked.ask_if or not asked.is_required else []
    constants = {value for each in conditions for value in _constants(condition(each).tree, name)}
    if asked.values:
        return [*(_choices(asked.values, constants) if asked.takes_several else asked.values), *nothing]
    numbers = sorted(value for value in constants if isinstance(value, int | float) and not isinstance(value, bool))
    if asked.least is not None or asked.most is not None or numbers:
        return [*_numbers(asked, numbers), *nothing]
    texts = sorted(value for value in constants if isinstance(value, str))
    # Another text than those that are named: in order, for days.
    others = ["", *(f"{text}0" for text in texts)]
    return [*texts, *others, *nothing]


def _choices(values: Sequence[Any], named: Collection[Any]) -> list[list[Any]]:
    """Return every choice of several values that can matter: one that no condition names stands for all such."""
    mattering = [each for each in values if each in named]
    mattering += [each for each in values if each not in named][:1]
    if 2 ** len(mattering) > MOST_WAYS:
        raise TooManyWaysError
    return [list(some) for count in range(1, len(mattering) + 1) for some in combinations(mattering, count)]


def _numbers(asked: Asked, limits: Sequence[float]) -> list[float]:
    beside = 1 if asked.is_whole else _BESIDE
    tried = {limit + step for limit in limits for step in (-beside, 0, beside)}
    tried |= {each for each in (asked.least, asked.most) if each is not None} or {0}
    kept = [
        each
        for each in tried
        if (asked.least is None or each >= asked.least) and (asked.most is None or each <= asked.most)
    ]
    return sorted(int(each) if asked.is_whole else each for each in kept)


def _constants(tree: Tree, name: str) -> Iterator[Any]:
    """Yield what ``name`` is compared with."""
    if isinstance(tree, Joined):
        for part in tree.parts:
            yield from _constants(part, name)
    elif isinstance(tree, Negated):
        yield from _constants(tree.part, name)
    elif isinstance(tree, Compared):
        for one, other in ((tree.left, tree.right), (tree.right, tree.left)):
            if isinstance(one, Name) and one.name == name:
                if isinstance(other, Constant):
                    yield other.value
                elif isinstance(other, Listed):
                    yield from other.values
