"""The published catalogue as one immutable value: what every page and feed is made from."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property

import msgspec

from openhall.blocks.authorities.facade import Authority
from openhall.blocks.catalogue.definitions import Jurisdiction, LifeEvent, Pattern, Service, ServiceSummary
from openhall.blocks.rules.facade import DecisionTable
from openhall.kernel.bpmn.model import Model
from openhall.kernel.languages import ENGLISH, Language, Text, offered

_summary = msgspec.json.Decoder(ServiceSummary)
#: Reads one definition as it is published; a decoder holds what it knows of every struct within.
read_service = msgspec.json.Decoder(Service).decode


class Catalogue:
    """A jurisdiction and its services as they stood at one publication.

    Definitions stay as the JSON they were published in and are decoded when asked for, so that a
    process which only lists services does not carry all of their questions in memory.
    """

    def __init__(
        self,
        *,
        digest: str,
        published_at: datetime,
        jurisdiction: Jurisdiction,
        definitions: Mapping[str, bytes],
        older: Callable[[str], Iterable[Pattern]] = lambda _pattern: (),
        older_tables: Callable[[str], Iterable[DecisionTable]] = lambda _table: (),
    ) -> None:
        #: A pattern or table as it was published before, the newest first: cases stand in older drawings too.
        self._older, self._older_tables = older, older_tables
        self._names: dict[tuple[str, str], Text | None] = {}
        self.digest = digest
        self.published_at = published_at
        self.jurisdiction = jurisdiction
        self.languages: tuple[Language, ...] = offered(jurisdiction.languages)
        self.authorities: Mapping[str, Authority] = {a.id: a for a in jurisdiction.authorities}
        self.life_events: Mapping[str, LifeEvent] = {e.id: e for e in jurisdiction.life_events}
        self.patterns: Mapping[str, Pattern] = {p.id: p for p in jurisdiction.patterns}
        self._tables: dict[str, DecisionTable] = {t.id: t for t in jurisdiction.tables}
        self._definitions = definitions
        self.summaries: Mapping[str, ServiceSummary] = {key: _summary.decode(raw) for key, raw in definitions.items()}

    def service(self, service_id: str) -> Service | None:
        """Return one service whole, or ``None`` when it is not published."""
        raw = self._definitions.get(service_id)
        return None if raw is None else read_service(raw)

    @cached_property
    def services_without_law(self) -> int:
        """Count the services whose legal basis is not recorded yet."""
        return sum(not service.legal_basis for service in self.services())

    def services(self) -> Iterator[Service]:
        """Yield every service whole, one at a time."""
        return (read_service(raw) for raw in self._definitions.values())

    def of_authority(self, authority_id: str) -> list[ServiceSummary]:
        """Return the services that an authority offers."""
        return [s for s in self.summaries.values() if s.authority == authority_id]

    def of_life_event(self, event_id: str) -> list[ServiceSummary]:
        """Return the services for a life event."""
        return [s for s in self.summaries.values() if event_id in s.life_events]

    def of_audience(self, audience: str) -> list[ServiceSummary]:
        """Return the services for an audience."""
        return [s for s in self.summaries.values() if audience in s.audience]

    def element_name(self, pattern: str, element: str) -> Text | None:
        """Return what a task, event, gateway or flow of a process is called, or was when there was one."""
        if (pattern, element) not in self._names:
            names = (_named_in(each, element) for each in self._versions(pattern))
            self._names[pattern, element] = next(filter(None, names), None)
        return self._names[pattern, element]

    def clock(self, pattern: str, name: str) -> int:
        """Return the working days of a clock of a process, as it was when there was one."""
        for each in self._versions(pattern):
            if name in each.clocks:
                return each.clocks[name]
        raise LookupError(f"no drawing of {pattern} ever had a clock {name}")

    def table(self, name: str) -> DecisionTable:
        """Return a decision table, as it was last where there is none any more: an older drawing may ask it still."""
        if name not in self._tables:
            found = next(iter(self._older_tables(name)), None)
            if found is None:
                raise LookupError(f"there never was a decision table {name}")
            self._tables[name] = found
        return self._tables[name]

    def _versions(self, pattern: str) -> Iterator[Pattern]:
        if pattern in self.patterns:
            yield self.patterns[pattern]
        yield from self._older(pattern)

    def names_in(self, pattern: Pattern, model: Model) -> dict[str, Text]:
        """Return what the parts of a drawing are called, be it the present one of ``pattern`` or an older one."""
        names = {task.id: task.name for task in pattern.tasks} | pattern.labels | {pattern.id: pattern.name}
        drawn = [(node.id, node.name) for node in model.nodes.values()]
        for part, called in (*drawn, *((flow.id, flow.name) for flow in model.flows.values())):
            if called and part not in names and (former := self.element_name(pattern.id, part)):
                names[part] = former
        return names

    def task_name(self, pattern: str, task: str) -> Text:
        """Return what a task of a process is called; its id where nobody ever called it otherwise."""
        return self.element_name(pattern, task) or {ENGLISH.code: task}

    def chosen(self, ids: Iterable[str]) -> list[ServiceSummary]:
        """Return the named services that are published, in the order asked for."""
        return [self.summaries[i] for i in ids if i in self.summaries]


def _named_in(pattern: Pattern, element: str) -> Text | None:
    """Return what a pattern calls one of its tasks, or something else that is named in its picture."""
    names = (each.name for each in pattern.tasks if each.id == element)
    return next(names, None) or pattern.labels.get(element)
