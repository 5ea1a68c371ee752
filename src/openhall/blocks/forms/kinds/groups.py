"""Questions that are asked again for each child, director or kind of goods."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from openhall.blocks.forms.definitions import FieldType, Question
from openhall.blocks.forms.faults import Slip, unknown_members
from openhall.blocks.forms.kinds.kind import Kind, Posted, Sampling, Scope, Setting, Slips, Typed, wrong_type

if TYPE_CHECKING:
    from openhall.blocks.forms.asking import Asked

#: Where nothing says how many there may be.
_MOST = 100


class Group(Kind):
    """A list of items, each with the answers to the same questions."""

    base = "group"

    def __init__(self, question: Question, setting: Setting, asked: Sequence["Asked"]) -> None:
        super().__init__(question, FieldType(id="group", base="group"), setting)
        self.asked = {each.id: each for each in asked}
        self.fewest = max(question.repeat.min if question.repeat else 0, 1 if question.required else 0)
        self.most = question.repeat.max if question.repeat else _MOST

    def _numbers(self, posted: Posted, name: str) -> list[int]:
        """Return the numbers of the items that a page sent, without empty ones that nobody needs."""
        fields = [(int(match[1]), field) for field in posted if (match := _numbered(name).fullmatch(field))]
        filled = {number for number, field in fields if any(text.strip() for text in posted[field])}
        sent = sorted({number for number, _ in fields})[: self.most + 1]
        spare = len(sent) - self.fewest
        kept = []
        for number in sent:
            if number not in filled and spare > 0:
                spare -= 1
            else:
                kept.append(number)
        return kept

    def read(self, posted: Posted, name: str, scope: Scope) -> tuple[Any, Slips]:
        """Read every item in which something was filled in, and those of which there must be one."""
        items: list[dict[str, Any]] = []
        slips: list[Slip] = []
        for place, number in enumerate(self._numbers(posted, name)):
            item, found = self._read_item(posted, f"{name}-{number}", scope)
            slips += _within(found, place)
            items.append(item)
        return items or None, tuple(slips)

    def typed(self, posted: Posted, name: str) -> Typed:
        """Return the fields of the items that were read, numbered anew from one."""
        typed: Typed = {}
        for number, sent in enumerate(self._numbers(posted, name), 1):
            for inner, each in self.asked.items():
                for field, text in each.kind.typed(posted, f"{name}-{sent}-{inner}").items():
                    typed[f"{name}-{number}-{field.removeprefix(f'{name}-{sent}-')}"] = text
        return typed

    def _read_item(self, posted: Posted, name: str, scope: Scope) -> tuple[dict[str, Any], list[tuple[str, Slip]]]:
        item: dict[str, Any] = {}
        found: list[tuple[str, Slip]] = []
        for each in self.asked.values():
            if each.applies({**scope.answers, **item}):
                value, slips = each.kind.read(posted, f"{name}-{each.id}", scope)
                found += [(each.id, slip) for slip in slips]
                if value is not None:
                    item[each.id] = value
        return item, found

    def check(self, value: Any, scope: Scope) -> Slips:  # noqa: ANN401 - an answer may be any JSON
        """Check how many there are, and every item."""
        if not isinstance(value, list):
            return wrong_type("array")
        if len(value) < self.fewest:
            return (Slip("too-few-items", {"min": self.fewest, "item": self._item}),)
        if len(value) > self.most:
            return (Slip("too-many-items", {"max": self.most, "item": self._item}),)
        return tuple(slip for place, item in enumerate(value) for slip in self._check_item(item, place, scope))

    @property
    def _item(self) -> Mapping[str, str]:
        return self.question.repeat.item if self.question.repeat else self.question.label

    def _check_item(self, item: Any, place: int, scope: Scope) -> list[Slip]:  # noqa: ANN401 - as above
        if not isinstance(item, dict):
            return [Slip("wrong-type", {"expected": "object"}, path=f"/{place}")]
        unknown = [_inside(slip, place, "") for slip in unknown_members(item, self.asked)]
        found: list[tuple[str, Slip]] = []
        good: dict[str, Any] = {}
        for each in self.asked.values():
            slips = each.check(item, Scope(scope.today, {**scope.answers, **good}, scope.files))
            found += [(each.id, slip) for slip in slips]
            if not slips and each.id in item:
                good[each.id] = item[each.id]
        return unknown + _within(found, place)

    def settled(self, value: Any) -> Any:  # noqa: ANN401 - as above
        """Settle every answer of every item."""
        return [{name: self.asked[name].kind.settled(answer) for name, answer in item.items()} for item in value]

    def written(self, value: Any, name: str) -> Typed:  # noqa: ANN401 - as above
        """Write every item, numbered from one."""
        typed: Typed = {}
        for number, item in enumerate(value, 1):
            for inner, answer in item.items():
                typed |= self.asked[inner].kind.written(answer, f"{name}-{number}-{inner}")
        return typed

    def schema(self) -> dict[str, Any]:
        """Describe the list; what one item is stands in the form's schema, where words are known."""
        return {"type": "array", "minItems": self.fewest, "maxItems": self.most}

    def example(self, sampling: Sampling) -> list[dict[str, Any]]:
        """Return as few items as are allowed, but one at least."""
        return [self._example_item(sampling, number) for number in range(max(1, self.fewest))]

    def _example_item(self, sampling: Sampling, number: int) -> dict[str, Any]:
        item: dict[str, Any] = {}
        for each in self.asked.values():
            if each.applies(item):
                item[each.id] = each.kind.example(Sampling(sampling.today, sampling.number + number, sampling.file))
        return item


@lru_cache(maxsize=256)
def _numbered(name: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(name)}-(\d{{1,3}})-.+", re.ASCII)


def _within(found: Sequence[tuple[str, Slip]], place: int) -> list[Slip]:
    return [_inside(slip, place, inner) for inner, slip in found]


def _inside(slip: Slip, place: int, inner: str) -> Slip:
    """Say where a slip of an item is, seen from the group."""
    part, path = (f"-{inner}{slip.part}", f"/{inner}{slip.path}") if inner else ("", slip.path)
    return Slip(slip.code, slip.params, f"-{place + 1}{part}", f"/{place}{path}", slip.mend)
