"""What can be booked, as a jurisdiction writes it: offices with their hours, and kinds of appointments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

import msgspec

from openhall.kernel.languages import Text

#: When in a day somebody would like to come; empty: whenever.
TimeOfDay = Literal["", "morning", "afternoon", "evening"]


class BookingOffice(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place where people are seen.

    ``hours`` are spans like ``09:00-12:30`` by the day of the week; a day that is not named is a day on which nobody
    is there. ``area`` is the part of the place that it is in. On holidays and on declared lost days it is shut, unless
    it is ``open_on_holidays`` (then only the lost days).
    """

    id: str
    name: Text
    address: Text
    hours: Mapping[str, tuple[str, ...]]
    open_on_holidays: bool = False
    area: Text = {}


class KindOffice(msgspec.Struct, frozen=True):
    """Where a kind is offered, and how many people are seen at once there."""

    office: str
    counters: int


class WishQuestions(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which questions of a service ask for a place, a day and a time of day; empty where none does."""

    office: str = ""
    date: str = ""
    time: str = ""


class BookableKind(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something one can have an appointment for.

    ``services`` are those that book it, each with its questions for wishes. ``minutes`` is the length of a slot. It can
    be booked for the next ``ahead_days``, and not later than ``notice_hours`` before it begins; so late it can also
    still be moved or cancelled. ``areas`` say which offices an answer to the question of the place means. With
    ``draw``, scarce slots are given out by lot. Without ``attends`` nobody has to come: a panel meets, and the
    applicant is told when.
    """

    id: str
    name: Text
    authority: str
    services: Mapping[str, WishQuestions]
    minutes: int
    offices: tuple[KindOffice, ...]
    ahead_days: int
    notice_hours: int
    bring: Text
    areas: Mapping[str, tuple[str, ...]] = {}
    draw: bool = False
    attends: bool = True


class Holidays(Protocol):
    """What is asked of a calendar: its dated holidays, and the years of which it knows them."""

    @property
    def id(self) -> str:
        """What it is called."""

    @property
    def days_off(self) -> frozenset[date]:
        """The dated holidays."""

    @property
    def years(self) -> frozenset[int]:
        """The years whose holidays are known."""


@dataclass(frozen=True, slots=True)
class Diary:
    """A kind with everything that its slots follow from: its offices by id, the calendar, the clock of the place."""

    kind: BookableKind
    offices: Mapping[str, BookingOffice]
    calendar: Holidays
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Wishes:
    """Where and when somebody would like to come: offices (none: any), a day, a time of day."""

    offices: tuple[str, ...] = ()
    day: date | None = None
    time: TimeOfDay = ""


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A moment at which somebody can still be seen; ``left`` is how many."""

    office: str
    starts_at: datetime
    left: int


@dataclass(frozen=True, slots=True)
class Booking:
    """A kept place. ``id`` changes when it is moved, ``uid`` never; ``sequence`` counts the moves and the end.

    ``state`` is ``booked``, ``moved`` (there is a newer one), ``cancelled``, ``attended`` or ``missed``.
    """

    id: str
    uid: str
    sequence: int
    subject: str
    kind: str
    office: str
    starts_at: datetime
    ends_at: datetime
    seat: int
    state: str
    changed_at: datetime
