"""What the pages of posts and people draw. Texts of the hall are in all languages; sentences are in the reader's."""

from dataclasses import dataclass, field
from datetime import date, datetime

from openhall.blocks.authorities.facade import ChangeKind, ChangeState, Role
from openhall.kernel.languages import Text
from openhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who stands in for the holder of a post, with the first and the last day of it."""

    id: int
    name: Text
    first: date
    last: date
    can_end: bool


@dataclass(frozen=True, slots=True)
class HolderView:
    """Somebody in a post. ``can_name`` tells that the reader may name who stands in for them."""

    person: str
    name: Text
    begun_on: date
    holding: int
    can_name: bool
    stand_ins: tuple[StandIn, ...]


@dataclass(frozen=True, slots=True)
class PostView:
    """A post with its holders; without ``limit`` it may decide any amount."""

    id: str
    name: Text
    role: Role
    limit: Money | None
    holders: tuple[HolderView, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change of rights in words of the hall: what, about whom, by whom, and what the reader may do with it.

    ``post`` and ``person`` are empty where the change names none; ``post`` is the name of a new one, too.
    """

    id: int
    kind: ChangeKind
    state: ChangeState
    post: Text
    person: Text
    role: Role
    limit: Money | None
    proposer: Text
    proposed_at: datetime
    decider: Text
    decided_at: datetime | None
    can_sign: bool
    can_withdraw: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """The posts of an office, who holds them, and what waits for a second signature.

    ``done`` is a sentence about what has just been done, ``problem`` about what could not be.
    """

    authority: Text
    is_administrator: bool
    waiting: tuple[ChangeView, ...]
    decided: tuple[ChangeView, ...]
    posts: tuple[PostView, ...]
    done: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: its id, and its name in all languages."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class FormPage:
    """One change to propose, or somebody to stand in: ``act`` is the last part of its address.

    ``typed`` is what stands in the fields, by name. ``about`` names the person and the post of a question that
    only needs a yes. ``languages`` are codes and own names of those that a name can be written in.
    """

    act: str
    authority: Text
    posts: tuple[Option, ...] = ()
    people: tuple[Option, ...] = ()
    roles: tuple[Role, ...] = ()
    languages: tuple[tuple[str, str], ...] = ()
    symbol: str = ""
    about: tuple[Text, Text] | None = None
    typed: dict[str, str] = field(default_factory=dict)
    problem: str = ""
