"""Passwords that are known from a leak: looked up in a file of the operator's own, never over the network.

The file is what Have I Been Pwned hands out ordered by hash: a line for each password, ``SHA1:count``, some 40 GB in
all. It is searched by halves where it lies, and never read as a whole: docs/howto/refuse-leaked-passwords.md.
"""

import logging
import os
from hashlib import sha1
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

_log = logging.getLogger("openhall.security")
#: Codes of the errors: it is known from a leak; the file that would say so cannot be read.
KNOWN, UNREAD = "breached", "breached-unread"
_HASH, _LONGEST = 40, 64
#: What is left when halving pays no more, read at once: some 90 lines.
_LEFT = 4096


class NotBreached:
    """A validator of the framework: refuses what stands in the file; without one it refuses nothing."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - the framework hands it over
        """Raise ``ValidationError`` with ``KNOWN``, or with ``UNREAD`` where a file is named that cannot be read."""
        path = settings.OPENHALL_BREACHED_PASSWORDS
        if not path:
            return
        try:
            is_known = is_breached(Path(path), password)
        except OSError as error:
            # Kept unlooked-at it might be one that everybody tries: a password is the last resort, others are left.
            _log.error("the file of breached passwords cannot be read: %s", error.strerror)
            raise ValidationError("The file cannot be read.", code=UNREAD) from error
        if is_known:
            raise ValidationError("The password is known from a leak.", code=KNOWN)

    def get_help_text(self) -> str:
        """Return nothing: the pages have their own words."""
        return ""


def is_breached(path: Path, password: str) -> bool:
    """Tell whether the file knows a password; raise ``OSError``. Some thirty short pieces of the file are read."""
    # What the file is made of; nothing is kept by it, and nothing else relies on it.
    wanted = sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        low, high = 0, os.fstat(file).st_size
        # A line that holds what is wanted begins within [low, high).
        while high - low > _LEFT:
            middle = (low + high) // 2
            start, found = _line_after(file, middle)
            if found and found <= wanted:
                low = start
            else:
                high = middle + 1
        piece = os.pread(file, max(0, high - low) + _LONGEST, low).upper()
    finally:
        os.close(file)
    return any(line.startswith(wanted + b":") for line in piece.split(b"\n"))


def _line_after(file: int, at: int) -> tuple[int, bytes]:
    """Return where the first line begins that begins after ``at``, and its hash; empty at the end of the file."""
    piece = os.pread(file, 2 * _LONGEST, at)
    end = piece.find(b"\n") + 1
    return at + end, piece[end : end + _HASH].upper() if end else b""
