"""Decision tables (DMN: hit policy *first*, unary tests), run by zen-engine. Pure: what is decided is handed in."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec
import zen

from openhall.kernel.expressions import names_in
from openhall.kernel.languages import Text

_RESULT = "result"
_engine = zen.ZenEngine()


class TableRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row: by input a unary test such as ``> 0`` (an input without one is not looked at), its result, and why."""

    result: str
    because: Text
    when: dict[str, str] = {}


class DecisionTable(msgspec.Struct, frozen=True):
    """A table of a jurisdiction: the first row whose tests all hold gives the result."""

    id: str
    name: Text
    inputs: tuple[str, ...]
    rows: tuple[TableRow, ...]

    def faults(self) -> list[str]:
        """Return what keeps the table from being used, in words."""
        found = [
            f"row {place}: “{name}” is no input of the table"
            for place, row in enumerate(self.rows, 1)
            for name in [*row.when, *(used for test in row.when.values() for used in names_in(test))]
            if name not in self.inputs
        ]
        # Somebody has to be told something in every case: a table without a last word could say nothing.
        if not self.rows or self.rows[-1].when:
            found.append("the last row must hold always: it has no tests")
        return found


def decide_by_table(table: DecisionTable, inputs: Mapping[str, Any]) -> str:
    """Return the result of the first row whose tests all hold; raise ``KeyError`` when an input is not given."""
    given = {name: inputs[name] for name in table.inputs}
    return str(_compiled(msgspec.json.encode(table)).evaluate(given)["result"][_RESULT])


@lru_cache(maxsize=64)
def _compiled(written: bytes) -> zen.ZenDecision:
    table = _table.decode(written)
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "type": "expression", "field": name} for name in table.inputs],
        "outputs": [{"id": _RESULT, "name": _RESULT, "type": "expression", "field": _RESULT}],
        "rules": [
            {
                "_id": str(place),
                _RESULT: json.dumps(row.result),
                **{name: row.when.get(name, "") for name in table.inputs},
            }
            for place, row in enumerate(table.rows)
        ],
    }
    graph = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in"},
            {"id": "table", "type": "decisionTableNode", "name": table.id, "content": content},
            {"id": "out", "type": "outputNode", "name": "out"},
        ],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "table", "type": "edge"},
            {"id": "b", "sourceId": "table", "targetId": "out", "type": "edge"},
        ],
    }
    return _engine.create_decision(json.dumps(graph))


_table = msgspec.json.Decoder(DecisionTable)
