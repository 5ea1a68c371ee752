"""Pages that list services: for a life event, for an audience, of an office."""

from typing import Any

from openhall.blocks.authorities.facade import Authority
from openhall.blocks.catalogue.facade import Catalogue, LifeEvent, ServiceSummary
from openhall.channels.portal.ordering import indexed
from openhall.channels.portal.pages.directory import in_order
from openhall.channels.portal.rendering import Page
from openhall.kernel.languages import Language, pick


def life_events_page(catalogue: Catalogue, language: Language) -> Page:
    """Return all life events."""
    del language
    events = [(event, len(catalogue.of_life_event(event.id))) for event in catalogue.life_events.values()]
    return Page("life-events/", "life_events.jinja", {"life_events": [pair for pair in events if pair[1]]})


def life_event_page(catalogue: Catalogue, language: Language, event: LifeEvent) -> Page:
    """Return the services for one life event."""
    services = in_order(catalogue.of_life_event(event.id), language)
    others = [other for other in catalogue.life_events.values() if other.id != event.id]
    context = {"event": event, "services": services, "authorities": catalogue.authorities, "others": others}
    return Page(f"life-events/{event.id}/", "life_event.jinja", context)


def audience_page(catalogue: Catalogue, language: Language, audience: str) -> Page:
    """Return the services for one kind of visitor, by life event."""
    services = in_order(catalogue.of_audience(audience), language)
    groups = [
        {"id": event.id, "label": pick(event.label, language), "items": _of_event(services, event), "is_strokes": False}
        for event in catalogue.life_events.values()
    ]
    context = {
        "audience": audience,
        "groups": [group for group in groups if group["items"]],
        "count": len(services),
        "authorities": catalogue.authorities,
    }
    return Page(f"audiences/{audience}/", "audience.jinja", context)


def authorities_page(catalogue: Catalogue, language: Language) -> Page:
    """Return all offices in the order of a directory."""
    groups = indexed(catalogue.authorities.values(), lambda each: pick(each.name, language), language)
    counts = {each: len(catalogue.of_authority(each)) for each in catalogue.authorities}
    return Page("authorities/", "authorities.jinja", {"groups": groups, "counts": counts})


def authority_page(catalogue: Catalogue, language: Language, authority: Authority) -> Page:
    """Return one office: what it does, how to reach it, what it offers."""
    context = {
        "authority": authority,
        "parent": _parent(catalogue, language, authority),
        "services": in_order(catalogue.of_authority(authority.id), language),
        "below": [each for each in catalogue.authorities.values() if each.parent == authority.id],
    }
    return Page(f"authorities/{authority.id}/", "authority.jinja", context)


def _of_event(services: list[ServiceSummary], event: LifeEvent) -> list[ServiceSummary]:
    return [service for service in services if event.id in service.life_events]


def _parent(catalogue: Catalogue, language: Language, authority: Authority) -> dict[str, Any] | None:
    above = catalogue.authorities.get(authority.parent)
    if above is not None:
        return {"label": pick(above.name, language), "href": f"/{language.slug}/authorities/{above.id}/"}
    for group in catalogue.jurisdiction.authority_groups:
        if group.id == authority.parent:
            return {"label": pick(group.name, language), "href": ""}
    return None
