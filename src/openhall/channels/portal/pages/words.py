"""Pages of words: who runs this, how accessible it is, and what to read when the line is down."""

from openhall.blocks.catalogue.facade import Catalogue
from openhall.channels.portal.rendering import Page
from openhall.kernel.languages import Language


def about_page(catalogue: Catalogue, language: Language) -> Page:
    """Return who runs this, how to check the address, and what the marks on figures mean."""
    del language
    services = list(catalogue.services())
    context = {
        "service_count": len(services),
        "with_law": sum(bool(service.legal_basis) for service in services),
        "unsure_fees": sum(service.fee.confidence != "high" for service in services),
        "unsure_periods": sum(service.pledge.confidence != "high" for service in services),
        "unexplained": sum(service.is_reason_missing for service in services),
        "free_of_accounts": sum(service.most_level == 0 for service in services),
        "unconfirmed": sum(service.existence == "low" for service in services),
    }
    return Page("about/", "about.jinja", context)


def accessibility_page(catalogue: Catalogue, language: Language) -> Page:
    """Return the accessibility statement."""
    del catalogue, language
    return Page("accessibility/", "accessibility.jinja", {"checked_on": "2026-11-23"})


def offline_page(catalogue: Catalogue, language: Language) -> Page:
    """Return the page that a browser keeps for when the line is down."""
    del catalogue, language
    return Page("offline/", "offline.jinja")
