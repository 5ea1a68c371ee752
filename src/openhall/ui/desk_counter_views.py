"""What the counter draws of a firm that gives something on paper. Everything is in the officer's language already."""

from dataclasses import dataclass

from openhall.ui.case_views import Errors


@dataclass(frozen=True, slots=True)
class PaperFirmView:
    """What a firm gives on paper: first which firm and what (``kind``: ``seat`` or ``firm``), then the rest of it.

    ``proof`` says by what the one who stands here, ``name``, may give it; without it the page asks for the firm.
    ``roles`` and ``scopes`` are (value, words, hint). With ``code`` it is done, and the code is for the other side.
    """

    name: str
    action: str
    back_href: str
    firm: str = ""
    kind: str = ""
    proof: str = ""
    roles: tuple[tuple[str, str, str], ...] = ()
    role: str = ""
    number: str = ""
    scopes: tuple[tuple[str, str, str], ...] = ()
    scopes_chosen: tuple[str, ...] = ()
    day: tuple[str, str, str, str] = ("", "", "", "")
    paper: str = ""
    code: str = ""
    errors: Errors = ()
