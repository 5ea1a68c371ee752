"""A desk that hands out the sample pages of applying and notes what is sent to it, in the place of a hall."""

import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from playwright.sync_api import Browser, Page

from openhall.channels.portal.rendering import TEMPLATES
from openhall.channels.portal.samples import forms
from openhall.channels.portal.samples.saying import Say
from openhall.kernel.languages import ALL, ENGLISH, Language, pick
from openhall.project.security import CONTENT_SECURITY_POLICY
from openhall.ui.assets import asset_responses
from openhall.ui.form_views import QuestionView
from openhall.ui.shell import ContactPoint, Shell, asset_addresses
from openhall.ui.templating import render

SEALS = b64encode(b"the key that a page brings along").decode()
QUESTION = "/en/apply/sample/name/"
ASSETS = {each.path: each for each in asset_responses()}


def say_in(language: Language) -> Say:
    """Return what picks the sentence of a language."""

    def say(en: str, hant: str, hans: str) -> str:
        return pick({"en": en, "zh-Hant": hant, "zh-Hans": hans}, language)

    return say


def drawn(template: str, view: object, language: Language = ENGLISH, path: str = "apply/sample/name/") -> str:
    """Draw a page of applying or following."""
    name = {"en": "Front desk", "zh-Hant": "詢問處", "zh-Hans": "咨询台"}
    published = datetime(2026, 11, 23, tzinfo=UTC)
    shell = Shell(
        language, ALL, path, name, ContactPoint(name, "2000 0000"), published, "UTC", asset_addresses(), is_demo=True
    )
    return render(
        f"{TEMPLATES}/{template}",
        language=language,
        context={"shell": shell, "view": view, "title": "", "code": "", "seals": SEALS, **_words_of(view)},
    )


def _words_of(view: object) -> dict[str, object]:
    """Return what a page is drawn with that has no view of its own: names and what they stand for."""
    return dict(view) if isinstance(view, dict) else {}


def name_page(**changes: Any) -> QuestionView:
    """Return a page with one empty box that posts to itself."""
    page = forms.text_page(say_in(ENGLISH), "a")
    empty = replace(page.fields[0], value="")
    return replace(page, fields=(empty,), action=QUESTION, **changes)


@dataclass
class Desk:
    """Somebody who answers: what to show at which address, and what has come in."""

    page: Page
    url: str
    shown: dict[str, str]
    sent: list[dict[str, list[str]]] = field(default_factory=list)
    is_open: bool = True

    def open(self, path: str) -> Page:
        """Go to an address of the desk."""
        self.page.goto(self.url + path)
        return self.page


@contextmanager
def desk(browser: Browser, shown: dict[str, str], **options: Any) -> Iterator[Desk]:
    """Open a window with a desk behind it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        context = browser.new_context(service_workers="block", **options)
        served = Desk(context.new_page(), f"http://127.0.0.1:{server.server_port}", shown)
        server.RequestHandlerClass = _answers(served)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield served
        finally:
            context.close()
            server.shutdown()


def _answers(served: Desk) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        """Answers one request, or none while the line is cut."""

        def do_GET(self) -> None:
            if self.path in ASSETS:
                self._give(HTTPStatus.OK, ASSETS[self.path].media_type, ASSETS[self.path].body)
            elif served.is_open:
                html = served.shown.get(self.path, "<!doctype html><title>-</title>")
                self._give(HTTPStatus.OK, "text/html; charset=utf-8", html.encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if served.is_open:
                served.sent.append(parse_qs(body, keep_blank_values=True))
                self.send_response(HTTPStatus.SEE_OTHER)
                self.send_header("Location", "/next/")
                self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

        def _give(self, status: HTTPStatus, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
            self.end_headers()
            self.wfile.write(body)

    return Answers
