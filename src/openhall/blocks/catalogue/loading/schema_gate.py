"""Gate *schema*: each file against the JSON Schema of its kind, told in plain words."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jsonschema_rs

from openhall.blocks.catalogue.loading.files import SourceFile, Step
from openhall.blocks.catalogue.loading.problems import Problem, dotted

#: As much of a wrong value as is shown.
_SHOWN = 60
_TYPE_WORDS = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a group of named values",
    "null": "nothing",
}


class SchemaGate:
    """The schemas of a folder, compiled once; a schema can only refer to its neighbours."""

    def __init__(self, folder: Path) -> None:
        self._schemas: dict[str, Any] = {
            path.name: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.schema.json"))
        }
        registry = jsonschema_rs.Registry(
            [(name, schema) for name, schema in self._schemas.items()], retriever=self._retrieve
        )
        self._validators: dict[str, jsonschema_rs.Validator] = {
            name.removesuffix(".schema.json"): jsonschema_rs.Draft202012Validator(
                schema, registry=registry, validate_formats=True
            )
            for name, schema in self._schemas.items()
        }

    def _retrieve(self, uri: str) -> Any:  # noqa: ANN401 - a schema is any JSON
        name = uri.rsplit("/", 1)[-1]
        if name not in self._schemas:
            msg = f"{uri} is not one of our schemas, and nothing is fetched"
            raise ValueError(msg)
        return self._schemas[name]

    def check(self, source: SourceFile, kind: str) -> list[Problem]:
        """Return what ``source`` does wrong as a file of ``kind``."""
        if source.problems:
            return []
        found = [self._tell(source, kind, error) for error in self._validators[kind].iter_errors(source.value)]
        return list(dict.fromkeys(problem for group in found for problem in group))

    def _tell(self, source: SourceFile, kind: str, error: jsonschema_rs.ValidationError) -> list[Problem]:
        nested = _best_branch(error)
        if nested:
            return [problem for inner in nested for problem in self._tell(source, kind, inner)]
        path: list[Step] = list(error.instance_path)
        facts: Mapping[str, Any] = error.kind.as_dict()
        description = self._description(kind, error.evaluation_path)
        if error.kind.name == "required":
            missing = str(facts["property"])
            says = f"is missing. Add “{missing}: …”."
            return [source.problem(path, dotted([*path, missing]), says)]
        if error.kind.name in {"additionalProperties", "unevaluatedProperties"}:
            return [
                source.problem([*path, name], dotted([*path, name]), _unknown(name, error.instance))
                for name in facts["unexpected"]
            ]
        sentence = _sentence(error.kind.name, facts, error)
        return [source.problem(path, dotted(path), f"{sentence} {description}".strip())]

    def _description(self, kind: str, path: Sequence[Step]) -> str:
        """Return what the schema says of the place where a fault was found: it is written for authors."""
        node: Any = self._schemas[f"{kind}.schema.json"]
        file = f"{kind}.schema.json"
        told = ""
        for step in path:
            if step == "$ref":
                file, node = self._referred(file, str(node["$ref"]))
            else:
                node = node.get(step) if isinstance(node, dict) else _item(node, step)
            if isinstance(node, dict):
                told = str(node.get("description", told))
        return told

    def _referred(self, file: str, reference: str) -> tuple[str, Any]:
        name, _, pointer = reference.partition("#")
        file = name or file
        node: Any = self._schemas[file]
        for step in pointer.strip("/").split("/"):
            node = node[step] if step else node
        return file, node


def _item(node: object, step: Step) -> object:
    return node[step] if isinstance(node, list) and isinstance(step, int) and step < len(node) else None


def _best_branch(error: jsonschema_rs.ValidationError) -> list[jsonschema_rs.ValidationError]:
    """Of several allowed shapes choose the one that the author most nearly wrote: fewest, deepest faults."""
    if error.kind.name not in {"oneOf", "anyOf"}:
        return []
    branches: list[list[jsonschema_rs.ValidationError]] = error.kind.as_dict().get("context") or []
    depth = len(error.instance_path)

    def distance(branch: list[jsonschema_rs.ValidationError]) -> tuple[bool, bool, int]:
        wrong_shape = any(e.kind.name == "type" and len(e.instance_path) == depth for e in branch)
        wrong_tag = any(e.kind.name == "const" for e in branch)
        return wrong_shape, wrong_tag, len(branch)

    fitting = sorted((b for b in branches if b), key=distance)
    if not fitting or distance(fitting[0])[0] or (distance(fitting[0])[1]):
        return []
    return fitting[0]


def _unknown(name: str, instance: object) -> str:
    known = ", ".join(sorted(map(str, instance))) if isinstance(instance, dict) else ""
    return f"is not a name we know here. Correct its spelling or remove “{name}” (beside it stand: {known})."


def _sentence(keyword: str, facts: Mapping[str, Any], error: jsonschema_rs.ValidationError) -> str:
    value = _short(error.instance)
    if keyword == "type":
        wanted = facts.get("types") or facts.get("type") or []
        names = [wanted] if isinstance(wanted, str) else list(wanted)
        return f"{value} stands where {' or '.join(_TYPE_WORDS.get(n, n) for n in names) or 'another type'} belongs."
    if keyword == "enum":
        return f"{value} is not one of the words allowed here: {', '.join(map(str, facts['options']))}."
    if keyword == "const":
        return f"{value} stands where “{facts.get('expected_value')}” belongs."
    if keyword == "pattern":
        return f"{value} is not written as it should be."
    limits = {
        "minLength": "is empty or too short.",
        "maxLength": f"is longer than {facts.get('limit')} characters.",
        "minItems": f"needs at least {facts.get('limit')} entry.",
        "minimum": f"{value} is less than {facts.get('limit')}.",
        "maximum": f"{value} is more than {facts.get('limit')}.",
        "uniqueItems": "names the same thing twice. Remove one.",
        "minProperties": "has nothing in it.",
    }
    return limits.get(keyword, f"{value} does not fit here ({error.message[:160]}).")


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text
