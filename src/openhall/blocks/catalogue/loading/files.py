"""Read one YAML file into plain values, remembering on which line each of them stands.

The YAML that we accept is the plain part of it: no anchors (a bomb of aliases would grow without bound),
no tags, no dates or yes/no as types, no duplicate keys.
"""

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from openhall.blocks.catalogue.loading.problems import Problem

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML without libyaml: slower, the same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

#: A definition is some ten kilobytes; a megabyte is a mistake or an attack.
MAX_BYTES = 1_000_000
_MAX_DEPTH = 40

Step = str | int


class _PlainLoader(_Loader):
    """YAML 1.2's core types: true/false, numbers, null; everything else is text."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith((":timestamp", ":bool", ":merge"))]
    for first, pairs in _Loader.yaml_implicit_resolvers.items()
}
for _first in "tTfF":
    _PlainLoader.yaml_implicit_resolvers.setdefault(_first, []).append(
        ("tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|false|False)$"))
    )


@dataclass(slots=True)
class SourceFile:
    """A file as read: its name relative to the jurisdiction, its value, and what was wrong with its YAML."""

    name: str
    value: object = None
    root: yaml.Node | None = None
    problems: list[Problem] = field(default_factory=list)

    def line_of(self, path: Sequence[Step]) -> int:
        """Return the line (from 1) of the value at ``path``, or of the nearest one above it."""
        node = self.root
        for step in path:
            child = _child(node, step)
            if child is None:
                break
            node = child
        return 1 if node is None else node.start_mark.line + 1

    def problem(self, path: Sequence[Step], field_name: str, message: str) -> Problem:
        """Make a problem that stands at ``path``."""
        return Problem(self.name, self.line_of(path), field_name, message)


def read_file(path: Path, name: str) -> SourceFile:
    """Read ``path``; whatever is wrong with it becomes problems, never an exception."""
    source = SourceFile(name)
    try:
        raw = path.read_bytes()
    except OSError as error:
        source.problems.append(Problem(name, 1, "", f"This file cannot be read: {error.strerror}."))
        return source
    if len(raw) > MAX_BYTES:
        source.problems.append(Problem(name, 1, "", f"This file is larger than {MAX_BYTES:,} bytes. Split it."))
        return source
    return parse(raw, source)


def parse(raw: bytes, source: SourceFile) -> SourceFile:
    """Parse YAML bytes into ``source``."""
    try:
        loader = _PlainLoader(raw.decode("utf-8-sig"))
        source.root = loader.get_single_node()
        if source.root is None:
            source.problems.append(Problem(source.name, 1, "", "This file is empty. Write its content or remove it."))
            return source
        source.problems += _structure_problems(source)
        if not source.problems:
            source.value = loader.construct_document(source.root)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        source.problems.append(Problem(source.name, line, "", "This is not UTF-8 text. Save the file as UTF-8."))
    except yaml.MarkedYAMLError as error:
        source.problems.append(_syntax_problem(source.name, error, last_line=len(raw.splitlines())))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        source.problems.append(Problem(source.name, 1, "", f"This is not the plain YAML we read: {error}."))
    return source


def _syntax_problem(name: str, error: yaml.MarkedYAMLError, last_line: int) -> Problem:
    mark = error.problem_mark or error.context_mark
    line = 1 if mark is None else min(mark.line + 1, last_line)
    told = error.problem or error.context or "cannot be read"
    hint = "Look at this line and the one above: indentation, a missing colon or quote."
    return Problem(name, line, "", f"The YAML stops making sense here ({told}). {hint}")


def _structure_problems(source: SourceFile) -> list[Problem]:
    problems: list[Problem] = []
    seen: set[int] = set()
    stack: list[tuple[yaml.Node, int]] = [(source.root, 0)] if source.root else []
    while stack:
        node, depth = stack.pop()
        line = node.start_mark.line + 1
        if depth > _MAX_DEPTH:
            return [*problems, Problem(source.name, line, "", f"Nested more than {_MAX_DEPTH} deep. Make it flatter.")]
        if isinstance(node, yaml.CollectionNode):
            if id(node) in seen:
                return [*problems, Problem(source.name, line, "", "Anchors (& and *) are not read. Write it out.")]
            seen.add(id(node))
        problems += _duplicates(source.name, node)
        stack += [(child, depth + 1) for child in _children(node)]
    return problems


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        yield from (value for _, value in node.value)
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _duplicates(name: str, node: yaml.Node) -> list[Problem]:
    if not isinstance(node, yaml.MappingNode):
        return []
    problems: list[Problem] = []
    first: dict[Hashable, int] = {}
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            problems.append(Problem(name, line, "", "A name must be plain text."))
        elif key.value in first:
            told = f"“{key.value}” stands here twice (first on line {first[key.value]}). Remove one."
            problems.append(Problem(name, line, key.value, told))
        else:
            first[key.value] = line
    return problems


def _child(node: yaml.Node | None, step: Step) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child: yaml.Node = node.value[step]
        return child
    return None
