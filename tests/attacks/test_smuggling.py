"""Where one request ends and the next begins: the server has one reading of it, or hangs up.

A proxy in front may read a request otherwise than the hall. What could be read in two ways is refused, and the line
shut.
"""

import re
import socket

import pytest

from tests.halls import Hall

_NEXT = b"GET /en/no/such/page/ HTTP/1.1\r\nHost: hall\r\n\r\n"
_POST = b"POST /en/sign-in/ HTTP/1.1\r\nHost: hall\r\nSec-Fetch-Site: same-origin\r\n"
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")


def _said(hall: Hall, raw: bytes) -> list[int]:
    """Return the statuses of all answers to what is sent in one go."""
    told = b""
    with socket.create_connection(("127.0.0.1", hall.port), timeout=3) as line:
        line.sendall(raw)
        try:
            while piece := line.recv(65_536):
                told += piece
        except TimeoutError:
            pass
    return [int(each) for each in _STATUS.findall(told)]


@pytest.mark.parametrize(
    "unclear",
    [
        b"Content-Length: 0\r\nContent-Length: 44\r\n",
        b"Content-Length: 0, 44\r\n",
        b"Content-Length: +0\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 0x0\r\n",
        b"Content-Length: 1e0\r\n",
        b"Transfer-Encoding : chunked\r\nContent-Length: 0\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"X-Folded: a\r\n b\r\nContent-Length: 0\r\n",
    ],
)
def test_a_length_that_can_be_read_in_two_ways_is_refused(attacked: Hall, unclear: bytes) -> None:
    assert _said(attacked, _POST + unclear + b"\r\n" + _NEXT) == [400]


def test_of_two_lengths_nothing_behind_them_is_taken_for_a_request(attacked: Hall) -> None:
    """With both the line is shut after the answer: what follows is nobody's."""
    both = b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert len(_said(attacked, _POST + both + _NEXT)) == 1


def test_a_body_that_nobody_reads_is_no_request(attacked: Hall) -> None:
    hidden = b"Content-Length: " + str(len(_NEXT)).encode() + b"\r\n\r\n" + _NEXT
    last = b"GET /healthz HTTP/1.1\r\nHost: hall\r\nConnection: close\r\n\r\n"

    prepared = _said(attacked, b"POST /en/ HTTP/1.1\r\nHost: hall\r\n" + hidden + last)
    framework = _said(attacked, b"GET /en/me/ HTTP/1.1\r\nHost: hall\r\n" + hidden + last)

    assert prepared in ([405, 200], [405])
    assert framework in ([302, 200], [302])


def test_headers_are_bounded(attacked: Hall) -> None:
    assert _said(attacked, b"GET /en/ HTTP/1.1\r\nHost: hall\r\nX-A: " + b"a" * 600_000 + b"\r\n\r\n") in ([431], [])
