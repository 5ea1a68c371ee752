"""What somebody began in another account of theirs comes to the one in which they are known: all of it, or nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from openhall.blocks.cases.models import Case
from openhall.blocks.documents.facade import hand_on_files
from openhall.blocks.federation.facade import forget_consents
from openhall.blocks.forms.facade import drafts_of, hand_on_drafts, owner_of
from openhall.blocks.identity.facade import Joined, begin_joining, note_moved, part
from openhall.blocks.messages.facade import hand_on_letters
from openhall.blocks.registers.facade import hand_on_entries

_CASES, _DRAFTS, _FILES, _LETTERS, _ENTRIES = "cases", "drafts", "files", "letters", "entries"


@dataclass(frozen=True, slots=True)
class Belongings:
    """How much an account has: matters (with their papers, payments and bookings) and drafts."""

    matters: int
    drafts: int


def belongings_of(person: str, *, now: datetime) -> Belongings:
    """Count what somebody has here, for whoever has shown that they are this person."""
    return Belongings(Case.objects.filter(person=person).count(), len(drafts_of(person=person, now=now)))


@transaction.atomic
def join_accounts(
    *, code: str, account: str, now: datetime, cookie: str = "", typed: str = "", credential: str = ""
) -> Joined:
    """Bring the account whose address was just confirmed to ``account``; raise ``JoiningRefused``.

    ``cookie`` is of a session that the code began, where it did not confirm an address that ``account`` adds; without a
    code the session began otherwise. ``typed`` or ``credential`` shows what the account asks for besides
    (``proofs_wanted``): raises ``SignInRefused`` where it is wrong, and changes nothing.

    Papers, payments and bookings are of a matter, and come with it.
    """
    joined = begin_joining(code=code, account=account, now=now, cookie=cookie, typed=typed, credential=credential)
    before, after = joined.person, joined.into
    moved = {
        _CASES: _hand_on_cases(before, after),
        _DRAFTS: hand_on_drafts(before=before, after=after),
        _FILES: hand_on_files(before=owner_of(before, ""), owner=owner_of(after, "")),
        _LETTERS: hand_on_letters(before=before, after=after),
        _ENTRIES: hand_on_entries(before=before, after=after),
    }
    # Systems of departments know somebody by another name after this: they are asked again.
    forget_consents(person=before, now=now)
    return note_moved(joined=joined, moved=moved, now=now)


@transaction.atomic
def part_accounts(*, joining: str, actor: str, now: datetime) -> Joined:
    """Part two accounts again: what came goes back, what was begun since stays; raise ``JoiningRefused``."""
    joined = part(joining=joining, actor=actor, now=now)
    before, after, moved = joined.into, joined.person, joined.moved
    _hand_on_cases(before, after, moved.get(_CASES, ()))
    hand_on_drafts(before=before, after=after, only=moved.get(_DRAFTS, ()))
    hand_on_files(before=owner_of(before, ""), owner=owner_of(after, ""), only=moved.get(_FILES, ()))
    hand_on_letters(before=before, after=after, only=moved.get(_LETTERS, ()))
    hand_on_entries(before=before, after=after, only=moved.get(_ENTRIES, ()))
    return joined


def _hand_on_cases(before: str, after: str, only: Collection[str] | None = None) -> tuple[str, ...]:
    rows = Case.objects.filter(person=before)
    moved = tuple((rows if only is None else rows.filter(reference__in=only)).values_list("reference", flat=True))
    Case.objects.filter(reference__in=moved).update(person=after)
    return moved
