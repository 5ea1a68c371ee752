"""Ask for a paper again: whoever lost one gets a new one in its place, in the language that they choose."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from openhall.blocks.cases.actions.acting import Once, is_repeated, keep_key, write_leaf
from openhall.blocks.cases.issuing import order_again
from openhall.blocks.cases.keeping import keep_case, locked_case
from openhall.blocks.cases.models import Case, CaseEvent
from openhall.blocks.cases.reading import answers_of
from openhall.blocks.cases.reissuing import paper_to_replace, standing_again
from openhall.blocks.cases.rules import EventKind
from openhall.blocks.catalogue.facade import current_catalogue, version_of
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import OWN, Reader, do_later, inserting
from openhall.kernel.errors import Refusal

#: So many papers of one case are made again within a day.
MOST_A_DAY = 3
_DAY = timedelta(days=1)


class TooManyAgain(Refusal):
    """So many papers of this case were asked for again today that no more are made; ``most`` a day."""

    code = "too-many-papers"


class NoSuchLanguage(Refusal):
    """Papers are not made in this language; ``languages`` are those that there are."""

    code = "unknown-language"


def order_paper_again(
    *, reference: str, paper: str, language: str, visitor: Visitor, now: datetime, once: Once | None = None
) -> None:
    """Order a new paper in the place of one of a case, which its owner has shown to be theirs.

    The worker makes it; from then on the old one is ``replaced``. Asked for again meanwhile it is the same order.
    Raise ``NoSuchPaper``, ``PaperNotAgain``, ``NoSuchLanguage`` or ``TooManyAgain``.
    """
    languages = [each.code for each in current_catalogue().languages]
    if language not in languages:
        raise NoSuchLanguage(languages=tuple(languages))
    with transaction.atomic():
        case = locked_case(reference)
        if is_repeated(once):
            return
        _must_be_possible(case, paper, visitor, now)
        orders = CaseEvent.objects.filter(case=case, kind=EventKind.REORDERED)
        if not orders.filter(detail=paper).exists():
            if orders.filter(at__gt=now - _DAY).count() >= MOST_A_DAY:
                raise TooManyAgain(most=MOST_A_DAY)
            _order(case, paper, language, visitor, now)
        keep_key(once, case, now)


def ordered_again(reference: str) -> frozenset[str]:
    """Return the papers of a case in whose place a new one was ordered."""
    orders = CaseEvent.objects.filter(case__reference=reference, kind=EventKind.REORDERED)
    return frozenset(orders.values_list("detail", flat=True))


def _must_be_possible(case: Case, paper: str, visitor: Visitor, now: datetime) -> None:
    service = version_of(case.service, case.version, case.revision)
    if service is None:
        raise LookupError(f"{case.reference} was submitted under a version of {case.service} that is not there")

    def answers() -> Mapping[str, Any]:
        return answers_of(case, Reader(actor=visitor.id or "guest", purpose=OWN, case=case.reference, now=now))

    standing_again(case, paper_to_replace(case, paper), service, current_catalogue(), answers, now)


def _order(case: Case, paper: str, language: str, visitor: Visitor, now: datetime) -> None:
    write_leaf(case, "paper-ordered-again", {"paper": paper, "language": language}, now)
    order_again(case, paper, language, now)
    event = CaseEvent(
        case_id=case.pk,
        at=now,
        kind=EventKind.REORDERED,
        actor=visitor.id or "guest",
        holder=case.holder,
        office=case.authority,
        detail=paper,
    )
    do_later(inserting(event))
    case.acts += 1
    keep_case(case)
