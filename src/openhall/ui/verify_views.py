"""What the pages that check a paper need to know."""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

#: How a paper stands, and what else there is to say of a code or a file.
Verdict = Literal[
    "genuine",
    "expired",
    "replaced",
    "revoked",
    "suspended",
    "ended",
    "unknown",
    "not-a-code",
    "changed",
    "foreign",
    "another",
    "unknown-file",
]


@dataclass(frozen=True, slots=True)
class VerifyView:
    """The page that asks for a code or a file. ``errors`` are pairs of a field and a sentence."""

    action: str
    offline_href: str
    code: str = ""
    errors: tuple[tuple[str, str], ...] = ()
    most: int = 0


@dataclass(frozen=True, slots=True)
class VerdictView:
    """What is to be said of a paper: no name, no number, nothing of whoever it is about.

    ``code``, ``issued_on``, ``until`` and ``checked_at`` are texts for people. ``is_file`` tells that the very file
    was checked, and not only its code. ``is_demo``: the paper comes from a demonstration, and says so.
    """

    verdict: Verdict
    checked_at: str
    verify_href: str
    offline_href: str
    code: str = ""
    kind: str = ""
    issuer: str = ""
    issuer_href: str = ""
    issued_on: str = ""
    until: str = ""
    is_file: bool = False
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class WalletView:
    """The papers of a case that may go into a wallet; with an offer, the square code and the address of it.

    ``papers`` are pairs of an id and what the paper is called. ``square`` is an SVG of our own making.
    """

    action: str
    back_href: str
    papers: tuple[tuple[str, str], ...]
    offer_href: str = ""
    square: Markup | str = ""
    until: str = ""
