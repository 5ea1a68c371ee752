"""Who is asking: people, the organisations that they act for, and the posts that officers hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from openhall.kernel.languages import Text


class Membership(msgspec.Struct, frozen=True, omit_defaults=True):
    """An organisation that a person acts for, in which role, and which audience of services it belongs to.

    ``rights`` are what the organisation says that this role may do; where it says nothing: ``rules.ROLE_RIGHTS``.
    ``ends_at`` is when the place ends by itself.
    """

    id: str
    name: Text
    role: str
    audience: str
    rights: tuple[str, ...] | None = None
    ends_at: datetime | None = None
    #: The firm of theirs for which they do it, where that one acts for this one; they have no place of their own here.
    via: str = ""
    via_name: Text = {}


class Officer(msgspec.Struct, frozen=True):
    """The office that a person works in, and the ids of the posts that they hold there."""

    authority: str
    posts: tuple[str, ...]


class Standing(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody whom a person may act for: what they may do, with which services (none: all), and until when.

    ``giver`` is the id of whom they act for; ``services`` are ids of services, or of authorities with all of theirs.
    """

    id: str
    giver: str
    name: Text
    scopes: tuple[str, ...]
    services: tuple[str, ...]
    ends_at: datetime
    #: At a counter: the office and the post from which an officer acts, and as what the giver was proven there.
    office: str = ""
    post: str = ""
    level: int = 3


class Card(msgspec.Struct, frozen=True, omit_defaults=True):
    """What every request of a person needs to know of them, kept as one text so that one look-up gives it all."""

    name: Text
    organisations: tuple[Membership, ...] = ()
    officer: Officer | None = None
    mandates: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever is asking; ``id`` is empty for a guest, ``level`` is how sure we are of them (0 to 3).

    ``mandates`` are those that hold at the moment of asking: of whom they may act for.
    ``officer`` is there only where they signed in with two factors; ``needs_factor`` says that they did not.
    """

    id: str = ""
    name: Text = field(default_factory=dict)
    level: int = 0
    organisations: tuple[Membership, ...] = ()
    officer: Officer | None = None
    mandates: tuple[Standing, ...] = ()
    needs_factor: bool = False

    @property
    def is_guest(self) -> bool:
        """Tell whether nobody is signed in."""
        return not self.id

    @property
    def is_officer(self) -> bool:
        """Tell whether this is somebody who works for an authority."""
        return self.officer is not None


#: Nobody is signed in.
GUEST = Visitor()


class Seat(msgspec.Struct, frozen=True):
    """A person's place in an organisation of the same folder."""

    organisation: str
    role: str


class Kin(msgspec.Struct, frozen=True):
    """Somebody of the same family: ``relation`` says what *they* are to the person."""

    person: str
    relation: str


class MandateDefinition(msgspec.Struct, frozen=True):
    """A mandate of the demonstration: who lets whom do what, with which services (none: all), for how many days."""

    giver: str
    helper: str
    scopes: tuple[str, ...]
    services: tuple[str, ...] = ()
    days: int = 365


class OrganisationDefinition(msgspec.Struct, frozen=True):
    """An invented firm or body, and what the state holds about it."""

    id: str
    name: Text
    audience: str
    facts: dict[str, Any]


class PersonDefinition(msgspec.Struct, frozen=True):
    """An invented person: their story, how sure the hall is of them, and what the state holds about them."""

    id: str
    name: Text
    story: Text
    level: int
    facts: dict[str, Any] = {}
    organisations: tuple[Seat, ...] = ()
    family: tuple[Kin, ...] = ()
    officer: Officer | None = None


class People(msgspec.Struct, frozen=True):
    """Everybody who can be played in a demonstration."""

    organisations: tuple[OrganisationDefinition, ...] = ()
    people: tuple[PersonDefinition, ...] = ()
    mandates: tuple[MandateDefinition, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to be in a demonstration, as the sign-in page and the API list them."""

    id: str
    name: Text
    story: Text
    level: int
    organisations: tuple[Membership, ...]
    officer: bool
    authority: str | None
    posts: tuple[str, ...]


#: What the state holds, by the id of the fact; each value is canonical for the field type of its fact.
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SignInFacts:
    """What happened at a person's door: they signed in, or added a way to; whether they were told of it."""

    what: str
    adapter: str
    device: str
    is_shared: bool
    is_news: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A session as its owner sees it; ``id`` ends it, and opens nothing."""

    id: str
    adapter: str
    level: int
    begun_at: datetime
    seen_at: datetime
    device: str
    is_shared: bool
    is_this: bool
