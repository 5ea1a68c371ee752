"""The files of one jurisdiction, found and read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from openhall.blocks.catalogue.loading.files import MAX_BYTES, SourceFile, read_file
from openhall.kernel.bpmn.calling import called_by

#: The files that describe the jurisdiction itself: kind to name.
SINGLE_FILES: Mapping[str, str] = {
    "jurisdiction": "jurisdiction.yaml",
    "authorities": "authorities.yaml",
    "life_events": "life_events.yaml",
    "facts": "facts.yaml",
    "field_types": "field_types.yaml",
    "questions": "questions.yaml",
    "evidence": "evidence.yaml",
    "processes": "processes.yaml",
    "reasons": "reasons.yaml",
    "synonyms": "search/synonyms.yaml",
    "queries": "search/queries.yaml",
}
#: Files that a jurisdiction may do without.
_MIGRATIONS, _PAYMENT, _SOURCES = "process_migrations.yaml", "payment.yaml", "sources.yaml"


@dataclass(slots=True)
class Sources:
    """Every file of a jurisdiction that was found, by kind."""

    folder: Path
    single: dict[str, SourceFile] = field(default_factory=dict)
    calendars: list[SourceFile] = field(default_factory=list)
    decisions: list[SourceFile] = field(default_factory=list)
    rules: list[SourceFile] = field(default_factory=list)
    #: The BPMN of each pattern by its id, as it was found; too large a file is cut and then cannot be read.
    models: dict[str, bytes] = field(default_factory=dict)
    migrations: list[SourceFile] = field(default_factory=list)
    payment: list[SourceFile] = field(default_factory=list)
    fact_sources: list[SourceFile] = field(default_factory=list)
    registers: list[SourceFile] = field(default_factory=list)
    posts: list[SourceFile] = field(default_factory=list)
    people: list[SourceFile] = field(default_factory=list)
    places: list[SourceFile] = field(default_factory=list)
    appointments: list[SourceFile] = field(default_factory=list)
    services: list[SourceFile] = field(default_factory=list)

    def rows(self, kind: str, member: str | None = None) -> list[dict[str, Any]]:
        """Return the entries of a list file that could be read."""
        source = self.single.get(kind)
        return rows_of([source] if source else [], member or kind)

    def of_kind(self) -> Iterator[tuple[str, SourceFile]]:
        """Yield every file but the services with its kind."""
        yield from self.single.items()
        yield from (("calendar", source) for source in self.calendars)
        yield from (("decision", source) for source in self.decisions)
        yield from (("rule", source) for source in self.rules)
        yield from (("process_migrations", source) for source in self.migrations)
        yield from (("payment", source) for source in self.payment)
        yield from (("sources", source) for source in self.fact_sources)
        yield from (("register", source) for source in self.registers)
        yield from (("posts", source) for source in self.posts)
        yield from (("people", source) for source in self.people)
        yield from (("places", source) for source in self.places)
        yield from (("appointments", source) for source in self.appointments)


def rows_of(files: Iterable[SourceFile], member: str) -> list[dict[str, Any]]:
    """Return the entries that several files list under ``member``, in the order of the files."""
    values = [source.value for source in files if isinstance(source.value, dict)]
    return [row for value in values for row in value.get(member, []) if isinstance(row, dict)]


def read_sources(folder: Path) -> Sources:
    """Read the jurisdiction in ``folder``; a missing or broken file is a problem of that file."""
    sources = Sources(folder)
    for kind, name in SINGLE_FILES.items():
        sources.single[kind] = read_file(folder / name, name)
    sources.calendars = [_read(path, folder) for path in sorted(folder.glob("calendars/*.yaml"))]
    sources.decisions = [_read(path, folder) for path in sorted(folder.glob("decisions/*.yaml"))]
    sources.rules = [_read(path, folder) for path in sorted(folder.glob("rules/*.yaml"))]
    sources.models = {path.stem: _bytes(path) for path in sorted(folder.glob("processes/*.bpmn"))}
    sources.migrations = [_read(path, folder) for path in folder.glob(_MIGRATIONS)]
    sources.payment = [_read(path, folder) for path in folder.glob(_PAYMENT)]
    sources.fact_sources = [_read(path, folder) for path in folder.glob(_SOURCES)]
    sources.registers = [_read(path, folder) for path in sorted(folder.glob("registers/*.yaml"))]
    sources.posts = [_read(path, folder) for path in sorted((*folder.glob("posts.yaml"), *folder.glob("posts/*.yaml")))]
    sources.people = [_read(path, folder) for path in sorted(folder.glob("people/*.yaml"))]
    sources.places = [_read(path, folder) for path in sorted(folder.glob("places/*.geojson"))]
    sources.appointments = [_read(path, folder) for path in sorted(folder.glob("appointments/*.yaml"))]
    sources.services = [_read(path, folder) for path in service_paths(folder)]
    return sources


def patterns_of(sources: Sources) -> list[dict[str, Any]]:
    """Return the patterns, each with the tasks, words, clocks and parameters of those that its model calls."""
    rows = sources.rows("processes", "patterns")
    by_id = {row.get("id"): row for row in rows}
    return [
        _with_called(
            row, [by_id[name] for name in called_by(sources.models[row["id"]], sources.models) if name in by_id]
        )
        if row.get("id") in sources.models
        else row
        for row in rows
    ]


def _with_called(row: dict[str, Any], called: list[dict[str, Any]]) -> dict[str, Any]:
    if not called:
        return row
    return {
        **row,
        "tasks": [task for each in (row, *called) for task in each.get("tasks", [])],
        "labels": {key: text for each in (*called, row) for key, text in each.get("labels", {}).items()},
        "clocks": {key: days for each in (*called, row) for key, days in each.get("clocks", {}).items()},
        "takes": sorted({member for each in (row, *called) for member in each.get("takes", [])}),
    }


def service_paths(folder: Path) -> list[Path]:
    """Return the files of services: ``<authority>/<service>.yaml`` or ``<authority>/<service>/service.yaml``."""
    flat, nested = folder.glob("services/*/*.yaml"), folder.glob("services/*/*/service.yaml")
    return sorted((*flat, *nested))


def id_from_path(name: str) -> str:
    """Return the service that a file's place says it is: ``authority/service``."""
    parts = name.removesuffix("/service.yaml").removesuffix(".yaml").split("/")
    return "/".join(parts[1:])


def digest_of(folder: Path, *more: Path) -> str:
    """Return one digest over all files below ``folder`` and ``more``: equal means nothing changed."""
    total = sha256()
    for root in (folder, *more):
        for path in sorted(p for p in root.rglob("*") if p.is_file()):
            total.update(path.relative_to(root).as_posix().encode() + b"\0")
            total.update(sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES)


def _read(path: Path, folder: Path) -> SourceFile:
    return read_file(path, path.relative_to(folder).as_posix())
