"""Gate *references* for appointments: what they name exists, and whatever books has something to book."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

from openhall.blocks.catalogue.loading.files import SourceFile, Step
from openhall.blocks.catalogue.loading.problems import Problem, dotted
from openhall.blocks.catalogue.loading.sources import Sources, id_from_path, rows_of
from openhall.blocks.catalogue.loading.vocabulary import Vocabulary, nearest
from openhall.kernel.bpmn.model import Model

Row = dict[str, Any]
Path = tuple[Step, ...]
_BOOK, _OUTCOME = "book", "appointment"


def appointment_problems(sources: Sources, words: Vocabulary, models: Mapping[str, Model]) -> Iterator[Problem]:
    """Yield what is wrong between the files of appointments and what they name, and where something is missing."""
    gate = _Gate(sources, words)
    for source in sources.appointments:
        for index, office in enumerate(rows_of([source], "offices")):
            yield from gate.office(source, ("offices", index), office)
        for index, kind in enumerate(rows_of([source], "kinds")):
            yield from gate.kind(source, ("kinds", index), kind)
        for index, row in enumerate(rows_of([source], "without")):
            yield from gate.service(source, ("without", index, "service"), row["service"])
    yield from gate.missing(models)


class _Gate:
    """What files of appointments may refer to, and what they have named so far."""

    def __init__(self, sources: Sources, words: Vocabulary) -> None:
        self._words = words
        self._offices = {str(row["id"]): row for row in rows_of(sources.appointments, "offices")}
        self._services: dict[str, SourceFile] = {id_from_path(each.name): each for each in sources.services}
        self._seen: dict[str, set[str]] = {"office": set(), "kind": set(), "service": set()}

    def office(self, source: SourceFile, path: Path, row: Row) -> Iterator[Problem]:
        """Yield what is wrong with one office."""
        yield from self._once(source, (*path, "id"), row["id"], "office")
        for day, spans in row["hours"].items():
            last = ""
            for place, span in enumerate(spans):
                begin, _, end = span.partition("-")
                if begin < last or time.fromisoformat(begin) >= time.fromisoformat(end):
                    told = f"“{span}” ends before it begins, or begins before the hours above it end."
                    yield _problem(source, (*path, "hours", day, place), told)
                last = end

    def kind(self, source: SourceFile, path: Path, row: Row) -> Iterator[Problem]:
        """Yield what is wrong with one kind."""
        yield from self._once(source, (*path, "id"), row["id"], "kind")
        yield from _known(source, (*path, "authority"), row["authority"], self._words.authorities, "authority")
        offered = set[str]()
        for index, each in enumerate(row["offices"]):
            where = (*path, "offices", index, "office")
            yield from _known(source, where, each["office"], set(self._offices), "office in these files")
            if each["office"] in offered:
                yield _problem(source, where, f"“{each['office']}” stands here twice. Remove one.")
            offered.add(each["office"])
            yield from self._has_slots(source, where, each["office"], row["minutes"])
        for area, offices in row.get("areas", {}).items():
            for index, office in enumerate(offices):
                yield from _known(source, (*path, "areas", area, index), office, offered, "such office of this kind")
        for service, wishes in row["services"].items():
            where = (*path, "services", service)
            yield from self.service(source, where, service)
            asked = self._asked(service)
            for wish, question in wishes.items():
                yield from _known(source, (*where, wish), question, asked, "question of this service")

    def service(self, source: SourceFile, path: Path, service: str) -> Iterator[Problem]:
        """Yield what is wrong with naming a service; each can be named once."""
        yield from _known(source, path, service, set(self._services), "service")
        yield from self._once(source, path, service, "service")

    def missing(self, models: Mapping[str, Model]) -> Iterator[Problem]:
        """Yield the services that book, or end with an appointment, for which there is no kind."""
        for name, source in self._services.items():
            value = source.value if isinstance(source.value, dict) else {}
            process = value.get("process")
            pattern = process.get("pattern") if isinstance(process, dict) else None
            model = models.get(pattern) if isinstance(pattern, str) else None
            books = value.get("outcome") == _OUTCOME or (model is not None and _books(model))
            if books and name not in self._seen["service"]:
                told = f"books an appointment, and no kind names “{name}”. Add it in a file of appointments/."
                yield source.problem(["process"], "process", told)

    def _has_slots(self, source: SourceFile, path: Path, office: str, minutes: int) -> Iterator[Problem]:
        spans = [span for day in self._offices.get(office, {}).get("hours", {}).values() for span in day]
        if spans and all(_minutes(span) < minutes for span in spans):
            yield _problem(source, path, f"the hours of “{office}” are all shorter than {minutes} minutes.")

    def _asked(self, service: str) -> set[str]:
        source = self._services.get(service)
        value = source.value if source is not None and isinstance(source.value, dict) else {}
        rows = [row for row in value.get("questions", []) if isinstance(row, dict)]
        return {str(row.get("as") or row.get("id") or row.get("use")) for row in rows}

    def _once(self, source: SourceFile, path: Path, name: str, what: str) -> Iterator[Problem]:
        if name in self._seen[what]:
            yield _problem(source, path, f"“{name}” stands in these files twice. Keep one.")
        self._seen[what].add(name)


def _books(model: Model) -> bool:
    return any(node.attributes.get("act") == _BOOK for node in model.nodes.values())


def _minutes(span: str) -> int:
    begin, end = (time.fromisoformat(each) for each in span.split("-"))
    return (end.hour - begin.hour) * 60 + end.minute - begin.minute


def _known(source: SourceFile, path: Path, name: str, known: set[str], what: str) -> Iterator[Problem]:
    if name not in known:
        yield _problem(source, path, f"there is no {what} “{name}”.{nearest(name, known)}")


def _problem(source: SourceFile, path: Path, told: str) -> Problem:
    return source.problem(path, dotted(path), told)
