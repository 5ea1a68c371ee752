"""What a person's page of fetches draws: who fetched what about them, and what they allow."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FetchRow:
    """One fetch: when, from where, for what, on which basis, and how it ended; ``href`` is its matter, if any."""

    day: str
    source: str
    what: str
    service: str
    basis: str
    outcome: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A source that is asked with consent only: what it would give, whether it may, and since when (``since``)."""

    id: str
    name: str
    office: str
    what: str
    is_given: bool
    since: str = ""


@dataclass(frozen=True, slots=True)
class FetchesView:
    """Who may fetch what about the reader. ``said`` tells what was just done; ``is_cut`` that there is more."""

    action: str
    back_href: str
    consents: tuple[ConsentRow, ...]
    fetches: tuple[FetchRow, ...]
    said: str = ""
    is_cut: bool = False
