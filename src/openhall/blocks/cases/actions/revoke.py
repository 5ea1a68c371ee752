"""Revoke a paper: at once and for good, by whoever answers for the office that issued it; its owner is told why."""

from datetime import datetime

from django.db import transaction

from openhall.blocks.cases.actions.acting import Once, is_repeated, keep_key, write_leaf
from openhall.blocks.cases.actions.answering import ANSWERS, case_for, seat_of_rank
from openhall.blocks.cases.actions.write import MOST_LETTER, LetterRefused, NoSuchCase, add_letter
from openhall.blocks.cases.messages import WRITTEN_MAIL, post_mail
from openhall.blocks.cases.rules import Side
from openhall.blocks.documents.facade import PaperFacts, papers_of, revoke_paper
from openhall.blocks.identity.facade import Visitor

#: Why, in the log: the words themselves are the owner's.
_BY_OFFICER = "by-officer"


def revoke_issued_paper(
    *, reference: str, paper: str, words: str, visitor: Visitor, now: datetime, once: Once | None = None
) -> PaperFacts:
    """Take a paper's force away, and write to its owner why. One that has none any more stays as it is.

    Raise ``NoSuchCase``, ``NotYourTask`` or ``LetterRefused``.
    """
    with transaction.atomic():
        case, office = case_for(reference, visitor, now)
        known = next((each for each in papers_of(reference) if each.id == paper), None)
        if known is None or known.authority != office.authority:
            raise NoSuchCase
        if is_repeated(once) or known.state != "genuine":
            return known
        seat = seat_of_rank(case, office, ANSWERS)
        words = words.strip()
        if not words or len(words) > MOST_LETTER:
            raise LetterRefused(most=MOST_LETTER)
        revoked = revoke_paper(paper=paper, reason=_BY_OFFICER, now=now)
        write_leaf(case, "paper-revoked", {"paper": paper, "authority": case.authority, "post": seat.post}, now)
        letter = add_letter(case, Side.OFFICE, case.authority, visitor.id, words, now)
        key = f"{reference}:{WRITTEN_MAIL}:{letter}"
        post_mail(reference=reference, template=WRITTEN_MAIL, key=key, now=now)
        keep_key(once, case, now)
    return revoked
