"""The published catalogue as one immutable value: what every page and feed is made from."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property

import msgspec

from openhall.blocks.authorities.facade import Authority
from openhall.blocks.catalogue.definitions import Jurisdiction, LifeEvent, Pattern, Service, ServiceSummary
from openhall.blocks.rules.facade import DecisionTable
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
        self, *, digest: str, published_at: datetime, jurisdiction: Jurisdiction, definitions: Mapping[str, bytes]
    ) -> None:
        self.digest = digest
        self.published_at = published_at
        self.jurisdiction = jurisdiction
        self.languages: tuple[Language, ...] = offered(jurisdiction.languages)
        self.authorities: Mapping[str, Authority] = {a.id: a for a in jurisdiction.authorities}
        self.life_events: Mapping[str, LifeEvent] = {e.id: e for e in jurisdiction.life_events}
        self.patterns: Mapping[str, Pattern] = {p.id: p for p in jurisdiction.patterns}
        self.tables: Mapping[str, DecisionTable] = {t.id: t for t in jurisdiction.tables}
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

    def task_name(self, pattern: str, task: str) -> Text:
        """Return what a task of a process is called; its id where it is not known any more."""
        found = self.patterns.get(pattern)
        names = (each.name for each in found.tasks if each.id == task) if found else iter(())
        return next(names, {ENGLISH.code: task})

    def chosen(self, ids: Iterable[str]) -> list[ServiceSummary]:
        """Return the named services that are published, in the order asked for."""
        return [self.summaries[i] for i in ids if i in self.summaries]
