"""What a page is once it is made, before any server or framework has seen it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class PublicResponse:
    """A public address with its finished bytes, the same for every reader until the next publication.

    ``path`` is absolute and ASCII. ``needs_no_query`` says that a query string changes the answer, so that
    only the bare address may be answered with these bytes. ``is_permanent`` marks an address that names
    its content and never changes.
    """

    path: str
    body: bytes
    media_type: str = HTML
    language: str = ""
    needs_no_query: bool = False
    is_permanent: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


def accepts_gzip(accept_encoding: str) -> bool:
    """Tell whether a reader who sends this Accept-Encoding can unpack gzip (RFC 9110, section 12.5.3)."""
    if "gzip" not in accept_encoding:
        return False
    # Hardly anybody sends a weight of nothing: only then is it worth a closer look.
    return "q=0" not in accept_encoding or "gzip;q=0," not in f"{accept_encoding.replace(' ', '')},"
