"""Attack 62: a cache on the way that keeps whatever it is not forbidden to keep, and hands it to the next who asks.

It is worse than any that keeps to RFC 9111: it looks neither at ages nor at ``Vary``. What belongs to somebody, or was
told to a browser with a session, may not be in it all the same.
"""

import http.client
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.applicants import Applicant
from tests.attacks.addresses import addresses
from tests.attacks.estate import MADE_UP, own_case
from tests.attacks.test_walk_of_rights import FOR_THE_BEARER, PUBLIC
from tests.halls import Hall

_FORBIDDEN = ("no-store", "private")
_OWN = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


class _Cache(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, behind: int) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.behind, self.kept = behind, dict[str, tuple[int, list[tuple[str, str]], bytes]]()


class _Passing(BaseHTTPRequestHandler):
    server: _Cache

    def do_GET(self) -> None:
        known = self.server.kept.get(self.path)
        status, headers, body = known or self._fetched()
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in {"transfer-encoding", "connection", "content-length", "date", "server"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Kept", "yes" if known else "no")
        self.end_headers()
        self.wfile.write(body)

    def _fetched(self) -> tuple[int, list[tuple[str, str]], bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.server.behind, timeout=30)
        with closing(line):
            line.request(
                "GET", self.path, headers={name: value for name, value in self.headers.items() if name != "Host"}
            )
            got = line.getresponse()
            answer = (got.status, got.getheaders(), got.read())
        control = " ".join(value.lower() for name, value in answer[1] if name.lower() == "cache-control")
        if not any(word in control for word in _FORBIDDEN):
            self.server.kept[self.path] = answer
        return answer

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def cache(attacked: Hall) -> Iterator[_Cache]:
    with _Cache(attacked.port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def _through(cache: _Cache, place: str, cookies: str = "") -> tuple[int, bytes, str, bool]:
    with closing(http.client.HTTPConnection("127.0.0.1", cache.server_port, timeout=30)) as line:
        line.request("GET", place, headers={**_OWN, **({"Cookie": cookies} if cookies else {})})
        got = line.getresponse()
        return got.status, got.read(), got.headers.get("Set-Cookie") or "", got.headers["X-Kept"] == "yes"


def test_nothing_of_somebody_is_left_in_a_cache_on_the_way(attacked: Hall, cache: _Cache) -> None:
    with closing(Applicant(attacked)) as noor:
        noor.become("noor-al-bahar")
        reference = own_case(noor)
        noor.token = ""
        noor.sign_in("noor-al-bahar")
        cookies = "; ".join(f"{name}={value}" for name, value in noor.cookies.items())
    values = {**PUBLIC, **{kind: make() for kind, make in MADE_UP.items()}, "reference": reference}
    values |= dict.fromkeys(FOR_THE_BEARER, "0123456789abcdef")
    filled = [each.filled(values) for each in addresses() if "GET" in each.methods]
    # Worked examples of a service are about her, too, and everybody's.
    places = [place for place in filled if not place.endswith(("/example", "/example/"))]
    assert len(places) > 100

    first = {place: _through(cache, place, cookies) for place in places}
    assert "Noor" in first["/en/me/"][1].decode()
    assert reference in first[f"/en/track/{reference}/"][1].decode()
    # What a browser with a session is told is kept by no cache, whoever it is about, but for what is the same for all.
    for place, (_status, _headers, body) in cache.kept.items():
        told = body.decode("utf-8", "replace")
        assert "Noor" not in _said(told), place
        assert reference not in told, place
    assert not any(place.startswith(("/en/me/", "/desk/")) for place in cache.kept)

    # And the next who asks sees a page of their own, and gets nobody's session.
    for place in places:
        _status, body, cookie, is_kept = _through(cache, place)
        assert "Noor" not in _said(body.decode("utf-8", "replace")), place
        assert not (is_kept and reference in place), place
        assert "openhall_session" not in cookie, place


def _said(text: str) -> str:
    """Return what a page says to whoever reads it: names of the demonstration stand on the pages of choosing alone."""
    return "" if 'name="person"' in text or '"story"' in text else text


def test_what_is_the_same_for_everybody_may_be_kept(cache: _Cache) -> None:
    assert not _through(cache, "/en/services/?once")[3]
    assert _through(cache, "/en/services/?once")[3], "a cache may keep public pages, or this test tests nothing"
