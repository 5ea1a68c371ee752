"""Who looked at one's own data, for programs: page by page, and the question why."""

from datetime import UTC, date, datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from openhall.blocks.cases.facade import owners_of_person
from openhall.blocks.journal.facade import OWN, Purpose, ReadFacts, Wanted, actors_of, reads_of
from openhall.blocks.oversight.facade import NoSuchRead, QuestionFacts, ask_why, questions_about, reasons_of
from openhall.channels.api.asking import SIGNED_IN, visitor
from openhall.channels.api.own_cases import answer
from openhall.channels.api.problems import Problem
from openhall.channels.api.shapes import ProblemDetail
from openhall.channels.api.turns import Act, limited
from openhall.channels.api.words import mark as _
from openhall.kernel.rights import Right, open_to

_MOST = 100
_NO_SUCH = _("There is no such read of your data that you could ask about.")
_REFUSALS: dict[int, type[Schema]] = {401: ProblemDetail, 404: ProblemDetail, 422: ProblemDetail}
router = Router(tags=["me"], auth=SIGNED_IN)


class ReadQuestion(Schema):
    """What was asked about a read."""

    asked_at: datetime
    due_on: date
    answered_at: datetime | None
    answer: str | None


class ReadItem(Schema):
    """One read of your data: words of purposes and ways of reading are those of the reference."""

    id: str
    at: datetime
    case: str | None
    office: str | None
    post: str | None
    purpose: str
    how: str
    basis: str | None = Field(description="the service with its version, whose law it is")
    open_case: bool
    reason: str | None = Field(description="what an officer wrote before looking without a case")
    question: ReadQuestion | None


class ReadPage(Schema):
    """One page of reads, the newest first."""

    items: list[ReadItem]
    next_cursor: str | None


class ReadsQuery(Schema):
    """Which reads are wanted."""

    who: str = Field("", description="offices, program or own; without it all by others", max_length=10)
    limit: int = Field(20, ge=1, le=_MOST)
    cursor: int = Field(0, description="next_cursor of the page before", ge=0, le=2**62)


@router.get("/reads", response={200: ReadPage, **_REFUSALS}, operation_id="list_reads")
@open_to(Right.SIGNED_IN)
def list_reads(request: HttpRequest, query: Query[ReadsQuery]) -> HttpResponse:
    """List who read your data."""
    person, now = visitor(request).id, timezone.now()
    owners = owners_of_person(person, now=now)
    reads = reads_of(owners, wanted=Wanted(who=query.who, person=person), before=query.cursor, most=query.limit + 1)
    shown, actor = reads[: query.limit], f"person:{person}"
    asked = questions_about([each.id for each in shown], actor=actor, now=now)
    reasons = reasons_of({each.look for each in shown}, actor=actor, now=now)
    items = [_item(each, person, reasons.get(each.look, ""), asked.get(each.id)) for each in shown]
    cursor = str(shown[-1].id) if len(reads) > len(shown) else None
    return answer({"items": items, "next_cursor": cursor}, HTTPStatus.OK)


@router.post("/reads/{read}/ask", response={200: ReadQuestion, **_REFUSALS}, operation_id="ask_why_read")
@limited(Act.WRITE)
@open_to(Right.SIGNED_IN)
def ask(request: HttpRequest, read: int) -> HttpResponse:
    """Ask why; asked again it is the same question."""
    person, now = visitor(request).id, datetime.now(UTC)
    try:
        ask_why(read=read, owners=owners_of_person(person, now=now), person=person, language="en", now=now)
    except (NoSuchRead, OverflowError):
        raise Problem(HTTPStatus.NOT_FOUND, NoSuchRead.code, _NO_SUCH) from None
    asked = questions_about([read], actor=f"person:{person}", now=now)
    return answer(_question(asked.get(read)), HTTPStatus.OK)


def _item(read: ReadFacts, person: str, reason: str, question: QuestionFacts | None) -> dict[str, object]:
    return {
        "id": str(read.id),
        "at": read.at,
        "case": read.case or None,
        "office": read.office or None,
        "post": read.post or None,
        "purpose": Purpose.HELP if read.purpose == OWN and read.actor not in actors_of(person) else read.purpose,
        "how": read.how,
        "basis": read.basis or None,
        "open_case": not read.is_outside,
        "reason": reason or None,
        "question": _question(question),
    }


def _question(question: QuestionFacts | None) -> dict[str, object] | None:
    if question is None:
        return None
    return {
        "asked_at": question.asked_at,
        "due_on": question.due_on,
        "answered_at": question.answered_at,
        "answer": question.answer or None,
    }
