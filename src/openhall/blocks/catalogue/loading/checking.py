"""Check a whole jurisdiction: every gate over every file."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import msgspec

from openhall.blocks.catalogue.definitions import Jurisdiction
from openhall.blocks.catalogue.forms import kinds_of
from openhall.blocks.catalogue.loading.example_gate import example_problems
from openhall.blocks.catalogue.loading.files import SourceFile
from openhall.blocks.catalogue.loading.letter_gate import letter_problems
from openhall.blocks.catalogue.loading.problems import Problem
from openhall.blocks.catalogue.loading.reference_gate import ReferenceGate
from openhall.blocks.catalogue.loading.report import Origin, Report
from openhall.blocks.catalogue.loading.resolving import (
    Libraries,
    resolve_jurisdiction,
    resolve_people,
    resolve_service,
)
from openhall.blocks.catalogue.loading.schema_gate import SchemaGate
from openhall.blocks.catalogue.loading.sources import SINGLE_FILES, Sources, id_from_path, read_sources
from openhall.kernel.money import Currency

#: A fault in these is told, and keeps nothing from being published: without them search only knows fewer words.
_HARMLESS = frozenset({SINGLE_FILES["synonyms"], SINGLE_FILES["queries"]})


def check_jurisdiction(folder: Path, schemas: Path) -> Report:
    """Run the gates *schema*, *references*, *letters* and *examples* over the jurisdiction in ``folder``."""
    report = Report()
    if not (folder / "jurisdiction.yaml").is_file():
        told = f"There is no jurisdiction here ({folder}). Name a folder below jurisdictions/."
        report.problems.append(Problem("jurisdiction.yaml", 1, "", told))
        return report
    sources = read_sources(folder)
    gate = SchemaGate(schemas)
    _check_shared_files(sources, gate, report)
    if any(problem.file not in _HARMLESS for problem in report.problems):
        _check_service_schemas(sources, gate, report)
    else:
        report.jurisdiction = resolve_jurisdiction(sources)
        report.people = resolve_people(sources)
        report.problems += letter_problems(folder, tuple(report.jurisdiction.languages))
        synonyms = sources.single["synonyms"].value
        report.synonyms = synonyms if isinstance(synonyms, dict) else {}
        _check_services(sources, gate, report, report.jurisdiction)
    report.problems.sort()
    return report


def _check_shared_files(sources: Sources, gate: SchemaGate, report: Report) -> None:
    for kind, source in sources.of_kind():
        found = source.problems or gate.check(source, kind)
        report.problems += found
        if found and source.name in _HARMLESS:
            source.value = {}
    if all(problem.file in _HARMLESS for problem in report.problems):
        report.problems += ReferenceGate(sources).check_shared()


def _check_service_schemas(sources: Sources, gate: SchemaGate, report: Report) -> None:
    for source in sources.services:
        report.problems += source.problems or gate.check(source, "service")


def _check_services(sources: Sources, gate: SchemaGate, report: Report, jurisdiction: Jurisdiction) -> None:
    references, libraries = ReferenceGate(sources), Libraries(sources)
    money = jurisdiction.currency
    currency = Currency(money.code, money.symbol, money.decimals)
    kinds, day = kinds_of(jurisdiction), date.fromisoformat(jurisdiction.examples_day)
    for source in sources.services:
        problems = source.problems or gate.check(source, "service") or references.check_service(source, currency)
        if problems:
            report.problems += problems
            report.broken.add(id_from_path(source.name))
            continue
        value = source.value if isinstance(source.value, dict) else {}
        try:
            service = resolve_service(value, libraries, currency)
        except msgspec.ValidationError as error:
            report.problems.append(source.problem([], "", f"This cannot be used: {error}."))
            report.broken.add(id_from_path(source.name))
            continue
        if unfit := list(example_problems(source, service, kinds, day)):
            report.problems += unfit
            report.broken.add(service.id)
            continue
        report.services.append(service)
        report.origins[service.id] = Origin(source.name, source.line_of(["version"]), _digest(source))


def _digest(source: SourceFile) -> str:
    """Return a digest of what the author wrote, whatever its spacing and order."""
    return sha256(msgspec.json.encode(source.value, order="sorted")).hexdigest()
