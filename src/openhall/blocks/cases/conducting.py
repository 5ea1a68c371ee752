"""How a case moves along its process: what is handed to the process, and what the case becomes of its progress."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from openhall.blocks.appointments.facade import NoSlotFree
from openhall.blocks.cases.agreeing import (
    AGREE_CLOCK,
    TELL_OTHER_PARTY,
    ask_other_party,
    is_alone,
    is_on_paper,
    last_of,
    mark_of_other_party,
    post_signed,
    was_not_agreed,
)
from openhall.blocks.cases.appointing import BOOK, book_for_case, post_place
from openhall.blocks.cases.awarding import asked_for, may_award, newest_award, was_granted
from openhall.blocks.cases.collecting import CHARGE, REFUSED, ask_for_fee, is_open
from openhall.blocks.cases.deadlines import after_working_days, follow_display, follow_place, pause
from openhall.blocks.cases.holding_places import TooManyPlaces
from openhall.blocks.cases.issuing import AT_END, DELIVER, ISSUE, order_paper
from openhall.blocks.cases.judging import judge
from openhall.blocks.cases.keeping import keep_case
from openhall.blocks.cases.messages import DECIDED_MAIL, Template, post_mail
from openhall.blocks.cases.models import Case, CaseEvent
from openhall.blocks.cases.registering import DISPLAY, check_not_too_early, claim_entry, put_notice_up
from openhall.blocks.cases.rules import APPLICANT, GRANTING, HALL, OTHER, Decision, EventKind, Status
from openhall.blocks.cases.watching import REMIND_BEFORE, watch
from openhall.blocks.cases.workings import drop_workings
from openhall.blocks.catalogue.facade import Catalogue, Service, current_catalogue, form_of, version_of
from openhall.blocks.forms.facade import Form
from openhall.blocks.journal.facade import do_later, inserting
from openhall.blocks.payments.facade import PaymentFacts
from openhall.blocks.processes.facade import (
    OTHER_PARTY,
    WORKING_DAYS,
    Conducting,
    Progress,
    TaskFacts,
    TaskState,
    begin_process,
    tasks_of,
)
from openhall.blocks.registers.facade import take_down_notice
from openhall.kernel.canonical import JSON
from openhall.kernel.durations import moment_after

Answers = Mapping[str, Any]
#: The act that puts a notice on display, and the clock of its days.
_OUTCOMES = {"refused": Decision.REFUSED, "lapsed": Decision.LAPSED}


@dataclass
class Conductor:
    """One case on its way, inside the transaction of one act. ``answers`` opens what was answered when it is needed."""

    case: Case
    service: Service
    catalogue: Catalogue
    now: datetime
    answers: Callable[[], Answers]
    #: What is to be paid before the process goes on; whether a paper was made for the applicant.
    payment: PaymentFacts | None = None
    has_issued: bool = False
    #: The sum that was granted instead of the one that was asked for, in minor units, once it is looked for.
    granted: int | None = None

    @cached_property
    def form(self) -> Form:
        """The form of the version that the case was submitted under."""
        return form_of(self.service, self.catalogue.jurisdiction)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The jurisdiction's zone."""
        return ZoneInfo(self.catalogue.jurisdiction.time_zone)

    @cached_property
    def today(self) -> date:
        """The day that it is in the jurisdiction."""
        return self.now.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """Return the moment at which ``day`` is over."""
        after = day + timedelta(days=1)
        return datetime(after.year, after.month, after.day, tzinfo=self.zone)

    def clock(self, model: str, name: str) -> int:
        """Return the days of a clock: the service's, else those of the process."""
        return self.service.process.clocks.get(name) or self.catalogue.clock(model, name)

    def begin(self, *, serial: int = 1, pattern: str = "") -> None:
        """Begin the service's process, or another (``pattern``) of a case that had one, and settle the case."""
        if serial == 1 and self.service.process.other_party and not is_alone(self.service, self.answers()):
            mark_of_other_party(self.case, self.service, self.answers())
        progress = begin_process(
            subject=self.case.reference,
            serial=serial,
            model=pattern or self.service.process.pattern,
            data=self.data(),
            conducting=self.conducting(),
            now=self.now,
        )
        self.settle(progress, known=progress.opened if serial == 1 else None)

    def conducting(self) -> Conducting:
        """Return what a process asks for."""
        case = self.case
        return Conducting(
            lead=case.authority,
            topic=case.service,
            act=self._act,
            judge=self._judge,
            day_of=self._day_of,
            moment_of=self.moment_of,
            legal_on=lambda: case.statutory_on or case.due_on,
            amount=self._amount(),
        )

    def data(self) -> dict[str, JSON]:
        """Return the parameters that the service gives to its process."""
        process = self.service.process
        departments: list[JSON] = [*process.departments]
        consulted: list[JSON] = [*process.consulted]
        return {
            "departments": departments,
            "consulted": consulted,
            "offices": departments + consulted,
            "silence": process.silence,
            "amount": self._amount(),
            "has_amount": bool(process.amount),
            "on_paper": bool(process.other_party) and is_on_paper(self.service, self.answers()),
            "alone": not process.other_party or is_alone(self.service, self.answers()),
        }

    def appeal(self) -> dict[str, Any]:
        """Return the way to object to a refusal of this service: within how many days, and its words."""
        way = self.catalogue.jurisdiction.appeal_of(self.service)
        return {"days": way.days, "text": way.text} if way else {}

    def _amount(self) -> int | None:
        """Return the money that is granted, else asked for, in minor units, where the service names the question."""
        if self.granted is None and may_award(self.service) and (award := newest_award(self.case)):
            self.granted = award.minor
        if self.granted is not None:
            return self.granted
        # What nobody names is not opened.
        if not self.service.process.amount:
            return None
        return asked_for(self.service, self.catalogue.jurisdiction, self.answers())

    def _act(self, act: str, node: str) -> bool:
        is_done = self._do(act)
        if is_done:
            self.tell(EventKind.ACT_DONE, node=node, detail=act)
        return is_done

    def _do(self, act: str) -> bool:
        """Do what the hall does by itself, or begin it; tell whether it is done."""
        if act == BOOK:
            self._book()
        if act == DISPLAY:
            last_day = self.today + timedelta(days=self.clock(self.service.process.pattern, DISPLAY))
            put_notice_up(self.case, self.service, self.catalogue, self.answers(), (self.today, last_day), self.now)
            follow_display(self.case, self.service, last_day + timedelta(days=1))
        if act == CHARGE:
            self.check_not_too_early()
            claim_entry(self.case, self.service, self.catalogue, self.answers(), self.today, self.now)
            self.payment = ask_for_fee(self.case, self.service, self.catalogue, self.answers, self.now)
            if self.payment is not None:
                self.tell(EventKind.PAYMENT_ASKED, detail=self.payment.id)
            return self.payment is None
        if act == TELL_OTHER_PARTY:
            post_signed(self.case, self.service, self.answers(), self.now)
            self.tell(EventKind.AGREED, actor=OTHER)
        if act in {ISSUE, DELIVER}:
            order_paper(self.case, act, self.now)
            return False
        return True

    def check_not_too_early(self) -> None:
        """Refuse a further term that was asked for too early; nobody loses by how long an office takes."""
        asked_on = self.case.submitted_at.astimezone(self.zone).date()
        check_not_too_early(self.case, self.service, self.catalogue, self.answers(), asked_on)

    def _book(self) -> None:
        """Keep a time, where the service has one to keep; where none is free, or theirs to have, one is agreed on."""
        try:
            booking = book_for_case(self.case, self.catalogue, self.answers(), self.now)
        except (NoSlotFree, TooManyPlaces):
            return
        if booking is not None:
            self.tell(EventKind.BOOKED, detail=booking.id)
            follow_place(self.case, self.service, booking, self.zone)
            post_place(template=Template.APPOINTMENT_BOOKED, booking=booking, now=self.now)

    def _judge(self, table: str) -> str:
        return judge(table, self.catalogue, self.service, self.case, self.answers(), self.now)

    def _day_of(self, model: str, clock: str) -> date:
        return after_working_days(self.catalogue, self.today, self.clock(model, clock))

    def moment_of(self, model: str, duration: str) -> datetime:
        """Return when a timer of ``model`` that begins now goes off."""
        clock, _, unit = duration.partition(" ")
        if unit == WORKING_DAYS:
            return self.end_of(self._day_of(model, clock))
        if unit == "clear days":
            # Whole days: neither the one on which it begins counts, nor the one on which it goes off.
            return self.end_of(self.today + timedelta(days=self.clock(model, clock)))
        return moment_after(self.now, duration)

    def tell(self, kind: EventKind, *, actor: str = HALL, node: str = "", office: str = "", detail: str = "") -> None:
        """Write one line of the case's history."""
        do_later(inserting(self.line(kind, actor=actor, node=node, office=office, detail=detail)))

    def line(self, kind: EventKind, *, actor: str, node: str = "", office: str = "", detail: str = "") -> CaseEvent:
        """Return one line of the case's history, to be written."""
        case = self.case
        return CaseEvent(
            case_id=case.pk,
            at=self.now,
            kind=kind,
            actor=actor,
            holder=case.holder,
            node=node,
            office=office or case.authority,
            detail=detail,
        )

    def settle(self, progress: Progress | None = None, *, known: Collection[TaskFacts] | None = None) -> None:
        """Bring the case's words into line with where its process stands now, and save it.

        ``known`` are all of its tasks, where whoever asks has them; what is new is nobody's act yet.
        """
        case = self.case
        for task in () if progress is None else progress.opened:
            if task.role == OTHER_PARTY:
                self._ask_other_party(task)
            else:
                self._watch(task)
        if progress is not None and progress.outcome:
            self.end(progress.outcome)
        else:
            self._follow(tasks_of(case.reference) if known is None else known)
        case.acts += known is None
        keep_case(case)

    def _ask_other_party(self, task: TaskFacts) -> None:
        """Have somebody else asked to agree; the clock of the office stands for as long as they have the ball."""
        until = last_of(self.today, self.clock(task.model, AGREE_CLOCK))
        ask_other_party(self.case, self.service, self.answers(), task.id, until, self.now)
        pause(self.case, self.today)
        self.tell(EventKind.AGREEMENT_ASKED, node=task.node, detail=until.isoformat())

    def _watch(self, task: TaskFacts) -> None:
        """Have a task looked at shortly before it will be late, or before the whole case will be."""
        if task.last_day is not None:
            watch(task.id, self.case.reference, task.last_day, self.end_of(task.last_day) - REMIND_BEFORE, self.now)

    def end(self, outcome: str) -> None:
        """Write down how the case ended, and tell the applicant."""
        case = self.case
        is_lapsed = outcome == "lapsed"
        if outcome == REFUSED and may_award(self.service) and was_granted(case):
            outcome = "approved"  # an objection to how much was granted: that stands
        if not self.has_issued and not is_lapsed:
            order_paper(case, AT_END, self.now)
        granted = Decision.GRANTED if self.service.kind in GRANTING else Decision.DONE
        case.status, case.decision = Status.DECIDED, _OUTCOMES.get(outcome, granted)
        case.decided_at, case.decided_on, case.paused_on = self.now, self.today, None
        self.hold(case.authority)
        take_down_notice(case.reference)
        self.tell(EventKind.DECIDED, detail=case.decision)
        drop_workings(case)
        if not self.has_issued:  # else the letter that brings the paper tells it
            lapsed = Template.NOT_AGREED if is_lapsed and was_not_agreed(case) else Template.LAPSED
            mail = lapsed if is_lapsed else DECIDED_MAIL
            post_mail(reference=case.reference, template=mail, key=f"{case.reference}:{mail}:{case.acts}", now=self.now)

    def _follow(self, tasks: Collection[TaskFacts]) -> None:
        case = self.case
        still = [task for task in tasks if task.state == TaskState.OPEN]
        working = [task for task in still if task.role != OTHER_PARTY]
        waiting = [task for task in tasks if task.state == TaskState.WAITING]
        is_unpaid = self._is_unpaid()
        if is_unpaid:
            case.status = Status.WAITING_FOR_PAYMENT
        elif waiting:
            case.status = Status.WAITING_FOR_YOU
        elif (
            case.pauses
            or self.payment is not None
            or any(task.claimed_by or task.state == TaskState.DONE for task in tasks)
        ):
            case.status = Status.IN_PROGRESS
        offices = {task.authority for task in working}
        if waiting or is_unpaid:
            self.hold(APPLICANT)
        elif len(still) > len(working):
            self.hold(OTHER)
        elif len(offices) == 1:
            self.hold(offices.pop())
        else:
            self.hold(case.authority)

    def _is_unpaid(self) -> bool:
        """Tell whether the process waits for money; who knows nothing newer takes what the case says."""
        if self.payment is None:
            return self.case.status == Status.WAITING_FOR_PAYMENT
        return is_open(self.payment)

    def hold(self, holder: str) -> None:
        """Say who has to act from now on."""
        if self.case.holder != holder:
            self.case.holder, self.case.holder_since = holder, self.now


def conductor_of(case: Case, answers: Callable[[], Answers], now: datetime) -> Conductor:
    """Return what moves ``case``, which keeps the version of the service that it was submitted under."""
    catalogue = current_catalogue()
    service = version_of(case.service, case.version, case.revision)
    if service is None:
        raise LookupError(f"{case.reference} was submitted under a version of {case.service} that is not there")
    return Conductor(case, service, catalogue, now, answers)
