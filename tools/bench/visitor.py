"""Somebody with a browser of their own: keeps a connection and cookies, follows nothing by themselves."""

import gzip
import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Self

from tools.bench.errors import BenchError
from tools.bench.requests import Fields, Request, form_post

_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; ``size`` counts every byte that came over the line."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    size: int

    @property
    def text(self) -> str:
        """Return the body as text, unpacked."""
        packed = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode("utf-8", errors="replace")

    @property
    def location(self) -> str:
        """Return where the answer sends the browser."""
        return self.headers.get("Location", "")


class Visitor:
    """A browser at one server of this machine."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        self.cookies: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    @property
    def cookie_header(self) -> Mapping[str, str]:
        """Return the header with every cookie that was set."""
        words = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        return {"Cookie": words} if words else {}

    def get(self, path: str, good: int = 200) -> Answer:
        """Open a page."""
        return self.send(Request(path, headers=self.cookie_header), good)

    def post(self, path: str, fields: Fields, good: int = 303) -> Answer:
        """Press the button of a form."""
        return self.send(form_post(path, fields, self.cookie_header), good)

    def send(self, request: Request, good: int) -> Answer:
        """Ask, keep the cookies, and refuse every status but ``good``."""
        try:
            self._connection.request(request.method, request.path, request.body or None, request.all_headers())
            came = self._connection.getresponse()
            body = came.read()
        except (OSError, http.client.HTTPException) as error:
            raise BenchError(f"{request.method} {request.path} is not answered: {error!r}") from error
        answer = Answer(came.status, came.headers, body, _head_size(came) + len(body))
        self._keep_cookies(answer)
        if answer.status != good:
            raise BenchError(f"{request.method} {request.path} answers {answer.status} and not {good}.")
        return answer

    def _keep_cookies(self, answer: Answer) -> None:
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                if morsel.value and morsel["max-age"] != "0":
                    self.cookies[name] = morsel.coded_value
                else:
                    self.cookies.pop(name, None)


def _head_size(came: http.client.HTTPResponse) -> int:
    """Return the length of the status line and headers as they were sent."""
    status_line = f"HTTP/1.1 {came.status} {came.reason}\r\n"
    return len(status_line) + sum(len(f"{name}: {text}\r\n") for name, text in came.headers.items()) + len("\r\n")
