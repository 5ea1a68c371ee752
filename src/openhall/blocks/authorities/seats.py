"""What the posts of somebody let them do now, and what others see of posts: values that cross the door."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from openhall.blocks.authorities.definitions import Role
from openhall.kernel.languages import Text


@dataclass(frozen=True, slots=True)
class Seat:
    """A post that somebody acts from now. ``limit`` is in minor units; ``None`` is no limit.

    ``instead_of`` is empty for their own post, else the id of the officer whom they stand in for.
    """

    post: str
    authority: str
    role: Role
    rank: int
    limit: int | None
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that an officer acts from now: their own seats first, then those they stand in for."""

    person: str
    authority: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a post, and since when; ``holding`` is the number of this tenure."""

    holding: int
    person: str
    name: Text
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post as an office sees it, with those who hold it."""

    id: str
    authority: str
    name: Text
    role: Role
    rank: int
    limit: int | None
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works, or has worked, for an authority, and the ids of the posts that they hold now."""

    person: str
    name: Text
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Substitution:
    """Somebody stands in for the holder of a post, from ``begins_at`` until just before ``ends_at``."""

    id: int
    post: str
    holder: str
    holder_name: Text
    person: str
    person_name: Text
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Absence:
    """Some whole days away: from ``begins_at`` until just before ``ends_at``."""

    begins_at: datetime
    ends_at: datetime

    @classmethod
    def of_days(cls, first: date, last: date, zone: ZoneInfo) -> "Absence":
        """Return the absence from the morning of ``first`` to the end of ``last``, as clocks show it in ``zone``."""
        return cls(
            datetime.combine(first, time(), zone).astimezone(UTC),
            datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC),
        )
