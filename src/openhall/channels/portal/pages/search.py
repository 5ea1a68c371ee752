"""Searching: the page around the results, the results, and one result by itself."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from openhall.blocks.catalogue.facade import Catalogue, ServiceSummary
from openhall.channels.portal.rendering import TEMPLATES, Page
from openhall.kernel.languages import Language
from openhall.ui.templating import render


def search_page(*, query: str = "", results: Markup | None = None) -> Page:
    """Return the search page for what was asked; ``results`` is drawn by ``search_results``."""
    kept = urlencode({"q": query}) if query else ""
    return Page("search/", "search.jinja", {"query": query, "results": results}, query=kept)


def search_results(language: Language, found: Mapping[str, object], cards: Sequence[Markup]) -> Markup:
    """Return the results as they stand under the search box.

    ``found`` holds ``query``, ``total`` (all services found), ``corrected`` (the words that were searched
    besides, or ``None``), ``page`` of ``pages``, and ``problem``: ``"too-long"`` or ``None``. ``cards`` are
    those of this page.
    """
    context = dict(found) | {"cards": cards}
    html = render(f"{TEMPLATES}/search_results.jinja", language=language, context=context)
    return Markup(html)  # noqa: S704 - drawn by an escaping template


def result_card(catalogue: Catalogue, language: Language, service: ServiceSummary) -> Markup:
    """Return one result as it stands in the list."""
    context = {
        "service": service,
        "authority": catalogue.authorities.get(service.authority),
        "href": f"/{language.slug}/services/{service.id}/",
    }
    html = render(f"{TEMPLATES}/result_card.jinja", language=language, context=context)
    return Markup(html)  # noqa: S704 - drawn by an escaping template
