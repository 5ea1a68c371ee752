"""Attack 62: a page of another website, open in the browser of somebody who is signed in here, learns nothing."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

from tests.halls import Hall

pytestmark = pytest.mark.browser
_TRY = """
async (hall) => {
  const tried = async (act) => { try { return await act(); } catch (error) { return error.name; } };
  const element = (tag, names) => new Promise((resolve) => {
    const made = Object.assign(document.createElement(tag), names);
    made.onload = () => resolve("loaded");
    made.onerror = () => resolve("refused");
    document.body.append(made);
    setTimeout(() => resolve("silent"), 5000);
  });
  const read = async (place, more) => {
    const answer = await fetch(hall + place, { credentials: "include", ...more });
    return (await answer.text()).length;
  };
  return {
    page: await tried(() => read("/en/me/")),
    api: await tried(() => read("/api/v1/me")),
    blind: await tried(() => read("/en/me/", { mode: "no-cors" })),
    form: await tried(() => read("/en/sign-out/", { method: "POST", body: "x=1", mode: "no-cors" })),
    script: await element("script", { src: hall + "/api/v1/services" }),
    picture: await element("img", { src: hall + "/en/me/" }),
  };
}
"""


class _Elsewhere(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<!doctype html><title>Elsewhere</title><body>Elsewhere</body>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """Return the address of another website: another name, so another site as well as another origin."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def page(browser: Browser, hall: Hall) -> Iterator[Page]:
    """Return a window of somebody who is signed in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://localhost:{hall.port}/en/sign-in/")
    page.locator("button[name=person]").first.click()
    page.wait_for_url("**/en/me/")
    yield page
    context.close()


def test_another_website_reads_nothing_and_ends_nothing(page: Page, hall: Hall, elsewhere: str) -> None:
    home = f"http://localhost:{hall.port}"
    page.goto(elsewhere)

    found = page.evaluate(_TRY, home)

    assert found == {
        "page": "TypeError",
        "api": "TypeError",
        "blind": "TypeError",
        "form": "TypeError",
        "script": "refused",
        "picture": "refused",
    }
    page.goto(f"{home}/en/me/")
    assert page.url == f"{home}/en/me/", "still signed in"


def test_another_website_frames_nothing(page: Page, hall: Hall, elsewhere: str) -> None:
    page.goto(elsewhere)
    for place in ("/en/", "/en/me/", "/en/sign-in/", "/verify-offline.html", "/en/no-such/"):
        page.evaluate(
            "(src) => document.body.replaceChildren(Object.assign(document.createElement('iframe'), { src }))",
            f"http://localhost:{hall.port}{place}",
        )
        page.wait_for_timeout(500)
        (frame,) = page.frames[1:]
        assert "Openhall" not in frame.evaluate("document.documentElement.innerText"), place


def test_a_window_that_another_website_opens_is_out_of_its_hands(page: Page, hall: Hall, elsewhere: str) -> None:
    page.goto(elsewhere)
    with page.expect_popup() as opened:
        page.evaluate("(place) => { window.held = window.open(place); }", f"http://localhost:{hall.port}/en/me/")
    opened.value.wait_for_load_state()

    assert opened.value.evaluate("window.opener") is None
    assert page.evaluate("window.held.closed"), "it cannot be counted, moved or led elsewhere"
