"""One line for each matter of somebody's: who has it, by when, and the one thing to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from openhall.blocks.cases.facade import APPLICANT, HALL, Matter
from openhall.blocks.forms.facade import Begun
from openhall.blocks.identity.facade import names_of
from openhall.blocks.payments.facade import SETTLED, PaymentFacts
from openhall.channels.portal.case_words import holder_name
from openhall.channels.portal.mine.gathering import Holding
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language, pick
from openhall.kernel.money import format_money
from openhall.ui.formats import full_date, plain_date
from openhall.ui.me_views import BillLine, MatterLine

#: A day so near is marked.
_NEAR = timedelta(days=7)
_LAST = date.max
_ANSWER_BY, _PAY_BY = _("Answer by %(day)s"), _("Pay by %(day)s")
_ANSWER_LATE, _PAY_LATE = _("The day to answer was %(day)s"), _("The day to pay was %(day)s")
_DUE_BY, _LATE = _("Due by %(day)s"), _("Late: it was due on %(day)s. We are sorry.")
_STANDS, _KEPT = _("The clock is stopped until you answer."), _("Kept until %(day)s")
_ANSWER, _PAY, _GO_ON, _LOOK = _("Answer"), _("Pay %(amount)s"), _("Go on"), _("See what is needed")
_THE_HALL = _("the hall")
_Haste = Literal["", "soon", "late"]


@dataclass(frozen=True, slots=True)
class Lines:
    """What waits for the reader, and what waits for somebody else: each with the nearest day first."""

    yours: tuple[MatterLine, ...]
    others: tuple[MatterLine, ...]


def lines_of(holding: Holding, language: Language) -> Lines:
    """Return everything that is open, in the order in which it is due."""
    waiting = [matter for matter in holding.matters if holding.is_yours(matter)]
    running = [matter for matter in holding.matters if not holding.is_yours(matter)]
    dated = [(holding.next_day(each) or _LAST, matter_line(holding, each, language)) for each in waiting]
    dated += [(holding.day_of(each.expires_at), _draft_line(holding, each, language)) for each in holding.drafts]
    others = sorted(running, key=lambda each: holding.next_day(each) or _LAST)
    return Lines(
        yours=tuple(line for _day, line in sorted(dated, key=lambda pair: pair[0])),
        others=tuple(matter_line(holding, each, language) for each in others),
    )


def matter_line(holding: Holding, matter: Matter, language: Language) -> MatterLine:
    """Return one open matter."""
    is_yours = holding.is_yours(matter)
    words, haste = _next(holding, matter, language)
    act, place = _act(holding, matter, language) if is_yours else ("", "")
    href = f"/{language.slug}/track/{matter.reference}/"
    office, holder = office_name(holding, matter.authority, language), _holder(holding, matter, language)
    return MatterLine(
        service=service_name(holding, matter.service, language),
        href=href,
        status=matter.status,
        # The office is named once: where it has the matter, it is told as who has it.
        office="" if holder == office else office,
        reference=matter.reference,
        firm=_firm(holding, matter, language),
        helper=_helper(holding, matter, language),
        holder=holder,
        since=plain_date(holding.day_of(matter.holder_since), language),
        is_yours=is_yours,
        next_words=words,
        haste=haste,
        act=act,
        act_href=f"{href}{place}" if act else "",
    )


def ended_line(holding: Holding, matter: Matter, language: Language) -> MatterLine:
    """Return one matter that has ended."""
    return MatterLine(
        service=service_name(holding, matter.service, language),
        href=f"/{language.slug}/track/{matter.reference}/",
        status=matter.status,
        office=office_name(holding, matter.authority, language),
        reference=matter.reference,
        firm=_firm(holding, matter, language),
        helper=_helper(holding, matter, language),
        since=plain_date(holding.day_of(matter.holder_since), language),
        decision=matter.decision,
    )


def bill_lines(holding: Holding, language: Language, bills: Iterable[PaymentFacts]) -> tuple[BillLine, ...]:
    """Return bills of somebody's matters, the first day to pay first."""
    services = {matter.reference: matter.service for matter in holding.matters}
    return tuple(
        BillLine(
            id=bill.id,
            service=service_name(holding, services.get(bill.subject, ""), language),
            office=office_name(holding, bill.authority, language),
            reference=bill.subject,
            amount=money(holding, bill.amount),
            due=_pay_by(bill, holding, language),
            is_late=bool(bill.due_on and bill.due_on < holding.today and bill.state not in SETTLED),
            href=f"/{language.slug}/track/{bill.subject}/pay/",
        )
        for bill in sorted(bills, key=lambda each: (each.due_on or _LAST, each.id))
    )


def _pay_by(bill: PaymentFacts, holding: Holding, language: Language) -> str:
    """Return by when a bill is to be paid; what is paid is due on no day any more."""
    if bill.due_on is None or bill.state in SETTLED:
        return ""
    return _dated(_by(_PAY_BY, _PAY_LATE, bill.due_on, holding), bill.due_on, language)


def service_name(holding: Holding, service: str, language: Language) -> str:
    """Return what a service is called now; one that is not published any more keeps its id."""
    known = holding.catalogue.summaries.get(service)
    return pick(known.name, language) if known else service


def office_name(holding: Holding, authority: str, language: Language) -> str:
    """Return the name of an office."""
    return holder_name(holding.catalogue, language, authority)


def money(holding: Holding, minor: int) -> str:
    """Write an amount of the jurisdiction's currency."""
    return format_money(holding.catalogue.jurisdiction.money(minor))


def _firm(holding: Holding, matter: Matter, language: Language) -> str:
    names = {each.id: each.name for each in holding.visitor.organisations}
    return pick(names[matter.organisation], language) if matter.organisation in names else ""


def _helper(holding: Holding, matter: Matter, language: Language) -> str:
    """Return who sent a matter for the reader, or nothing; who is not known any more keeps their id."""
    if not matter.helper or matter.person != holding.visitor.id:
        return ""
    name = names_of([matter.helper]).get(matter.helper)
    return pick(name, language) if name else matter.helper


def _holder(holding: Holding, matter: Matter, language: Language) -> str:
    if matter.holder == HALL:
        return saying(language)(_THE_HALL)
    return holder_name(holding.catalogue, language, matter.holder)


def _next(holding: Holding, matter: Matter, language: Language) -> tuple[str, _Haste]:
    """Return the next day in words, and how near it is."""
    day, bill = holding.next_day(matter), holding.bills.get(matter.reference)
    if day is None:
        return (saying(language)(_STANDS), "") if matter.paused_on and matter.holder == APPLICANT else ("", "")
    if day == matter.answer_by:
        words = _by(_ANSWER_BY, _ANSWER_LATE, day, holding)
    elif bill is not None and day == bill.due_on:
        words = _by(_PAY_BY, _PAY_LATE, day, holding)
    else:
        words = _by(_DUE_BY, _LATE, day, holding)
    is_near = holding.is_yours(matter) and day - holding.today <= _NEAR
    return _dated(words, day, language), "late" if day < holding.today else "soon" if is_near else ""


def _by(ahead: str, over: str, day: date | None, holding: Holding) -> str:
    return over if day and day < holding.today else ahead


def _dated(words: str, day: date, language: Language) -> str:
    return saying(language)(words) % {"day": full_date(day, language)}


def _act(holding: Holding, matter: Matter, language: Language) -> tuple[str, str]:
    """Return the one thing to do, and the page of the matter to do it on."""
    say, bill = saying(language), holding.bills.get(matter.reference)
    if matter.answer_by is not None:
        return say(_ANSWER), "answer/"
    if bill is not None:
        return say(_PAY) % {"amount": money(holding, bill.amount)}, "pay/"
    return say(_LOOK), ""


def _draft_line(holding: Holding, draft: Begun, language: Language) -> MatterLine:
    href, day = f"/{language.slug}/apply/{draft.service}/{draft.reference}/", holding.day_of(draft.expires_at)
    return MatterLine(
        service=service_name(holding, draft.service, language),
        href=href,
        status="draft",
        office=office_name(holding, draft.service.partition("/")[0], language),
        since=plain_date(holding.day_of(draft.created_at), language),
        is_yours=True,
        next_words=_dated(_KEPT, day, language),
        haste="soon" if day - holding.today <= _NEAR else "",
        act=saying(language)(_GO_ON),
        act_href=href,
    )
