"""What others and we add to BPMN: ours is checked, what another engine would run is refused.

Nothing here is ever run. It is refused so that a model does not do less than its author believes.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from openhall.kernel.bpmn.document import INSTANCE, MODEL, Element
from openhall.kernel.bpmn.model import OPENHALL, Problem

_WORD = re.compile(r"[A-Za-z_][\w.-]*")
#: Engines whose extensions say what to run, by a part of their namespace.
_ENGINES = ("camunda", "zeebe", "activiti", "flowable", "spiffworkflow", "drools", "jbpm", "bonita", "bizagi/engine")
#: The notes of a drawing program of one of them, which say nothing to run.
_DRAWN_ONLY = frozenset({"http://camunda.org/schema/modeler/1.0"})
#: What runs something by its very name, whosesoever it is.
_RUNS = re.compile(r"script|listener|expression|delegate", re.IGNORECASE)
_EVALUATED = re.compile(r"[$#]\{")


def _one_of(*words: str) -> Callable[[str], str]:
    return lambda value: "" if value in words else f"“{value}” is none of: {', '.join(words)}"


def _some_of(*words: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        strange = [word for word in value.split() if word not in words]
        return f"“{strange[0]}” is none of: {', '.join(words)}" if strange else "" if value.split() else "empty"

    return check


def _word(value: str) -> str:
    return "" if _WORD.fullmatch(value) else f"“{value}” is no name"


def _words(value: str) -> str:
    return next((_word(word) for word in value.split() if _word(word)), "" if value.split() else "empty")


_USER: Mapping[str, Callable[[str], str]] = {
    "role": _one_of("case-officer", "supervisor", "reviewer", "applicant", "other-party"),
    "office": _one_of("lead", "each"),
    "decisions": _some_of("approve", "refuse", "return"),
    "other": _words,
    "clock": _word,
    "by-amount": _one_of("yes"),
}
#: What may stand at each element, and how its value is checked.
_OURS: Mapping[str, Mapping[str, Callable[[str], str]]] = {
    "userTask": _USER,
    "serviceTask": {"act": _word},
    "businessRuleTask": {"decision": _word},
    "endEvent": {"outcome": _one_of("approved", "refused", "lapsed")},
    "multiInstanceLoopCharacteristics": {"collection": _word},
}


def ours(element: Element) -> dict[str, str]:
    """Return the attributes in our namespace, without prefix."""
    prefix = f"{OPENHALL} "
    return {name[len(prefix) :]: value for name, value in element.attributes.items() if name.startswith(prefix)}


def check(element: Element, owner: str) -> Iterator[Problem]:
    """Yield what is wrong with the additions to an element of the model; ``owner`` is the id that is told."""
    known = _OURS.get(element.tag, {})
    for name, value in ours(element).items():
        fault = known[name](value) if name in known else "not known here"
        if fault:
            yield Problem(element.line, owner, f"openhall:{name}: {fault}")
    for name, value in element.attributes.items():
        space, _, local = name.rpartition(" ")
        if space not in {"", MODEL, OPENHALL, INSTANCE} and _is_run(space, local):
            yield Problem(element.line, owner, f"“{local}” of {space} is for another engine; it is not run here")
        elif _EVALUATED.search(value):
            yield Problem(element.line, owner, f"“{local}” holds an expression in ${{…}} or #{{…}}")


def check_extension(element: Element, owner: str) -> Iterator[Problem]:
    """Yield what is wrong with an element inside ``extensionElements``."""
    if element.space == OPENHALL:
        yield Problem(element.line, owner, f"openhall:{element.tag} is not known here")
    elif _is_run(element.space, element.tag):
        yield Problem(element.line, owner, f"“{element.tag}” of {element.space} is for another engine")
    else:
        for name, value in element.attributes.items():
            space, _, local = name.rpartition(" ")
            if _EVALUATED.search(value) or (space != element.space and _is_run(space, local)):
                yield Problem(element.line, owner, f"“{local}” would be run by another engine")
        if _EVALUATED.search(element.text):
            yield Problem(element.line, owner, f"“{element.tag}” holds an expression in ${{…}} or #{{…}}")


def _is_run(space: str, name: str) -> bool:
    if space in _DRAWN_ONLY:
        return False
    return any(engine in space.lower() for engine in _ENGINES) or _RUNS.search(name) is not None
