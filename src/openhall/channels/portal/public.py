"""Every public page, feed and file of the website, ready to be handed out."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from openhall.blocks.journal.facade import log_verifiers
from openhall.channels.portal.desk_samples import sample_paper
from openhall.channels.portal.errors import STATUSES, error_page
from openhall.channels.portal.pages.all import public_pages
from openhall.channels.portal.rendering import Page, render_page
from openhall.channels.portal.showcase import showcase_page
from openhall.channels.portal.site import Site
from openhall.channels.portal.verifier.making import verifier_response
from openhall.kernel.languages import ENGLISH, Language
from openhall.ui.assets import asset_responses, manifest, service_worker
from openhall.ui.responses import PublicResponse

_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
#: Pages that no search engine should list.
_UNLISTED = frozenset({"offline/", "search/"})
#: Names of the pieces that are no address: error pages by status and slug.
ERROR_PIECE = "piece:{status}:{slug}"


def public_responses(site: Site) -> Iterator[PublicResponse]:
    """Yield every public page in every language, and the files that they need."""
    listed: list[str] = []
    for language in site.languages():
        for page in public_pages(site.catalogue, language, site.base_url):
            yield _page(site, language, page)
            if language == site.catalogue.languages[0] and page.path not in _UNLISTED:
                listed.append(page.path)
        yield from _error_pieces(site, language)
    if site.is_demo:  # samples are for whoever looks at the hall, not for whoever needs it
        yield PublicResponse("/ui/", showcase_page(site), language=ENGLISH.code)
        yield sample_paper()
    yield from asset_responses()
    yield from _files(site, listed)


def _page(site: Site, language: Language, page: Page) -> PublicResponse:
    body = render_page(site, language, page)
    is_search = page.path == "search/"
    return PublicResponse(f"/{language.slug}/{page.path}", body, language=language.code, needs_no_query=is_search)


def _error_pieces(site: Site, language: Language) -> Iterator[PublicResponse]:
    for status in STATUSES:
        name = ERROR_PIECE.format(status=status, slug=language.slug)
        yield PublicResponse(name, error_page(site, language, status), language=language.code)


def _files(site: Site, listed: list[str]) -> Iterator[PublicResponse]:
    first = site.catalogue.languages[0]
    offline = tuple(f"/{language.slug}/offline/" for language in site.languages())
    yield PublicResponse("/manifest.webmanifest", manifest("Openhall", first), "application/manifest+json")
    yield PublicResponse("/sw.js", service_worker(offline), "text/javascript; charset=utf-8")
    yield verifier_response("\n".join(map(str, log_verifiers())), site.catalogue.authorities.values())
    yield PublicResponse("/robots.txt", _robots(site), "text/plain; charset=utf-8")
    yield PublicResponse("/sitemap.xml", _sitemap(site, listed), "application/xml")


def _robots(site: Site) -> bytes:
    closed = "Disallow: /\n" if site.is_demo else "Allow: /\n"
    return f"User-agent: *\n{closed}Sitemap: {site.base_url}/sitemap.xml\n".encode()


def _sitemap(site: Site, listed: list[str]) -> bytes:
    entries = (_entry(site, path) for path in listed)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {_SITEMAP}>\n{"".join(entries)}</urlset>\n'.encode()


def _entry(site: Site, path: str) -> str:
    """List one page: each language is an address of its own, and names all the others."""
    addresses = {language.code: f"{site.base_url}/{language.slug}/{path}" for language in site.languages()}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(address)}/>'
        for code, address in addresses.items()
    )
    return "".join(f"<url><loc>{escape(address)}</loc>{links}</url>\n" for address in addresses.values())
