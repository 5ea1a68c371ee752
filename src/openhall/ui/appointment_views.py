"""What the pages of appointments draw: a kept place, times to choose from, offices with their hours, a board, a draw.

Everything is already in the reader's language; what is empty is left out of the page.
"""

from dataclasses import dataclass, field

from openhall.ui.case_views import Errors, ServiceLine
from openhall.ui.form_views import Choice

#: More offices than these are not shown one below the other.
FOLDED_FROM = 12


@dataclass(frozen=True, slots=True)
class SlotDay:
    """The free times of a day: (value, time) each."""

    label: str
    slots: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChooseTimeView:
    """Choose another time, or the first: an office, a week, a time. ``now`` says which place is kept until then."""

    service: ServiceLine
    action: str
    back_href: str
    booking: str
    now: str
    offices: tuple[Choice, ...]
    office: str
    office_name: str
    week: str
    week_words: str
    days: tuple[SlotDay, ...]
    earlier_href: str = ""
    later_href: str = ""
    next_free: str = ""
    next_free_href: str = ""
    errors: Errors = ()


@dataclass(frozen=True, slots=True)
class CancelTimeView:
    """Give a place up: what follows, and one button."""

    service: ServiceLine
    action: str
    back_href: str
    booking: str
    now: str


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """A kind at an office, and the next time that is free (empty: none)."""

    kind: str
    next_free: str
    service_href: str = ""


@dataclass(frozen=True, slots=True)
class OfficeCard:
    """An office: where it is, when it is open, what it offers, the page of its board, and days on which it is shut."""

    id: str
    name: str
    address: str
    hours: tuple[tuple[str, str], ...]
    holidays: bool
    offered: tuple[OfferedLine, ...]
    board_href: str
    closed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficesView:
    """Offices at which something can be booked, by area (its name, empty where there are none), and the draws.

    ``areas`` are (name, address, whether it is the one that is shown); ``query`` is what was looked for.
    """

    groups: tuple[tuple[str, tuple[OfficeCard, ...]], ...]
    draws: tuple[tuple[str, str], ...] = ()
    areas: tuple[tuple[str, str, bool], ...] = ()
    all_href: str = ""
    query: str = ""
    area: str = ""

    @property
    def count(self) -> int:
        """Return how many offices there are."""
        return sum(len(cards) for _, cards in self.groups)

    @property
    def is_folded(self) -> bool:
        """Tell whether there are so many that each area is folded, until one is chosen or looked for."""
        return self.count > FOLDED_FROM and not self.query and not self.area


@dataclass(frozen=True, slots=True)
class BoardView:
    """The numbers that are called at an office: (number, counter) each, the newest first.

    With ``kinds`` one can take a number here; ``closed`` says why not, ``fault`` what went wrong.
    """

    office: str
    called: tuple[tuple[int, int], ...]
    waiting: int
    when: str
    back_href: str
    action: str = ""
    kinds: tuple[Choice, ...] = ()
    once: str = ""
    closed: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class NumberView:
    """A number that somebody took: how many wait before it, or to which counter it was called."""

    office: str
    number: int
    before: int
    counter: int
    day: str
    when: str
    board_href: str


@dataclass(frozen=True, slots=True)
class OwnDraw:
    """A draw for a case. ``state``: ``open``, ``kept`` (it has a place and needs no draw), ``in``, ``drawn``.

    ``place`` is the place in the order, ``won`` when and where, if anything was won.
    """

    id: str
    label: str
    state: str
    href: str
    file_href: str
    ticket: str = ""
    count: int = 0
    place: int = 0
    won: str = ""


@dataclass(frozen=True, slots=True)
class OwnDrawsView:
    """The draws that a case can take part in, or did."""

    service: ServiceLine
    reference: str
    action: str
    back_href: str
    draws: tuple[OwnDraw, ...]


@dataclass(frozen=True, slots=True)
class DrawView:
    """A draw: until when one takes part, what was bound, who takes part (hashes), and in which order after it."""

    kind: str
    opens: str
    closes: str
    places: int
    commitment: str
    tickets: tuple[str, ...]
    file_href: str
    seed: str = ""
    part_href: str = ""
    order: tuple[str, ...] = ()
    given: tuple[tuple[str, str], ...] = field(default_factory=tuple)
