"""What an officer does at a case. Whatever cannot be done comes back with everything that was typed."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from openhall.blocks.appointments.facade import NoBooking
from openhall.blocks.cases.facade import (
    CaseChanged,
    CaseEnded,
    KeptHere,
    LetterRefused,
    NoSuchCase,
    NoSuchTask,
    NothingAsked,
    NotKept,
    NotYourTask,
    Once,
    OtherAct,
    Question,
    TaskTaken,
    Verdict,
    VerdictIncomplete,
    ask_applicant,
    complete_task,
    give_task,
    grounds_for,
    is_last_to_set,
    note_down,
    pass_on,
    take_back,
    take_task,
    write_to_applicant,
)
from openhall.blocks.payments.facade import NoSuchWay, PaymentClosed, RefundRefused, SamePerson
from openhall.blocks.processes.facade import APPROVE
from openhall.blocks.registers.facade import AlreadyEntered, NoneLeft, NoSuchEntry, NotListed, TooEarly
from openhall.channels.desk.asking import BOTH, POST, WEIGHS, for_officers, is_proven, proof_first
from openhall.channels.desk.case import case_page
from openhall.channels.desk.conflicts import conflict_of
from openhall.channels.desk.frame import Reader, go_to
from openhall.channels.desk.looking import Look, look_at
from openhall.channels.desk.sending import FIELDS, ONCE, SEEN, Sent, Typed, one, typed_in
from openhall.channels.desk.taking_back import take_back_page
from openhall.channels.desk.work_acts import number_of
from openhall.kernel.errors import Refusal

_LONGEST_KEY = 64
_MEANWHILE = (
    *(TaskTaken, CaseChanged, CaseEnded, KeptHere, OtherAct, NotYourTask, NothingAsked),
    *(AlreadyEntered, NoneLeft, NoSuchEntry, NotListed, TooEarly),
    *(PaymentClosed, RefundRefused, SamePerson, NoSuchWay, NoBooking),
)
#: Where the fields of a form are called otherwise than what they become.
_FIELDS = {
    "decide": {f"{of}.{part}": f"{of}_{part}" for of in ("fee", "award") for part in ("amount", "reason")},
    "ask": {"questions": "asked", "why": "second_reason"},
    "pass": {"authority": "office", "reason": "words"},
}


class Act(NamedTuple):
    """One act that somebody sent: the case as it is, the task, and what was typed."""

    request: HttpRequest
    look: Look
    task: int
    typed: Typed

    @property
    def seen(self) -> int | None:
        """How many acts the page knew of that this comes from."""
        text = self.request.POST.get(SEEN, "")
        return number_of(text) if text else None

    def once(self, form: str) -> Once | None:
        """Return which request this is, so that sending it twice counts once."""
        key = self.request.POST.get(ONCE, "")[:_LONGEST_KEY]
        body = sha256(repr((form, self.task, sorted(self.typed.items()))).encode()).hexdigest()
        return Once(f"desk:{self.look.reader.visitor.id}", key, body) if key else None


_Do = Callable[[Act], HttpResponse]


def _act(
    form: str, methods: tuple[str, ...] = POST, weighs: Callable[[Act], bool] | None = None
) -> Callable[[_Do], Callable[..., HttpResponseBase]]:
    """Open an act to officers; what it refuses is told on the page of the case. It may weigh much by what was typed."""

    def opened(do: _Do) -> Callable[..., HttpResponseBase]:
        @for_officers(methods)
        @wraps(do)
        def view(request: HttpRequest, reader: Reader, reference: str, task: int = 0) -> HttpResponse:
            look = look_at(reader, reference, task)
            act = Act(request, look, task, typed_in(request.POST, form))
            if task and all(each.id != task for each in look.dossier.tasks):
                raise Http404
            if weighs and weighs(act) and not is_proven(request, reader):
                return proof_first(request, reader)
            try:
                return do(act)
            except NoSuchTask:
                raise Http404 from None
            except Refusal as refusal:
                return refused(act, form, refusal)

        view.__dict__[WEIGHS] = weighs is not None
        return view

    return opened


def refused(act: Act, form: str, refusal: Refusal) -> HttpResponse:
    """Return the page of the case with what was typed, and why it was not done."""
    _keep(act, form)
    look = look_at(act.look.reader, act.look.reference, act.task)
    if isinstance(refusal, VerdictIncomplete):
        names = _FIELDS.get(form, {})
        faults = tuple((names.get(name, name), code) for name, code in refusal.faults)
        return case_page(act.request, look, Sent(form, act.typed, faults), HTTPStatus.UNPROCESSABLE_ENTITY)
    if isinstance(refusal, LetterRefused):
        code = "too-long" if one(act.typed, "words").strip() else "missing"
        return case_page(act.request, look, Sent(form, act.typed, (("words", code),)), HTTPStatus.UNPROCESSABLE_ENTITY)
    if not isinstance(refusal, _MEANWHILE):
        raise refusal
    status = HTTPStatus.FORBIDDEN if isinstance(refusal, NotYourTask) else HTTPStatus.CONFLICT
    conflict = conflict_of(look, act.task, act.typed, refusal)
    return case_page(act.request, look, Sent(form, act.typed, conflict=conflict), status)


def _keep(act: Act, form: str) -> None:
    """Keep what was typed, so that it is there again however its sender goes on, also without scripts."""
    reader = act.look.reader
    if form in FIELDS:
        with suppress(NoSuchCase, NoSuchTask, NotKept, NotYourTask):
            note_down(
                reference=act.look.reference,
                task=act.task,
                form=form,
                typed=act.typed,
                visitor=reader.visitor,
                now=reader.now,
            )


def _sets_more(act: Act) -> bool:
    """Tell whether a decision grants another sum than was asked for, or changes a fee that was set already."""
    is_shown = act.request.POST.get("_do") == "preview"
    is_new_fee = bool(one(act.typed, "fee_amount").strip()) and act.look.dossier.fee_set is not None
    return not is_shown and (bool(one(act.typed, "award_amount").strip()) or is_new_fee)


@_act("decide", weighs=_sets_more)
def decide(act: Act) -> HttpResponse:
    """Decide a task, or show the letter first."""
    typed, reader = act.typed, act.look.reader
    if act.request.POST.get("_do") == "preview":
        faults = () if one(typed, "decision") else (("decision", "not-possible"),)
        return case_page(act.request, act.look, Sent("decide", typed, faults, has_preview=True))
    verdict = Verdict(
        decision=one(typed, "decision"),
        reasons=_reasons(act),
        facts=tuple(typed["facts"]),
        note=one(typed, "note").strip(),
        fee_amount=one(typed, "fee_amount"),
        fee_reason=one(typed, "fee_reason"),
        asks_fee=act.look.task is not None and is_last_to_set(act.look.task),
        award_amount=one(typed, "award_amount"),
        award_reason=one(typed, "award_reason"),
    )
    done = complete_task(task=act.task, verdict=verdict, visitor=reader.visitor, now=reader.now, seen=act.seen)
    return go_to(act.look.place, done=_done(act, done.decision))


def _done(act: Act, decision: str) -> str:
    """Return what was done: whoever signs has not approved what they sign, nor whoever did what can only be done."""
    task = next((each for each in act.look.dossier.tasks if each.id == act.task), None)
    if task is None or decision != APPROVE:
        return decision
    return "signed" if task.is_signature else "done" if task.decisions == (APPROVE,) else decision


def _reasons(act: Act) -> tuple[str, ...]:
    """Return the reasons of the decision that is sent: those ticked under another one are left out."""
    look, kind = act.look, one(act.typed, "decision")
    offered = {
        decision: {ground.id for ground in grounds_for(look.reader.catalogue, look.dossier.service, decision)}
        for decision in ("approve", "refuse", "return")
    }
    others = set().union(*(ids for decision, ids in offered.items() if decision != kind))
    return tuple(each for each in act.typed["reasons"] if each in offered.get(kind, set()) or each not in others)


@_act("ask")
def ask(act: Act) -> HttpResponse:
    """Ask the applicant for what is missing."""
    typed, reader = act.typed, act.look.reader
    question = Question(
        questions=tuple(each for each in typed["asked"] if act.look.may_read(each)),
        words=one(typed, "words"),
        days=number_of(one(typed, "days").strip()),
        why=one(typed, "second_reason"),
    )
    ask_applicant(
        task=act.task,
        question=question,
        visitor=reader.visitor,
        now=reader.now,
        seen=act.seen,
        once=act.once("ask"),
    )
    return go_to(act.look.place, done="asked")


@_act("take-back", BOTH)
def take_question_back(act: Act) -> HttpResponse:
    """Say what follows from taking back what the applicant was asked, or do it."""
    if act.request.method != "POST":
        return take_back_page(act.request, act.look, act.task)
    reader = act.look.reader
    take_back(task=act.task, visitor=reader.visitor, now=reader.now, once=act.once("take-back"))
    return go_to(act.look.place, task=str(act.task), done="taken-back")


@_act("pass")
def pass_case(act: Act) -> HttpResponse:
    """Pass a task on to another office: this one may not see the case any more, so the list comes next."""
    reader = act.look.reader
    pass_on(
        task=act.task,
        authority=one(act.typed, "office"),
        reason=one(act.typed, "words"),
        visitor=reader.visitor,
        now=reader.now,
        seen=act.seen,
        once=act.once("pass"),
    )
    return go_to("/desk/", done="passed")


@_act("message")
def message(act: Act) -> HttpResponse:
    """Write to the applicant."""
    reader = act.look.reader
    write_to_applicant(
        reference=act.look.reference,
        words=one(act.typed, "words"),
        visitor=reader.visitor,
        now=reader.now,
        once=act.once("message"),
    )
    return go_to(act.look.place, done="written")


@_act("take")
def take(act: Act) -> HttpResponse:
    """Take a task."""
    take_task(task=act.task, visitor=act.look.reader.visitor, now=act.look.reader.now)
    return go_to(act.look.place, task=str(act.task), done="taken")


@_act("give-back")
def give_back(act: Act) -> HttpResponse:
    """Give a task back: it is nobody's then."""
    give_task(task=act.task, person="", visitor=act.look.reader.visitor, now=act.look.reader.now)
    return go_to(act.look.place, task=str(act.task), done="given-back")


@_act("hand")
def hand(act: Act) -> HttpResponse:
    """Hand a task to a colleague."""
    colleague = act.request.POST.get("colleague", "")[:_LONGEST_KEY]
    if not colleague:
        return go_to(act.look.place, task=str(act.task))
    give_task(task=act.task, person=colleague, visitor=act.look.reader.visitor, now=act.look.reader.now)
    return go_to(act.look.place, task=str(act.task), done="given")
