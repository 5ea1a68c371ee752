"""The hall itself: search first, then what is often needed, what happens in a life, and who one is."""

from openhall.blocks.catalogue.facade import Catalogue
from openhall.channels.portal.pages.audiences import AUDIENCES
from openhall.channels.portal.rendering import Page
from openhall.kernel.languages import Language


def home_page(catalogue: Catalogue, language: Language) -> Page:
    """Return the front page."""
    del language
    events = [(event, len(catalogue.of_life_event(event.id))) for event in catalogue.life_events.values()]
    context = {
        "often": catalogue.chosen(catalogue.jurisdiction.often_needed),
        "authorities": catalogue.authorities,
        "life_events": [(event, count) for event, count in events if count],
        "audiences": [each for each in AUDIENCES if catalogue.of_audience(each)],
        "service_count": len(catalogue.summaries),
        "authority_count": len({service.authority for service in catalogue.summaries.values()}),
    }
    return Page("", "home.jinja", context)
