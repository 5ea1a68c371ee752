"""The hall answers to its own names only: a request that names another host is another house's.

A page under a name that somebody else owns could be read by them, and a cache on the way could keep it for others.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.http.request import split_domain_port, validate_host

from openhall.project.security import SECURITY_HEADERS

_ANY = "*"
#: Who reads this came by a wrong address: it is said in every language, because nothing is known of them.
_NOT_HERE = (
    "This hall is not known by this name. Use the address that you were given.\n"
    "本門戶網站不使用這個網址，請使用您獲提供的網址。\n"
    "本门户网站不使用这个网址，请使用您得到的网址。\n"
).encode()


def by_our_names(inner: WSGIApplication, names: Sequence[str]) -> WSGIApplication:
    """Return ``inner`` as it answers to ``names`` only, written as in ``ALLOWED_HOSTS``; others get 421 (RFC 9110)."""
    if _ANY in names:
        return inner

    @lru_cache(maxsize=256)
    def is_ours(host: str) -> bool:
        name, _ = split_domain_port(host)
        return bool(name) and validate_host(name, list(names))

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if is_ours(environ.get("HTTP_HOST", "")[:300]):
            return inner(environ, start_response)
        told = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(_NOT_HERE))),
            ("Cache-Control", "no-store"),
            *SECURITY_HEADERS,
        ]
        start_response("421 Misdirected Request", told)
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [_NOT_HERE]

    return answer
