"""XML of strangers as a small tree that knows its lines: no DTD, no entities, nothing fetched, bounded in every way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pyexpat import ErrorString, ExpatError, ParserCreate
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from openhall.kernel.bpmn.model import Problem

MAX_BYTES: Final = 1_000_000
MAX_ELEMENTS: Final = 20_000
MAX_DEPTH: Final = 64

MODEL: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DRAWING: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
BOUNDS: Final = "http://www.omg.org/spec/DD/20100524/DC"
POINTS: Final = "http://www.omg.org/spec/DD/20100524/DI"
INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"


class ModelRefused(ValueError):  # noqa: N818 - it is no error of the program
    """A model that is not taken; ``problems`` say why, each with its line."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("; ".join(f"line {p.line}: {p.element}: {p.told}" for p in problems))


@dataclass(slots=True)
class Element:
    """An element of the document. Names in a namespace are ``uri name``, others just ``name``."""

    space: str
    tag: str
    attributes: Mapping[str, str]
    line: int
    texts: list[str] = field(default_factory=list)
    children: list["Element"] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id, '' where there is none."""
        return self.attributes.get("id", "")

    @property
    def text(self) -> str:
        """The text directly in the element."""
        return "".join(self.texts).strip()

    def all(self, *tags: str, space: str = MODEL) -> Iterator["Element"]:
        """Yield the children called so."""
        return (child for child in self.children if child.space == space and child.tag in tags)

    def first(self, *tags: str, space: str = MODEL) -> "Element | None":
        """Return the first child called so."""
        return next(self.all(*tags, space=space), None)

    def everything(self) -> Iterator["Element"]:
        """Yield the element and all below it, in the order of the document."""
        open_ = [self]
        while open_:
            element = open_.pop()
            yield element
            open_ += reversed(element.children)


class _Reader:
    def __init__(self, most: int) -> None:
        self._most = most
        self.parser = ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_dtd
        self.parser.EntityDeclHandler = self._refuse_dtd
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0

    def _refuse_dtd(self, *_: object) -> None:
        self._refuse("a document type or entity is declared; neither is allowed")

    def _refuse(self, told: str) -> None:
        raise ModelRefused(Problem(self.parser.CurrentLineNumber, "", told))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        element = Element(space, tag, attributes, self.parser.CurrentLineNumber)
        self._count += 1
        if self._count > self._most:
            self._refuse(f"more than {self._most} elements")
        if len(self._open) >= MAX_DEPTH:
            self._refuse(f"elements lie in each other more than {MAX_DEPTH} deep")
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].texts.append(text)


def parse(xml: bytes, *, max_bytes: int = MAX_BYTES, max_elements: int = MAX_ELEMENTS) -> Element:
    """Return the root of a document. Raises ``ModelRefused``."""
    if len(xml) > max_bytes:
        raise ModelRefused(Problem(0, "", f"larger than {max_bytes} bytes"))
    reader = _Reader(max_elements)
    try:
        reader.parser.Parse(xml, True)
    except ExpatError as error:
        raise ModelRefused(Problem(error.lineno, "", f"not well-formed XML: {ErrorString(error.code)}")) from error
    except (LookupError, ValueError) as error:
        if isinstance(error, ModelRefused):
            raise
        raise ModelRefused(Problem(1, "", "in an encoding that is not known")) from error
    if reader.root is None:  # expat refuses an empty document itself; this is for the reader of types
        raise ModelRefused(Problem(1, "", "empty"))
    return reader.root


_PREFIXES: Final = {
    MODEL: "bpmn",
    DRAWING: "bpmndi",
    BOUNDS: "dc",
    POINTS: "di",
    INSTANCE: "xsi",
    "http://www.w3.org/XML/1998/namespace": "xml",
}


def written(root: Element) -> bytes:
    """Return a tree as a document that reads as the same tree; its lines are others."""
    prefixes = dict(_PREFIXES)
    spaces = {each.space for each in root.everything()}
    spaces |= {name.rpartition(" ")[0] for each in root.everything() for name in each.attributes}
    for number, space in enumerate(sorted(spaces - {"", *prefixes})):
        prefixes[space] = f"n{number}"
    declared = "".join(f" xmlns:{prefix}={quoteattr(space)}" for space, prefix in prefixes.items() if prefix != "xml")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_text(root, prefixes, declared)}\n'.encode()


def _text(element: Element, prefixes: Mapping[str, str], more: str = "") -> str:
    def called(name: str) -> str:
        space, _, local = name.rpartition(" ")
        return f"{prefixes[space]}:{local}" if space else local

    tag = called(f"{element.space} {element.tag}" if element.space else element.tag)
    given = "".join(f" {called(name)}={quoteattr(value)}" for name, value in element.attributes.items())
    inner = escape(element.text) + "".join(f"\n{_text(child, prefixes)}" for child in element.children)
    return f"<{tag}{more}{given}>{inner}</{tag}>"
