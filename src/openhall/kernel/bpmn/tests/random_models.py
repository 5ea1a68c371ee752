"""Random sound models: blocks within blocks, as trees that are written as BPMN for us and for SpiffWorkflow."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from openhall.kernel.bpmn.tests.drawn import HEAD

#: Blocks that hold others, with how many, and how often they are chosen.
KINDS = {
    "task": (0, 0, 8),
    "timer": (0, 0, 1),
    "message": (0, 0, 1),
    "each": (0, 0, 2),
    "one-by-one": (0, 0, 1),
    "each-enough": (0, 0, 1),
    "one-by-one-enough": (0, 0, 1),
    "guarded": (1, 1, 2),
    "warned": (1, 1, 2),
    "first": (2, 2, 1),
    "exclusive": (2, 3, 3),
    "parallel": (2, 3, 4),
    "inclusive": (2, 3, 4),
    "again": (1, 1, 2),
    "sequence": (2, 3, 4),
    "inside": (1, 1, 2),
    "inside-each": (1, 1, 1),
    "inside-one-by-one": (1, 1, 1),
    "guarded-inside": (2, 2, 1),
    "warned-inside": (2, 2, 1),
    "stopped": (2, 2, 1),
    "broken": (3, 3, 1),
}
LOOPS = frozenset({"each", "one-by-one", "each-enough", "one-by-one-enough", "inside-each", "inside-one-by-one"})
HANDLED = frozenset({"guarded", "warned", "guarded-inside", "warned-inside", "broken"})
JOINED = frozenset({"parallel", "inclusive"})
LEAVES = [kind for kind, (most, _, _) in KINDS.items() if not most]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a process with one way in and one way out."""

    kind: str
    inner: tuple["Block", ...] = ()

    def smaller(self) -> Iterator["Block"]:
        """Yield blocks that are a little smaller."""
        if self.kind != "task":
            yield Block("task")
        yield from self.inner
        for place, child in enumerate(self.inner):
            for less in child.smaller():
                yield Block(self.kind, (*self.inner[:place], less, *self.inner[place + 1 :]))
            if len(self.inner) > KINDS[self.kind][0]:
                yield Block(self.kind, self.inner[:place] + self.inner[place + 1 :])


def random_block(random: Random, size: int, without: frozenset[str] = frozenset()) -> Block:
    """Return a block of about ``size`` tasks, ``without`` some kinds."""
    kinds = [kind for kind in KINDS if (kind in LEAVES) == (size <= 1) and kind not in without]
    kind = random.choices(kinds, [KINDS[each][2] for each in kinds])[0]
    fewest, most, _ = KINDS[kind]
    count = random.randint(fewest, most)
    left = size - 1 if count == 1 else size
    shares = [0, *sorted(random.randint(0, left) for _ in range(count - 1)), left]
    sizes = [share - before for before, share in pairwise(shares)] if count else []
    return Block(
        kind, tuple(random_block(random, each, without | _kept_out(kind, place)) for place, each in enumerate(sizes))
    )


def _kept_out(kind: str, place: int) -> frozenset[str]:
    """Return what SpiffWorkflow does not do as the standard says at this place; each is tried by itself."""
    if kind in HANDLED and place == KINDS[kind][1] - 1:
        return LOOPS
    return JOINED if kind == "again" else frozenset()


@dataclass(slots=True)
class Written:
    """A model as XML, with the names that its conditions read."""

    xml: str
    conditions: list[str]
    loops: list[str]
    lists: list[str]

    def for_us(self) -> bytes:
        return self.xml.encode()

    def for_spiff(self) -> bytes:
        """Loops by their number: SpiffWorkflow does not read our attribute."""
        return self.xml.replace("<!--COUNT ", "<loopCardinality>").replace(" COUNT-->", "</loopCardinality>").encode()


@dataclass(slots=True)
class _Writer:
    count: int = 0
    conditions: list[str] = field(default_factory=list)
    loops: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def node(self, tag: str, prefix: str, inner: str = "", attributes: str = "") -> str:
        name = self.name(prefix)
        end = f">{inner}</{tag}>" if inner else "/>"
        self.lines.append(f'<{tag} id="{name}" name="{name}"{attributes}{end}')
        return name

    def flow(self, source: str, target: str, condition: str = "") -> str:
        name = self.name("f")
        inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        self.lines.append(f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>')
        return name

    def condition(self) -> str:
        self.conditions.append(self.name("c"))
        return self.conditions[-1]

    def loop(self, kind: str) -> str:
        """Return what makes an activity of ``kind`` a loop over a list of its own."""
        self.lists.append(self.name("l"))
        name, word = self.lists[-1], str("one-by-one" in kind).lower()
        until = f"<completionCondition>{self.condition()}</completionCondition>" if "enough" in kind else ""
        return (
            f'<multiInstanceLoopCharacteristics openhall:collection="{name}" isSequential="{word}">'
            f"<!--COUNT {name} COUNT-->{until}</multiInstanceLoopCharacteristics>"
        )

    def event(self, kind: str) -> str:
        if kind == "timer":
            return "<timerEventDefinition><timeDuration>P28D</timeDuration></timerEventDefinition>"
        self.messages.append(self.name("m"))
        return f'<messageEventDefinition messageRef="{self.messages[-1]}"/>'

    def end(self, source: str, inner: str = "") -> None:
        self.flow(source, self.node("endEvent", "e", inner))

    def write(self, block: Block, source: str, condition: str = "") -> str:
        """Write a block behind ``source``; return the node that its way out leaves, which has no other yet."""
        return _WRITERS[block.kind](self, block, source, condition)

    def then(self, source: str, node: str, condition: str = "") -> str:
        self.flow(source, node, condition)
        return node

    def inside(self, body: Callable[[str], None], extra: str = "", prefix: str = "u") -> str:
        """Write a sub-process; ``body`` writes what follows its start."""
        outer, self.lines = self.lines, []
        body(self.node("startEvent", "s"))
        inner, self.lines = "\n".join(self.lines), outer
        return self.node("subProcess", prefix, extra + inner)


def _leaf(writer: _Writer, block: Block, source: str, condition: str) -> str:
    if block.kind in {"timer", "message"}:
        node = writer.node("intermediateCatchEvent", block.kind[0], writer.event(block.kind))
    elif block.kind == "task":
        node = writer.node("userTask", "a")
    else:
        node = writer.node("userTask", "a", writer.loop(block.kind))
    return writer.then(source, node, condition)


def _sequence(writer: _Writer, block: Block, source: str, condition: str) -> str:
    for place, inner in enumerate(block.inner):
        source = writer.write(inner, source, "" if place else condition)
    return source


def _split(writer: _Writer, block: Block, source: str, condition: str) -> str:
    """Branches between two gateways; the last one is the default."""
    kind = block.kind
    split = writer.then(source, writer.name("g"), condition)
    conditions = ["" if kind == "parallel" else writer.condition() for _ in block.inner[1:]]
    ends = [writer.write(inner, split, each) for inner, each in zip(block.inner, conditions, strict=False)]
    place = writer.count + 1
    ends.append(writer.write(block.inner[-1], split))
    default = "" if kind == "parallel" else f' default="{_first_flow(writer, split, place)}"'
    writer.lines.append(f'<{kind}Gateway id="{split}" name="{split}"{default}/>')
    join = writer.node(f"{kind}Gateway", "j")
    for end in ends:
        writer.flow(end, join)
    return join


def _first_flow(writer: _Writer, source: str, place: int) -> str:
    """Return the flow out of ``source`` that was written last, not before ``place``."""
    ids = [line.split('"')[1] for line in writer.lines if f'sourceRef="{source}"' in line]
    return next(name for name in ids if int(name[1:]) >= place)


def _again(writer: _Writer, block: Block, source: str, condition: str) -> str:
    """Done at least once, with a task in it, and again while a condition holds."""
    merge = writer.then(source, writer.node("exclusiveGateway", "j"), condition)
    last = writer.then(writer.write(block.inner[0], merge), writer.node("userTask", "a"))
    split = writer.then(last, writer.name("g"))
    again = writer.condition()
    writer.loops.append(again)
    writer.flow(split, merge, again)
    on = writer.node("exclusiveGateway", "j")
    default = writer.flow(split, on)
    writer.lines.append(f'<exclusiveGateway id="{split}" name="{split}" default="{default}"/>')
    return on


def _inside(writer: _Writer, block: Block, source: str, condition: str) -> str:
    extra = "" if block.kind == "inside" else writer.loop(block.kind)
    return writer.then(
        source, writer.inside(lambda start: writer.end(writer.write(block.inner[0], start)), extra), condition
    )


def _beside(writer: _Writer, host: str, kind: str, handler: Block, *, interrupts: bool) -> str:
    attributes = f' attachedToRef="{host}" cancelActivity="{str(interrupts).lower()}"'
    return writer.write(handler, writer.node("boundaryEvent", "b", writer.event(kind), attributes))


def _guarded(writer: _Writer, block: Block, source: str, condition: str) -> str:
    """An activity that a timer interrupts, or beside which a message sets something going that ends by itself."""
    if block.kind.endswith("inside"):
        host = writer.inside(lambda start: writer.end(writer.write(block.inner[0], start)))
    else:
        host = writer.node("userTask", "a")
    writer.then(source, host, condition)
    if block.kind.startswith("warned"):
        writer.end(_beside(writer, host, "timer", block.inner[-1], interrupts=False))
        return host
    late = _beside(writer, host, "message", block.inner[-1], interrupts=True)
    join = writer.node("exclusiveGateway", "j")
    writer.flow(host, join)
    writer.flow(late, join)
    return join


def _first(writer: _Writer, block: Block, source: str, condition: str) -> str:
    gateway = writer.then(source, writer.node("eventBasedGateway", "g"), condition)
    join = writer.name("j")
    for kind, inner in zip(("timer", "message"), block.inner, strict=True):
        caught = writer.then(gateway, writer.node("intermediateCatchEvent", kind[0], writer.event(kind)))
        writer.flow(writer.write(inner, caught), join)
    writer.lines.append(f'<exclusiveGateway id="{join}" name="{join}"/>')
    return join


def _stopped(writer: _Writer, block: Block, source: str, condition: str) -> str:
    """Two branches in a sub-process, of which one ends everything in it."""

    def body(start: str) -> None:
        split = writer.then(start, writer.node("parallelGateway", "g"))
        writer.end(writer.write(block.inner[0], split))
        writer.end(writer.write(block.inner[1], split), "<terminateEventDefinition/>")

    return writer.then(source, writer.inside(body), condition)


def _broken(writer: _Writer, block: Block, source: str, condition: str) -> str:
    """Two branches in a sub-process, of which one may end in an error that is caught outside."""

    code = writer.name("x")
    writer.errors.append(code)

    def body(start: str) -> None:
        split = writer.then(start, writer.node("parallelGateway", "g"))
        writer.end(writer.write(block.inner[0], split))
        writer.end(writer.write(block.inner[1], split), f'<errorEventDefinition errorRef="{code}"/>')

    host = writer.then(source, writer.inside(body), condition)
    attributes = f' attachedToRef="{host}"'
    caught = writer.node("boundaryEvent", "b", f'<errorEventDefinition errorRef="{code}"/>', attributes)
    join = writer.node("exclusiveGateway", "j")
    writer.flow(host, join)
    writer.flow(writer.write(block.inner[2], caught), join)
    return join


_WRITERS: dict[str, Callable[[_Writer, Block, str, str], str]] = {
    **dict.fromkeys(LEAVES, _leaf),
    **dict.fromkeys(("exclusive", "parallel", "inclusive"), _split),
    **dict.fromkeys(("inside", "inside-each", "inside-one-by-one"), _inside),
    **dict.fromkeys(("guarded", "warned", "guarded-inside", "warned-inside"), _guarded),
    "sequence": _sequence,
    "again": _again,
    "first": _first,
    "stopped": _stopped,
    "broken": _broken,
}


def written(block: Block) -> Written:
    """Return a process that does what ``block`` says."""
    writer = _Writer()
    writer.end(writer.write(block, writer.node("startEvent", "s")))
    messages = "".join(f'<message id="{name}" name="{name}"/>' for name in writer.messages)
    errors = "".join(f'<error id="{name}" errorCode="{name}"/>' for name in writer.errors)
    body = "\n".join(writer.lines)
    xml = f'{HEAD}{messages}{errors}<process id="p" isExecutable="true">\n{body}\n</process></definitions>'
    return Written(xml, writer.conditions, writer.loops, writer.lists)
