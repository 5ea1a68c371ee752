"""What holds for every answer of a hall with an ``https:`` address, whoever made it: strict cookies, and HSTS.

A browser keeps a cookie whose name begins with ``__Host-`` only from this very host over an encrypted line, and no
neighbouring host can plant or replace one. Inside the hall cookies go by their plain names: the prefix is put on and
taken off here, at the outermost place, so that no view can forget it.
"""

from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

HOST_PREFIX = "__Host-"
#: A year, with everything below the hall's own name.
STRICT_TRANSPORT = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
_SET_COOKIE = "set-cookie"


def over_encrypted_lines(inner: WSGIApplication) -> WSGIApplication:
    """Return ``inner`` as it is served where the hall's address begins with ``https:``."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        cookies = environ.get("HTTP_COOKIE")
        if cookies:
            environ["HTTP_COOKIE"] = _only_our_own(cookies)
            if not environ["HTTP_COOKIE"]:
                del environ["HTTP_COOKIE"]

        def start(status: str, headers: list[tuple[str, str]], error: object = None) -> Callable[[bytes], object]:
            told = [(name, _strict(value) if name.lower() == _SET_COOKIE else value) for name, value in headers]
            more = () if error is None else (error,)
            return start_response(status, [*told, STRICT_TRANSPORT], *more)

        return inner(environ, start)

    return answer


def _only_our_own(cookies: str) -> str:
    """Return the cookies that this host itself set over an encrypted line, by their plain names."""
    given = (each.strip() for each in cookies.split(";"))
    return "; ".join(each.removeprefix(HOST_PREFIX) for each in given if each.startswith(HOST_PREFIX))


def _strict(cookie: str) -> str:
    cookie = cookie.strip()  # the framework writes a blank before the name
    is_secure = any(part.strip().lower() == "secure" for part in cookie.split(";")[1:])
    return f"{HOST_PREFIX}{cookie}" if is_secure else f"{HOST_PREFIX}{cookie}; Secure"
