"""The looks of a page: asked for, folded where one page of the desk read several things at once, and put into words."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from openhall.blocks.cases.facade import matters_named
from openhall.blocks.catalogue.facade import Catalogue
from openhall.blocks.journal.facade import OWN, Purpose, ReadFacts, Wanted, reads_of
from openhall.blocks.oversight.facade import QuestionFacts, questions_about, reasons_of
from openhall.channels.portal.looked.words import law_of, marked, told
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language
from openhall.ui.formats import plain_date
from openhall.ui.looked_views import LookDay, LookLine

PAGE = 40
_ASKED = _("You asked on %(day)s. The answer is due by %(due)s.")
_ANSWERED = _("Answered on %(day)s")


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose looks are shown to whom: the owners of the data, who asks, and where the page stands."""

    owners: Collection[str]
    actor: str
    person: str
    case: str
    place: str


@dataclass(frozen=True, slots=True)
class Looks:
    """Looks of a page with what was asked about them; ``last`` is where the next page goes on, 0 for nowhere."""

    reads: tuple[ReadFacts, ...]
    last: int


def looks_of(whose: Whose, who: str, before: int, most: int = PAGE) -> Looks:
    """Return the looks of a page."""
    found = reads_of(whose.owners, wanted=Wanted(whose.case, who), before=before, most=most + 1)
    shown = found[:most]
    return Looks(tuple(_folded(shown)), shown[-1].id if len(found) > most else 0)


def _folded(reads: Sequence[ReadFacts]) -> Iterator[ReadFacts]:
    """Yield one of those that one page made: the first, whose number is the one to ask about."""
    for _alike, several in groupby(reads, lambda each: (each.at, each.actor, each.case, each.purpose, each.how)):
        yield min(several, key=lambda each: each.id)


def days_of(whose: Whose, looks: Looks, catalogue: Catalogue, language: Language, now: datetime) -> tuple[LookDay, ...]:
    """Return looks by day, in words."""
    zone = ZoneInfo(catalogue.jurisdiction.time_zone)
    services = {each.reference: each.service for each in matters_named(references=list({r.case for r in looks.reads}))}
    asked = questions_about([each.id for each in looks.reads], actor=whose.actor, now=now)
    reasons = reasons_of({each.look for each in looks.reads}, actor=whose.actor, now=now)
    today = now.astimezone(zone).date()
    laws: dict[tuple[str, str], str] = {}

    def law(read: ReadFacts) -> str:
        if read.purpose == OWN:
            return ""
        known = (read.basis, read.case)
        if known not in laws:
            laws[known] = law_of(read, catalogue, services, language)
        return laws[known]

    def line(read: ReadFacts) -> LookLine:
        question = asked.get(read.id)
        is_askable = read.purpose != OWN and bool(read.office or read.case in services)
        return LookLine(
            id=str(read.id),
            told=told(read, catalogue, language, whose.person),
            when=f"{read.at.astimezone(zone):%H:%M}",
            law=law(read),
            reason=reasons.get(read.look, "") if read.purpose != Purpose.OVERSEE else "",
            mark=marked(read, language),
            ask_action=f"{whose.place}{read.id}/ask/" if is_askable and question is None else "",
            asked=_asked(question, language, zone) if question else "",
            is_late=question is not None and question.answered_at is None and question.due_on < today,
            answer=question.answer if question else "",
            answered=_answered(question, language, zone) if question else "",
        )

    by_day = groupby(looks.reads, lambda each: each.at.astimezone(zone).date())
    return tuple(LookDay(plain_date(day, language), tuple(line(each) for each in reads)) for day, reads in by_day)


def _asked(question: QuestionFacts, language: Language, zone: ZoneInfo) -> str:
    day = plain_date(question.asked_at.astimezone(zone).date(), language)
    return saying(language)(_ASKED) % {"day": day, "due": plain_date(question.due_on, language)}


def _answered(question: QuestionFacts, language: Language, zone: ZoneInfo) -> str:
    if question.answered_at is None:
        return ""
    return saying(language)(_ANSWERED) % {"day": plain_date(question.answered_at.astimezone(zone).date(), language)}
