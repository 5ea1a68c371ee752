"""What a helper submitted for somebody: both names on record, and two days in which it can be taken back."""

from datetime import datetime, timedelta

from openhall.blocks.cases.messages import Template, post_mail
from openhall.blocks.cases.models import Case
from openhall.blocks.identity.facade import Through
from openhall.blocks.journal.facade import append_leaf

#: So long the person can undo what was submitted for them.
UNDO_LASTS = timedelta(hours=48)
_USED = "mandate.used"


def note_helped(case: Case, mandate: str, now: datetime) -> None:
    """Write into the log by which mandate a case was submitted, and tell the person at once until when to undo it."""
    statement = {"mandate": mandate, "person": case.person, "helper": case.helper}
    append_leaf(kind=_USED, subject=case.reference, statement=statement, now=now)
    template = Template.SUBMITTED_FOR_YOU
    key = f"{case.reference}:{template}"
    post_mail(reference=case.reference, template=template, key=key, moment=now + UNDO_LASTS, now=now)


def note_through(case: Case, through: Through, now: datetime) -> None:
    """Write into the log for which other firm somebody submitted a firm's case: all three names are on record."""
    statement = {
        "mandate": through.mandate,
        "organisation": case.organisation,
        "firm": through.firm,
        "person": case.person,
    }
    append_leaf(kind=_USED, subject=case.reference, statement=statement, now=now)


def undo_until(*, person: str, helper: str, submitted_at: datetime) -> datetime | None:
    """Return until when the person of a case can undo it; ``None`` where they submitted it themselves."""
    return submitted_at + UNDO_LASTS if person and helper else None
