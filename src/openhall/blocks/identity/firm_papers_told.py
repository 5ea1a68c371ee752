"""What firms gave on paper at counters, as their people and letters may know it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from openhall.blocks.identity.models import FirmPaper
from openhall.blocks.identity.models import Membership as MembershipRow
from openhall.blocks.identity.sealed import names_of, organisation_names, place_of_firm_paper
from openhall.kernel.languages import Text

#: So long the firm can undo what was written down for it.
PAPER_UNDONE_UNTIL = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class FirmPaperFacts:
    """What was written down for a firm at a counter: who stood there, which officer of which office wrote it.

    ``name`` is that of whoever it was given to, empty while nobody has brought the code. ``until`` is when it can last
    be undone; ``undone_at`` when it was.
    """

    id: str
    firm: str
    firm_name: Text
    given_by: str
    given_by_name: Text
    officer: str
    officer_name: Text
    office: str
    person: str
    helper: str
    name: Text
    role: str
    paper: str
    made_at: datetime
    until: datetime
    undone_at: datetime | None


def firm_papers_of(firm: str, *, actor: str, now: datetime) -> tuple[FirmPaperFacts, ...]:
    """Return what was written down for a firm at counters and can still be undone, the newest first.

    To somebody who has a place there; nothing to anybody else.
    """
    if not MembershipRow.objects.filter(organisation=firm, person=actor).exists():
        return ()
    rows = FirmPaper.objects.filter(firm=firm, undone_at=None, made_at__gt=now - PAPER_UNDONE_UNTIL)
    return _facts(rows.select_related("attendance", "mandate").order_by("-made_at", "pk"))


def firm_paper_named(paper: str) -> FirmPaperFacts | None:
    """Return what was written down, by the program's own knowledge of its id, for a letter about it."""
    found = _facts(FirmPaper.objects.filter(pk=paper).select_related("attendance", "mandate"))
    return found[0] if found else None


def _facts(found: Collection[FirmPaper]) -> tuple[FirmPaperFacts, ...]:
    rows = list(found)
    people = names_of({each for row in rows for each in (row.given_by, row.officer, row.person)} - {""})
    helpers = {row.pk: str(row.mandate.helper_id or "") if row.mandate else "" for row in rows}
    firms = organisation_names({*(row.firm_id for row in rows), *helpers.values()} - {""})
    return tuple(
        FirmPaperFacts(
            id=row.pk,
            firm=row.firm_id,
            firm_name=firms.get(row.firm_id, {}),
            given_by=row.given_by,
            given_by_name=people.get(row.given_by, {}),
            officer=row.officer,
            officer_name=people.get(row.officer, {}),
            office=row.attendance.office,
            person=row.person,
            helper=helpers[row.pk],
            name=people.get(row.person, {}) if row.role else firms.get(helpers[row.pk], {}),
            role=row.role,
            paper=place_of_firm_paper(row.firm_id, row.pk, row.paper),
            made_at=row.made_at,
            until=row.made_at + PAPER_UNDONE_UNTIL,
            undone_at=row.undone_at,
        )
        for row in rows
    )
