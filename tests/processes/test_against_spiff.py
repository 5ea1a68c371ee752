"""The same random models and schedules in our interpreter and in SpiffWorkflow: after each step the same waits.

Where they differ the standard decides; each difference is told in docs/reference/bpmn.md and held here in its smallest
form. BPMN 2.0.2 is meant by the numbers of sections.
"""

import re
from dataclasses import dataclass, field
from random import Random

import pytest
from SpiffWorkflow.exceptions import TaskNotFoundException, WorkflowException  # type: ignore[import-untyped]

from openhall.kernel.bpmn.machine import waits
from openhall.kernel.bpmn.tests.drawn import boundary, document, element, end, flows, gateway, inside, loop, user
from openhall.kernel.bpmn.tests.random_models import Block, Written, random_block, written
from openhall.kernel.bpmn.tests.walks import Place, Walk
from tests.processes.causes import INNER, LOOP, NEIGHBOURS, causes_of
from tests.processes.spiff import Spiff
from tools.source import ROOT

PARTS, EACH, LONG = 10, 60, 20_000
#: The largest block, in tasks.
SIZE = 8


def _model(seed: int) -> Block:
    random = Random(seed)  # noqa: S311 - models, no secrets
    return random_block(random, random.randint(1, SIZE))


def _difference(block: Block, seed: int) -> tuple[list[Place], list[Place]] | None:
    """Walk through a model with both; return what waits with us and with the other where that is not the same."""
    model = written(block)
    ours = Walk(model, seed)
    other = Spiff(model.for_spiff(), ours.facts)
    while True:
        here, there = ours.waits(), other.waits()
        if here != there or bool(ours.step.ended) != other.is_ended:
            return here, there
        if ours.step.ended:
            return None
        ours.go_on(other)


def _compare(seeds: range) -> None:
    """Walk through models; whatever differs is traced to what is known, and to nothing else."""
    found = [(seed, block) for seed in seeds if _difference(block := _model(seed), seed) is not None]
    assert [seed for seed, block in found if causes_of(block, seed) is None] == []


@pytest.mark.parametrize("part", range(PARTS))
def test_random_models_go_the_same_way(part: int) -> None:
    _compare(range(part * EACH, (part + 1) * EACH))


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_many_random_models_go_the_same_way(part: int) -> None:
    each = LONG // PARTS
    _compare(range(LONG + part * each, LONG + (part + 1) * each))


# --- where they differ: loops and blocks ---


@dataclass(frozen=True)
class Known:
    """A smallest model as text, the seed of a walk, what waits then, here and there, and what it is traced to.

    Joins in circles are kept out of the random models; that of a parallel one is traced to nothing.
    """

    model: str
    seed: int
    ours: str
    theirs: str
    causes: frozenset[str] | None


KNOWN = {
    "13.4.1: a parallel join that is come to again waits for all its flows again": Known(
        "again(parallel(task, task))", 0, "a8", "a13 a8", None
    ),
    "13.4.3: an inclusive join that is come to again waits again": Known(
        "again(inclusive(task, task, task))", 6, "a8", "a18 a8", frozenset({LOOP})
    ),
    "13.4.3: an inclusive join waits for what an inner one still holds": Known(
        "sequence(inclusive(task, sequence(inclusive(task, task), task), task), task)",
        *(7, "a13", "a13 a26", frozenset({INNER})),
    ),
    "13.4.3: an inclusive join waits for what goes round within its branch": Known(
        "sequence(inclusive(again(one-by-one), task, task), task)", 7, "a9", "a27 a9", frozenset({LOOP})
    ),
    "10.5.1: an error is caught around where it was thrown, not where the same is open once more": Known(
        "again(warned(broken(task, task, task)))", 38, "a11 a15 a24 a4", "a24 a24 a4", frozenset({NEIGHBOURS})
    ),
    "none: of two that look alike each went on with another one, and both are right": Known(
        "again(warned(stopped(task, sequence(task, task, task))))", 20_180, "a10 a18 a26", "a18 a26", frozenset()
    ),
}


def _read(text: str) -> Block:
    """Return the block that is written ``kind(inner, inner)``."""
    kind, _, inner = text.partition("(")
    depth, parts = 0, [""]
    for sign in inner.removesuffix(")"):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return Block(kind, tuple(_read(part.strip()) for part in parts if part.strip()))


@pytest.mark.parametrize("rule", KNOWN)
def test_what_differs_in_random_models_is_known_in_its_smallest_form(rule: str) -> None:
    known, block = KNOWN[rule], _read(KNOWN[rule].model)
    difference = _difference(block, known.seed)
    assert difference is not None
    assert tuple(" ".join(name for name, _items in places) for places in difference) == (known.ours, known.theirs)
    assert causes_of(block, known.seed) == known.causes
    smaller = [less for less in block.smaller() if less.kind == block.kind]
    assert [each for each in smaller for seed in range(10) if _difference(each, seed) is not None] == []
    assert f"`{known.model}`" in (ROOT / "docs" / "reference" / "bpmn.md").read_text("utf-8")


def test_spiff_cannot_do_a_loop_that_follows_a_boundary_event() -> None:
    """Section 13.5.3: execution follows the sequence flow of the event, whatever stands there."""
    with pytest.raises(WorkflowException, match="non-predicted child"):
        _difference(_read("guarded(each)"), 5)


# --- where they differ: single models ---


@dataclass(frozen=True)
class Case:
    """Elements, what is done, and what waits then, with us and with SpiffWorkflow (+ that it has ended)."""

    elements: tuple[str, ...]
    done: tuple[str, ...]
    ours: list[str]
    theirs: list[str]
    facts: dict[str, object] = field(default_factory=dict)


def _failing(name: str) -> str:
    nodes = (element("startEvent", f"{name}s"), user(f"{name}a"), end(f"{name}f", "error"))
    return inside(name, *nodes, flows(f"{name}s {name}a", f"{name}a {name}f"))


SPLIT = (gateway("parallel", "g"), user("a"), user("b"), user("d"))
CASES = {
    "table 10.91: a message that does not interrupt may come again": Case(
        (user("a"), user("c"), boundary("n", "a", "message", interrupts=False), end(),
         flows("s a", "a e", "n c", "c e")),
        ("!paid", "!paid"),
        ["a", "c", "c", "n"],
        ["a", "c"],
    ),
    "13.4.3: what may as well come where something has come is not waited for": Case(
        (*SPLIT, gateway("exclusive", "y", "y-m"), gateway("exclusive", "m"), gateway("inclusive", "j"), end(),
         flows("s g", "g a", "g b", "b y", "y m", "y j q", "a m", "m j", "j d", "d e")),
        ("a",),
        ["b", "d"],
        ["b"],
    ),
    "13.4.1: a token too many stays at a parallel join": Case(
        (*SPLIT, user("c"), gateway("exclusive", "m"), gateway("parallel", "j"), end(),
         flows("s g", "g a", "g b", "g c", "a m", "b m", "m j", "c j", "j d", "d e")),
        ("a", "b", "c", "d"),
        [],
        ["ended"],
    ),
    "10.5.1: an error goes outwards, never to a neighbour": Case(
        (gateway("parallel", "g"), _failing("u"), _failing("v"), boundary("ub", "u", "error"), user("c"), user("d"),
         boundary("vb", "v", "error"), end(), flows("s g", "g u", "g v", "u e", "v e", "ub c", "vb d", "c e", "d e")),
        ("ua",),
        ["c", "va"],
        ["c", "d"],
    ),
    "10.5.1: an error that nothing catches ends more than its own branch": Case(
        (*SPLIT, end("f", "error"), end(), flows("s g", "g a", "g b", "a f", "b d", "d e")),
        ("a",),
        ["ended"],
        ["b"],
    ),
}  # fmt: skip


def _both(case: Case) -> tuple[Walk, Spiff]:
    xml = document(element("startEvent", "s"), *case.elements).decode()
    xml = xml.replace('<process id="p"', '<process id="p" isExecutable="true"')
    model = Written(re.sub(r'(openhall:collection="(\w+)"[^>]*>)', r"\1<!--COUNT \2 COUNT-->", xml), [], [], [])
    ours = Walk(model, 0, **case.facts)
    return ours, Spiff(model.for_spiff(), ours.facts)


def _go_on(ours: Walk, theirs: Spiff, node: str) -> None:
    name = {"!paid": "n"}.get(node, node)
    token = next(token for token in waits(ours.model, ours.step.state) if token.node == name)
    ours.go_on_at(token, theirs)


@pytest.mark.parametrize("rule", CASES)
def test_spiff_does_not_what_the_standard_says(rule: str) -> None:
    case = CASES[rule]
    ours, theirs = _both(case)
    for node in case.done:
        _go_on(ours, theirs, node)
    assert ([name for name, _ in ours.waits()] or ["ended"] * bool(ours.step.ended)) == case.ours
    assert ([name for name, _ in theirs.waits()] or ["ended"] * theirs.is_ended) == case.theirs


def test_spiff_loses_its_way_where_an_error_leaves_one_of_several() -> None:
    """Section 13.5.3: of a multi-instance activity all instances are cancelled."""
    sub = _failing("u").replace('<startEvent id="us"', loop("l") + '<startEvent id="us"', 1)
    elements = (sub, boundary("ub", "u", "error"), user("c"), end(), flows("s u", "u e", "ub c", "c e"))
    ours, theirs = _both(Case(elements, (), [], [], {"l": [1, 2]}))
    with pytest.raises(TaskNotFoundException):
        _go_on(ours, theirs, "ua")
    assert ours.waits() == [("c", ())]
