"""Gate *references* for decision tables: each is named after its file, and every test of it can be read."""

from collections.abc import Iterator
from typing import Any

import msgspec

from openhall.blocks.catalogue.loading.files import SourceFile, Step
from openhall.blocks.catalogue.loading.problems import Problem, dotted
from openhall.blocks.rules.facade import DecisionTable
from openhall.kernel.expressions import ExpressionError, check_test


def decision_problems(source: SourceFile) -> Iterator[Problem]:
    """Yield what is wrong with one table that has passed the schema."""
    value: dict[str, Any] = source.value if isinstance(source.value, dict) else {}
    name = source.name.rsplit("/", 1)[-1].removesuffix(".yaml")
    if value["decision"] != name:
        yield source.problem(["decision"], "decision", f"this file is called “{name}”. Give both the same name.")
    table = msgspec.convert({**value, "id": name}, DecisionTable)
    for fault in table.faults():
        yield source.problem(["rows"], "rows", f"{fault}.")
    for index, row in enumerate(table.rows):
        for column, test in row.when.items():
            try:
                check_test(test, table.inputs)
            except ExpressionError as error:
                path: tuple[Step, ...] = ("rows", index, "when", column)
                yield source.problem(path, dotted(path), f"“{test}” cannot be read: {error}.")
