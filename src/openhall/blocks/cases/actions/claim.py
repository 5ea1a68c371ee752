"""Keep: what somebody sent without an account comes to their own page; for two days whoever has its code can undo it.

From then on the code opens it no more: on a shared computer, in an old mail or in other hands it is worth nothing. So
that nobody is shut out of their own matter by whoever found the code, the contact in the case is told at once, and the
code lets it go again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction

from openhall.blocks.cases.actions.acting import Once, conductor_for, is_repeated, keep_key, write_leaf
from openhall.blocks.cases.agreed import Agreement
from openhall.blocks.cases.keeping import keep_case, locked_case
from openhall.blocks.cases.messages import Template, post_mail
from openhall.blocks.cases.models import Case, CaseEvent, Erasure
from openhall.blocks.cases.rules import EventKind
from openhall.blocks.cases.secrets import is_secret_of_case
from openhall.blocks.documents.facade import SAMPLE_OWNER, files_of, hand_on_files
from openhall.blocks.forms.facade import key_of, owner_of
from openhall.blocks.identity.facade import Visitor, marks_of_person
from openhall.blocks.messages.facade import hand_on_letters
from openhall.blocks.registers.facade import hand_on_entries
from openhall.kernel.errors import Refusal

#: So long whoever has the code can let it go again.
LET_GO_LASTS = timedelta(hours=48)
#: Two who both have the code could take it from each other for ever: after so many times an office has to look at it.
_MOST_TIMES = 3
_KINDS = (EventKind.CLAIMED, EventKind.LET_GO)


class Told(Protocol):
    """A line of a case's history."""

    @property
    def kind(self) -> str: ...  # noqa: D102 - an attribute of events
    @property
    def at(self) -> datetime: ...  # noqa: D102 - as above


class NotClaimed(Refusal):
    """A case does not come to somebody's page; ``why`` says why.

    ``unknown``: there is no such case, or the secret is another's. ``owned``: it is somebody's already. ``erased``:
    nothing of it can be read any more. ``own-work``: they had a hand in it for an office, or are its other party.
    ``times``: it was kept and let go too often.
    """

    code = "not-claimed"

    def __init__(self, why: str) -> None:
        super().__init__(why=why)
        self.why = why


class LetGoOver(Refusal):
    """Nobody keeps the case on their page, or has for longer than two days."""

    code = "let-go-over"


def claimed_at(timeline: Sequence[Told]) -> datetime | None:
    """Return since when a case that a guest sent is on somebody's page, from its history; else ``None``."""
    last = next((each for each in reversed(timeline) if each.kind in _KINDS), None)
    return last.at if last and last.kind == EventKind.CLAIMED else None


def claim_case(*, reference: str, secret: str, visitor: Visitor, now: datetime, once: Once | None = None) -> None:
    """Make a guest's case the visitor's, who has its secret. Raise ``NotClaimed``. Done twice, it is done once."""
    if visitor.is_guest or not is_secret_of_case(reference, secret):
        raise NotClaimed("unknown")
    with transaction.atomic():
        case = _locked(reference)
        if is_repeated(once) or case.person == visitor.id:
            return
        _check(case, visitor)
        owner = owner_of(visitor.id, "")
        hand_on_files(before=key_of(reference), owner=owner)
        _hand_on_attached(reference, owner)
        _move(case, EventKind.CLAIMED, visitor.id, visitor.id, now)
        hand_on_letters(before=key_of(reference), after=visitor.id, subject=reference)
        hand_on_entries(before="", after=visitor.id, subject=reference)
        moment = now + LET_GO_LASTS
        key = f"{reference}:{Template.CLAIMED}:{case.acts}"
        post_mail(reference=reference, template=Template.CLAIMED, key=key, moment=moment, now=now)
        keep_key(once, case, now)


def let_case_go(*, reference: str, secret: str, now: datetime) -> None:
    """Take a case out of the account that keeps it, for whoever has its secret. Raise ``NotClaimed``, ``LetGoOver``."""
    if not is_secret_of_case(reference, secret):
        raise NotClaimed("unknown")
    with transaction.atomic():
        case = _locked(reference)
        since = claimed_at(list(CaseEvent.objects.filter(case=case).order_by("pk")))
        if since is None or since + LET_GO_LASTS <= now:
            raise LetGoOver
        person, key = case.person, key_of(reference)
        _hand_on_attached(reference, key, only_of=owner_of(person, ""))
        _move(case, EventKind.LET_GO, "", "guest", now)
        # Nobody's inbox has them now; they come back with whoever keeps the case.
        hand_on_letters(before=person, after=key, subject=reference)
        hand_on_entries(before=person, after="", subject=reference)
        post_mail(
            reference=reference, template=Template.LET_GO, key=f"{reference}:{Template.LET_GO}:{case.acts}", now=now
        )


def _locked(reference: str) -> Case:
    try:
        return locked_case(reference)
    except Case.DoesNotExist:
        raise NotClaimed("unknown") from None


def _check(case: Case, visitor: Visitor) -> None:
    if case.person or case.organisation:
        raise NotClaimed("owned")
    if Erasure.objects.filter(case=case).exists():
        raise NotClaimed("erased")
    events = CaseEvent.objects.filter(case=case)
    is_other = Agreement.objects.filter(case=case, mark__in=marks_of_person(visitor.id)).exists()
    had_a_hand = events.exclude(kind__in=_KINDS).filter(actor=visitor.id).exists()
    if is_other or had_a_hand:
        raise NotClaimed("own-work")
    if events.filter(kind=EventKind.CLAIMED).count() >= _MOST_TIMES:
        raise NotClaimed("times")


def _move(case: Case, kind: EventKind, person: str, actor: str, now: datetime) -> None:
    """Write whose it is now, into the case, its history and the log; who it was before stands there too."""
    write_leaf(case, kind.value, {"person": person, "before": case.person}, now)
    case.person = person
    case.acts += 1
    keep_case(case)
    conductor_for(case, actor=actor, purpose="own", now=now).tell(kind, actor=actor)


def _hand_on_attached(reference: str, owner: str, *, only_of: str = "") -> None:
    """Make what came with a case the owner's, who may send it again with an answer; samples stay everybody's."""
    for file in files_of(f"case:{reference}"):
        if file.owner != SAMPLE_OWNER and only_of in {"", file.owner}:
            hand_on_files(before=file.owner, owner=owner, only=[file.id])
