"""The directory of all services, in four orders that are four pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from openhall.blocks.catalogue.facade import Catalogue, ServiceSummary
from openhall.channels.portal.ordering import Group, indexed
from openhall.channels.portal.pages.audiences import AUDIENCES
from openhall.channels.portal.rendering import Page
from openhall.kernel.languages import Language, pick

_TEMPLATE = "directory.jinja"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Services under one heading; ``href`` is the heading's own page, without its language."""

    id: str
    label: str
    items: list[ServiceSummary]
    href: str = ""
    is_strokes: bool = False


def by_life_event(catalogue: Catalogue, language: Language) -> Page:
    """Return the directory by what happens in a life or a firm."""
    shelves = [
        Shelf(
            f"event-{event.id}",
            pick(event.label, language),
            in_order(catalogue.of_life_event(event.id), language),
            f"life-events/{event.id}/",
        )
        for event in catalogue.life_events.values()
    ]
    return _directory(catalogue, "life-event", "services/", shelves)


def by_audience(catalogue: Catalogue, language: Language) -> Page:
    """Return the directory by who a service is for."""
    shelves = [
        Shelf(f"for-{each}", each, in_order(catalogue.of_audience(each), language), f"audiences/{each}/")
        for each in AUDIENCES
    ]
    return _directory(catalogue, "audience", "services/audience/", shelves)


def by_authority(catalogue: Catalogue, language: Language) -> Page:
    """Return the directory by office."""
    groups = indexed(catalogue.authorities.values(), lambda each: pick(each.name, language), language)
    shelves = [
        Shelf(
            f"of-{each.id}",
            pick(each.name, language),
            in_order(catalogue.of_authority(each.id), language),
            f"authorities/{each.id}/",
        )
        for group in groups
        for each in group.items
    ]
    return _directory(catalogue, "authority", "services/authority/", shelves)


def by_name(catalogue: Catalogue, language: Language) -> Page:
    """Return the directory by name: letters, pinyin or strokes."""
    groups = _indexed(catalogue.summaries.values(), language)
    shelves = [Shelf(g.id, g.label, list(g.items), is_strokes=g.is_strokes) for g in groups]
    return _directory(catalogue, "a-z", "services/a-z/", shelves)


def in_order(services: Iterable[ServiceSummary], language: Language) -> list[ServiceSummary]:
    """Return ``services`` as a reader of ``language`` would look for them."""
    return [service for group in _indexed(services, language) for service in group.items]


def _indexed(services: Iterable[ServiceSummary], language: Language) -> list[Group[ServiceSummary]]:
    return indexed(services, lambda service: pick(service.name, language), language)


def _directory(catalogue: Catalogue, view: str, path: str, shelves: list[Shelf]) -> Page:
    context = {
        "view": view,
        "shelves": [shelf for shelf in shelves if shelf.items],
        "authorities": catalogue.authorities,
        "service_count": len(catalogue.summaries),
    }
    return Page(path, _TEMPLATE, context)
