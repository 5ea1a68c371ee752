"""A firm at a counter: who stands there acts for it by a place held here, and gives something on paper.

The officer types what stands on the firm's own paper; that they looked is written down, for the firm, for the other
side and for the one who stands there. Nobody gets to see for which firms somebody acts without such a paper.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.identity.facade import Attended, FirmTerms, Visitor, firms_seen, write_down_for_firm
from openhall.blocks.journal.facade import Purpose, Reader, post
from openhall.blocks.oversight.attending import MOST_NAME, other_of
from openhall.blocks.oversight.definitions import AttendingIncomplete
from openhall.kernel.languages import Text

#: The outbox's kind of message that asks to tell the firm, and whoever was given something.
FIRM_PAPER = "firm-paper"


def firm_stood_for(*, attended: Attended, typed: str, visitor: Visitor, now: datetime) -> tuple[str, Text]:
    """Return id and name of the firm for which somebody at a counter may give something, by its name or number.

    One in which they have no such place is not told apart from one that is not there: raises ``AttendingIncomplete``.
    """
    numbers = current_catalogue().jurisdiction.organisation_numbers
    reader = _reader(attended, visitor, now)
    found = firms_seen(typed[:MOST_NAME], facts=numbers, reader=reader, manager=attended.person)
    if len(found) != 1:
        raise AttendingIncomplete((("firm", "nobody" if typed.strip() else "missing"),))
    return next(iter(found.items()))


@transaction.atomic
def write_for_firm(  # noqa: PLR0913 - who stands there, for which firm, what, to whom, and where the paper is
    *, attended: Attended, firm: str, terms: FirmTerms, number: str, paper: str, visitor: Visitor, now: datetime
) -> str:
    """Write down what a firm gives on paper, to whose ``number`` it bears; return a code where it bears none.

    The firm and the other side are told. Raises ``AttendingIncomplete``, ``AttendanceRefused`` and ``SeatRefused``.
    """
    if number.strip() and terms.role:
        terms = replace(terms, person=other_of(attended=attended, number=number, visitor=visitor, now=now))
    elif number.strip():
        terms = replace(terms, helper=_other_firm(attended, number, visitor, now))
    written, code = write_down_for_firm(
        attendance=attended.id, officer=visitor.id, firm=firm, terms=terms, paper=paper, now=now
    )
    post(kind=FIRM_PAPER, key=written, payload={"paper": written}, now=now)
    return code


def _other_firm(attended: Attended, number: str, visitor: Visitor, now: datetime) -> str:
    numbers = current_catalogue().jurisdiction.organisation_numbers
    found = firms_seen(number[:MOST_NAME], facts=numbers, reader=_reader(attended, visitor, now))
    if len(found) != 1:
        raise AttendingIncomplete((("number", "nobody"),))
    return next(iter(found))


def _reader(attended: Attended, visitor: Visitor, now: datetime) -> Reader:
    at = attended.counter
    return Reader(actor=visitor.id, purpose=Purpose.HELP, case=attended.id, now=now, office=at.office, post=at.post)
