"""The first thing a request meets: public pages as prepared bytes, everything else to the framework."""

import logging
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.urls import Resolver404, resolve

from openhall.kernel.visits import SESSION_COOKIE
from openhall.project.prepared.pack import Entry, Pack
from openhall.project.prepared.store import PackStore
from openhall.project.security import SECURITY_HEADERS, security_headers_beside
from openhall.ui.responses import HTML, accepts_gzip

#: Pieces of a pack with the page for an error that nobody foresaw, by the slug of its language.
APOLOGY = "piece:500:"
_LAST_WORDS = b"<!doctype html><html lang=en><title>Openhall</title><h1>Something went wrong. Please try again.</h1>"
_READING = ("GET", "HEAD")
_log = logging.getLogger("openhall.front")

#: Answers an address for everybody from the pack: environ to status, headers, body; ``None`` to decline.
Hot = Callable[[WSGIEnvironment], tuple[str, list[tuple[str, str]], bytes] | None]
HotFactory = Callable[[Pack], Mapping[str, Hot]]

_VARY = ("Vary", "Accept-Encoding, Cookie")
#: A reader can have these in another form; a stylesheet is a stylesheet whatever they say.
_PAGE = "text/html"
_NEGOTIATED = frozenset({_PAGE, "application/json"})
_OF_THE_BODY = frozenset({"Content-Length", "Content-Encoding"})


class Front:
    """A WSGI application around the framework's.

    ``hot`` gives, for each new pack, the addresses that are computed from it per request (the search page).
    ``own`` answers pages that are somebody's own and asked for often, or declines; it takes what is posted, too.
    """

    def __init__(self, inner: WSGIApplication, store: PackStore, hot: HotFactory, own: Hot | None = None) -> None:
        self._inner = inner
        self._store = store
        self._make_hot = hot
        self._own = own
        self._lock = Lock()
        self._hot: Mapping[str, Hot] = {}
        self._ready: Mapping[str, _Prepared] = {}
        self._apologies: Mapping[str, bytes] = {}

    def warm(self) -> "Front":
        """Read the current pack now rather than at the first request; return the front itself."""
        if self._store.has_moved():
            self._reload()
        return self

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        if self._store.has_moved():
            self._reload()
        if environ["REQUEST_METHOD"] in _READING:
            is_somebody = SESSION_COOKIE in environ.get("HTTP_COOKIE", "")
            prepared = self._ready.get(environ["PATH_INFO"])
            if prepared is not None and prepared.fits(environ, is_somebody=is_somebody):
                return prepared.answer(environ, start_response)
            hot = self._own if is_somebody else self._hot.get(environ["PATH_INFO"], self._own)
            if hot is not None and _accepts(environ, _PAGE):
                return self._computed(hot, environ, start_response)
        elif environ["REQUEST_METHOD"] == "POST" and self._own is not None and _accepts(environ, _PAGE):
            return self._computed(self._own, environ, start_response)
        return self._framework(environ, start_response)

    def _framework(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return self._inner(environ, start_response)
        except Exception:  # noqa: BLE001 - the last net: a reader gets a page, an operator the trace
            _log.exception("unforeseen error at %s", _place(environ))
            start_response("500 Internal Server Error", [("Content-Type", HTML), *SECURITY_HEADERS])
            return [self._apologies.get(environ.get("PATH_INFO", "").partition("/")[2].partition("/")[0], _LAST_WORDS)]

    def _computed(self, hot: Hot, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            answer = hot(environ)
        except Exception:  # noqa: BLE001 - the framework's slower answer is still there
            _log.exception("the prepared answer failed at %s", _place(environ))
            answer = None
        if answer is None:
            return self._framework(environ, start_response)
        status, headers, body = answer
        start_response(status, [*headers, ("Content-Length", str(len(body))), _VARY, *SECURITY_HEADERS])
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _reload(self) -> None:
        """Take up the current pack; while it cannot be read, go on with the one before and look again soon."""
        with self._lock:
            folder = self._store.current()
            if folder is None:
                return
            try:
                pack = Pack(folder)
                hot = self._make_hot(pack)
            except (OSError, LookupError, ValueError):
                _log.exception("the pack %s cannot be read", folder.name)
                self._store.look_again()
                return
            # Entries without a slash are pieces for computed pages, not addresses.
            ready = {path: _Prepared(pack, entry) for path, entry in pack.entries.items() if path.startswith("/")}
            ready = self._files_of_before() | ready
            apologies = pack.texts(APOLOGY).items()
            self._apologies = {name.removeprefix(APOLOGY): text.encode() for name, text in apologies}
            self._hot, self._ready = hot, ready

    def _files_of_before(self) -> "dict[str, _Prepared]":
        """Return the files that never change of the pack before: pages that people have open still name them."""
        folder = self._store.before()
        if folder is None:
            return {}
        try:
            pack = Pack(folder)
        except (OSError, ValueError):
            return {}
        return {path: _Prepared(pack, entry) for path, entry in pack.entries.items() if entry.is_permanent}


class _Prepared:
    """One address of a pack with the headers of its answers made beforehand."""

    __slots__ = ("_entry", "_media", "_pack", "_packed", "_plain")

    def __init__(self, pack: Pack, entry: Entry) -> None:
        own = [name for name, _ in entry.headers]
        shared = [*entry.headers, _VARY, *security_headers_beside(own)]
        self._pack, self._entry = pack, entry
        self._media = entry.headers[0][1].partition(";")[0]
        self._plain = [*shared, ("ETag", f'"{entry.etag}"'), ("Content-Length", str(entry.size))]
        self._packed = [
            *shared,
            ("ETag", f'"{entry.etag}-gz"'),
            ("Content-Length", str(entry.packed_size)),
            ("Content-Encoding", "gzip"),
        ]

    def fits(self, environ: WSGIEnvironment, *, is_somebody: bool) -> bool:
        """Tell whether these bytes are what is asked for: a page for everybody does not name who is signed in."""
        if is_somebody and self._media == _PAGE:
            return False
        if self._entry.needs_no_query and environ.get("QUERY_STRING"):
            return False
        return self._media not in _NEGOTIATED or _accepts(environ, self._media)

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with the bytes, or with 304 when the reader has them already."""
        entry = self._entry
        is_packed = entry.packed_size > 0 and accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        headers = self._packed if is_packed else self._plain
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and (known.strip() == "*" or entry.etag in known):
            start_response("304 Not Modified", [header for header in headers if header[0] not in _OF_THE_BODY])
            return [b""]
        start_response("200 OK", headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            return [b""]
        return [self._pack.packed(entry) if is_packed else self._pack.body(entry)]


def _place(environ: WSGIEnvironment) -> str:
    """Return an address as the table has it, for the log: what was filled in may be somebody's number."""
    try:
        return f"/{resolve(environ.get('PATH_INFO', '')).route}"
    except Resolver404:
        return "an address that is not in the table"


def _accepts(environ: WSGIEnvironment, media: str) -> bool:
    accept = environ.get("HTTP_ACCEPT")
    return accept is None or "*/*" in accept or media in accept or f"{media.partition('/')[0]}/*" in accept
