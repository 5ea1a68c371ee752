"""Every address that changes something says which kind of act that is; a test refuses one that does not.

What is counted for whom, and how often each may be done, stands in ``blocks.identity.pace``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from openhall.kernel.visits import SAFE_METHODS

_View = TypeVar("_View", bound=Callable[..., object])
#: Where a view keeps how it is counted, and a request what counts it.
_MARK, TURN = "openhall_limit", "openhall_turn"


class Act(StrEnum):
    """A kind of act: what it costs, or what it takes away from others, is about the same at all its addresses."""

    LOOK = "look"
    BEGIN = "begin"
    FILL = "fill"
    PRICE = "price"
    SUBMIT = "submit"
    PAY = "pay"
    PLACE = "place"
    PLACE_OF_KIND = "place-of-kind"
    NUMBER = "number"
    WRITE = "write"
    FILE = "file"
    PART = "part"
    PAPER = "paper"
    VERIFY = "verify"
    EXPORT = "export"
    SIGN_IN = "sign-in"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Limit:
    """How an address is counted. ``why`` says why it is not; ``by_reference`` has acts of references like ``new``.

    With ``is_reading`` it is counted whenever it is asked for, not only when something is sent. ``about`` is the word
    of the address that names what is scarce: that has a count of its own.
    """

    act: Act | None
    by_reference: Mapping[str, Act] = field(default_factory=dict)
    is_reading: bool = False
    about: str = ""
    why: str = ""

    def act_of(self, method: str, reference: str) -> Act | None:
        """Return what a request does that counts, or ``None``."""
        if method in SAFE_METHODS and not self.is_reading:
            return None
        return self.by_reference.get(reference, self.act)


def limited(
    act: Act, *, by_reference: Mapping[str, Act] | None = None, is_reading: bool = False, about: str = ""
) -> Callable[[_View], _View]:
    """Declare what an address does; of a page the hall counts it before the page is asked."""
    return _marked(Limit(act, by_reference or {}, is_reading, about))


def unlimited(why: str) -> Callable[[_View], _View]:
    """Declare that nothing is counted at an address that changes something, and why nobody can do harm with it."""
    return _marked(Limit(None, why=why))


def limit_of(view: object) -> Limit | None:
    """Return how a view is counted, or ``None`` where it does not say."""
    found: Limit | None = getattr(view, _MARK, None)
    return found


def take_turn(request: object, act: Act, *, about: str = "", own: str = "") -> None:
    """Count an act of a request, ``about`` one thing where that is scarce; raise ``TooOften`` for one too many.

    ``own`` names whose count it is, where that is neither a person nor a browser.
    """
    turn: Callable[[Act, str, str], None] | None = getattr(request, "__dict__", {}).get(TURN)
    if turn is not None:
        turn(act, about, own)


def _marked(limit: Limit) -> Callable[[_View], _View]:
    def declare(view: _View) -> _View:
        view.__dict__[_MARK] = limit
        return view

    return declare
