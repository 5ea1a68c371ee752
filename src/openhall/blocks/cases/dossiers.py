"""A case with everything in it, for one reader: its owner, or an officer of an office that takes part in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from openhall.blocks.authorities.facade import Office, office_of
from openhall.blocks.cases.actions.write import NoSuchCase
from openhall.blocks.cases.award_models import CaseAward
from openhall.blocks.cases.awarding import AppealWay, AwardFacts, as_granted, asked_for, may_award, sets_award
from openhall.blocks.cases.charging import FeeFacts, quote_of_case, sets_fee
from openhall.blocks.cases.grounds import Ground
from openhall.blocks.cases.models import Ask, Case, CaseFee, Judgement, Letter, Supplement, Working
from openhall.blocks.cases.parts import (
    ask_part,
    award_part,
    fee_part,
    letter_part,
    note_part,
    supplement_part,
    working_part,
)
from openhall.blocks.cases.queries import CaseFacts, facts_of_case
from openhall.blocks.cases.readable import readable_by, readable_part
from openhall.blocks.cases.rules import ENDED, HALL, AskState, EventKind, Side
from openhall.blocks.cases.sealing import basis_of, context_of
from openhall.blocks.cases.workings import Typed, kept_workings
from openhall.blocks.catalogue.facade import Jurisdiction, Service, current_catalogue, version_of
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import OWN, KeyDestroyedError, Purpose, Reader, one_row, rows_where, unseal_all
from openhall.blocks.processes.facade import Position, TaskFacts, is_invited, position_of, tasks_of
from openhall.blocks.rules.facade import Quote, may_be_open

#: With these comes a letter.
_LETTERS = frozenset({EventKind.WRITTEN, EventKind.OBJECTED})
_object = msgspec.json.Decoder(dict[str, Any])
_grounds = msgspec.json.Decoder(tuple[Ground, ...])
_names = msgspec.json.Decoder(tuple[str, ...])


_appeal = msgspec.json.Decoder(AppealWay)


@dataclass(frozen=True, slots=True)
class JudgementFacts:
    """What an officer decided at a task: reasons and appeal as they were given, the note in their words."""

    task: int
    node: str
    authority: str
    post: str
    by: str
    at: datetime
    decision: str
    reasons: tuple[Ground, ...]
    facts: tuple[str, ...]
    appeal: AppealWay
    note: str


@dataclass(frozen=True, slots=True)
class AskFacts:
    """What the applicant was asked for, by which office, until when, and whether they answered."""

    number: int
    task: int
    authority: str
    by: str
    at: datetime
    until: date
    questions: tuple[str, ...]
    words: str
    why: str
    state: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A message between applicant (``side``) and office. ``facts`` are those that an objection disputes."""

    number: int
    at: datetime
    side: str
    authority: str
    by: str
    words: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What an officer has typed in a form and not sent, by the name of the field, and when it was kept."""

    typed: Typed
    at: datetime


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case as one reader may know it.

    ``answers`` are those that the reader's office reads, as they stand now; ``first_answers`` as they were submitted,
    where that differs; ``withheld`` is how many others there are. ``tasks`` are all, ``acts`` counts what was done so
    far: whoever acts on this page sends it. ``kept`` is what an officer has typed and not sent, by task and form, each
    with when that was. ``fee`` is what the case costs where an officer may have to set it, and
    ``fee_set`` what one did; both for the applicant and the office that leads. Where it ``is_erased``, no word is left.
    """

    facts: CaseFacts
    service: Service
    office: str
    acts: int
    language: str
    channel: str
    kept_by: str
    pauses: int
    passes: int
    paused_on: date | None
    statutory_on: date | None
    answers: Mapping[str, Any]
    first_answers: Mapping[str, Any]
    withheld: int
    judgements: tuple[JudgementFacts, ...]
    asks: tuple[AskFacts, ...]
    letters: tuple[LetterFacts, ...]
    tasks: tuple[TaskFacts, ...]
    position: Position | None
    kept: Mapping[tuple[int, str], "Kept"]
    fee: Quote | None = None
    fee_set: FeeFacts | None = None
    award: AwardFacts | None = None
    is_erased: bool = False

    def sets_fee_at(self, task: TaskFacts) -> bool:
        """Tell whether the reader's office may set the fee at a task."""
        return self.fee is not None and sets_fee(task, self.service, self.office)

    def asked_for(self, jurisdiction: Jurisdiction) -> int | None:
        """Return the sum that was asked for, in minor units, as far as the reader's office reads it."""
        return asked_for(self.service, jurisdiction, self.answers)

    def as_granted(self, jurisdiction: Jurisdiction) -> Mapping[str, Any]:
        """Return what was answered, with the sum that was granted in the place of the one that was asked for."""
        return as_granted(self.service, jurisdiction, self.answers, self.award.minor if self.award else None)

    def sets_award_at(self, task: TaskFacts) -> bool:
        """Tell whether the reader's office may grant another sum at a task."""
        return sets_award(task, self.service, self.office)

    @property
    def open_asks(self) -> tuple[AskFacts, ...]:
        """What the applicant is asked for now."""
        return tuple(ask for ask in self.asks if ask.state == AskState.OPEN)


def own_dossier(reference: str, *, actor: str, now: datetime) -> Dossier | None:
    """Return a case to its owner, who has shown that it is theirs. ``actor`` is their id, or ``guest``."""
    case = one_row(Case, "reference", reference)
    if case is None:
        return None
    return _dossier(case, None, Reader(actor=actor, purpose=OWN, case=reference, now=now))


def hall_dossier(reference: str, *, purpose: str, now: datetime) -> Dossier | None:
    """Return a case to the hall itself, which makes something of it for ``purpose``; the read is recorded."""
    case = one_row(Case, "reference", reference)
    return None if case is None else _dossier(case, None, Reader(actor=HALL, purpose=purpose, case=reference, now=now))


def office_dossier(reference: str, *, visitor: Visitor, now: datetime) -> Dossier:
    """Return a case to an officer, with just what their office reads; raise ``NoSuchCase`` where it takes no part.

    The read is recorded with office, post and law; of a case that is over it is marked, for whoever answers for it.
    """
    office = office_of(visitor.id, now=now)
    case = one_row(Case, "reference", reference) if office else None
    if office is None or case is None:
        raise NoSuchCase
    authority = office.authority
    if case.authority != authority and not is_invited(reference, authority):
        raise NoSuchCase
    return _dossier(case, office, office_reader(case, office, now=now))


def office_reader(case: Case | CaseFacts, office: Office, *, now: datetime) -> Reader:
    """Return an officer as the record of reads names them while they work on a case that their office may read."""
    return Reader(
        actor=office.person,
        purpose=Purpose.WORK,
        case=case.reference,
        now=now,
        office=office.authority,
        post=office.seats[0].post,
        basis=basis_of(case),
        is_outside=case.status in ENDED,
    )


def _dossier(case: Case, seats: Office | None, reader: Reader) -> Dossier:
    office = seats.authority if seats else ""
    service = version_of(case.service, case.version, case.revision)
    if service is None:
        raise LookupError(f"{case.reference} was submitted under a version of {case.service} that is not there")
    facts = facts_of_case(case)
    # What never happened is not looked for: each of these stands beside a line of the history.
    happened = {event.kind for event in facts.timeline}
    judgements = rows_where(Judgement, case_id=case.pk) if EventKind.TASK_DONE in happened else []
    asks = rows_where(Ask, case_id=case.pk) if EventKind.ASKED in happened else []
    letters = rows_where(Letter, case_id=case.pk) if _LETTERS & happened else []
    supplements = rows_where(Supplement, case_id=case.pk) if EventKind.ANSWERED in happened else []
    by_id = {ask.pk: ask for ask in asks}
    for supplement in supplements:
        supplement.ask = by_id[supplement.ask_id]
    may_know = not office or office == case.authority
    has_fee = may_know and may_be_open(service.fee)
    fees = rows_where(CaseFee, case_id=case.pk)[-1:] if has_fee and EventKind.TASK_DONE in happened else []
    awards = _awards(case, service) if may_know and EventKind.TASK_DONE in happened else []
    tasks, position = tasks_of(case.reference), position_of(case.reference)
    workings = kept_workings(case, seats, reader.now) if seats else []
    opened = _opened(case, reader, judgements, asks, letters, supplements, workings, fees, awards)
    first = opened[""]["answers"]
    answers = dict(first)
    for supplement in supplements:
        answers.update(opened[supplement_part(supplement.ask.number)].get("answers", {}))
    readable = None if not office else readable_by(service, office, case.authority, tasks, position)
    fee_set = next((_fee(row, opened) for row in fees), None)
    return Dossier(
        is_erased=isinstance(opened, _Nothing),
        fee=_quote(service, answers, case, fee_set) if has_fee and not isinstance(opened, _Nothing) else None,
        fee_set=fee_set,
        award=next((_award(row, opened) for row in awards), None),
        facts=facts,
        service=service,
        office=office,
        acts=case.acts,
        language=case.language,
        channel=case.channel,
        kept_by=case.kept_by,
        pauses=case.pauses,
        passes=case.passes,
        paused_on=case.paused_on,
        statutory_on=case.statutory_on,
        answers=(shown := readable_part(answers, readable)),
        first_answers=readable_part(first, readable),
        withheld=len(readable_part(answers, None)) - len(shown),
        judgements=tuple(_judgement(row, opened) for row in judgements),
        asks=tuple(_ask(row, opened) for row in asks if not office or office in {case.authority, row.authority}),
        letters=tuple(
            _letter(row, opened)
            for row in letters
            if not office or office == case.authority or row.side == Side.APPLICANT or row.authority == office
        ),
        tasks=tuple(tasks),
        position=position,
        kept={
            (row.task, row.form): Kept(opened[working_part(row.task, row.form, row.person)], row.at) for row in workings
        },
    )


def _awards(case: Case, service: Service) -> list[CaseAward]:
    return rows_where(CaseAward, case_id=case.pk)[-1:] if may_award(service) else []


class _Nothing(dict[str, dict[str, Any]]):
    """What is left of an erased case: of every part nothing."""

    def __missing__(self, part: str) -> dict[str, Any]:
        return {"text": ""} if part else {"answers": {}}


def _opened(  # noqa: PLR0913, PLR0917 - everything that is sealed in a case
    case: Case,
    reader: Reader,
    judgements: Iterable[Judgement],
    asks: Iterable[Ask],
    letters: Iterable[Letter],
    supplements: Iterable[Supplement],
    workings: Iterable[Working],
    fees: Iterable[CaseFee],
    awards: Iterable[CaseAward],
) -> dict[str, dict[str, Any]]:
    """Open everything sealed in a case at once: one read, one line in the record of reads."""
    parts: dict[str, bytes] = {"": bytes(case.sealed)}
    parts |= {note_part(row.task): bytes(row.note) for row in judgements if row.note is not None}
    parts |= {ask_part(row.number): bytes(row.words) for row in asks}
    parts |= {letter_part(row.number): bytes(row.words) for row in letters}
    parts |= {supplement_part(row.ask.number): bytes(row.sealed) for row in supplements}
    parts |= {working_part(row.task, row.form, row.person): bytes(row.sealed) for row in workings}
    parts |= {fee_part(row.task): bytes(row.reason) for row in fees}
    parts |= {award_part(row.task): bytes(row.reason) for row in awards}
    sealed = {context_of(case.reference, part): each for part, each in parts.items()}
    try:
        plain = unseal_all(owner=case.owner, sealed=sealed, reader=reader)
    except KeyDestroyedError:
        if reader.purpose == OWN or reader.actor == HALL:
            raise
        return _Nothing()  # an office still sees that there was a case, and how it went
    return {part: _object.decode(plain[context_of(case.reference, part)]) for part in parts}


def _judgement(row: Judgement, opened: Mapping[str, dict[str, Any]]) -> JudgementFacts:
    return JudgementFacts(
        task=row.task,
        node=row.node,
        authority=row.authority,
        post=row.post,
        by=row.by,
        at=row.at,
        decision=row.decision,
        reasons=_grounds.decode(row.reasons),
        facts=_names.decode(row.facts),
        appeal=_appeal.decode(row.appeal),
        note=opened[note_part(row.task)]["text"] if row.note is not None else "",
    )


def _fee(row: CaseFee, opened: Mapping[str, dict[str, Any]]) -> FeeFacts:
    return FeeFacts(row.minor, opened[fee_part(row.task)]["text"], row.authority, row.post, row.at, row.task)


def _award(row: CaseAward, opened: Mapping[str, dict[str, Any]]) -> AwardFacts:
    said, appeal = opened[award_part(row.task)]["text"], _appeal.decode(row.appeal)
    return AwardFacts(row.asked, row.minor, said, row.authority, row.post, row.at, row.task, appeal)


def _quote(service: Service, answers: Mapping[str, Any], case: Case, fee_set: FeeFacts | None) -> Quote:
    told = {name: value for name, value in answers.items() if value is not None}
    said = (fee_set.minor, fee_set.reason) if fee_set else None
    return quote_of_case(service, current_catalogue().jurisdiction, told, case.submitted_at, said)


def _ask(row: Ask, opened: Mapping[str, dict[str, Any]]) -> AskFacts:
    return AskFacts(
        number=row.number,
        task=row.task,
        authority=row.authority,
        by=row.by,
        at=row.at,
        until=row.until,
        questions=_names.decode(row.questions),
        words=opened[ask_part(row.number)]["text"],
        why=opened[ask_part(row.number)].get("why", ""),
        state=row.state,
        ended_at=row.ended_at,
    )


def _letter(row: Letter, opened: Mapping[str, dict[str, Any]]) -> LetterFacts:
    said = opened[letter_part(row.number)]
    return LetterFacts(
        number=row.number,
        at=row.at,
        side=row.side,
        authority=row.authority,
        by=row.by,
        words=said["text"],
        facts=tuple(said.get("facts", ())),
    )
