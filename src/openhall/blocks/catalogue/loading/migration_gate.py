"""Gate *references* for rules by which running cases move on: they lead from an older model into the present one."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from openhall.blocks.catalogue.loading.files import SourceFile, Step
from openhall.blocks.catalogue.loading.problems import Problem, dotted
from openhall.blocks.catalogue.loading.sources import rows_of
from openhall.blocks.catalogue.loading.vocabulary import nearest
from openhall.kernel.bpmn.model import Model


def migration_problems(
    source: SourceFile, models: Mapping[str, Model], files: Mapping[str, bytes]
) -> Iterator[Problem]:
    """Yield what is wrong with the rules of a file; ``models`` are those that can be read, ``files`` all as bytes."""
    seen: dict[str, list[str]] = {}
    for index, row in enumerate(rows_of([source], "migrations")):
        path: tuple[Step, ...] = ("migrations", index)
        name = row["process"]
        if name not in files:
            yield _problem(source, (*path, "process"), f"there is no process “{name}”.{nearest(name, set(files))}")
            continue
        yield from _digest(source, (*path, "from"), row["from"], files[name], seen.setdefault(name, []))
        if name in models:
            yield from _targets(source, path, row, models[name])


def _digest(
    source: SourceFile, path: tuple[Step, ...], digest: str, present: bytes, seen: list[str]
) -> Iterator[Problem]:
    if sha256(present).hexdigest().startswith(digest):
        told = "is the present drawing itself. Write the SHA-256 of the older one: openhall load lists those in use."
        yield _problem(source, path, told)
    if any(each.startswith(digest) or digest.startswith(each) for each in seen):
        yield _problem(source, path, "stands here twice for this process. Make one rule of both.")
    seen.append(digest)


def _targets(source: SourceFile, path: tuple[Step, ...], row: Mapping[str, Any], model: Model) -> Iterator[Problem]:
    for member, known, what in (("nodes", set(model.nodes), "node"), ("flows", set(model.flows), "flow")):
        for old, new in row.get(member, {}).items():
            if new not in known:
                told = f"there is no {what} “{new}” in processes/{row['process']}.bpmn.{nearest(new, known)}"
                yield _problem(source, (*path, member, old), told)


def _problem(source: SourceFile, path: tuple[Step, ...], told: str) -> Problem:
    return source.problem(path, dotted(path), told)
