"""Own pages, put together: what stands around them is drawn and compressed once, only the middle is drawn each time.

The frame of a page (head, masthead, footer) is the same for every reader of a language until the next publication,
but for a title, a name and an address. Drawing it again takes three times as long as drawing what is new.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from django.http import HttpRequest, HttpResponse
from markupsafe import escape

from openhall.channels.portal.packing import BEST, FAST, Piece, gzip_of, piece
from openhall.channels.portal.rendering import TEMPLATES, Page, render_page
from openhall.channels.portal.site import Site
from openhall.channels.portal.typing_keys import typing_key
from openhall.kernel.languages import Language
from openhall.ui.responses import HTML, accepts_gzip
from openhall.ui.templating import render

#: The layout of the middle alone: what its frame has to know of it, and the page, cut by a mark.
_INNER = "ui/components/shell/inner.jinja"
_FRAME = "frame.jinja"
_CUT = "xqxcutxqx"
_TITLE, _PATH, _NAME, _MIDDLE, _SEALS = "xqxtitlexqx", "xqxpathxqx", "xqxnamexqx", "xqxmiddlexqx", "xqxsealsxqx"
_MARKS = (_TITLE, _PATH, _NAME, _MIDDLE, _SEALS)
_FRAMES = 64
#: What a form has whose words wait in the window.
_KEPT = " data-keep"

Cuts = tuple[Piece | str, ...]
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Middle:
    """The middle of a page: the title of its window, the form that the language switch sends, and its pieces.

    ``has_account`` says that it needs the looks of accounts, ``is_typed`` that what is typed may wait in the window.
    """

    title: str
    form: str
    has_account: bool
    is_typed: bool
    cuts: Cuts


def own_page(request: HttpRequest, site: Site, language: Language, page: Page, status: int = 200) -> HttpResponse:
    """Draw ``page`` for its reader alone; no cache keeps it."""
    return framed(request, site, language, middle_of(site, language, page, FAST), page.path, status=status)


def middle_of(site: Site, language: Language, page: Page, level: int = BEST, marks: Sequence[str] = ()) -> Middle:
    """Draw what is in the middle of ``page``, cut at ``marks`` that will be filled later."""
    context = {"shell": site.shell(language, page.path), "jurisdiction": site.catalogue.jurisdiction, "layout": _INNER}
    drawn = render(f"{TEMPLATES}/{page.template}", language=language, context=context | page.context)
    # The first three are ours; what stands behind them may hold whatever somebody typed.
    title, form, account, middle = drawn.split(_CUT, 3)
    return Middle(title, form, bool(account), _KEPT in middle, cut_at(middle, marks, level))


def framed(  # noqa: PLR0913 - a page is all of these
    request: HttpRequest,
    site: Site,
    language: Language,
    middle: Middle,
    path: str,
    *,
    fills: Mapping[str, str] = _NOTHING,
    status: int = 200,
) -> HttpResponse:
    """Put ``middle`` into its frame; ``fills`` are texts for its marks, which are escaped here."""
    filled = {mark: piece(str(escape(text))) for mark, text in fills.items()}
    nobody = replace(site, visitor=None)
    frame = _frame(nobody, language, middle.form, middle.has_account, is_known=site.visitor is not None)
    around: dict[str, Sequence[Piece]] = {
        _TITLE: (piece(middle.title, FAST),),
        _PATH: (piece(str(escape(path))),),
        _NAME: (piece(str(escape(site.name_in(language)))),),
        _SEALS: (piece(typing_key(request, path)),) if middle.is_typed else (),
        _MIDDLE: [filled[cut] if isinstance(cut, str) else cut for cut in middle.cuts],
    }
    pieces = list(chain.from_iterable(around[cut] if isinstance(cut, str) else (cut,) for cut in frame))
    return own_answer(request, language, pieces, status)


def cut_at(text: str, marks: Sequence[str], level: int) -> Cuts:
    """Return ``text`` in pieces, cut at ``marks``, which stand between them."""
    if not marks:
        return (piece(text, level),)
    cuts = re.split(f"({'|'.join(map(re.escape, marks))})", text)
    return tuple(cut if cut in marks else piece(cut, level) for cut in cuts if cut)


def see_other(address: str) -> HttpResponse:
    """Send a browser on to ``address`` with GET, whatever it did here (RFC 9110, 303)."""
    return HttpResponse(status=303, headers={"Location": address, "Cache-Control": "no-store", "Content-Length": "0"})


def own_answer(request: HttpRequest, language: Language, pieces: Sequence[Piece], status: int) -> HttpResponse:
    """Answer with ``pieces``, packed for a reader who can unpack them; no cache keeps it."""
    is_packed = accepts_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    body = gzip_of(pieces) if is_packed else b"".join(each.plain for each in pieces)
    headers = {
        "Content-Language": language.code,
        "Cache-Control": "no-store",
        "Content-Length": str(len(body)),
        **({"Content-Encoding": "gzip"} if is_packed else {}),
    }
    return HttpResponse(body, content_type=HTML, status=int(status), headers=headers)


@lru_cache(maxsize=_FRAMES)
def _frame(site: Site, language: Language, form: str, has_account: bool, *, is_known: bool) -> Cuts:  # noqa: FBT001 - part of a key
    """Return everything around the middle, in pieces that are compressed already, cut where it differs."""
    shown = replace(site, visitor=dict.fromkeys((each.code for each in site.languages()), _NAME)) if is_known else site
    context = {
        "title": _TITLE,
        "keeps_answers": form,
        "seals": _SEALS if form else "",
        "has_account": has_account,
        "middle": _MIDDLE,
    }
    whole = render_page(shown, language, Page(_PATH, _FRAME, context))
    return cut_at(whole.decode(), _MARKS, BEST)
