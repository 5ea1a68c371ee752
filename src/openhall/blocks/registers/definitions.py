"""Registers as a jurisdiction defines them, and what crosses the door of an entry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

import msgspec

from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Text

#: What the outcome of a service does to a register. ``extract`` and ``search`` only read it.
Deed = Literal["enter", "renew", "change", "cancel", "extract", "search"]
#: Deeds that write.
WRITING: frozenset[str] = frozenset({"enter", "renew", "change", "cancel"})
FieldKind = Literal["text", "day", "number", "choice", "yes-no", "address", "list"]


class RegisterLaw(msgspec.Struct, frozen=True, omit_defaults=True):
    """The law by which a register is kept, open or closed, and whether it was looked up (``high``)."""

    title: Text
    section: str = ""
    confidence: str = ""


class Series(msgspec.Struct, frozen=True):
    """Marks that a register gives by itself: ``letters`` with 1 to ``last``, then the letters that follow them."""

    letters: str
    last: int


class RegisterField(msgspec.Struct, frozen=True, omit_defaults=True):
    """One particular of an entry. Those that ``identifies`` holds for say together which thing an entry is about.

    With a ``series`` the register gives what nobody can answer: the mark of a new vehicle. What is ``of_holder`` does
    not go over to the next one. A ``language`` (BCP 47, without its script: ``zh``) says in which one its words are:
    readers see an entry under the name that is in theirs.
    """

    id: str
    label: Text
    kind: FieldKind = "text"
    public: bool = False
    identifies: bool = False
    of_holder: bool = False
    language: str = ""
    series: Series | None = None


class RegisterService(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a service does to the register, and which of its questions gives which field.

    ``number`` is the question by which applicants say which entry they mean, where there is one. ``months`` and
    ``named_by`` stand over those of the register. ``fields`` say what is so, and find the entry; ``becomes`` what a
    field says from now on, ``adds`` and ``removes`` one line of a list. ``ends_if`` names answers with which the entry
    ends instead. ``passes_to`` is the question for a number of whoever holds the entry from now on,
    ``passes_to_firm`` for that of a firm: it passes where one of them is answered. ``holds_from`` is the question for
    the day from which a change is so, where it was so before the register heard of it.
    """

    does: Deed
    fields: dict[str, str] = {}
    number: str = ""
    months: int | None = None
    becomes: dict[str, str] = {}
    adds: dict[str, str] = {}
    removes: dict[str, str] = {}
    ends_if: dict[str, str] = {}
    passes_to: str = ""
    passes_to_firm: str = ""
    holds_from: str = ""
    named_by: tuple[str, ...] = ()


class Term(msgspec.Struct, frozen=True):
    """How long an entry is good, where the applicant chooses it: a field, and months by its option."""

    field: str
    months: dict[str, int]


class Register(msgspec.Struct, frozen=True, omit_defaults=True):
    """A register: who keeps it, by which law anybody may read it, what an entry holds and how it is numbered.

    ``months`` (or ``term``) say how long an entry is good, and neither that it has no end. ``remind_days`` is how many
    days before the end its holder is reminded, ``renew_days`` how many days before it they can renew at the earliest
    (``None``: at any time). Of a limited register no more than ``limit`` entries stand at a time.
    ``paper`` is what the paper is called that tells of an entry; without it the paper is called as its service.
    ``named_by`` are the fields that name whose paper it is, where that is not who applied: a company that was founded.
    """

    id: str
    name: Text
    authority: str
    public: bool
    number: str
    fields: tuple[RegisterField, ...]
    services: dict[str, RegisterService]
    law: RegisterLaw | None = None
    months: int | None = None
    term: Term | None = None
    remind_days: int = 0
    renew_days: int | None = None
    limit: int | None = None
    summary: Text | None = None
    paper: Text | None = None
    named_by: tuple[str, ...] = ()

    def renewed_by(self, wrote: str) -> str:
        """Return the service by which an entry is renewed that ``wrote`` wrote: one for that, else the same once more.

        Nothing where entries have no end, or where nobody knows how it was written.
        """
        if self.months is None and self.term is None:
            return ""
        renewing = next((name for name, each in self.services.items() if each.does == "renew"), "")
        entering = wrote if wrote in self.services and self.services[wrote].does == "enter" else ""
        return renewing or entering or next((name for name, each in self.services.items() if each.does == "enter"), "")

    def renewable_from(self, valid_until: date) -> date:
        """Return the first day on which an entry that ends on ``valid_until`` can be renewed."""
        return date.min if self.renew_days is None else valid_until - timedelta(days=self.renew_days)

    def field(self, name: str) -> RegisterField | None:
        """Return a field by its id."""
        return next((each for each in self.fields if each.id == name), None)


class Fact(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an entry says in one field: the value as it was answered, and its words where they differ by language."""

    value: Any
    words: Text = {}


#: What an entry says, by the id of the field.
Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class EntryContent:
    """What a case writes into a register: its service says what it does, ``owner`` is the key that seals it.

    ``given_number`` is the entry that the applicant named, where the service asks for it. ``becomes``, ``adds`` and
    ``removes`` are what changes of it. ``ends`` says that it ends, whatever the service does otherwise. ``passes_to``
    is the person to whom it passes, ``passes_to_firm`` the firm: empty for one whom the hall does not know, ``None``
    where it passes to none. ``holds_from`` is the day from which it is said to be so.
    """

    subject: str
    service: str
    owner: str
    person: str
    organisation: str
    facts: Facts
    given_number: str = ""
    becomes: Facts = field(default_factory=dict)
    adds: Mapping[str, str] = field(default_factory=dict)
    removes: Mapping[str, str] = field(default_factory=dict)
    ends: bool = False
    passes_to: str | None = None
    passes_to_firm: str | None = None
    holds_from: date | None = None

    @property
    def passes(self) -> bool:
        """Tell whether the entry passes to somebody else."""
        return self.passes_to is not None or self.passes_to_firm is not None


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """An entry as it stands, or stood: what anybody may read of it.

    ``facts`` are those of public fields. ``serial`` counts the versions of the entry. ``service`` wrote this one.
    """

    register: str
    number: str
    state: str
    valid_from: date | None
    valid_until: date | None
    facts: Facts
    serial: int
    recorded_at: datetime
    subject: str
    person: str = ""
    organisation: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """One version of an entry: what was done to it, when, from which day it holds, and which public facts changed."""

    serial: int
    did: str
    recorded_at: datetime
    holds_from: date
    state: str
    valid_from: date | None
    valid_until: date | None
    facts: Facts
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """A copy of an entry: as it stands, and what happened to it, the newest first."""

    entry: EntryFacts
    history: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class FoundEntries:
    """One page of what was found: the entries, and how many there are in all."""

    entries: tuple[EntryFacts, ...]
    total: int
    page: int
    pages: int


class NoneLeft(Refusal):
    """A limited register is full."""

    code = "register-full"

    def __init__(self, register: str, limit: int) -> None:
        super().__init__(register=register, limit=limit)


class AlreadyEntered(Refusal):
    """What should be entered stands in the register already, for somebody else."""

    code = "register-already-entered"

    def __init__(self, register: str) -> None:
        super().__init__(register=register)


class TooEarly(Refusal):
    """An entry cannot be renewed yet: ``first_day`` is the first day on which it can."""

    code = "register-too-early"

    def __init__(self, register: str, number: str, first_day: date) -> None:
        super().__init__(register=register, number=number, first_day=first_day)


class NoSuchEntry(Refusal):
    """There is no such entry, or none in a state in which this can be done."""

    code = "register-no-such-entry"

    def __init__(self, register: str, number: str) -> None:
        super().__init__(register=register, number=number)


class NotListed(Refusal):
    """What should be taken out of a list of an entry does not stand in it."""

    code = "register-not-listed"

    def __init__(self, register: str, number: str) -> None:
        super().__init__(register=register, number=number)
