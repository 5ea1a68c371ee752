"""Object: whoever was refused says which fact is disputed; somebody else looks at the case again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction

from openhall.blocks.cases.actions.acting import Once, conductor_for, is_repeated, keep_key, write_leaf
from openhall.blocks.cases.actions.decide import VerdictIncomplete
from openhall.blocks.cases.actions.set_award import REVIEW
from openhall.blocks.cases.awarding import SAID_YES, lesser_award
from openhall.blocks.cases.conducting import Conductor
from openhall.blocks.cases.deadlines import after_working_days
from openhall.blocks.cases.keeping import locked_case
from openhall.blocks.cases.models import Case, Judgement, Letter
from openhall.blocks.cases.parts import letter_part
from openhall.blocks.cases.rules import Decision, EventKind, Side, Status, standing
from openhall.blocks.cases.sealing import seal_part
from openhall.blocks.catalogue.facade import version_of
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.processes.facade import REFUSE, next_serial
from openhall.kernel.errors import Refusal

#: The process that an objection goes through.
OBJECTION = REVIEW
_CLOCK = "reconsider"
MOST_GROUNDS = 4_000
_names = msgspec.json.Decoder(tuple[str, ...])


class NothingToObjectTo(Refusal):
    """Nothing was refused, nor less granted than was asked for; an objection was decided already; or it is too late."""

    code = "nothing-to-object-to"

    def __init__(self, why: str) -> None:
        super().__init__(why=why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Objection:
    """Which facts are disputed (ids of questions that the refusal named), and why it is wrong in one's own words.

    ``None`` disputes everything that it rests on.
    """

    facts: tuple[str, ...] | None
    words: str


@dataclass(frozen=True, slots=True)
class ReliedOn:
    """A fact that a refusal rests on (the id of a question, or ``WHOLE``), and the authorities that relied on it."""

    fact: str
    authorities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disputable:
    """What an objection can name, and the last day on which it can be made."""

    relied_on: tuple[ReliedOn, ...]
    until: date

    @property
    def facts(self) -> tuple[str, ...]:
        """Return the ids alone."""
        return tuple(each.fact for each in self.relied_on)


def disputable(reference: str, *, now: datetime, zone: ZoneInfo) -> Disputable:
    """Return what the owner of a case may object to now, or raise ``NothingToObjectTo``.

    These are the facts of all refusals that led to the decision, those of the newest first; where less was granted than
    was asked for, the sum.
    """
    case = Case.objects.filter(reference=reference).first()
    if case is not None and case.decision in SAID_YES and case.decided_at is not None:
        return _disputable_award(case, case.decided_at.astimezone(zone).date(), now.astimezone(zone).date())
    if case is None or case.decision != Decision.REFUSED or case.decided_at is None:
        raise NothingToObjectTo("not-refused")
    refusals = [
        each for each in standing(Judgement.objects.filter(case=case).order_by("id")) if each.decision == REFUSE
    ]
    if not refusals or case.events.filter(kind=EventKind.OBJECTED).exists():
        raise NothingToObjectTo("once")
    days = int(msgspec.json.decode(refusals[-1].appeal)["days"])
    until = case.decided_at.astimezone(zone).date() + timedelta(days=days)
    if now.astimezone(zone).date() > until:
        raise NothingToObjectTo("too-late")
    return Disputable(tuple(_relied_on(reversed(refusals))), until)


def _disputable_award(case: Case, decided_on: date, today: date) -> Disputable:
    award, service = lesser_award(case), version_of(case.service, case.version, case.revision)
    days = int(msgspec.json.decode(award.appeal).get("days", 0)) if award else 0
    if award is None or service is None or not service.process.amount or not days:
        raise NothingToObjectTo("not-refused")
    if case.events.filter(kind=EventKind.OBJECTED).exists():
        raise NothingToObjectTo("once")
    until = decided_on + timedelta(days=days)
    if today > until:
        raise NothingToObjectTo("too-late")
    return Disputable((ReliedOn(service.process.amount, (award.authority,)),), until)


def _relied_on(refusals: Iterable[Judgement]) -> Iterator[ReliedOn]:
    by_fact: dict[str, dict[str, None]] = {}
    for refusal in refusals:
        for fact in _names.decode(refusal.facts):
            by_fact.setdefault(fact, {})[refusal.authority] = None
    for fact, authorities in by_fact.items():
        yield ReliedOn(fact, tuple(authorities))


def object_to_refusal(
    *, reference: str, objection: Objection, visitor: Visitor, now: datetime, once: Once | None = None
) -> None:
    """Object to the refusal of a case that its owner has shown to be theirs: a reviewer looks at it again.

    Raise ``NothingToObjectTo`` or ``VerdictIncomplete``.
    """
    with transaction.atomic():
        case = locked_case(reference)
        if is_repeated(once):
            return
        conductor = conductor_for(case, actor=visitor.id or "guest", purpose="own", now=now)
        zone = ZoneInfo(conductor.catalogue.jurisdiction.time_zone)
        open_to = disputable(reference, now=now, zone=zone)
        if objection.facts is None:
            objection = replace(objection, facts=open_to.facts)
        faults = list(_faults(objection, open_to))
        if faults:
            raise VerdictIncomplete(faults)
        _object(conductor, objection, visitor)
        keep_key(once, case, now)


def _faults(objection: Objection, open_to: Disputable) -> Iterator[tuple[str, str]]:
    if not objection.facts:
        yield "facts", "missing"
    if any(fact not in open_to.facts for fact in objection.facts or ()):
        yield "facts", "unknown"
    if not objection.words.strip():
        yield "words", "missing"
    if len(objection.words) > MOST_GROUNDS:
        yield "words", "too-long"


def _object(conductor: Conductor, objection: Objection, visitor: Visitor) -> None:
    case, now, by = conductor.case, conductor.now, visitor.id or "guest"
    number = case.letters.count() + 1
    facts = objection.facts or ()
    leaf = write_leaf(case, "objected", {"facts": [*facts], "letter": number}, now)
    words = seal_part(case, letter_part(number), {"text": objection.words.strip(), "facts": [*facts]})
    Letter.objects.create(case=case, number=number, at=now, side=Side.APPLICANT, by=by, words=words, leaf=leaf)
    pattern = conductor.catalogue.patterns[OBJECTION]
    case.status, case.decision, case.decided_at = Status.IN_PROGRESS, "", None
    case.due_on = after_working_days(conductor.catalogue, conductor.today, pattern.clocks[_CLOCK])
    conductor.hold(case.authority)
    conductor.tell(EventKind.OBJECTED, actor=by, detail=str(len(facts)))
    conductor.begin(serial=next_serial(case.reference), pattern=OBJECTION)
