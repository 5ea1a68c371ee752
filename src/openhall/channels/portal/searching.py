"""The search page without the framework: drawn once at publication, filled for each question.

Every question is different, so no answer can be prepared; but all of the page around the results can, and
each result too. What is left to do is to search, to draw the list, and to put the pieces together.
"""

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qs, quote_plus
from wsgiref.types import WSGIEnvironment

from markupsafe import Markup

from openhall.blocks.catalogue.facade import MAX_QUERY, Searcher, clean
from openhall.channels.portal.pages.search import result_card, search_page
from openhall.channels.portal.rendering import TEMPLATES, render_page
from openhall.channels.portal.site import Site
from openhall.kernel.languages import BY_SLUG, Language
from openhall.ui.responses import HTML, PublicResponse, accepts_gzip
from openhall.ui.templating import environment

#: The pieces of search pages in a pack: prefix, slug of the language, then "page" or a service.
PIECES = "piece:search:"
PER_PAGE = 10
#: Stands where the question will: only letters, so that neither HTML nor an address writes it differently.
_ASKED = "xqxquestionxqx"
_IN_ADDRESS = f"q={_ASKED}"
_RESULTS = "xqxresultsxqx"
_LEVEL = 1  # of compression: each answer is packed for one reader only
_MAX_FIELDS = 20
_WORTH_COMPRESSING = 1000

Answer = tuple[str, list[tuple[str, str]], bytes]
Answering = Callable[[WSGIEnvironment], Answer | None]


@dataclass(frozen=True, slots=True)
class Results:
    """What a question found: the services of one page of the list, and what there is besides."""

    query: str
    total: int = 0
    services: tuple[str, ...] = ()
    corrected: str | None = None
    page: int = 1
    pages: int = 1
    problem: str | None = None


def find(searcher: Searcher, query: str, page: str = "1") -> Results:
    """Answer a question as typed; a page that does not exist is the nearest one that does."""
    if len(query) > MAX_QUERY:
        return Results(clean(query[:MAX_QUERY]), problem="too-long")
    words = clean(query)
    found = searcher.search(words)
    pages = max(1, -(-len(found.services) // PER_PAGE))
    number = min(max(1, int(page)), pages) if page.isascii() and page.isdecimal() and len(page) < len("1000") else 1
    shown = found.services[(number - 1) * PER_PAGE : number * PER_PAGE]
    return Results(words, len(found.services), shown, found.corrected, number, pages)


def search_pieces(site: Site) -> Iterator[PublicResponse]:
    """Yield the pieces of the search page in every language."""
    for language in site.languages():
        page = search_page(query=_ASKED, results=Markup(_RESULTS))  # noqa: S704 - a mark of letters
        prefix = f"{PIECES}{language.slug}:"
        yield PublicResponse(f"{prefix}page", render_page(site, language, page))
        for service in site.catalogue.summaries.values():
            yield PublicResponse(f"{prefix}{service.id}", str(result_card(site.catalogue, language, service)).encode())


def search_answers(searcher: Searcher, pieces: Mapping[str, str]) -> dict[str, Answering]:
    """Return what answers each language's search page from the pieces of a pack."""
    slugs = [name.split(":")[2] for name in pieces if name.endswith(":page")]
    return {f"/{slug}/search/": _SearchAnswers(searcher, BY_SLUG[slug], pieces) for slug in slugs}


class _SearchAnswers:
    """Answers the search page of one language."""

    def __init__(self, searcher: Searcher, language: Language, pieces: Mapping[str, str]) -> None:
        prefix = f"{PIECES}{language.slug}:"
        self._searcher = searcher
        self._language = language
        self._before, self._after = (_Around(part) for part in pieces[f"{prefix}page"].split(_RESULTS))
        self._cards = {
            name.removeprefix(prefix): Markup(html)  # noqa: S704 - drawn by an escaping template
            for name, html in pieces.items()
            if name.startswith(prefix)
        }
        self._results = environment(language).get_template(f"{TEMPLATES}/search_results.jinja")

    def __call__(self, environ: WSGIEnvironment) -> Answer | None:
        try:
            asked = parse_qs(environ.get("QUERY_STRING", ""), max_num_fields=_MAX_FIELDS)
        except ValueError:
            return None
        query = asked.get("q", [""])[0]
        if not query.strip():
            return None
        results = find(self._searcher, query, asked.get("page", ["1"])[0])
        headers = [("Content-Type", HTML), ("Content-Language", self._language.code), ("Cache-Control", "no-cache")]
        body = self._draw(results).encode()
        if len(body) > _WORTH_COMPRESSING and accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
            headers.append(("Content-Encoding", "gzip"))
            packer = zlib.compressobj(_LEVEL, wbits=zlib.MAX_WBITS | 16)
            body = packer.compress(body) + packer.flush()
        return "400 Bad Request" if results.problem else "200 OK", headers, body

    def _draw(self, results: Results) -> str:
        middle = self._results.render(
            query=results.query,
            total=results.total,
            cards=[self._cards[service] for service in results.services],
            corrected=results.corrected,
            page=results.page,
            pages=results.pages,
            problem=results.problem,
        )
        asked = {_IN_ADDRESS: f"q={escape(quote_plus(results.query))}", _ASKED: escape(results.query)}
        return self._before.draw(asked) + middle + self._after.draw(asked)


class _Around:
    """Part of the page around the results, cut where the question stands."""

    def __init__(self, html: str) -> None:
        self._cuts = re.split(f"({_IN_ADDRESS}|{_ASKED})", html)

    def draw(self, asked: Mapping[str, str]) -> str:
        return "".join(asked.get(cut, cut) for cut in self._cuts)
