"""The search page without the framework: drawn once at publication, filled for each question.

Every question is different, so no answer can be prepared; but all of the page around the results can, and
each result too. What is left to do is to search, to draw the list, and to put the pieces together.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qs, quote_plus
from wsgiref.types import WSGIEnvironment

from markupsafe import Markup, escape

from openhall.blocks.catalogue.facade import MAX_QUERY, Searcher, clean
from openhall.channels.portal.packing import FAST, Piece, gzip_of, piece
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
_CORRECTED = "xqxcorrectedxqx"
#: In the addresses of the same page in other languages, which end with the question: they keep the page too.
_IN_PLACE = f'{_IN_ADDRESS}"'
_MARKS = frozenset({_ASKED, _IN_ADDRESS, _IN_PLACE, _CORRECTED, _RESULTS})
_MAX_FIELDS = 20
#: Frames that are kept drawn: one for each number of results and page of them that was asked for lately.
_FRAMES = 256

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
        self._page = pieces[f"{prefix}page"]
        self._cards = {name.removeprefix(prefix): html for name, html in pieces.items() if name.startswith(prefix)}
        self._results = environment(language).get_template(f"{TEMPLATES}/search_results.jinja")
        self._frame = lru_cache(maxsize=_FRAMES)(self._draw_frame)

    def __call__(self, environ: WSGIEnvironment) -> Answer | None:
        try:
            asked = parse_qs(environ.get("QUERY_STRING", ""), max_num_fields=_MAX_FIELDS)
        except ValueError:
            return None
        query = asked.get("q", [""])[0]
        if not query.strip():
            return None
        results = find(self._searcher, query, asked.get("page", ["1"])[0])
        pieces = self._pieces(results)
        headers = [("Content-Type", HTML), ("Content-Language", self._language.code), ("Cache-Control", "no-cache")]
        status = "400 Bad Request" if results.problem else "200 OK"
        if not accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
            return status, headers, b"".join(each.plain for each in pieces)
        return status, [*headers, ("Content-Encoding", "gzip")], gzip_of(pieces)

    def _pieces(self, results: Results) -> list[Piece]:
        """Return the page for ``results``, piece by piece."""
        is_corrected = results.corrected is not None
        frame = self._frame(results.total, results.page, results.pages, results.problem, is_corrected=is_corrected)
        in_address = f"q={escape(quote_plus(results.query))}"
        filled = {
            _IN_ADDRESS: piece(in_address),
            _IN_PLACE: piece(f'{in_address}&amp;page={results.page}"' if results.page > 1 else f'{in_address}"'),
            _ASKED: piece(str(escape(results.query))),
            _CORRECTED: piece(str(escape(results.corrected or ""))),
            _RESULTS: piece("".join(map(self._cards.__getitem__, results.services)), FAST),
        }
        return [filled[cut] if isinstance(cut, str) else cut for cut in frame]

    def _draw_frame(
        self, total: int, page: int, pages: int, problem: str | None, *, is_corrected: bool
    ) -> tuple[Piece | str, ...]:
        """Return everything but what changes with each question, cut where that stands."""
        results = self._results.render(
            query=_ASKED,
            total=total,
            cards=[Markup(_RESULTS)],  # noqa: S704 - a mark of letters
            corrected=_CORRECTED if is_corrected else None,
            page=page,
            pages=pages,
            problem=problem,
        )
        before, after = self._page.split(_RESULTS)
        cuts = re.split(f"({_IN_PLACE}|{_IN_ADDRESS}|{_ASKED}|{_CORRECTED}|{_RESULTS})", before + results + after)
        return tuple(cut if cut in _MARKS else piece(cut) for cut in cuts)
