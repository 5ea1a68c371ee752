"""A request as people make it, and as it goes over the line: both generators are handed the same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

from openhall.kernel.visits import SESSION_COOKIE

#: What a browser says. Hello is asked with the same words.
BROWSER: Mapping[str, str] = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip",
    "Accept-Language": "en,zh-Hant;q=0.8,zh-Hans;q=0.6",
    "User-Agent": "openhall-bench",
}
FORM = "application/x-www-form-urlencoded"
#: What somebody typed: names of fields, each with all that was given for it.
Fields = Mapping[str, Sequence[str]]
_guests = count()


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a server; ``headers`` are those that this request has beside a browser's."""

    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def all_headers(self) -> dict[str, str]:
        """Return every header but the host."""
        # Guests come from everywhere, as a line behind a proxy tells: each counts for a network of their own.
        is_somebody = "Authorization" in self.headers or SESSION_COOKIE in self.headers.get("Cookie", "")
        whence = {} if is_somebody else {"X-Forwarded-For": _network(next(_guests))}
        length = {"Content-Length": str(len(self.body))} if self.method != "GET" else {}
        return {**BROWSER, **whence, **self.headers, **length}

    def on_the_line(self, port: int) -> bytes:
        """Return the bytes that ask a server of this machine."""
        words = [f"{self.method} {self.path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
        words += [f"{name}: {text}" for name, text in self.all_headers().items()]
        return ("\r\n".join(words) + "\r\n\r\n").encode("ascii") + self.body


def _network(number: int) -> str:
    return f"10.{number % 256}.{number // 256 % 256}.1"


def form_post(path: str, fields: Fields, headers: Mapping[str, str]) -> Request:
    """Return the press of the button of a form, as a browser sends it."""
    return Request(path, "POST", {"Content-Type": FORM, **headers}, urlencode(fields, doseq=True).encode("ascii"))
