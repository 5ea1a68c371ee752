"""Try a changed model on what was: walk it with the decisions that were recorded, and see where it would have led.

Nothing is written, and nothing personal is read: conditions see parameters and results, and both are kept with a
process. A million cases take few different ways through a model: each is walked once.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from openhall.blocks.processes.retracing import Hold, Retracing, Traced
from openhall.blocks.processes.rows import Steps, ended_instances
from openhall.blocks.processes.running import model_of
from openhall.kernel.bpmn.model import Model, NodeKind

_read = msgspec.json.Decoder(dict[str, dict[str, Any]]).decode
_write = msgspec.json.Encoder(order="sorted").encode
#: So many different ways are remembered at once.
_REMEMBERED = 200_000


@dataclass(slots=True)
class Replayed:
    """What a replay found, in numbers of cases.

    ``stopped`` were ended from outside (withdrawn) and say nothing about a model. ``otherwise`` counts by the old and
    the new outcome, ``stuck`` by node and reason. ``fallen`` and ``new`` count tasks of people by node. ``steps`` and
    ``tasks`` add up those of cases that come to an end, before and after. ``ways`` are the different ones.
    """

    cases: int = 0
    stopped: int = 0
    alike: int = 0
    otherwise: Counter[tuple[str, str]] = field(default_factory=Counter)
    stuck: Counter[tuple[str, Hold]] = field(default_factory=Counter)
    fallen: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    steps: tuple[int, int] = (0, 0)
    tasks: tuple[int, int] = (0, 0)
    ways: int = 0

    @property
    def ended(self) -> int:
        """How many come to an end in the changed model."""
        return self.alike + self.otherwise.total()

    def add(self, outcome: str, traced: Traced) -> None:
        """Count a case that ended with ``outcome``."""
        if traced.held is not None:
            self.stuck[traced.held] += 1
            return
        if traced.outcome == outcome:
            self.alike += 1
        else:
            self.otherwise[outcome, traced.outcome] += 1
        self.steps = (self.steps[0] + traced.steps[0], self.steps[1] + traced.steps[1])
        self.tasks = (self.tasks[0] + traced.tasks[0], self.tasks[1] + traced.tasks[1])
        if traced.fallen:
            self.fallen.update(traced.fallen)
        if traced.new:
            self.new.update(traced.new)


@dataclass(frozen=True, slots=True)
class _Old:
    """What has to be known of the models in which a case was decided: its last one, and those before it."""

    nodes: frozenset[str]
    of_people: frozenset[str]
    outcomes: frozenset[str]

    @classmethod
    def of(cls, definitions: Sequence[int]) -> "_Old":
        last, *_ = models = [model_of(definition) for definition in definitions]
        nodes = [node for model in models for node in model.nodes.values()]
        return cls(
            frozenset(node.id for node in nodes),
            frozenset(node.id for node in nodes if node.kind is NodeKind.USER),
            frozenset(node.attributes.get("outcome", "") for node in last.nodes.values()) - {""},
        )


def replay(
    *,
    model: Model,
    pattern: str,
    most: int | None = None,
    assumed: str = "",
    told: Callable[[int], object] | None = None,
) -> Replayed:
    """Walk the ended processes of a pattern (at most so many, the newest first) through a changed ``model``.

    ``assumed`` is taken as decided where nobody decided; without it such a case does not go on. ``told`` hears now and
    then how many are done.
    """
    found, known, olds = Replayed(), dict[tuple[object, bytes, Steps], Traced](), dict[tuple[int, ...], _Old]()
    reads = _read_by(model)
    for batch in ended_instances(pattern, most):
        for definitions, outcome, text, steps in batch:
            found.cases += 1
            old = olds.get(definitions) or olds.setdefault(definitions, _Old.of(definitions))
            if outcome not in old.outcomes:
                found.stopped += 1
                continue
            data = _parameters(old, text, reads)
            key = (definitions, _write(data), steps)
            traced = known.get(key)
            if traced is None:
                if len(known) >= _REMEMBERED:
                    known.clear()
                traced = known[key] = Retracing(model, data, steps, assumed).trace(old.of_people, steps)
                found.ways += 1
            found.add(outcome, traced)
        if told is not None:
            told(found.cases)
    return found


def _parameters(old: _Old, text: str, reads: Sequence[str]) -> dict[str, Any]:
    """Return what a case brought along and the changed model reads; what was decided on the way comes again."""
    data: Mapping[str, Any] = _read(text)["data"]
    return {name: data[name] for name in reads if name in data and name not in old.nodes}


def _read_by(model: Model) -> Sequence[str]:
    """Return the names that conditions and loops of a model read."""
    names = {name for flow in model.flows.values() if flow.condition for name in flow.condition.names}
    for node in model.nodes.values():
        if node.loop is not None:
            names.add(node.loop.collection)
            names.update(node.loop.until.names if node.loop.until else ())
    return sorted(names)
