"""Somebody who applies over HTTP: a browser without a screen, with cookies, or a program with a token."""

import html
import http.client
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.halls import Answer, Hall

#: What a browser says of a form of our own page.
_OWN = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin", "Accept-Encoding": "identity"}
#: A line on which something was said so recently is not hung up for its silence.
_LINE_IS_FRESH = 1.0
_FORM = "application/x-www-form-urlencoded"


@dataclass
class Applicant:
    """One person at one hall, with one connection that is kept open."""

    hall: Hall
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def __post_init__(self) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", self.hall.port, timeout=60)
        self._said_at = 0.0

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Send one request and keep the cookies that come back."""
        sent = dict(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        response = self._response(method, path, body, sent)
        got = response.read()
        if response.status >= http.HTTPStatus.BAD_REQUEST:
            self._line.close()  # what refuses without reading all that was sent hangs up, sooner or later
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0].strip('"')
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, got)

    def _response(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        """Send a request; on a line that the hall hung up because nothing was said for long, once more on a new one."""
        try:
            self._line.request(method, path, body=body or None, headers=headers)
            return self._line.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            if self._said_at > time.monotonic() - _LINE_IS_FRESH:
                raise
            self._line.close()
            self._line.request(method, path, body=body or None, headers=headers)
            return self._line.getresponse()
        finally:
            self._said_at = time.monotonic()

    def look(self, path: str) -> Answer:
        """Go to a page."""
        return self.ask("GET", path, headers=_OWN)

    def send(self, path: str, fields: Mapping[str, Any]) -> Answer:
        """Send a form of a page."""
        body = urlencode({name: _texts(value) for name, value in fields.items()}, doseq=True).encode()
        return self.ask("POST", path, body, {**_OWN, "Content-Type": _FORM})

    def call(self, method: str, path: str, value: object = None, **headers: str) -> Answer:
        """Call the API."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        body = b"" if value is None else json.dumps(value).encode()
        typed = {"Content-Type": "application/json"} if body else {}
        return self.ask(method, path, body, {"Accept": "application/json", **typed, **named})

    def sign_in(self, person: str, slug: str = "en") -> None:
        """Choose to be somebody of the demonstration, on the page."""
        answer = self.send(f"/{slug}/sign-in/", {"person": person})
        assert answer.status == http.client.SEE_OTHER, answer.text[:500]

    def become(self, person: str) -> None:
        """Take a token of the API for somebody of the demonstration."""
        self.token = self.call("POST", "/api/v1/demo/token", {"person": person}).json()["token"]

    def upload(self, name: str, data: bytes, media_type: str = "application/pdf") -> str:
        """Send a file to the API; return its id."""
        head = f'--end\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {media_type}'
        body = head.encode() + b"\r\n\r\n" + data + b"\r\n--end--\r\n"
        answer = self.ask("POST", "/api/v1/files", body, {"Content-Type": "multipart/form-data; boundary=end"})
        assert answer.status == http.client.CREATED, answer.text[:500]
        return str(answer.json()["id"])

    def close(self) -> None:
        """Hang up."""
        self._line.close()


def words_of(answer: Answer) -> str:
    """Return the words of a page's main part."""
    return words_in(answer.text)


def words_in(page: str) -> str:
    """Return the words of the main part of a page's source."""
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0] if main else page))).strip()


def _texts(value: Any) -> str | Sequence[str]:  # noqa: ANN401 - a field holds a text, texts, or a number
    if isinstance(value, bool):
        return "true" if value else "false"
    return [str(each) for each in value] if isinstance(value, list | tuple) else str(value)
