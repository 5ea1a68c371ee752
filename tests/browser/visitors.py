"""Somebody at a browser in front of the hall, and a note of everything that a visit must not do."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, expect, sync_playwright

from tests.browser.places import Kind, answer_of
from tests.halls import Hall

NAMED_BY = "CHROMIUM"
_WHOLE_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: The same engine without windows, menus and a viewer of PDF around it: it takes two thirds of the time.
_SHELL = "chromium-headless-shell"
#: What a browser may ask for without leaving this machine.
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", None})
_OF_THE_BROWSER = frozenset({"chrome", "chrome-extension"})
_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Loopback never goes through a proxy; everything else ends at this one, where nobody listens.
    "--proxy-server=http://127.0.0.1:9",
)
_MEASURES = (Path(__file__).parent / "measures.js").read_text("utf-8")


# A busy machine is not a fault of the page.
expect.set_options(timeout=20_000)


def find_chromium(*, is_whole: bool = False) -> str | None:
    """Return the browser of this machine: the one that is named, else one with a usual name, on demand a whole one."""
    names = _WHOLE_NAMES if is_whole else (_SHELL, *_WHOLE_NAMES)
    return os.environ.get(NAMED_BY) or next(filter(None, map(shutil.which, names)), None)


@contextmanager
def chromium(executable: str) -> Iterator[Browser]:
    """Run a browser until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=_ARGUMENTS,
            chromium_sandbox=os.geteuid() != 0,  # it cannot be made by root
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass  # no slots: playwright marks the object whose method listens
class Visitor:
    """One person at one window."""

    hall: Hall
    page: Page
    faults: list[str] = field(default_factory=list)
    #: Addresses whose answer is not 200 on purpose: the browser says so in its console.
    troubles: set[str] = field(default_factory=set)

    def open(self, path: str, status: int = 200) -> Page:
        """Go to an address of the hall."""
        if status != 200:
            self.troubles.add(self.hall.url + path)
        response = self.page.goto(self.hall.url + path)
        assert response is not None
        assert response.status == status, f"{path}: {response.status}"
        return self.page

    def see(self, kind: Kind, slug: str) -> Page:
        """Go to a page of a kind; one that no address brings is put before the visitor at its address."""
        path = kind.path(slug)
        if kind.is_plain:
            return self.open(path, kind.status)
        answer = answer_of(self.hall, kind, slug)
        # Somebody's own page stands at an address that is the same in every run.
        path = path.replace("{reference}", "00000-00000")

        def hand_over(route: Route) -> None:
            kept = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
            route.fulfill(status=answer.status, headers=kept, body=answer.content)

        self.page.route(self.hall.url + path, hand_over, times=1)
        return self.open(path, kind.status)

    def measure(self, name: str, *arguments: object) -> Any:  # noqa: ANN401 - what a page says can be anything
        """Ask one of the questions of `measures.js` about the page."""
        return self.measure_all([(name, arguments)])[0]

    def measure_all(self, questions: Iterable[tuple[str, Sequence[object]]]) -> list[Any]:
        """Ask several questions about the page as it is shown now, in one go."""
        asked = [[name, list(arguments)] for name, arguments in questions]
        asking = (
            f"(asked) => {{ const page = {_MEASURES}; return asked.map(([name, given]) => page[name](...given)); }}"
        )
        found: list[Any] = self.page.evaluate(asking, asked)
        return found

    def tell(self, message: ConsoleMessage) -> None:
        """Note an error in the console, a breach of the content security policy among them."""
        is_meant = message.location.get("url") in self.troubles or _MENDING.search(message.text)
        if message.type == "error" and not is_meant:
            self.faults.append(f"console at {self.page.url}: {message.text}")

    def ask(self, request: Request) -> None:
        """Note a request that leaves this machine."""
        asked = urlsplit(request.url)
        # A browser's own viewer of PDF asks the browser itself.
        if asked.scheme not in _OF_THE_BROWSER and asked.hostname not in _LOOPBACK:
            self.faults.append(f"request at {self.page.url}: {request.url}")


#: What the console says of a page that comes back with something to mend or to sign in for, and of a file that is
#: refused: they are answered so on purpose.
_MENDING = re.compile("the server responded with a status of (401|413|415|422)")
_KEPT_HEADERS = ("content-type", "content-security-policy", "content-language")


@contextmanager
def visiting(browser: Browser, hall: Hall, **options: Any) -> Iterator[Visitor]:
    """Open a window of its own, with ``options`` of a browser context, and find no fault with the visit."""
    given = {"service_workers": "block", "reduced_motion": "reduce", "viewport": {"width": 1280, "height": 800}}
    context = browser.new_context(**{**given, **options})
    try:
        visitor = Visitor(hall, context.new_page())
        context.on("request", visitor.ask)
        context.on("console", visitor.tell)
        context.on("weberror", lambda error: visitor.faults.append(f"script: {error.error}"))
        yield visitor
        assert not visitor.faults, "\n".join(visitor.faults)
    finally:
        context.close()
