"""The key that a page brings for what is typed on it and waits in the window: who finds that there has no use of it.

It is made anew for each page, of who is asking and where: somebody who signs in again finds what they typed, and nobody
else who opens the page does. Of a guest a cookie tells that it is the same browser, until that is closed.
"""

import hmac
from base64 import b64encode
from secrets import token_urlsafe

from django.http import HttpRequest, HttpResponse

from openhall.blocks.journal.facade import code_keys
from openhall.channels.portal.asking import visitor

COOKIE = "openhall_typing"
_USE, _LONGEST, _RANDOM_BYTES = "typing", 64, 16


class TypingKey:
    """The key for the page at ``path`` (without its language), and the cookie of a guest that has none yet."""

    def __init__(self, request: HttpRequest, path: str) -> None:
        self._request, self._fresh = request, ""
        whose = visitor(request).id
        if not whose:
            kept = request.COOKIES.get(COOKIE, "")[:_LONGEST]
            self._fresh = "" if kept else token_urlsafe(_RANDOM_BYTES)
            whose = f"guest {kept or self._fresh}"
        digest = hmac.digest(code_keys(_USE)[0], f"{whose}\n{path}".encode(), "sha256")
        #: 256 bits in base64.
        self.text = b64encode(digest).decode()

    def remember(self, response: HttpResponse) -> HttpResponse:
        """Let a guest's browser be known again; scripts do not read it."""
        if self._fresh:
            is_encrypted = self._request.is_secure()
            response.set_cookie(COOKIE, self._fresh, httponly=True, samesite="Lax", secure=is_encrypted)
        return response
