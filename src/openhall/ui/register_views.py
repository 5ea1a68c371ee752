"""What the pages of registers show, in words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A register in a list: who keeps it, by which law it is open or closed (empty: not recorded yet)."""

    name: str
    href: str
    authority: str
    law: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry in a list: what it is about, where it stands, until when, and a line of what it says."""

    number: str
    href: str
    title: str
    state: str
    until: str
    words: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """One particular of an entry, and where somebody says that it is wrong."""

    label: str
    words: str
    correct_href: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What one particular said before and after a change; ``before`` is empty where it was not there."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that happened to an entry: ``did`` is its word, ``recorded`` when the register knew of it."""

    did: str
    holds_from: str
    until: str
    recorded: str
    changes: tuple[ChangeRow, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryDay:
    """An entry as it stood on another day: what is said of that, and the boxes to ask for one.

    ``title`` is empty where no day was asked for; ``is_there`` tells whether it stood there then. ``on`` and ``known``
    are day, month, year and time as they were typed.
    """

    title: str
    words: str
    is_there: bool
    on: tuple[str, str, str, str]
    known: tuple[str, str, str, str]
    errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RecordRow:
    """An entry of one's own: in which register, until when, and where to renew it (empty: nowhere, or not yet).

    ``renew_from`` is the first day on which it can be renewed, while that is to come. ``correct_href`` leads to saying
    that it is wrong.
    """

    register: str
    number: str
    title: str
    state: str
    until: str
    href: str = ""
    renew_href: str = ""
    renew_from: str = ""
    correct_href: str = ""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice on display: what it is about and says, with which office, until when and where somebody can object."""

    title: str
    reference: str
    office: str
    office_href: str
    shown_on: str
    last_day: str
    facts: tuple[FactRow, ...]
    object_href: str = ""
