"""The ways in which a text is marked, so that its row is found again: keyed hashes, from which nothing can be read.

A way is never changed and never leaves: rows carry the marks that it made. A new one is one more line here.
"""

import hmac
from collections.abc import Mapping
from typing import NamedTuple


class Way(NamedTuple):
    """One way: the hash of its HMAC, and what stands behind the name of a key, so that no two ways share one."""

    hash: str
    own: str

    def mark(self, key: bytes, text: str) -> str:
        """Return the mark of a text under a key of this way, in hex."""
        return hmac.digest(key, text.encode(), self.hash).hex()


#: By their names, the first first: FIPS 198-1 with SHA-256 (FIPS 180-4), and with SHA3-256 (FIPS 202), which is built
#: otherwise: what breaks the one leaves the other. The first has the keys that were there before there was a second.
WAYS: Mapping[str, Way] = {"hmac-sha256": Way("sha256", ""), "hmac-sha3-256": Way("sha3_256", "/hmac-sha3-256")}
