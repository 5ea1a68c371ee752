"""What tells whose a request is and where it came from: shared by the front, the middleware and the channels."""

from collections.abc import Collection
from urllib.parse import urlsplit

#: The cookie of a signed-in browser. A reader with it is somebody: nothing prepared for everybody fits them.
SESSION_COOKIE = "openhall_session"
#: Where a request keeps its visitor once somebody has asked for it.
VISITOR = "openhall_visitor"
#: Where it keeps that whoever asks has shown the code of a matter, and why it was refused: for the line about it.
ASKER, WHY = "openhall_asker", "openhall_why"
#: Methods that change nothing (RFC 9110, section 9.2.1).
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

_LONGEST = 2000
_OWN_SITES = frozenset({"same-origin", "none"})


def is_from_here(*, fetch_site: str, origin: str, referer: str, hosts: Collection[str]) -> bool | None:
    """Tell whether our own page sent a request, by its Sec-Fetch-Site, Origin and Referer headers.

    ``hosts`` are our names with their ports, without a scheme: a proxy may have taken TLS off. ``None`` means
    that the browser said nothing, as only very old ones and programs do. ``same-site`` is not here: whoever
    keeps a neighbouring subdomain is somebody else.
    """
    if fetch_site:
        return fetch_site in _OWN_SITES
    if origin:
        return urlsplit(origin).netloc in hosts
    if referer:
        return urlsplit(referer).netloc in hosts
    return None


def is_local_path(address: str) -> bool:
    r"""Tell whether ``address`` is a path on this host and nothing that a browser could take for another one.

    Browsers drop tabs and line ends, and read a backslash as a slash: ``/\evil.example`` leads away.
    """
    is_plain = address.isascii() and address.isprintable() and not set(' \\<>"') & set(address)
    return is_plain and address.startswith("/") and not address.startswith("//") and len(address) <= _LONGEST
