"""Write the tables of docs/reference/data-format.md from the schemas: what an editor shows is what the page says."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tools.source import ROOT

PAGE = ROOT / "docs/reference/data-format.md"
SCHEMAS = ROOT / "schemas"
MARK = "<!-- From here on written by `make docs` from schemas/. -->"
#: The files in the order in which somebody who describes a government writes them.
ORDER = (
    "jurisdiction", "authorities", "life_events", "service", "questions", "evidence", "field_types", "facts", "sources",
    "processes", "process_migrations", "decision", "rule", "register", "reasons", "payment", "calendar", "posts",
    "people",
    "places", "appointments", "synonyms", "queries",
)  # fmt: skip
_TYPES: Mapping[str, str] = {
    "string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "object": "group",
    "array": "list", "null": "nothing",
}  # fmt: skip

Schema = Mapping[str, Any]


def page_tables(folder: Path) -> str:
    """Return the generated part of the page."""
    schemas = {path.name.removesuffix(".schema.json"): _read(path) for path in sorted(folder.glob("*.schema.json"))}
    shared = schemas.pop("common")
    names = sorted(schemas, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    parts = [part for name in names for part in _file_part(name, schemas[name])]
    parts.append("## Shared pieces\n\nTypes that the tables above name.")
    for name, piece in shared["$defs"].items():
        parts += _piece_part(name, piece)
    return "\n\n".join(parts) + "\n"


def _read(path: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return schema


def _file_part(name: str, schema: Schema) -> Iterator[str]:
    yield f"## {schema['title']}\n\n`schemas/{name}.schema.json`. {_escape(schema['description'])}"
    yield _table(schema)
    for own_name, piece in schema.get("$defs", {}).items():
        yield from _piece_part(own_name, piece)


def _piece_part(name: str, piece: Schema) -> Iterator[str]:
    words = _escape(piece.get("description", ""))
    pattern = f" Pattern: `{piece['pattern']}`." if "pattern" in piece else ""
    choices = f" One of {_choices(piece['enum'])}." if "enum" in piece else ""
    either = f" Either {' or '.join(found)}." if (found := list(_references(piece))) else ""
    yield f"### {name}\n\n{words}{pattern}{choices}{either}"
    if any(True for _ in _members(piece, "", set())):
        yield _table(piece)


def _table(schema: Schema) -> str:
    rows = dict[str, str]()
    for path, member, is_required in _members(schema, "", set()):
        cells = (f"`{path}`", _value(member), "yes" if is_required else "", _escape(member.get("description", "")))
        rows.setdefault(path, f"| {' | '.join(cells)} |")
    return "\n".join(["| member | value | required | what it says |", "| --- | --- | --- | --- |", *rows.values()])


def _members(schema: Schema, prefix: str, seen: set[int]) -> Iterator[tuple[str, Schema, bool]]:
    """Yield every member below ``schema`` with its dotted path, the alternatives one after another."""
    if id(schema) in seen:
        return
    seen = {*seen, id(schema)}
    required = set(schema.get("required", ()))
    for name, member in schema.get("properties", {}).items():
        path = f"{prefix}.{name}" if prefix else name
        if isinstance(member, Mapping):
            yield path, member, name in required
            yield from _members(member, path, seen)
    if isinstance(items := schema.get("items"), Mapping):
        yield from _members(items, f"{prefix}[]", seen)
    if isinstance(others := schema.get("additionalProperties"), Mapping):
        yield from _members(others, f"{prefix}.<name>", seen)
    for alternative in _alternatives(schema):
        yield from _members(alternative, prefix, seen)


def _alternatives(schema: Schema) -> Iterator[Schema]:
    """Yield the parts of which one (or, under ``allOf``, each) holds; a condition itself says nothing to an author."""
    for keyword in ("oneOf", "anyOf", "allOf"):
        yield from schema.get(keyword, ())
    yield from (schema[keyword] for keyword in ("then", "else") if isinstance(schema.get(keyword), Mapping))


def _references(schema: Schema) -> Iterator[str]:
    """Yield the links to the pieces that ``schema`` chooses between."""
    for alternative in _alternatives(schema):
        if "$ref" in alternative:
            yield _value(alternative)
        yield from _references(alternative)


def _value(schema: Schema) -> str:
    if "$ref" in schema:
        target = str(schema["$ref"]).rsplit("/", 1)[-1]
        return f"[{target}](#{target})"
    if "enum" in schema:
        return _choices(schema["enum"])
    if "const" in schema:
        return f"`{json.dumps(schema['const'], ensure_ascii=False)}`"
    if alternatives := schema.get("oneOf") or schema.get("anyOf"):
        return " or ".join(dict.fromkeys(_value(alternative) for alternative in alternatives))
    if isinstance(items := schema.get("items"), Mapping):
        return f"list of {_value(items)}"
    kinds = schema.get("type", "any")
    words = " or ".join(_TYPES.get(kind, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds))
    return words + _bounds(schema)


def _bounds(schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f" {low} to {high}"
    return f" from {low}" if low is not None else f" up to {high}" if high is not None else ""


def _choices(values: list[object]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _escape(words: str) -> str:
    return words.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def written(page: str, tables: str) -> str:
    """Return ``page`` with its generated part replaced by ``tables``."""
    return f"{page.partition(MARK)[0]}{MARK}\n\n{tables}"


def main() -> int:
    """Write the page."""
    PAGE.write_text(written(PAGE.read_text("utf-8"), page_tables(SCHEMAS)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
