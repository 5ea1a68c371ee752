"""An authenticator of our own (RFC 6238), for officers who come with an invitation: the desk asks for a second way."""

import base64
import hmac
import http.client
import re
import struct
from time import sleep, time

from openhall.blocks.identity import passkeys
from tests.applicants import Applicant

#: Seconds that a form needs to arrive.
_ENOUGH = 3
_ADDING = "/en/me/sign-in/authenticator/"


def secret_on(page: str) -> str:
    """Return the secret on the page that adds an authenticator."""
    found = re.search(r'<p class="address" lang="en">([A-Z2-7 ]+)</p>', page)
    assert found, page
    return found[1].replace(" ", "")


def shown(secret: str, later: int = 0) -> str:
    """Return what an authenticator shows, or shows so many half minutes later: a hall in this process comes there too.

    Near the end of a half minute we wait for the next one: what is sent has to arrive in the same.
    """
    if (left := 30 - time() % 30) < _ENOUGH:
        sleep(left)
    vars(passkeys)["time"] = lambda: time() + 30 * later
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time()) // 30 + later), "sha1")
    at = digest[-1] & 15
    (number,) = struct.unpack(">L", digest[at : at + 4])
    return f"{(number & 0x7FFFFFFF) % 10**6:06}"


def add_authenticator(browser: Applicant) -> str:
    """Let somebody who has just signed in add an authenticator; return its secret."""
    secret = secret_on(browser.look(_ADDING).text)
    answer = browser.send(_ADDING, {"code": shown(secret)})
    assert answer.status == http.client.SEE_OTHER, answer.text[:500]
    return secret
