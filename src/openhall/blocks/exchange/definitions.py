"""Sources of held facts and answer-only questions as a jurisdiction defines them, and what crosses the door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

import msgspec

from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Text

#: Where a source keeps what it answers: the record of people here, a register of the hall, a system elsewhere.
SourceKind = Literal["people", "register", "outside"]
#: What is done while a source does not answer: a dated copy stands in, it is asked as if nothing were held, or what
#: people say themselves is taken and held against the source as soon as it answers.
WhenDown = Literal["copy", "ask", "later"]


class SourceLaw(msgspec.Struct, frozen=True, omit_defaults=True):
    """The law that lets a fact be fetched, where in it, and how sure that is (``high``, ``medium``, ``low``)."""

    title: Text
    section: str = ""
    confidence: str = ""


class FactSource(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who answers for some facts, by which law or consent, and what happens while it does not answer.

    ``fields`` say for a register which field holds a fact; ``@number`` and ``@valid_until`` are the entry's own.
    ``words`` tell a fact in one of a few words, each with the condition under which it is so: nothing else leaves.
    ``fresh_days`` is how old a copy may be to be used instead of asking; ``copy_days`` how old while the source is
    down. Without ``law`` a fetch needs the person's consent. ``later_law`` lets an office take people at their word
    while the source is down (``when_down: later``), to be checked when it answers.
    """

    id: str
    name: Text
    authority: str
    kind: SourceKind
    facts: tuple[str, ...]
    law: SourceLaw | None = None
    register: str = ""
    fields: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    fresh_days: int = 0
    when_down: WhenDown = "ask"
    copy_days: int = 0
    later_law: SourceLaw | None = None

    @property
    def is_checked_later(self) -> bool:
        """Tell whether what people say themselves while it is down is checked when it answers again."""
        return self.when_down == "later"

    @property
    def needs_consent(self) -> bool:
        """Tell whether nothing but the person's consent lets it be asked."""
        return self.law is None


class Predicate(msgspec.Struct, frozen=True, omit_defaults=True):
    """A question about somebody that is answered with yes or no, never with the facts that ``holds_if`` reads."""

    id: str
    question: Text
    holds_if: str


class FactAsker(msgspec.Struct, frozen=True, omit_defaults=True):
    """An authority whose system may ask the hall: for which facts and answers, and by which law or consent."""

    authority: str
    facts: tuple[str, ...] = ()
    predicates: tuple[str, ...] = ()
    law: SourceLaw | None = None


class Outcome(StrEnum):
    """How a fetch ended."""

    GIVEN = "given"
    COPY = "copy"
    NOTHING = "nothing"
    REFUSED = "refused"
    DOWN = "down"


class CheckState(StrEnum):
    """What came of an answer that was taken in the place of a source that did not answer."""

    #: The source has not answered yet.
    WAITING = "waiting"
    SAME = "same"
    DIFFERS = "differs"
    #: The source answers, and holds nothing of it.
    UNKNOWN = "unknown"
    #: The person does not allow it (any more).
    REFUSED = "refused"
    #: Nobody needs it any more: the matter was withdrawn or erased, or the source is no more.
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Asking:
    """Of whom something is asked, for which service and authority, and in which matter (a reference, or empty).

    ``purpose`` is what another authority's system says that it is for, in its own words.
    """

    person: str
    organisation: str = ""
    service: str = ""
    authority: str = ""
    subject: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class HeldValue:
    """A fact as a source gave it: canonical for its field type, with the moment as of which it is so."""

    fact: str
    value: Any
    source: str
    as_of: datetime
    is_copy: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """What sources gave, by fact; which sources lack the person's consent, and which do not answer now."""

    values: Mapping[str, HeldValue]
    unconsented: tuple[str, ...] = ()
    down: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """What a source answered: facts by id, each as of ``as_of``. ``signed`` is its signature over them, if it signs."""

    values: Mapping[str, Any]
    as_of: datetime
    signed: str = ""


@dataclass(frozen=True, slots=True)
class FetchLine:
    """One fetch as the person sees it: when, of which source, for which service and authority, by which basis.

    It holds the names of facts, never what they said. ``basis`` is ``law``,
    ``consent``, or empty where neither let it be done.
    """

    at: datetime
    source: str
    facts: tuple[str, ...]
    service: str
    authority: str
    subject: str
    basis: str
    outcome: str
    predicate: str = ""


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent of a person to one source: since when, and until when where it was withdrawn."""

    id: int
    source: str
    given_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DatedFact:
    """Where an answer of a matter came from: the fact, its source, the day as of which, and whether by a copy."""

    fact: str
    source: str
    as_of: date
    is_copy: bool = False


@dataclass(frozen=True, slots=True)
class StatedAnswer:
    """An answer to a question that a source would have given: which fact it is, and which source did not answer."""

    question: str
    fact: str
    source: str


@dataclass(frozen=True, slots=True)
class StatedFacts:
    """What became of a stated answer. ``said`` is what the source says where it says otherwise, else ``None``."""

    question: str
    fact: str
    source: str
    stated_at: datetime
    state: CheckState
    checked_at: datetime | None = None
    as_of: datetime | None = None
    is_seen: bool = False
    said: Any = None


class ConsentMissing(Refusal):
    """The source may be asked with the person's consent only, and there is none (any more)."""

    code = "consent-missing"

    def __init__(self, source: str) -> None:
        super().__init__(source=source)


class NotAllowed(Refusal):
    """No law and no consent lets this authority ask for this."""

    code = "exchange-not-allowed"


class SourceDownError(Exception):
    """A source does not answer, or not in a way that can be believed."""
