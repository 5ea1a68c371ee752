"""What came of a case, at the desk: fee, refunds, papers, entry and appointment, and what is done with them."""

from dataclasses import dataclass
from typing import Literal

from openhall.ui.desk_sending import Sending

Look = Literal["plain", "waiting", "done", "error", "harbour"]


@dataclass(frozen=True, slots=True)
class Box:
    """One thing to type: a line, money (``symbol`` stands before it), or words (``readers`` says who reads them).

    A ``choice`` is one of ``choices``, (value, words) each.
    """

    name: str
    label: str
    value: str = ""
    hint: str = ""
    kind: Literal["line", "money", "words", "choice"] = "line"
    symbol: str = ""
    readers: str = ""
    max_length: int = 0
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SmallForm:
    """One act: ``id`` begins every id in it. Without boxes it is a button alone, with what follows in ``told``.

    ``is_folded`` hides it behind its title until somebody wants it, or something is wrong in it.
    """

    id: str
    title: str
    act: str
    sending: Sending
    boxes: tuple[Box, ...] = ()
    told: str = ""
    is_quiet: bool = False
    is_folded: bool = True


@dataclass(frozen=True, slots=True)
class OutcomeItem:
    """One thing that came of a case: what it is, how it stands in a word, its facts, and what can be done with it.

    ``href`` leads to it elsewhere, with ``link`` as its words.
    """

    title: str
    word: str = ""
    look: Look = "plain"
    facts: tuple[tuple[str, str], ...] = ()
    forms: tuple[SmallForm, ...] = ()
    href: str = ""
    link: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """A page of such things: ``lead`` says what they are, ``empty`` stands where there are none.

    ``find`` is a box to look something up with GET; ``found_not`` says that nothing was found.
    """

    title: str
    lead: str
    empty: str = ""
    items: tuple[OutcomeItem, ...] = ()
    find: SmallForm | None = None
    lists: tuple[tuple[str, str], ...] = ()
    heading: str = ""
