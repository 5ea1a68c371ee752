"""The key that a page brings for what is typed on it and waits in the window: who finds that there has no use of it.

It is made anew for each page, of who is asking and where: somebody who signs in again finds what they typed, and nobody
else who may open the page does. A guest's page names their case from the second on, and only they may open it; on the
first, looking leaves nothing behind by which they could be known, so it brings no key, and nothing waits there.
"""

import hmac
from base64 import b64encode

from django.http import HttpRequest

from openhall.blocks.journal.facade import code_keys
from openhall.channels.portal.asking import visitor
from openhall.kernel.references import read_reference

_USE = "typing"


def typing_key(request: HttpRequest, path: str) -> str:
    """Return the key for the page at ``path`` (without its language), 256 bits in base64, or none for nobody known."""
    asking = visitor(request)
    if asking.is_guest and not any(map(read_reference, path.split("/"))):
        return ""
    words = f"{asking.id}\n{path}".encode()
    return b64encode(hmac.digest(code_keys(_USE)[0], words, "sha256")).decode()
