"""An officer's work over the API: what is to be done, take it, do it."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from openhall.blocks.cases.facade import (
    NothingAsked,
    NotYourTask,
    Question,
    Verdict,
    ask_applicant,
    case_of,
    complete_task,
    grounds_for,
    is_last_to_set,
    take_back,
    take_task,
    work_for,
)
from openhall.blocks.catalogue.facade import Catalogue, Service, current_catalogue, form_of
from openhall.blocks.processes.facade import REFUSE, TaskFacts, task_of
from openhall.blocks.rules.facade import VariableFee
from openhall.channels.api.asking import OFFICER, proof_first, visitor
from openhall.channels.api.bodies import read_body
from openhall.channels.api.own_cases import answer
from openhall.channels.api.problems import Problem
from openhall.channels.api.shapes import ProblemDetail, Texts
from openhall.channels.api.turns import Act, limited
from openhall.channels.api.words import mark as _
from openhall.kernel.rights import Right, open_to

_REFUSALS: dict[int, type[Schema]] = {
    401: ProblemDetail,
    403: ProblemDetail,
    404: ProblemDetail,
    409: ProblemDetail,
    422: ProblemDetail,
}
_NOT_READ = _("The body cannot be read: %(fault)s. It is JSON with “decision”, “reasons” and “fields”.")
_ASK = "ask"
#: Where an office objected, nobody approves without a word.
_EXAMPLE_NOTE = "Every opinion was weighed."
_EXAMPLE_FEE = "By the scale of the department."
_MOST = 100
router = Router(tags=["tasks"], auth=OFFICER)


class TaskItem(Schema):
    """Something that an officer may do."""

    id: str
    case: str = Field(description="the reference of the application")
    service: str
    authority: str
    task: str = Field(description="the id of the task in its process")
    name: Texts
    state: str
    due_on: str | None
    claimed_by: str | None
    decisions: list[str]
    reasons: list[dict[str, Any]] = Field(description="what can be given with which decision")
    example_fields: dict[str, Any] | None = Field(None, description="in a demonstration: fields that pass")


class TaskPage(Schema):
    """One page of work."""

    items: list[TaskItem]
    next_cursor: str | None


class TaskQuery(Schema):
    """What can be asked of the list."""

    case: str = Field("", description="the reference of one application")
    state: str = Field("open", description="open, waiting, done, cancelled or all")
    limit: int = Field(20, ge=1, le=_MOST)
    cursor: str = Field("", max_length=60)


class TaskDone(Schema):
    """What became of a task and its case."""

    id: str
    case: str
    decision: str
    status: str


class VerdictBody(msgspec.Struct, forbid_unknown_fields=True):
    """What an officer decides."""

    decision: str
    reasons: tuple[str, ...] = ()
    fields: dict[str, Any] = {}


class FeeFields(msgspec.Struct, forbid_unknown_fields=True):
    """A fee that nobody else has told: in major units of the currency, and why."""

    amount: float | str
    reason: str


class AwardFields(msgspec.Struct, forbid_unknown_fields=True):
    """Another sum than was asked for: in major units of the currency, and why."""

    amount: float | str
    reason: str


class Fields(msgspec.Struct):
    """What can be said with a decision: for a refusal its facts, for an ask its questions, words and days."""

    facts: tuple[str, ...] = ()
    note: str = ""
    questions: tuple[str, ...] = ()
    words: str = ""
    days: int = 14
    why: str = ""
    fee: FeeFields | None = None
    award: AwardFields | None = None


_verdict = msgspec.json.Decoder(VerdictBody)


@router.get("", response={200: TaskPage, **_REFUSALS}, operation_id="list_tasks")
@open_to(Right.OFFICER)
def list_(request: HttpRequest, query: Query[TaskQuery]) -> HttpResponse:
    """List what the officer may do, the most pressing first."""
    page = work_for(
        visitor(request),
        reference=query.case,
        state=query.state,
        most=query.limit,
        cursor=query.cursor,
        now=timezone.now(),
    )
    catalogue = current_catalogue()
    items = [_item(catalogue, task) for task in page.tasks]
    return answer({"items": items, "next_cursor": page.cursor or None}, HTTPStatus.OK)


@router.post("/{task}/claim", response={200: TaskItem, **_REFUSALS}, operation_id="claim_task")
@limited(Act.WRITE)
@open_to(Right.OFFICER)
def claim(request: HttpRequest, task: str) -> HttpResponse:
    """Take a task; who may not complete it is refused, so that nothing is blocked."""
    try:
        facts = take_task(task=_number(task), visitor=visitor(request), now=timezone.now())
    except NotYourTask as refused:
        told = _("You may not do this task (%(why)s), so you cannot take it.")
        raise Problem(HTTPStatus.CONFLICT, refused.code, told, {"why": refused.why}) from refused
    return answer(_item(current_catalogue(), facts), HTTPStatus.OK)


@router.post("/{task}/take-back", response={200: TaskItem, **_REFUSALS}, operation_id="take_back_question")
@limited(Act.WRITE)
@open_to(Right.OFFICER)
def take_question_back(request: HttpRequest, task: str) -> HttpResponse:
    """Take back what the applicant is asked for at a task, before they have answered: the task opens again."""
    try:
        facts = take_back(task=_number(task), visitor=visitor(request), now=timezone.now())
    except NothingAsked as refused:
        told = _("The applicant is not asked for anything at this task, or not any more. Read it again.")
        raise Problem(HTTPStatus.CONFLICT, refused.code, told) from refused
    return answer(_item(current_catalogue(), facts), HTTPStatus.OK)


@router.post(
    "/{task}/complete",
    response={200: TaskDone, **_REFUSALS},
    operation_id="complete_task",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["decision"],
                        "additionalProperties": False,
                        "properties": {
                            "decision": {"type": "string", "description": "one of the task’s decisions"},
                            "reasons": {"type": "array", "items": {"type": "string"}},
                            "fields": {
                                "type": "object",
                                "description": (
                                    "facts, note (needed to approve what an office objects to);"
                                    " fee with amount and reason, to approve what has a price that an officer sets;"
                                    " award with amount and reason, to grant another sum than was asked for;"
                                    " for “ask”: questions, words, days"
                                ),
                            },
                        },
                    }
                }
            },
        }
    },
)
@limited(Act.WRITE)
@open_to(Right.OFFICER)
def complete(request: HttpRequest, task: str) -> HttpResponse:
    """Do a task: decide, sign, or ask the applicant for what is missing."""
    body = read_body(request, _verdict, _NOT_READ)
    number, asker, now = _number(task), visitor(request), timezone.now()
    try:
        fields = msgspec.convert(body.fields, Fields)
    except msgspec.ValidationError as error:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, "cannot-be-read", _NOT_READ, {"fault": str(error)[:200]}
        ) from error
    if body.decision == _ASK:
        question = Question(fields.questions, fields.words, fields.days, fields.why)
        reference = ask_applicant(task=number, question=question, visitor=asker, now=now).reference
        facts = case_of(reference)
        status = facts.status if facts else ""
    else:
        amount, reason = (str(fields.fee.amount), fields.fee.reason) if fields.fee else ("", "")
        granted, why = (str(fields.award.amount), fields.award.reason) if fields.award else ("", "")
        facts_of_task = task_of(number)
        asks_fee = facts_of_task is not None and is_last_to_set(facts_of_task)
        if fields.award or fields.fee:
            proof_first(request, now)
        verdict = Verdict(
            body.decision, body.reasons, fields.facts, fields.note, amount, reason, asks_fee, granted, why
        )
        done = complete_task(task=number, verdict=verdict, visitor=asker, now=now)
        reference, status = done.reference, done.status
    return answer({"id": task, "case": reference, "decision": body.decision, "status": status}, HTTPStatus.OK)


def _number(task: str) -> int:
    if not task.isascii() or not task.isdigit() or len(task) > 18:  # noqa: PLR2004 - what the database can count
        told = _("There is no such task of yours.")
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-task", told)
    return int(task)


def _item(catalogue: Catalogue, task: TaskFacts) -> dict[str, Any]:
    service = catalogue.service(task.topic)
    item: dict[str, Any] = {
        "id": str(task.id),
        "case": task.subject,
        "service": task.topic,
        "authority": task.authority,
        "task": task.node,
        "name": catalogue.task_name(task.model, task.node),
        "state": task.state,
        "due_on": task.due_on or task.legal_on,
        "claimed_by": task.claimed_by or None,
        "decisions": [*task.decisions, _ASK],
        "reasons": list(_reasons(catalogue, service, task)) if service else [],
    }
    if settings.OPENHALL_DEMO and service:
        item["example_fields"] = _example(catalogue, service, task)
    return item


def _reasons(catalogue: Catalogue, service: Service, task: TaskFacts) -> Iterator[dict[str, Any]]:
    """Yield each reason once, with the decisions that it can be given for."""
    found: dict[str, dict[str, Any]] = {}
    for decision in task.decisions:
        for ground in grounds_for(catalogue, service, decision):
            row = found.setdefault(ground.id, {"id": ground.id, "name": ground.name, "decisions": []})
            row["decisions"].append(decision)
    yield from found.values()


def _example(catalogue: Catalogue, service: Service, task: TaskFacts) -> dict[str, Any]:
    """Return fields that pass with every decision."""
    first = next(iter(form_of(service, catalogue.jurisdiction).by_id))
    fields = {"facts": [first], "questions": [first], "words": "Please send this once more.", "note": _EXAMPLE_NOTE}
    # Whether another fee is told depends on answers, which a list of tasks does not open.
    is_decided = REFUSE in task.decisions and task.authority == service.authority
    if isinstance(service.fee, VariableFee) and is_decided:
        return {**fields, "fee": {"amount": 100, "reason": _EXAMPLE_FEE}}
    return fields
