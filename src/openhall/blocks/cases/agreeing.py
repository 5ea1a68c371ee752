"""Somebody else has to agree before a case goes on: who that is, what they read, and until when they can say it.

Nobody hands them a code: whoever sells knows the number of whoever buys, and could type both. They sign in, and what
waits for them is found by the number that they proved, or by that of a firm for which they may submit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from openhall.blocks.cases.agreed import Agreement
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.reading import answers_of, stages_of
from openhall.blocks.cases.rules import ENDED
from openhall.blocks.catalogue.facade import VERIFIED, Service, current_catalogue, told_lines, version_of
from openhall.blocks.identity.facade import (
    Scope,
    Visitor,
    firms_by_mark,
    firms_marked,
    firms_with,
    marks_of_number,
    marks_of_person,
    people_marked,
)
from openhall.blocks.journal.facade import Purpose, Reader, post
from openhall.blocks.registers.facade import NoticeLine
from openhall.kernel.errors import Refusal

#: The outbox's kind of word to whoever has to agree; the id of the agreement is in it.
AGREEMENT = "agreement"
#: The act of a process that tells somebody else that they agreed on paper.
TELL_OTHER_PARTY = "tell-other-party"
#: The clock of a process for which somebody can agree, in clear days.
AGREE_CLOCK = "agree"


class NobodyElse(Refusal):
    """Who has to agree is the applicant, or nobody: nobody agrees with themselves."""

    code = "other-party-yourself"


class NoSuchAgreement(Refusal):
    """Nothing waits for this person to agree to it, or not any more."""

    code = "unknown-agreement"


@dataclass(frozen=True, slots=True)
class Awaited:
    """A case that waits for somebody to agree: ``until`` is the last day on which they can.

    ``firm`` is the organisation in whose name they answer, or empty.
    """

    reference: str
    service: str
    until: date
    firm: str = ""


@dataclass(frozen=True, slots=True)
class ToAgree:
    """What somebody has to agree to, with what they read of it; ``level`` is how surely they have to be known."""

    awaited: Awaited
    lines: tuple[NoticeLine, ...]
    level: int


@dataclass(frozen=True, slots=True)
class AgreementNews:
    """Word to whoever has to agree, or did on paper: the people or firms of that number, and until when they can."""

    reference: str
    service: str
    authority: str
    people: tuple[str, ...]
    firms: tuple[str, ...]
    until: date | None


def ask_other_party(
    case: Case, service: Service, answers: Mapping[str, Any], task: int, until: date, now: datetime
) -> None:
    """Have somebody else asked, in the caller's transaction. Raise ``NobodyElse`` where that is the applicant."""
    mark = mark_of_other_party(case, service, answers)
    row = Agreement.objects.create(case=case, task=task, mark=mark, at=now, until=until)
    post(kind=AGREEMENT, key=f"{case.reference}:{row.pk}", payload={"agreement": row.pk}, now=now)


def mark_of_other_party(case: Case, service: Service, answers: Mapping[str, Any]) -> str:
    """Return the keyed hash of the number of whoever has to agree. Raise ``NobodyElse`` where that is the applicant."""
    other = service.process.other_party
    given = other.given(answers) if other else None
    marks = marks_of_number(given[0].fact, given[1]) if given else ()
    own = marks_of_person(case.person) | firms_by_mark({case.organisation} - {""}).keys()
    if not marks or not own.isdisjoint(marks):
        raise NobodyElse
    return marks[0]


def numbers_of_other_party(case: Case) -> Iterator[tuple[str, str]]:
    """Yield the numbers that a case gave of whoever has to agree, each with its fact; they are handed out to nobody.

    The first is that of what was submitted; each later answer may have given another one.
    """
    service = version_of(case.service, case.version, case.revision)
    other = service.process.other_party if service else None
    for answers in stages_of(case) if other else ():
        given = other.given(answers) if other else None
        if given:
            yield given[0].fact, given[1]


def level_to_agree(service: Service) -> int:
    """Return how sure the hall has to be of whoever agrees: by a number of theirs they take something over."""
    return max(service.sign_in, VERIFIED)


def is_alone(service: Service, answers: Mapping[str, Any]) -> bool:
    """Tell whether the answers name nobody else: a dog that moves with its keeper passes to nobody."""
    other = service.process.other_party
    return other is None or other.given(answers) is None


def is_on_paper(service: Service, answers: Mapping[str, Any]) -> bool:
    """Tell whether a paper came with the application that the other party signed."""
    other = service.process.other_party
    return bool(other and other.paper and answers.get(other.paper))


def post_signed(case: Case, service: Service, answers: Mapping[str, Any], now: datetime) -> None:
    """Have somebody else told that an office saw their signature, so that they can say if it is not theirs."""
    mark = mark_of_other_party(case, service, answers)
    post(kind=AGREEMENT, key=f"{case.reference}:signed", payload={"signed": case.reference, "mark": mark}, now=now)


def awaited_of(visitor: Visitor) -> tuple[Awaited, ...]:
    """Return what waits for somebody to agree to it, the next to lapse first. Nothing of it is opened."""
    firms = firms_by_mark(firms_with(visitor, Scope.SUBMIT))
    theirs = Q(mark__in=marks_of_person(visitor.id)) | Q(mark__in=list(firms))
    rows = Agreement.objects.filter(theirs, agreed=None).exclude(case__status__in=list(ENDED))
    found = rows.select_related("case").order_by("until", "pk")
    return tuple(_awaited(row, firms) for row in found if not _is_own(row.case, visitor))


def agreement_for(reference: str, visitor: Visitor, now: datetime) -> ToAgree:
    """Return what a visitor has to agree to; that they read it is written down. Raise ``NoSuchAgreement``."""
    row = open_agreement(Case.objects.filter(reference=reference).first(), visitor)
    case = row.case
    service = version_of(case.service, case.version, case.revision)
    if service is None or service.process.other_party is None:
        raise NoSuchAgreement
    answers = answers_of(case, Reader(visitor.id, Purpose.AGREE, reference, now))
    names = service.process.other_party.shows
    lines = told_lines(current_catalogue().jurisdiction, service, answers, names)
    firms = firms_by_mark(firms_with(visitor, Scope.SUBMIT))
    return ToAgree(_awaited(row, firms), lines, level_to_agree(service))


def open_agreement(case: Case | None, visitor: Visitor) -> Agreement:
    """Return what a case waits for from a visitor, or raise ``NoSuchAgreement``.

    Who applied never answers it, also not for a firm of theirs: two have to agree.
    """
    if case is None or case.status in ENDED or _is_own(case, visitor):
        raise NoSuchAgreement
    row = Agreement.objects.filter(case=case, agreed=None).order_by("-pk").first()
    if row is None:
        raise NoSuchAgreement
    if row.mark not in marks_of_person(visitor.id) and not firm_that_answers(row, visitor):
        raise NoSuchAgreement
    return row


def firm_that_answers(row: Agreement, visitor: Visitor) -> str:
    """Return the firm that has to agree and for which the visitor may; empty where it is themselves."""
    return firms_by_mark(firms_with(visitor, Scope.SUBMIT)).get(row.mark, "")


def taken_over_by(case: Case) -> tuple[str, str] | None:
    """Return the person and the firm (one of both is empty) who said yes here to take something over, or ``None``."""
    row = Agreement.objects.filter(case=case, agreed=True).order_by("-pk").first()
    return None if row is None else ("" if row.organisation else row.by, row.organisation)


def agreement_news(word: Mapping[str, Any]) -> AgreementNews | None:
    """Return whom to tell that they have to agree, or ``None`` where that is over; ``word`` is what was posted.

    Without a day (``until``) it is word to whoever agreed on paper.
    """
    if "signed" in word:
        return _news(Case.objects.get(reference=word["signed"]), str(word["mark"]), None)
    agreement = int(word["agreement"])
    row = Agreement.objects.select_related("case").filter(pk=agreement, agreed=None).first()
    if row is None or row.case.status in ENDED:
        return None
    return _news(row.case, row.mark, row.until)


def last_day_to_agree(case: Case) -> date | None:
    """Return until when somebody else can agree, while a case waits for that."""
    rows = Agreement.objects.filter(case=case, agreed=None)
    return None if case.status in ENDED else rows.order_by("-pk").values_list("until", flat=True).first()


def was_not_agreed(case: Case) -> bool:
    """Tell whether a case ended because somebody else said no, or nothing in time."""
    newest = Agreement.objects.filter(case=case).order_by("-pk").first()
    return newest is not None and not newest.agreed


def last_of(today: date, days: int) -> date:
    """Return the last of so many clear days from ``today``."""
    return today + timedelta(days=days)


def _news(case: Case, mark: str, until: date | None) -> AgreementNews:
    # It may lie there as it was made before, or was meanwhile; who has the number may be marked in the other way.
    known = (marks_of_number(fact, number) for fact, number in numbers_of_other_party(case))
    marks = next((marks for marks in known if mark in marks), (mark,))
    people, firms = people_marked(marks), firms_marked(marks)
    return AgreementNews(case.reference, case.service, case.authority, people, firms, until)


def _awaited(row: Agreement, firms: Mapping[str, str]) -> Awaited:
    return Awaited(row.case.reference, row.case.service, row.until, firms.get(row.mark, ""))


def _is_own(case: Case, visitor: Visitor) -> bool:
    return bool(visitor.id) and visitor.id in {case.person, case.helper}
