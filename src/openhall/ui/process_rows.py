"""A process in words: its steps in the order in which one meets them, each with what comes after it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openhall.kernel.bpmn.model import Flow, Model, Node, NodeKind
from openhall.kernel.languages import Language
from openhall.ui.catalogues import translations


def _(message: str) -> str:
    """Mark a sentence for translation; it is translated when the reader is known."""
    return message


_ROLES: Mapping[str, str] = {
    "applicant": _("The applicant does it"),
    "case-officer": _("A case officer does it"),
    "reviewer": _("A second officer does it"),
    "supervisor": _("A supervisor does it"),
}
_KINDS: Mapping[NodeKind, str] = {
    NodeKind.START: _("It begins"),
    NodeKind.END: _("It ends"),
    NodeKind.USER: _("A person does it"),
    NodeKind.SERVICE: _("The system does it"),
    NodeKind.RULE: _("A table of rules decides"),
    NodeKind.EXCLUSIVE: _("One of several ways"),
    NodeKind.PARALLEL: _("Several ways at once"),
    NodeKind.INCLUSIVE: _("One or more ways"),
    NodeKind.EVENT_GATEWAY: _("Whatever comes first"),
    NodeKind.TIMER: _("Waits until a time"),
    NodeKind.MESSAGE: _("Waits for news"),
    NodeKind.THROW: _("Sends news"),
    NodeKind.SUBPROCESS: _("A part with steps of its own"),
    NodeKind.CALL: _("Another process"),
}
_FOR_EACH = _("A part with steps of its own, once for each")
_EVENTS: Mapping[str, str] = {
    "timer": _("When time runs out"),
    "message": _("When news comes"),
    "error": _("When something fails"),
}


@dataclass(frozen=True, slots=True)
class StepWords:
    """One step: its id in the model, its name, its kind, and what comes after it."""

    id: str
    name: str
    kind: str
    then: tuple[str, ...]


def steps_in_words(model: Model, labels: Mapping[str, str], language: Language) -> tuple[StepWords, ...]:
    """Return every step that has a name, in the order in which one meets them."""
    told = _Telling(model, labels, language)
    return tuple(
        StepWords(node.id, name, told.kind(node), tuple(dict.fromkeys(told.after(node))))
        for node in _in_order(model)
        if (name := told.name(node.id, node.name))
    )


def _in_order(model: Model) -> Iterator[Node]:
    """Yield each node once: breadth first from the start, a part followed by its inside, ends last."""
    told: set[str] = set()
    for node in (*_within(model, ""), *model.nodes.values()):
        if node.id not in told:
            told.add(node.id)
            yield node


def _within(model: Model, scope: str) -> Iterator[Node]:
    seen: set[str] = set()
    ends: list[Node] = []
    waiting = [model.starts[scope]] if scope in model.starts else []
    while waiting:
        node = model.nodes[waiting.pop(0)]
        if node.id in seen:
            continue
        seen.add(node.id)
        if node.kind is NodeKind.END:
            ends.append(node)
        else:
            yield node
            yield from _within(model, node.id)
        attached = [each.id for each in model.attached.get(node.id, ())]
        waiting += [*(model.flows[flow].target for flow in node.outgoing), *attached]
    yield from ends


class _Telling:
    """The words for one model in one language."""

    def __init__(self, model: Model, labels: Mapping[str, str], language: Language) -> None:
        self._model, self._labels = model, labels
        self._words = translations(language).gettext
        self._colon = ": " if language.code == "en" else "："

    def name(self, of: str, otherwise: str) -> str:
        return self._labels.get(of) or otherwise

    def kind(self, node: Node) -> str:
        if node.kind is NodeKind.BOUNDARY:
            return self._words(_EVENTS.get(node.event.kind if node.event else "", _EVENTS["message"]))
        if node.kind is NodeKind.SUBPROCESS and node.loop:
            return self._words(_FOR_EACH)
        role = _ROLES.get(node.attributes.get("role", "")) if node.kind is NodeKind.USER else None
        return self._words(role or _KINDS[node.kind])

    def after(self, node: Node) -> Iterator[str]:
        """Yield the next steps with a name; where a flow has words, they stand before it."""
        for flow in (self._model.flows[each] for each in node.outgoing):
            yield from self._along(flow, "", frozenset({node.id}))

    def _along(self, flow: Flow, said: str, passed: frozenset[str]) -> Iterator[str]:
        said = self.name(flow.id, flow.name) or said
        target = self._model.nodes[flow.target]
        name = self.name(target.id, target.name)
        if name:
            yield f"{said}{self._colon}{name}" if said else name
        elif target.id not in passed:
            for each in target.outgoing:
                yield from self._along(self._model.flows[each], said, passed | {target.id})
