"""From a page to its bytes."""

from dataclasses import dataclass, field
from typing import Any

from openhall.channels.portal.site import Site
from openhall.kernel.languages import Language
from openhall.ui.templating import render

TEMPLATES = "channels/portal/templates"


@dataclass(frozen=True, slots=True)
class Page:
    """A page before it is drawn: where it is (without its language), its template and what that needs."""

    path: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    query: str = ""


def render_page(site: Site, language: Language, page: Page) -> bytes:
    """Draw ``page`` for a reader of ``language``."""
    shell = site.shell(language, page.path, page.query)
    context = {"title": "", "shell": shell, "jurisdiction": site.catalogue.jurisdiction} | page.context
    return render(f"{TEMPLATES}/{page.template}", language=language, context=context).encode()
