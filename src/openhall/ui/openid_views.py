"""What the pages show on which somebody lets a system know who they are, or takes that back."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentView:
    """A system that asks: of which office, at which host, and what it wants to be told about ``person``."""

    system: str
    office: str
    is_told_name: bool
    services: tuple[str, ...]
    person: str
    action: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What was allowed to a system, and when."""

    system: str
    office: str
    is_told_name: bool
    services: tuple[str, ...]
    client: str
    given_at: str
