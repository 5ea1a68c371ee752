"""Calls of other processes, replaced by what they call: a process that is published, proved and run is one document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NoReturn

from openhall.kernel.bpmn.document import DRAWING, MODEL, Element, ModelRefused, parse, written
from openhall.kernel.bpmn.model import OPENHALL, Model, Problem
from openhall.kernel.bpmn.reading import process_of, read_model

_CALL = "callActivity"
_BESIDE = ("message", "error")
_OUTCOME = f"{OPENHALL} outcome"


def inline_calls(xml: bytes, documents: Mapping[str, bytes]) -> bytes:
    """Return a document with each call replaced by a sub-process that holds what it calls: ``documents`` by their ids.

    Ids stay as they are, so that conditions find what they name: what is called twice, or calls itself, is refused.
    The ends of what is called end the sub-process and nothing else: their outcomes are left out. The drawing is that
    of the caller, in which a call is one box. A document without calls is returned as it is. Raises ``ModelRefused``.
    """
    if not has_calls(xml):
        return xml
    root = parse(xml)
    process = process_of(root)
    inlining = _Inlining(root, documents)
    inlining.replace_in(process, (process.id,))
    return written(root) if inlining.done else xml


def has_calls(xml: bytes) -> bool:
    """Tell whether a document may call another process."""
    return _CALL.encode() in xml


def read_inlined(xml: bytes, documents: Mapping[str, bytes]) -> Model:
    """Return the model of a document with what it calls; lines are those of the document itself.

    What comes from elsewhere has the line of the first call. Raises ``ModelRefused``.
    """
    own = read_model(xml)
    inlined = inline_calls(xml, documents)
    if inlined is xml:
        return own
    first = min(node.line for node in own.nodes.values() if node.calls)
    try:
        model = read_model(inlined)
    except ModelRefused as refused:
        raise ModelRefused(*(replace(each, line=first) for each in refused.problems)) from None
    lines = {node.id: node.line for node in own.nodes.values()}
    nodes = {name: replace(node, line=lines.get(name, first)) for name, node in model.nodes.items()}
    return replace(model, nodes=nodes)


def called_by(xml: bytes, documents: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the ids of what a document calls, and of what that calls; of what cannot be read, nothing."""
    found: dict[str, None] = {}
    open_ = [xml]
    while open_:
        text = open_.pop()
        try:
            elements = parse(text).everything() if has_calls(text) else ()
            names = [_called(each) for each in elements if (each.space, each.tag) == (MODEL, _CALL)]
        except ModelRefused:
            names = []
        for name in names:
            if name in documents and name not in found:
                found[name] = None
                open_.append(documents[name])
    return tuple(found)


def _called(call: Element) -> str:
    return call.attributes.get("calledElement", "").rpartition(":")[2]


def _calls(container: Element) -> Iterator[Element]:
    for child in container.all(_CALL, "subProcess"):
        if child.tag == _CALL:
            yield child
        else:
            yield from _calls(child)


@dataclass(slots=True)
class _Inlining:
    root: Element
    documents: Mapping[str, bytes]
    done: set[str] = field(default_factory=set)

    def replace_in(self, container: Element, way: tuple[str, ...]) -> None:
        """Replace the calls in ``container``; ``way`` are the processes that led there."""
        for call in list(_calls(container)):
            name = _called(call)
            self._check(call, name, way)
            self.done.add(name)
            self._fill(call, name)
            self.replace_in(call, (*way, name))

    def _check(self, call: Element, name: str, way: tuple[str, ...]) -> None:
        if name in way:
            _refuse(call, f"it calls itself: {' › '.join((*way[way.index(name) :], name))}")
        if name not in self.documents:
            _refuse(call, f"it calls “{name}”, which is not there")
        if name in self.done:
            _refuse(call, f"“{name}” is called already; what is called has its ids once")

    def _fill(self, call: Element, name: str) -> None:
        """Make a call the sub-process that holds what it calls."""
        try:
            called = parse(self.documents[name])
            process = process_of(called)
        except ModelRefused as refused:
            _refuse(call, f"what it calls, “{name}”, cannot be read: {refused}")
        here = {each.id for each in self.root.everything()}
        for each in process.everything():
            if each.id in here and each.id != process.id:
                _refuse(call, f"“{each.id}” of “{name}” is there already; call it otherwise")
        for end in process.all("endEvent"):
            end.attributes = {key: value for key, value in end.attributes.items() if key != _OUTCOME}
        call.tag = "subProcess"
        call.attributes = {key: value for key, value in call.attributes.items() if key != "calledElement"}
        call.children += [
            child for child in process.children if child.tag not in {"documentation", "extensionElements"}
        ]
        self._share(call, name, called)
        self._close(call)

    def _share(self, call: Element, name: str, called: Element) -> None:
        """Take over the messages and errors that what is called speaks of."""
        known = {each.id: each for each in self.root.all(*_BESIDE)}
        for each in called.all(*_BESIDE):
            same = known.get(each.id)
            if same is None:
                self.root.children.insert(0, each)
            elif (same.tag, same.attributes) != (each.tag, each.attributes):
                _refuse(call, f"“{each.id}” of “{name}” is something else here; call it otherwise")

    def _close(self, call: Element) -> None:
        """Have the box of a call drawn as one box."""
        for each in self.root.everything():
            about = each.attributes.get("bpmnElement", "").rpartition(":")[2]
            if (each.space, each.tag, about) == (DRAWING, "BPMNShape", call.id):
                each.attributes = {**each.attributes, "isExpanded": "false"}


def _refuse(call: Element, told: str) -> NoReturn:
    raise ModelRefused(Problem(call.line, call.id, told))
