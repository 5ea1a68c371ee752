"""Suspend an entry of a register, and let it stand again: whoever answers for the office does, and the holder is told.

With the entry its papers lose their force, as whoever checks one asks the register.
"""

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from openhall.blocks.authorities.facade import office_of
from openhall.blocks.cases.actions.acting import NotYourTask
from openhall.blocks.cases.actions.answering import ANSWERS
from openhall.blocks.cases.actions.write import LetterRefused, add_letter
from openhall.blocks.cases.keeping import locked_case
from openhall.blocks.cases.messages import WRITTEN_MAIL, post_mail
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.rules import Side
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.registers.facade import (
    EntryFacts,
    NoSuchEntry,
    Register,
    entry_of,
    restore_entry,
    subjects_of,
    suspend_entry,
)

#: The holder gets the words as a letter.
MOST_ENTRY_REASON = 500
#: What stands in the register for words that are sealed with the case.
_IN_LETTER = "letter"
_SUSPENDED, _ACTIVE = "suspended", "active"


def suspend_held_entry(*, register: str, number: str, words: str, visitor: Visitor, now: datetime) -> EntryFacts:
    """Suspend an entry of the officer's register, and write to its holder why. Again, it is no harm.

    Raise ``NoSuchEntry``, ``NotYourTask`` or ``LetterRefused``.
    """
    return _turn(register, number, words, visitor, now, is_suspended=True)


def restore_held_entry(*, register: str, number: str, words: str, visitor: Visitor, now: datetime) -> EntryFacts:
    """Let a suspended entry stand again, and write to its holder why. Raise as to suspend."""
    return _turn(register, number, words, visitor, now, is_suspended=False)


def register_for(register: str, visitor: Visitor, now: datetime) -> Register | None:
    """Return a register that the officer's own authority keeps, or ``None``."""
    office = office_of(visitor.id, now=now)
    kept = (each for each in current_catalogue().jurisdiction.registers if each.id == register)
    return next((each for each in kept if office is not None and each.authority == office.authority), None)


def _turn(name: str, number: str, words: str, visitor: Visitor, now: datetime, *, is_suspended: bool) -> EntryFacts:
    register = register_for(name, visitor, now)
    if register is None:
        raise NoSuchEntry(name, number)
    words = words.strip()
    with transaction.atomic():
        # The case before the entry, as when it is written.
        case = _case_of(name, number)
        entry = entry_of(name, number)
        if entry is None:
            raise NoSuchEntry(name, number)
        _check_may(register, entry, visitor, now)
        if not words or len(words) > MOST_ENTRY_REASON:
            raise LetterRefused(most=MOST_ENTRY_REASON)
        if entry.state == (_SUSPENDED if is_suspended else _ACTIVE):
            return entry
        today = now.astimezone(ZoneInfo(current_catalogue().jurisdiction.time_zone)).date()
        turn = suspend_entry if is_suspended else restore_entry
        # The words go with the case; only where none is here they stand in the register.
        reason = words if case is None else _IN_LETTER
        turned = turn(register=register, number=number, by=visitor.id, reason=reason, today=today, now=now)
        if case is not None:
            _tell(case, register, words, visitor, now)
    return turned


def _case_of(register: str, number: str) -> Case | None:
    """Lock the case that wrote an entry last, where the office may see it."""
    for subject in subjects_of(register, number)[:1]:
        with suppress(ObjectDoesNotExist):
            return locked_case(subject)
    return None


def _check_may(register: Register, entry: EntryFacts, visitor: Visitor, now: datetime) -> None:
    office = office_of(visitor.id, now=now)
    seats = () if office is None else office.seats
    fitting = [seat for seat in seats if seat.authority == register.authority and seat.rank >= ANSWERS]
    if not fitting:
        raise NotYourTask("rank")
    if entry.person and (entry.person == visitor.id or all(seat.instead_of == entry.person for seat in fitting)):
        raise NotYourTask("own-matter")


def _tell(case: Case, register: Register, words: str, visitor: Visitor, now: datetime) -> None:
    letter = add_letter(case, Side.OFFICE, register.authority, visitor.id, words, now)
    key = f"{case.reference}:{WRITTEN_MAIL}:{letter}"
    post_mail(reference=case.reference, template=WRITTEN_MAIL, key=key, now=now)
