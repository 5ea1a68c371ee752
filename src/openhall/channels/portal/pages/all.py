"""All public pages of one language."""

from collections.abc import Iterator

from openhall.blocks.catalogue.facade import Catalogue
from openhall.channels.portal.pages.audiences import AUDIENCES
from openhall.channels.portal.pages.directory import by_audience, by_authority, by_life_event, by_name
from openhall.channels.portal.pages.home import home_page
from openhall.channels.portal.pages.lists import (
    audience_page,
    authorities_page,
    authority_page,
    life_event_page,
    life_events_page,
)
from openhall.channels.portal.pages.search import search_page
from openhall.channels.portal.pages.service import service_page
from openhall.channels.portal.pages.words import about_page, accessibility_page, offline_page
from openhall.channels.portal.rendering import Page
from openhall.kernel.languages import Language

_SINGLE = (
    home_page,
    by_life_event,
    by_audience,
    by_authority,
    by_name,
    life_events_page,
    authorities_page,
    about_page,
    accessibility_page,
    offline_page,
)


def public_pages(catalogue: Catalogue, language: Language, base_url: str) -> Iterator[Page]:
    """Yield every public page in ``language``."""
    for make in _SINGLE:
        yield make(catalogue, language)
    yield search_page()
    yield from (audience_page(catalogue, language, each) for each in AUDIENCES)
    yield from (life_event_page(catalogue, language, event) for event in catalogue.life_events.values())
    yield from (authority_page(catalogue, language, each) for each in catalogue.authorities.values())
    yield from (service_page(catalogue, language, service, base_url) for service in catalogue.services())
