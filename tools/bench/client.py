"""Ask a server on this machine, as the bench itself needs it."""

import http.client
import json
from typing import Any

from tools.bench.errors import BenchError
from tools.bench.requests import BROWSER

_PATIENCE = 30.0
OK = 200


def status_of(port: int, path: str) -> int:
    """Return the status of the answer, 0 when there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        connection.request("GET", path, headers=BROWSER)
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
    if answer.status != OK:
        raise BenchError(f"The hall answers {answer.status} at {path}: there is nothing to measure.")
    return json.loads(body)
