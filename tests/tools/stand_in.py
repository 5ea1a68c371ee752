"""A hall of twenty lines of rules, for tests of the bench: it takes three answers and knows what was sent to it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

from tools.bench.applying.subjects import Question, Subject

SUBJECT = Subject(
    service="office/permit",
    sign_in=0,
    needs_files=False,
    questions=[
        Question("name", {"name": ["CHAN Tai Man"]}),
        Question("purpose", {"purpose": ["A feast & a dance"]}, {"purpose": ["搬屋"]}),
        Question("places", {"places": ["north", "south"]}, {"places": ["north"]}),
    ],
    answers={"name": "CHAN Tai Man"},
)
_PAGES = [question.page for question in SUBJECT.questions]
_PLACES = ("north", "south", "east")


#: A page with files that fetch files.
_FILES = {
    "/heavy/": ("text/html", '<link rel="stylesheet" href="/static/a.css"><script src="../static/b.js"></script>'),
    "/static/a.css": ("text/css", '@font-face { src: url("d.woff2") } a { background: url(data:image/png;base64,x) }'),
    "/static/b.js": ("text/javascript", 'import { c } from "./c.js";'),
    "/static/c.js": ("text/javascript", "export const c = 1;"),
    "/static/d.woff2": ("font/woff2", "x" * 3_000),
}


class StandIn:
    """What the stand-in knows; ``forgets`` makes it lose answers, as a hall must not."""

    def __init__(self) -> None:
        self.port = 0
        self.drafts: dict[str, dict[str, list[str]]] = {}
        self.keys: list[str] = []
        self.submitted = 0
        self.forgets = False

    def answer(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, str], str]:
        if path in _FILES:
            kind, text = _FILES[path]
            return HTTPStatus.OK, {"Content-Type": kind}, text
        parts = path.strip("/").split("/")
        if path == "/api/v1/applications":
            self.keys.append(headers["Idempotency-Key"])
            return HTTPStatus.CREATED, {}, json.dumps({"reference": f"C{len(self.keys)}", "secret": "S"})
        if parts[1] == "track":
            return self._track(parts, headers)
        if parts[1:4] == ["apply", "office", "permit"]:
            posted = parse_qs(body.decode())
            return self._take(parts, posted, headers) if method == "POST" else self._show(parts, headers)
        return HTTPStatus.NOT_FOUND, {}, ""

    def _track(self, parts: list[str], headers: Mapping[str, str]) -> tuple[int, dict[str, str], str]:
        if len(parts) == 2:
            return HTTPStatus.SEE_OTHER, {"Set-Cookie": "openhall_matters=case; HttpOnly", "Location": "/"}, ""
        return (HTTPStatus.OK if headers.get("Cookie") == "openhall_matters=case" else HTTPStatus.FORBIDDEN), {}, ""

    def _take(
        self, parts: list[str], posted: dict[str, list[str]], headers: Mapping[str, str]
    ) -> tuple[int, dict[str, str], str]:
        reference, page = parts[4], parts[5] if len(parts) > 5 else "check"
        given = {}
        if reference == "new":
            reference = f"D{len(self.drafts) + 1}"
            self.drafts[reference] = {}
            given["Set-Cookie"] = f"openhall_matters={reference}; Path=/"
        elif headers.get("Cookie") != f"openhall_matters={reference}":
            return HTTPStatus.FORBIDDEN, {}, ""
        if page == "check":
            self.submitted += posted.get("_once") == ["once"] and posted.get("agree") == ["yes"]
            following = "done"
        else:
            self.drafts[reference] |= {} if self.forgets else posted
            following = [*_PAGES, "check"][_PAGES.index(page) + 1]
        return HTTPStatus.SEE_OTHER, {**given, "Location": f"/{'/'.join(parts[:4])}/{reference}/{following}/"}, ""

    def _show(self, parts: list[str], headers: Mapping[str, str]) -> tuple[int, dict[str, str], str]:
        reference, page = parts[4], parts[5]
        if reference != "new" and headers.get("Cookie") != f"openhall_matters={reference}":
            return HTTPStatus.FORBIDDEN, {}, ""
        kept = self.drafts.get(reference, {})
        if page == "check":
            return (
                HTTPStatus.OK,
                {},
                _form('<input type="hidden" name="_once" value="once">' + _box("agree", "yes", ())),
            )
        if page == "places":
            return HTTPStatus.OK, {}, _form("".join(_box(page, each, kept.get(page, ())) for each in _PLACES))
        text = kept.get(page, [""])[0].replace("&", "&amp;")
        return HTTPStatus.OK, {}, _form(f'<textarea name="{page}">\n{text}</textarea>')


def _form(inside: str) -> str:
    search = '<form action="/search/"><input name="q"></form>'
    return f'{search}<form method="post">{inside}<button name="_do">Send</button></form>'


def _box(name: str, value: str, ticked: object) -> str:
    mark = " checked" if isinstance(ticked, list) and value in ticked else ""
    return f'<input type="checkbox" name="{name}" value="{value}"{mark}>'


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_request: object) -> None:
        """Say nothing: a generator hangs up in the middle when its time is over."""


@contextmanager
def standing_in() -> Iterator[StandIn]:
    """Serve the stand-in on the loopback address."""
    known = StandIn()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, text = known.answer(self.command, self.path, dict(self.headers.items()), body)
            content = text.encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _serve  # noqa: N815 - the names are the library's

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    known.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
