"""Devices that somebody has signed in on: a signed cookie names the device and, for each account, a mark."""

from dataclasses import dataclass
from hmac import compare_digest
from hmac import new as hmac
from secrets import token_urlsafe

from django.core import signing

from openhall.blocks.journal.facade import code_keys

_SALT, _KEY = "openhall.device", "devices"
_MOST_ACCOUNTS, _MARK_SIZE = 5, 16
#: How long a browser remembers, in seconds.
DEVICE_LASTS = 180 * 86_400


@dataclass(frozen=True, slots=True)
class Device:
    """A browser: a random id and the marks of the accounts that were signed in to in it, the latest first."""

    id: str = ""
    marks: tuple[str, ...] = ()

    def knows(self, account: str) -> bool:
        """Tell whether ``account`` was signed in to here before."""
        known = [_mark(account, key) for key in code_keys(_KEY)] if account else []
        return any(compare_digest(mark, each) for mark in self.marks for each in known)


def read_device(cookie: str) -> Device:
    """Return the device that a cookie names; what is not signed by this hall names none."""
    try:
        told = signing.loads(cookie, salt=_SALT, max_age=DEVICE_LASTS) if cookie else {}
        return Device(str(told["d"]), tuple(map(str, told["a"])))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return Device()


def written_device(device: Device, account: str) -> str:
    """Return the cookie of ``device`` after ``account`` was signed in to on it."""
    mark = _mark(account, code_keys(_KEY)[0])
    marks = (mark, *(each for each in device.marks if each != mark))[:_MOST_ACCOUNTS]
    return signing.dumps({"d": device.id or token_urlsafe(12), "a": marks}, salt=_SALT)


def _mark(account: str, key: bytes) -> str:
    return hmac(key, account.encode(), "sha256").hexdigest()[:_MARK_SIZE]
