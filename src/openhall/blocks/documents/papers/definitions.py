"""What crosses the door of ``documents`` about issued papers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Text

#: What a paper is; each has a template of this name in the folder ``letters`` of a jurisdiction.
PAPER_KINDS = (
    "licence",
    "permit",
    "certificate",
    "registration",
    "award",
    "receipt",
    "payment-receipt",
    "reply",
    "refusal",
    "appointment",
)
PaperState = Literal["genuine", "replaced", "revoked"]
#: A refusal that does not say why, or where to go against it, is none.
NEEDED_SECTIONS: Mapping[str, frozenset[str]] = {"refusal": frozenset({"reasons", "appeal"})}


class PaperMismatch(Refusal):
    """The finished paper, read back, does not name whom or what it was made for (``missing``). Nothing was kept."""

    code = "paper-mismatch"


class PaperFault(Refusal):
    """A paper cannot be set: its template is missing or wrong, or something was left out (``told``)."""

    code = "paper-fault"


@dataclass(frozen=True, slots=True)
class PaperFact:
    """A line of a paper: what is stated, and what it is, both in words."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A part of a letter. ``id`` (``reasons``, ``rule``, ``appeal``, …) lets the template name it by itself."""

    id: str
    paragraphs: tuple[str, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class PaperMoney:
    """A line of money, the amount written out as it shall stand (``KD 18.000``)."""

    label: str
    amount: str
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class PaperContent:
    """All that stands on a paper, in words: nothing of it is ever evaluated.

    ``subject`` is the reference of the case, ``number`` that of the licence or letter (empty: the reference stands
    for it). ``holder`` are the lines that name whose paper it is, exactly as they must stand. ``region`` chooses
    among the forms of Chinese characters (``HK``).
    """

    kind: str
    subject: str
    service: str
    authority: str
    authority_name: Text
    language: str
    title: str
    holder: tuple[str, ...]
    issued_on: date
    number: str = ""
    government: Text = field(default_factory=dict)
    facts: tuple[PaperFact, ...] = ()
    paragraphs: tuple[str, ...] = ()
    sections: tuple[PaperSection, ...] = ()
    money: tuple[PaperMoney, ...] = ()
    conditions: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    signed_by: str = ""
    is_demo: bool = False

    @property
    def shown_number(self) -> str:
        """Return what the paper is called by."""
        return self.number or self.subject


@dataclass(frozen=True, slots=True)
class SetPaper:
    """A paper that is finished, signed, read back and stored, but belongs to nobody until it is kept."""

    content: PaperContent
    code: str
    data: bytes = field(repr=False)
    sha256: str
    issued_at: datetime
    key: bytes = field(repr=False)
    scheme: str
    address: str


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """A paper that is kept."""

    id: str
    kind: str
    subject: str
    service: str
    authority: str
    language: str
    number: str
    sha256: str
    size: int
    code: str
    state: PaperState
    issued_at: datetime
    valid_until: date | None
    replaced_by: str


@dataclass(frozen=True, slots=True)
class PaperStanding:
    """What anybody with the code of a paper may learn: nothing about a person.

    ``subject`` is for the hall alone, to look up what the paper tells of: whoever has the paper need not learn it.
    ``changed_at`` is when it was replaced or revoked. What came in its place is its owner's to know: whoever found a
    lost paper does not learn the code of the new one.
    """

    kind: str
    subject: str
    service: str
    authority: str
    language: str
    number: str
    sha256: str
    state: PaperState
    issued_at: datetime
    valid_until: date | None
    changed_at: datetime | None
    is_demo: bool
