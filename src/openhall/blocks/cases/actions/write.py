"""Write: applicant and officer exchange messages that stay with the case."""

from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from openhall.blocks.authorities.facade import office_of
from openhall.blocks.cases.actions.acting import Once, conductor_for, is_repeated, keep_key, write_leaf
from openhall.blocks.cases.keeping import keep_case, locked_case
from openhall.blocks.cases.messages import WRITTEN_MAIL, post_mail
from openhall.blocks.cases.models import Case, Letter
from openhall.blocks.cases.parts import letter_part
from openhall.blocks.cases.rules import EventKind, Side
from openhall.blocks.cases.sealing import seal_part
from openhall.blocks.cases.workings import drop_working
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.processes.facade import is_invited
from openhall.kernel.errors import Refusal

MOST_LETTER = 4_000


class LetterRefused(Refusal):
    """A message is empty or too long."""

    code = "letter-refused"


class NoSuchCase(Refusal):
    """There is no such case for whoever asks."""

    code = "unknown-case"


def write_to_office(*, reference: str, words: str, visitor: Visitor, now: datetime, once: Once | None = None) -> None:
    """Write to the office that has the case; the visitor has shown that it is theirs. Raise ``LetterRefused``."""
    words = _checked(words)
    with transaction.atomic():
        case = locked_case(reference)
        if is_repeated(once):
            return
        add_letter(case, Side.APPLICANT, "", visitor.id or "guest", words, now)
        keep_key(once, case, now)


def write_to_applicant(
    *, reference: str, words: str, visitor: Visitor, now: datetime, once: Once | None = None
) -> None:
    """Write to the applicant as an officer of an office that takes part; raise ``NoSuchCase`` or ``LetterRefused``."""
    words = _checked(words)
    with transaction.atomic():
        try:
            case = locked_case(reference)
        except ObjectDoesNotExist:
            raise NoSuchCase from None
        authority = part_in(case, visitor, now)
        if is_repeated(once):
            return
        number = add_letter(case, Side.OFFICE, authority, visitor.id, words, now)
        key = f"{reference}:{WRITTEN_MAIL}:{number}"
        post_mail(reference=reference, template=WRITTEN_MAIL, key=key, now=now)
        drop_working(case, 0, "message", visitor.id)
        keep_key(once, case, now)


def part_in(case: Case, visitor: Visitor, now: datetime) -> str:
    """Return the authority for which an officer takes part in a case, or raise ``NoSuchCase``."""
    office = office_of(visitor.id, now=now)
    if office is None:
        raise NoSuchCase
    if office.authority != case.authority and not is_invited(case.reference, office.authority):
        raise NoSuchCase
    return office.authority


def _checked(words: str) -> str:
    words = words.strip()
    if not words or len(words) > MOST_LETTER:
        raise LetterRefused(most=MOST_LETTER)
    return words


def add_letter(case: Case, side: Side, authority: str, by: str, words: str, now: datetime) -> int:
    """Add a letter to a locked case, with its line and its leaf; return its number."""
    number = case.letters.count() + 1
    leaf = write_leaf(case, "written", {"number": number, "side": side.value}, now)
    Letter.objects.create(
        case=case,
        number=number,
        at=now,
        side=side,
        authority=authority,
        by=by,
        words=seal_part(case, letter_part(number), {"text": words}),
        leaf=leaf,
    )
    conductor = conductor_for(case, actor=by, purpose="write", now=now)
    conductor.tell(EventKind.WRITTEN, actor=by, office=authority or case.authority, detail=side.value)
    case.acts += 1
    keep_case(case)
    return number
