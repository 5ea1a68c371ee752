"""Everything that somebody has with the hall, asked for in a few queries, however much it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from openhall.blocks.appointments.facade import Booking, bookings_of
from openhall.blocks.cases.facade import APPLICANT, Matter, open_matters
from openhall.blocks.catalogue.facade import Catalogue
from openhall.blocks.forms.facade import Begun, drafts_of
from openhall.blocks.identity.facade import Scope, Visitor, firms_with
from openhall.blocks.payments.facade import OPEN, PaymentFacts, payments_of


@dataclass(frozen=True, slots=True)
class Holding:
    """What is open of one person: their matters, what of them is to be paid, and what they have begun.

    ``bills`` are by the reference of their matter, the first one that is due; so are ``bookings``, those to come.
    """

    visitor: Visitor
    catalogue: Catalogue
    now: datetime
    matters: tuple[Matter, ...]
    bills: Mapping[str, PaymentFacts]
    bookings: Mapping[str, Booking]
    drafts: tuple[Begun, ...]

    @property
    def zone(self) -> ZoneInfo:
        """Return the clock of the jurisdiction."""
        return ZoneInfo(self.catalogue.jurisdiction.time_zone)

    @property
    def today(self) -> date:
        """Return the day that it is in the jurisdiction."""
        return self.day_of(self.now)

    def day_of(self, moment: datetime) -> date:
        """Return the day that a moment falls on there."""
        return moment.astimezone(self.zone).date()

    def is_yours(self, matter: Matter) -> bool:
        """Tell whether a matter waits for the person and not for an office."""
        return matter.holder == APPLICANT or matter.answer_by is not None or matter.reference in self.bills

    def next_day(self, matter: Matter) -> date | None:
        """Return the next day of a matter: to answer, to pay, or else by when it is to be decided."""
        bill = self.bills.get(matter.reference)
        days = [day for day in (matter.answer_by, bill.due_on if bill else None) if day]
        if days:
            return min(days)
        # While the clock stands, the day that was pledged is no day any more.
        return None if matter.paused_on else matter.due_on


def firms_of(visitor: Visitor) -> tuple[str, ...]:
    """Return the organisations whose matters somebody may see."""
    return firms_with(visitor, Scope.MATTERS)


def holding_of(visitor: Visitor, catalogue: Catalogue, now: datetime, *, has_drafts: bool = True) -> Holding:
    """Return what is open of a person and of whom they act for."""
    matters = open_matters(person=visitor.id, organisations=firms_of(visitor))
    bills: dict[str, PaymentFacts] = {}
    references = [matter.reference for matter in matters]
    payers = {"", *firms_with(visitor, Scope.PAY)}
    for payment in payments_of([matter.reference for matter in matters if matter.organisation in payers]):
        if payment.state in OPEN:
            bills.setdefault(payment.subject, payment)
    bookings = {name: each for name, each in bookings_of(references).items() if each.starts_at > now}
    drafts = tuple(drafts_of(person=visitor.id, now=now)) if has_drafts else ()
    return Holding(visitor, catalogue, now, matters, bills, bookings, drafts)
