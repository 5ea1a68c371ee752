"""What the officers' desk draws around its pages and in its lists: work, people, troubles, counts.

Everything here is already in the reader's language: days and moments are words, addresses are complete. An address,
text or tuple that is empty is left out of the page. The page of one case is in `desk_case_views.py`.
"""

from dataclasses import dataclass, field
from typing import Literal

from openhall.kernel.languages import Language
from openhall.ui.form_views import Choice
from openhall.ui.shell import Alternate, Assets

#: Pairs of the name of a field and its sentence, in the order of the page.
Errors = tuple[tuple[str, str], ...]
Urgency = Literal["late", "today", "soon", "calm", "stopped", "none"]
#: So many working days before the end a case begins to press.
_SOON = 3


@dataclass(frozen=True, slots=True)
class Undo:
    """An act that can still be taken back: what was done, until when, and where to post that it was not meant.

    ``done`` is a sentence ("You passed 7KQ4M-X2P9C on to the Fire Office."), ``until`` a time of day ("10:42").
    ``name`` and ``value`` are sent along.
    """

    done: str
    until: str
    action: str
    name: str = "act"
    value: str = ""


#: The link of the masthead that a page belongs to.
Here = Literal[
    "work", "money", "registers", "counters", "people", "troubles", "counts", "find", "looks", "keys", "attend", ""
]


@dataclass(frozen=True, slots=True)
class DeskPlaces:
    """Where the links of every desk page lead. An empty address leaves its link out (a right is missing)."""

    work: str
    money: str = ""
    registers: str = ""
    counters: str = ""
    people: str = ""
    troubles: str = ""
    counts: str = ""
    find: str = ""
    looks: str = ""
    attend: str = ""
    keys: str = ""
    hall: str = ""
    sign_out: str = ""


@dataclass(frozen=True, slots=True)
class DeskShell:
    """The frame of one page of the desk: who sits here, for which office, and where else one can go.

    ``here`` marks the link of the masthead that this page belongs to. ``alternates`` is this page in each language.
    ``posts`` are words ("Case officer", "Supervisor, for Mei Chan until Friday"). ``troubles`` is the number beside
    that link. ``did`` is a sentence about what was just done and cannot be undone; ``undo`` one that can be.
    """

    language: Language
    alternates: tuple[Alternate, ...]
    assets: Assets
    places: DeskPlaces
    person: str
    office: str
    posts: tuple[str, ...] = ()
    here: Here = ""
    government: str = ""
    is_demo: bool = False
    outage: str = ""
    troubles: int = 0
    did: str = ""
    undo: Undo | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A day by which something has to be done.

    ``day`` is the day in words. ``working_days`` are left until then; below 0 it is late by as many, ``None`` where
    nobody counts. ``is_stopped`` while the clock stands still: then there is no pressure, whatever is left.
    """

    day: str = ""
    working_days: int | None = None
    is_stopped: bool = False

    @property
    def urgency(self) -> Urgency:
        """Return how it presses; the page says it in a word as well as in a colour."""
        if self.is_stopped:
            return "stopped"
        if self.working_days is None:
            return "none"
        if self.working_days <= 0:
            return "today" if self.working_days == 0 else "late"
        return "soon" if self.working_days <= _SOON else "calm"


@dataclass(frozen=True, slots=True)
class WorkTab:
    """One way to cut the work: mine, my office, unclaimed, waiting, overdue; with how many there are.

    ``count`` may be words such as "99+": nobody counts further.
    """

    label: str
    href: str
    count: int | str | None = None
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Sort:
    """How a column of the work is sorted now, and the address that sorts by it (or turns it round)."""

    href: str
    order: Literal["ascending", "descending", ""] = ""


#: The columns that can be sorted, by these names in ``WorklistView.sorts``.
WorkColumn = Literal["due", "reference", "service", "task", "applicant", "waiting", "holder"]


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One open task.

    ``id`` is what a tick sends. ``applicant`` is its kind ("A person", "A company"), never a name. ``waiting`` says
    what the applicant was asked for and since when. ``holder`` is empty where nobody has it; ``is_mine`` where the
    reader has. ``mark`` is a short word beside the task ("Second look", "Returned").
    """

    id: str
    href: str
    reference: str
    service: str
    task: str
    applicant: str
    due: Due
    waiting: str = ""
    holder: str = ""
    is_mine: bool = False
    mark: str = ""
    can_pick: bool = True


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who can be given work: the value that is sent, their name, and what the list says beside it.

    ``note`` may say "7 open", or "away until Friday: Ka-ming Lee instead".
    """

    id: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """How much somebody has: open cases, and how many of those are late. ``href`` is their work."""

    name: str
    open: int
    late: int = 0
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class WorkSearch:
    """The form above the list (GET): ``service`` is chosen from ``services``, ``reference`` typed.

    ``hidden`` keeps the rest of the address, such as the tab and the order. Sends ``service`` and ``reference``.
    ``clear_href`` is the same list without both; empty while nothing is asked.
    """

    action: str
    services: tuple[Choice, ...] = ()
    service: str = ""
    reference: str = ""
    clear_href: str = ""
    hidden: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assigning:
    """Give ticked work to a colleague (POST): sends ``tasks`` (each ticked id) and ``colleague``."""

    action: str
    colleagues: tuple[Colleague, ...]
    errors: Errors = ()
    hidden: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorklistView:
    """Today's work, the most pressing first.

    ``title`` is the title of the page. ``rows`` are one page of it; ``previous_href`` and ``next_href`` are the pages
    beside it (by cursor, so without numbers). ``next_case`` is where to post to take and open the case that is best
    done now. ``total`` is how many there are altogether, ``None`` where counting would cost. ``empty`` says why there
    is nothing here. ``data_href`` is the same list as a file. ``differing`` are cases (reference and address), ended
    ones too, in which a source says something else than the applicant.
    """

    title: str
    tabs: tuple[WorkTab, ...]
    search: WorkSearch
    rows: tuple[WorkRow, ...]
    sorts: dict[WorkColumn, Sort] = field(default_factory=dict)
    assigning: Assigning | None = None
    loads: tuple[Load, ...] = ()
    next_case: str = ""
    previous_href: str = ""
    next_href: str = ""
    total: int | None = None
    empty: str = ""
    data_href: str = ""
    differing: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """A job that was set aside because it failed too often.

    ``what`` is a sentence ("Send the letter of decision"), ``error`` what the machine said, in its own words.
    ``retry`` and ``drop`` are where to post; both send ``job``.
    """

    id: str
    what: str
    since: str
    tries: int
    error: str
    reference: str = ""
    href: str = ""
    retry: str = ""
    drop: str = ""


@dataclass(frozen=True, slots=True)
class TroublesView:
    """Everything that was set aside; ``retry_all`` is where to post to try all of it again."""

    rows: tuple[Trouble, ...]
    retry_all: str = ""


@dataclass(frozen=True, slots=True)
class CountRow:
    """How one authority did: decided in all, of these in time and late; paused, passed on, kept by a named owner.

    ``in_time_share`` is a percentage as it is shown ("97"), empty where nothing was decided. ``None`` is withheld.
    """

    authority: str
    decided: int | None
    in_time: int | None
    late: int | None
    paused: int | None
    passed_on: int | None
    owned: int | None
    open: int | None = 0
    in_time_share: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class CountsView:
    """Honest numbers for a period, for officers and for everybody.

    ``periods`` are links to others. ``definitions`` say what each figure counts, ``query`` is the very question that
    was put to the database. ``data_href`` is the same as a file.
    """

    title: str
    period: str
    rows: tuple[CountRow, ...]
    total: CountRow | None = None
    periods: tuple[WorkTab, ...] = ()
    counted_at: str = ""
    definitions: tuple[tuple[str, str], ...] = ()
    query: str = ""
    data_href: str = ""
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class DeskPerson:
    """Somebody of this office, with posts, work and who stands in for them while they are away."""

    name: str
    posts: tuple[str, ...]
    open: int
    late: int = 0
    away: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class StandingIn:
    """Name somebody to stand in (POST): sends ``post``, ``colleague``, ``from`` and ``until`` (days as typed).

    ``values`` are those as they were sent, by name.
    """

    action: str
    posts: tuple[Choice, ...]
    colleagues: tuple[Colleague, ...]
    values: dict[str, str] = field(default_factory=dict)
    errors: Errors = ()


@dataclass(frozen=True, slots=True)
class PeopleView:
    """The people of an office."""

    title: str
    people: tuple[DeskPerson, ...]
    standing_in: StandingIn | None = None


@dataclass(frozen=True, slots=True)
class HandedView:
    """A sheet that is printed at a counter and handed over: for whom, what to do with it, its codes, shown once.

    ``number`` stands above the codes with ``number_label``, where the sheet has one.
    """

    title: str
    name: str
    words: str
    codes: tuple[str, ...]
    keep: str
    made: str
    back_href: str
    back: str
    number_label: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class PaperMandateView:
    """What stands on a paper by which somebody lets another act, as it is written down at a counter.

    ``side`` is ``gives`` or ``helps``: who of the two stands here, ``name``. ``scopes`` are (value, words, hint).
    ``services`` is ``own`` or ``all``. With ``code`` it is done, and the code is for the helper.
    """

    name: str
    action: str
    back_href: str
    side: str
    number: str
    scopes: tuple[tuple[str, str, str], ...]
    scopes_chosen: tuple[str, ...]
    day: tuple[str, str, str, str]
    services: str
    paper: str
    code: str = ""
    errors: Errors = ()
