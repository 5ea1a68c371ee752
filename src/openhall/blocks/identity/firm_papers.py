"""A firm gives something on paper at a counter: a place to one of its people, or a mandate to another firm.

Whoever stands there has to have a place in it here from which they may: a paper of the firm alone proves nothing. It
holds at once where the paper bears the other side's name too, and by a code where it does not. Whoever manages people
in the firm can undo it for two days, also whoever was not there; after that they end it like any other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from openhall.blocks.identity.actions import digest_of_token
from openhall.blocks.identity.attending import AttendanceRefused, confirmed_attendance
from openhall.blocks.identity.cards import write_cards
from openhall.blocks.identity.firm_mandates import end_lent, let_act, locked_both, offered
from openhall.blocks.identity.firm_papers_told import PAPER_UNDONE_UNTIL
from openhall.blocks.identity.mandates import LONGEST
from openhall.blocks.identity.models import FirmMandate, FirmPaper, Person, SeatOffer
from openhall.blocks.identity.models import Membership as MembershipRow
from openhall.blocks.identity.rules import MANAGING, ROLES, MandateState
from openhall.blocks.identity.sealed import sealed_firm_place
from openhall.blocks.identity.seats import SeatRefused, end_seat, offer_seat
from openhall.blocks.journal.facade import append_leaf
from openhall.kernel.canonical import JSON
from openhall.kernel.references import new_reference

#: What can be given on paper. Nobody who manages people is made at a counter: a stolen card would take a firm away.
PAPER_ROLES = tuple(role for role in ROLES if role not in MANAGING)


@dataclass(frozen=True, slots=True)
class FirmTerms:
    """What stands on the paper: a place in ``role`` for ``person``, or ``scopes`` for the firm ``helper``.

    Without ``person`` or ``helper`` it is for whoever brings the code. A place without ``ends_at`` has no last day.
    """

    role: str = ""
    person: str = ""
    helper: str = ""
    scopes: tuple[str, ...] = ()
    ends_at: datetime | None = None


@transaction.atomic
def write_down_for_firm(
    *, attendance: str, officer: str, firm: str, terms: FirmTerms, paper: str, now: datetime
) -> tuple[str, str]:
    """Write down what a firm gives on paper; return the paper's id, and a code where nobody is named.

    The one who stands at the counter gives it. Raises ``AttendanceRefused`` and ``SeatRefused``.
    """
    row = confirmed_attendance(attendance, officer, now)
    seats = locked_both(firm, terms.helper or firm)
    if any(officer in people for people in seats.values()) or officer == terms.person:
        raise AttendanceRefused("not-theirs")
    if seats[firm].get(row.person_id) not in MANAGING:
        raise SeatRefused("may-not-manage")
    name = new_reference()
    made = FirmPaper(
        id=name,
        attendance=row,
        firm_id=firm,
        given_by=row.person_id,
        officer=officer,
        paper=sealed_firm_place(firm, name, paper),
        made_at=now,
    )
    code = _seat(made, terms, seats[firm], now) if terms.role else _lent(made, terms, seats, now)
    made.save(force_insert=True)
    _log("firm-paper.written", made, officer, now)
    return made.pk, code


@transaction.atomic
def undo_firm_paper(*, paper: str, actor: str, now: datetime) -> None:
    """Take back what was written down at a counter: it is gone with the next request; raise ``SeatRefused``.

    Anybody who manages people in the firm can, also where whoever gave it does not any more.
    """
    seen = FirmPaper.objects.filter(pk=paper).first()
    if seen is None:
        raise SeatRefused("paper-over")
    # In the order of whoever takes it up or ends it otherwise: offer or mandate, then the firms, then the paper.
    list(SeatOffer.objects.select_for_update().filter(pk=seen.offer))
    lent = FirmMandate.objects.select_for_update().filter(pk=seen.mandate_id or "").first()
    seats = locked_both(seen.firm_id, (lent.helper_id if lent else "") or seen.firm_id)
    row = FirmPaper.objects.select_for_update().filter(pk=paper, undone_at=None).first()
    if row is None or now >= row.made_at + PAPER_UNDONE_UNTIL:
        raise SeatRefused("paper-over")
    if seats[row.firm_id].get(actor) not in MANAGING:
        raise SeatRefused("may-not-manage")
    if lent is not None and lent.state != MandateState.ENDED:
        end_lent(lent, seats, actor, now)
    SeatOffer.objects.filter(pk=row.offer, organisation=row.firm_id).delete()
    place = MembershipRow.objects.filter(pk=row.seat or 0, organisation=row.firm_id, person=row.person).first()
    # Whom the firm has let manage people since, it keeps: that was not given at the counter.
    if place is not None and place.role not in MANAGING:
        end_seat(organisation=row.firm_id, person=row.person, actor=actor, now=now)
    row.undone_at, row.undone_by, row.offer = now, actor, ""
    row.save(update_fields=["undone_at", "undone_by", "offer"])
    _log("firm-paper.undone", row, actor, now)


def _seat(made: FirmPaper, terms: FirmTerms, seats: Mapping[str, str], now: datetime) -> str:
    if terms.role not in PAPER_ROLES:
        raise SeatRefused("unknown-role")
    made.role = terms.role
    firm, giver = made.firm_id, made.given_by
    if not terms.person:
        code = offer_seat(organisation=firm, role=terms.role, actor=giver, until=terms.ends_at, now=now)
        made.offer = digest_of_token(code)
        return code
    if terms.ends_at is not None and not now < terms.ends_at <= now + LONGEST:
        raise SeatRefused("seat-days")
    if not Person.objects.filter(pk=terms.person).exists():
        raise SeatRefused("unknown-seat")
    over = MembershipRow.objects.filter(organisation=firm, person=terms.person, ends_at__lte=now)
    if terms.person in seats and not over.delete()[0]:
        raise SeatRefused("seat-exists")
    place = MembershipRow.objects.create(
        person_id=terms.person, organisation_id=firm, role=terms.role, ends_at=terms.ends_at
    )
    made.person, made.seat = terms.person, place.pk
    told: dict[str, JSON] = {"person": terms.person, "role": terms.role, "by": giver, "attendance": made.attendance_id}
    if terms.ends_at:
        told["ends_at"] = terms.ends_at.isoformat()
    append_leaf(kind="seat.taken", subject=f"organisation:{firm}", statement=told, now=now)
    write_cards([terms.person])
    return ""


def _lent(made: FirmPaper, terms: FirmTerms, seats: Mapping[str, Mapping[str, str]], now: datetime) -> str:
    lent, code = offered(made.firm_id, terms.scopes, terms.ends_at or now, made.given_by, now)
    made.mandate = lent
    if not terms.helper:
        return code
    let_act(lent, terms.helper, now)
    told: dict[str, JSON] = {"mandate": lent.pk, "helper": terms.helper, "by": made.given_by}
    told["attendance"] = made.attendance_id
    append_leaf(kind="firm-mandate.taken", subject=f"organisation:{made.firm_id}", statement=told, now=now)
    write_cards(seats[terms.helper])
    return ""


def _log(kind: str, row: FirmPaper, actor: str, now: datetime) -> None:
    told: dict[str, JSON] = {
        "paper": row.pk,
        "attendance": row.attendance_id,
        "given_by": row.given_by,
        "person": row.person,
        "role": row.role,
        "mandate": row.mandate_id or "",
        "by": actor,
    }
    append_leaf(kind=kind, subject=f"organisation:{row.firm_id}", statement=told, now=now)
