"""A condition over answers as JSON Schema."""

from typing import Any

from openhall.kernel.condition_trees import Compared, Constant, Joined, Listed, Name, Negated, Tree

_LIMITS = {"<": "exclusiveMaximum", "<=": "maximum", ">": "exclusiveMinimum", ">=": "minimum"}


def condition_schema(tree: Tree) -> dict[str, Any] | None:
    """Return a schema that the answers satisfy when the condition holds; ``None`` when none says it.

    What cannot be said is a comparison of two answers with each other.
    """
    if isinstance(tree, Joined):
        parts = [condition_schema(part) for part in tree.parts]
        return None if None in parts else {"allOf" if tree.word == "and" else "anyOf": parts}
    if isinstance(tree, Negated):
        inner = condition_schema(tree.part)
        return None if inner is None else {"not": inner}
    return _compared(tree)


def _compared(tree: Compared) -> dict[str, Any] | None:
    if isinstance(tree.left, Name) and isinstance(tree.right, Constant):
        return _with_constant(tree.left.name, tree.sign, tree.right)
    if isinstance(tree.left, Name) and isinstance(tree.right, Listed):
        return _either(_present(tree.left.name, {"enum": list(tree.right.values)}), tree.sign == "in")
    if isinstance(tree.left, Constant) and isinstance(tree.right, Name) and tree.sign in {"in", "not in"}:
        holding = {"type": "array", "contains": {"const": tree.left.value}}
        return _either(_present(tree.right.name, holding), tree.sign == "in")
    return None


def _with_constant(name: str, sign: str, constant: Constant) -> dict[str, Any]:
    if sign in _LIMITS:
        return _present(name, {"type": "number", _LIMITS[sign]: constant.value})
    if constant.value is None:
        return _either({"required": [name]}, sign == "!=")
    return _either(_present(name, {"const": constant.value}), sign == "==")


def _present(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of answers that have ``name``, and it fits: a missing one is no value and fits nothing."""
    return {"properties": {name: schema}, "required": [name]}


def _either(schema: dict[str, Any], holds: bool) -> dict[str, Any]:  # noqa: FBT001 - the side of the comparison
    return schema if holds else {"not": schema}
