"""Is a process sound? Whatever its conditions say: it never sticks, never runs for nothing, and can always end.

A step is shown to be wrong by the shortest way that leads there.
"""

from collections.abc import Hashable, Iterator, Mapping
from typing import TypeVar

from openhall.kernel.bpmn.covering import UncoveredError, check_covered
from openhall.kernel.bpmn.exploring import Graph, Place, TooLargeError, explore
from openhall.kernel.bpmn.model import Model, Node, NodeKind, Problem
from openhall.kernel.bpmn.running import StuckError

_Name = TypeVar("_Name", bound=Hashable)
_PASSED = frozenset({NodeKind.EXCLUSIVE, NodeKind.PARALLEL, NodeKind.INCLUSIVE, NodeKind.THROW})


def problems_of(model: Model, may_be_empty: frozenset[str] = frozenset()) -> tuple[Problem, ...]:
    """Return what is wrong with the way a process goes; nothing where it is sound.

    Found are: a choice without default where no condition may hold, a step without end, a loop in which neither a
    person nor a time nor a message is waited for, a state from which nothing goes on or from which no end can be
    reached, an end with the outcome ``refused`` that is reached before an officer has done anything, nodes that are
    never reached, and models with too many states to say so.
    Lists have one item or two; those named in ``may_be_empty`` none as well.
    """
    problems = tuple(_calls(model)) or tuple(_endless(model, may_be_empty))
    if problems:
        return problems
    try:
        graph = explore(model, may_be_empty)
    except TooLargeError as error:
        return (Problem(_line(model, model.starts[""]), model.id, "it can be in too many states to prove", error.path),)
    except StuckError as error:
        return (Problem(_line(model, error.node), error.node, "a step that comes here has no end"),)
    found = [*_uncovered(model), *problems_in(model, graph)]
    found += [
        Problem(node.line, node.id, "it is never reached")
        for node in model.nodes.values()
        if node.id not in graph.visited
    ]
    return tuple(found)


def problems_in(model: Model, graph: Graph) -> Iterator[Problem]:
    """Yield what is wrong with the states of ``graph``: where it sticks, runs for nothing, refuses unjudged."""
    yield from _stuck(model, graph)
    yield from _running_for_nothing(model, graph)
    yield from _unjudged(model, graph)


def _line(model: Model, node: str) -> int:
    return model.nodes[node].line


def _calls(model: Model) -> Iterator[Problem]:
    for node in model.nodes.values():
        if node.kind is NodeKind.CALL:
            yield Problem(node.line, node.id, "a call has to be replaced by what it calls first")


def _uncovered(model: Model) -> Iterator[Problem]:
    """Find where a token would be held up because no condition holds. A task's word is one of its decisions."""
    said = {node.id: node.attributes.get("decisions", "").split() for node in model.nodes.values()}
    known = {name: words for name, words in said.items() if words}
    for node in model.nodes.values():
        conditions = [model.flows[flow].condition for flow in node.outgoing]
        given = [condition for condition in conditions if condition is not None]
        if node.default or not given or len(given) < len(conditions):
            continue
        try:
            check_covered(given, known)
        except UncoveredError as error:
            yield Problem(
                node.line, node.id, f"it needs a default, for when none of its conditions holds: {error.case}"
            )


# --- loops in one step ---


def _endless(model: Model, may_be_empty: frozenset[str]) -> Iterator[Problem]:
    """Find a circle of flows on which nothing is waited for: some condition goes round it for ever."""
    passed = _passed(model, may_be_empty)
    follows = {
        name: [target for flow in model.nodes[name].outgoing if (target := model.flows[flow].target) in passed]
        for name in model.nodes
        if name in passed
    }
    circle = _circle(follows)
    if circle:
        node = model.nodes[circle[0]]
        yield Problem(node.line, node.id, "a loop in which nothing is waited for", (*circle, circle[0]))


def _passed(model: Model, may_be_empty: frozenset[str]) -> set[str]:
    """Return the nodes that a token can pass without waiting; sub-processes that can be passed among them."""
    passed = {node.id for node in model.nodes.values() if node.kind in _PASSED or _is_skipped(node, may_be_empty)}
    inner = [node for node in model.nodes.values() if node.kind is NodeKind.SUBPROCESS]
    is_changed = True
    while is_changed:
        is_changed = False
        for node in inner:
            if node.id not in passed and _can_be_passed(model, node, passed):
                passed.add(node.id)
                is_changed = True
    return passed


def _is_skipped(node: Node, may_be_empty: frozenset[str]) -> bool:
    return node.loop is not None and node.loop.collection in may_be_empty


def _can_be_passed(model: Model, node: Node, passed: set[str]) -> bool:
    seen: set[str] = set()
    open_ = [model.starts[node.id]]
    while open_:
        name = open_.pop()
        if model.nodes[name].kind is NodeKind.END:
            return True
        if name not in seen and (name in passed or name == model.starts[node.id]):
            seen.add(name)
            open_ += [model.flows[flow].target for flow in model.nodes[name].outgoing]
    return False


def _circle(follows: Mapping[_Name, list[_Name]]) -> tuple[_Name, ...]:
    """Return the members of some circle in their order, nothing where there is none."""
    done: set[_Name] = set()
    for first in follows:
        path: list[_Name] = []
        on_path: set[_Name] = set()
        open_ = [(first, False)]
        while open_:
            name, is_left = open_.pop()
            if is_left:
                on_path.discard(path.pop())
                done.add(name)
            elif name in on_path:
                return tuple(path[path.index(name) :])
            elif name not in done:
                path.append(name)
                on_path.add(name)
                open_.append((name, True))
                open_ += [(each, False) for each in follows[name]]
    return ()


# --- states ---


def _stuck(model: Model, graph: Graph) -> Iterator[Problem]:
    """Find where nothing goes on, and then where it goes on and on but never to an end."""
    told: set[str] = set()
    ends = [place.number for place in graph.places if place.ended]
    dead = [place for place in graph.places if not place.ended and not place.ways]
    for place in dead:
        at = next((token.node for token in place.tokens if token.via), place.tokens[-1].node)
        if at not in told:
            told.add(at)
            yield Problem(_line(model, at), at, "it waits here for what never comes", place.path)
    can_end = _before(graph, ends + [place.number for place in dead])
    for place in graph.places:
        if place.number not in can_end:
            at = place.by[1] or model.starts[""]
            yield Problem(_line(model, at), at, "from here no end can be reached", place.path)
            return


def _before(graph: Graph, numbers: list[int]) -> set[int]:
    """Return the places from which one of these can be reached."""
    back: dict[int, list[int]] = {}
    for place in graph.places:
        for number, _ in place.ways:
            back.setdefault(number, []).append(place.number)
    found = set(numbers)
    open_ = list(numbers)
    while open_:
        fresh = [number for number in back.get(open_.pop(), ()) if number not in found]
        found.update(fresh)
        open_ += fresh
    return found


def _running_for_nothing(model: Model, graph: Graph) -> Iterator[Problem]:
    """Find a circle of states in which only services and rules are done: it would go round at full speed."""
    circle = _circle({place.number: [to for to, by_machine in place.ways if by_machine] for place in graph.places})
    if circle:
        place = graph.places[min(circle)]
        at = _automatic(model, place)
        told = "a loop in which no person, time or message is waited for"
        yield Problem(_line(model, at), at, told, (*place.path, at))


def _automatic(model: Model, place: Place) -> str:
    kinds = {NodeKind.SERVICE, NodeKind.RULE}
    return next(token.node for token in place.tokens if model.nodes[token.node].kind in kinds and not token.via)


def _unjudged(model: Model, graph: Graph) -> Iterator[Problem]:
    told: set[str] = set()
    for place in graph.places:
        node = model.nodes.get(place.ended)
        if node is not None and node.attributes.get("outcome") == "refused" and not place.is_judged:
            if node.id not in told:
                yield Problem(node.line, node.id, "refused before an officer has done anything", (*place.path, node.id))
            told.add(node.id)
