"""Searching: the page around the results, the results, and one result by itself."""

from collections.abc import Sequence
from typing import Protocol
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


class Results(Protocol):
    """What a question found: ``total`` services in all, and which page of them is shown.

    ``corrected`` are the words that were searched besides; ``problem`` is ``"too-long"`` when the question was
    too long to search.
    """

    @property
    def query(self) -> str: ...
    @property
    def total(self) -> int: ...
    @property
    def corrected(self) -> str | None: ...
    @property
    def page(self) -> int: ...
    @property
    def pages(self) -> int: ...
    @property
    def problem(self) -> str | None: ...


def search_results(language: Language, results: Results, cards: Sequence[Markup]) -> Markup:
    """Return the results as they stand under the search box; ``cards`` are those of the page shown."""
    context = {
        "query": results.query,
        "total": results.total,
        "cards": cards,
        "corrected": results.corrected,
        "page": results.page,
        "pages": results.pages,
        "problem": results.problem,
    }
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
