"""Ask a server on this machine for one page."""

import http.client
import json
from typing import Any

from tools.bench.errors import BenchError

#: What a browser says. Hello is asked with the same words.
HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip",
    "Accept-Language": "en,zh-Hant;q=0.8,zh-Hans;q=0.6",
    "User-Agent": "openhall-bench",
}
_PATIENCE = 10.0


def request_bytes(port: int, path: str) -> bytes:
    """Return a request for ``path`` as it goes over the line."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *(f"{name}: {text}" for name, text in HEADERS.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def status_of(port: int, path: str) -> int:
    """Return the status of the answer, 0 when there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        connection.request("GET", path, headers=HEADERS)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def get_json(port: int, path: str) -> Any:  # noqa: ANN401 - the shape is the caller's to know
    """Return what ``path`` answers as JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        connection.request("GET", path, headers={"Accept": "application/json"})
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise BenchError(f"The hall does not answer at {path}: {error}") from error
    finally:
        connection.close()
    if answer.status != 200:  # noqa: PLR2004 - the word for "good" in HTTP
        raise BenchError(f"The hall answers {answer.status} at {path}: there is nothing to measure.")
    return json.loads(body)
