"""Every kind of data file has a schema that is sound and speaks to authors."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tools.source import ROOT

SCHEMAS = [pytest.param(path, id=path.name) for path in sorted((ROOT / "schemas").glob("*.schema.json"))]


def _objects(schema: object) -> Iterator[dict[str, Any]]:
    """Yield every schema of an object below ``schema``."""
    if isinstance(schema, list):
        for value in schema:
            yield from _objects(value)
    if not isinstance(schema, dict):
        return
    if "properties" in schema:
        yield schema
    for keyword, value in schema.items():
        if keyword in {"properties", "$defs"}:
            yield from _objects(list(value.values()))
        elif keyword != "if":  # a condition asks which kind of thing it is; what that may contain stands in `then`
            yield from _objects(value)


def test_there_are_schemas() -> None:
    assert SCHEMAS


@pytest.mark.parametrize("path", SCHEMAS)
def test_a_schema_is_json_schema_2020_12_named_after_its_file(path: Path) -> None:
    schema = json.loads(path.read_text("utf-8"))

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == path.name
    jsonschema_rs.meta.validate(schema)


@pytest.mark.parametrize("path", SCHEMAS)
def test_members_are_described_and_unknown_ones_refused(path: Path) -> None:
    for part in _objects(json.loads(path.read_text("utf-8"))):
        # `true` leaves to the words of another place what they say there.
        members = {name: member for name, member in part["properties"].items() if member is not True}
        assert [name for name, member in members.items() if not {"description", "$ref", "const"} & member.keys()] == []
        closed = part.get("additionalProperties", part.get("unevaluatedProperties"))
        assert closed is not True


@pytest.mark.parametrize("path", SCHEMAS)
def test_a_schema_refers_to_its_neighbours_only(path: Path) -> None:
    names = {parameter.id for parameter in SCHEMAS}
    text = path.read_text("utf-8")

    references = {part.split('"')[0].split("#")[0] for part in text.split('"$ref": "')[1:]}
    assert references - {""} <= names


def test_an_address_in_a_definition_leads_to_the_web_alone() -> None:
    """What becomes a link of a page: no script, no file, no words that a browser would run."""
    found = [
        member
        for path in (parameter.values[0] for parameter in SCHEMAS)
        for part in _objects(json.loads(path.read_text("utf-8")))  # type: ignore[attr-defined]  # a path, as given above
        for name, member in part["properties"].items()
        if name in {"url", "website"}
    ]

    assert len(found) == 2
    for member in found:
        for bad in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example", " https://x"):
            assert not jsonschema_rs.is_valid(member, bad), bad
