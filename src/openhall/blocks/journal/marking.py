"""Marks by which rows are found again: a text under a key of the hall, as it is marked now and as it was before.

A row is written with the mark of now and looked for by all of them. So a master key and a way of marking are exchanged
while the hall is open, and rows are brought over one by one (``marks_anew``).
"""

from functools import lru_cache
from hashlib import sha256

from django.conf import settings

from openhall.blocks.journal.keys import derived_key, master_keys
from openhall.kernel.marking_ways import WAYS, Way


def marks_of(use: str, text: str) -> tuple[str, ...]:
    """Return the mark of a text for one use, such as ``addresses``, as it is made now; then all others it may have.

    Those are of older master keys, and of the other ways. Two processes may not have the same way of now: whoever holds
    that there is one row for a text looks for all of these, under a lock that does not come from one of them alone.
    """
    # The other ways cost some microseconds: less than asking which of them was ever used.
    return tuple(way.mark(key, text) for way, key in _makers(use, settings.OPENHALL_MARKING, master_keys()))


def new_mark(use: str, text: str) -> str:
    """Return the mark of a text as it is made now: for whoever writes many and looks for none."""
    way, key = _makers(use, settings.OPENHALL_MARKING, master_keys())[0]
    return way.mark(key, text)


def maker_of_marks() -> str:
    """Return a name for the key and the way of new marks, from which nothing of either can be told.

    It is empty while nothing was ever changed. For rows of which the hall does not know the text.
    """
    masters, (way, *_) = master_keys(), WAYS
    if (settings.OPENHALL_MARKING, len(masters)) == (way, 1):
        return ""
    return sha256(_makers("makers", settings.OPENHALL_MARKING, masters)[0][1]).hexdigest()[:16]


@lru_cache(maxsize=64)
def _makers(use: str, now: str, masters: tuple[bytes, ...]) -> tuple[tuple[Way, bytes], ...]:
    ways = [WAYS[now], *(way for name, way in WAYS.items() if name != now)]
    return tuple((way, derived_key(each, f"server:{use}{way.own}")) for way in ways for each in masters)
