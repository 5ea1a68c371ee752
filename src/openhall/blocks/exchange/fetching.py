"""Fetch facts: allowed by law or consent, asked once, written down, and served from copies while a source is down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial

import msgspec
from django.db import transaction

from openhall.blocks.exchange.asking import ask_source
from openhall.blocks.exchange.consents import open_consents
from openhall.blocks.exchange.copies import copy_of, keep_copy
from openhall.blocks.exchange.definitions import (
    Answered,
    Asking,
    ConsentMissing,
    DatedFact,
    FactSource,
    Fetched,
    HeldValue,
    Outcome,
    Predicate,
    SourceDownError,
)
from openhall.blocks.exchange.models import Fetch
from openhall.blocks.exchange.rules import (
    answer_of,
    facts_behind,
    facts_read,
    is_fresh,
    may_stand_in,
    told_in_words,
)
from openhall.blocks.exchange.silences import is_silent, note_answer, note_silence
from openhall.blocks.journal.facade import OWN, Reader, append_leaf

_REMEMBERED = 50_000
_Key = tuple[str, str, str, str, str, str, str, date | None]
#: Lines of people who look at their own that this process knows to be written: looking again writes nothing.
_known: set[_Key] = set()


@dataclass(slots=True)
class _Round:
    """One round of asking: what came, and what is to be written down of it."""

    asking: Asking
    reader: Reader
    predicate: str = ""
    values: dict[str, HeldValue] = field(default_factory=dict)
    unconsented: list[str] = field(default_factory=list)
    down: list[str] = field(default_factory=list)
    lines: list[Fetch] = field(default_factory=list)


def fetch_facts(*, sources: Sequence[FactSource], wanted: Iterable[str], asking: Asking, reader: Reader) -> Fetched:
    """Fetch the facts that are ``wanted`` of a person, and of the organisation that they act for.

    Each source is asked for its facts at most once, and only where a law or the person's consent lets it: without
    consent its name stands among ``unconsented`` and nothing is asked. One that does not answer stands among ``down``,
    unless a dated copy may stand in. Whatever happens is written down, in the transaction of the caller if there is
    one. ``reader`` says who reads for which purpose, and when.
    """
    return _fetched(_Round(asking, reader), sources, frozenset(wanted))


def holds(
    *,
    predicate: Predicate,
    sources: Sequence[FactSource],
    facts: Iterable[str],
    asking: Asking,
    reader: Reader,
    is_allowed: bool = False,
) -> bool:
    """Answer a predicate with yes or no: what it rests on is fetched, judged here and never handed out.

    What is written down names the predicate, not its facts. A fact that is not held counts as missing. Raises
    ``ConsentMissing`` where a source that it needs lacks the consent, unless the caller has a law of its own
    (``is_allowed``), and ``SourceDownError`` where one does not answer and no copy may stand in.
    """
    needed = facts_read(predicate, facts)
    turn = _Round(asking, reader, predicate=predicate.id)
    fetched = _fetched(turn, sources, frozenset(needed), is_allowed=is_allowed)
    if fetched.unconsented:
        raise ConsentMissing(fetched.unconsented[0])
    if fetched.down:
        raise SourceDownError(fetched.down[0])
    values = {fact: held.value for fact, held in fetched.values.items()}
    return answer_of(predicate, values, reader.now.date())


def note_used(*, used: Iterable[DatedFact], asking: Asking, actor: str, now: datetime) -> None:
    """Write down which fetched facts went into the matter ``asking.subject``, in the transaction of the caller.

    They are what ``dated_facts_of`` tells an office that reads the matter.
    """
    by_line: dict[tuple[str, bool, date], list[str]] = {}
    for each in used:
        by_line.setdefault((each.source, each.is_copy, each.as_of), []).append(each.fact)
    lines = [
        Fetch(
            at=now,
            day=now.date(),
            person=asking.person,
            organisation=asking.organisation,
            source=source,
            facts=msgspec.json.encode(sorted(facts)).decode(),
            service=asking.service,
            authority=asking.authority,
            subject=asking.subject,
            actor=actor,
            outcome=str(Outcome.COPY if is_copy else Outcome.GIVEN),
            as_of=datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC),
        )
        for (source, is_copy, as_of), facts in by_line.items()
    ]
    if lines:
        Fetch.objects.bulk_create(lines, ignore_conflicts=True)


def _fetched(
    turn: _Round, sources: Sequence[FactSource], wanted: frozenset[str], *, is_allowed: bool = False
) -> Fetched:
    meant = {source.id: tuple(fact for fact in source.facts if fact in wanted) for source in sources}
    asked = [source for source in sources if meant[source.id]]
    # Looked up anew each time: what was withdrawn a moment ago, on whatever process, holds no more.
    closed = [source.id for source in asked if source.needs_consent and not is_allowed]
    consents = open_consents(turn.asking.person, closed) if closed else {}
    for source in asked:
        if source.id in closed and source.id not in consents:
            turn.unconsented.append(source.id)
            _note(turn, source, meant[source.id], Outcome.REFUSED)
            continue
        _ask(turn, source, meant[source.id], consents.get(source.id))
    _write(turn)
    return Fetched(turn.values, tuple(turn.unconsented), tuple(turn.down))


def _ask(turn: _Round, source: FactSource, facts: tuple[str, ...], consent: int | None) -> None:
    now = turn.reader.now
    if source.kind != "outside":
        held = ask_source(source, facts_behind(source, facts), turn.asking, turn.reader)
        told = told_in_words(source, held.values, now.date())
        _take(turn, source, facts, replace(held, values={**held.values, **told}), consent)
        return
    kept = copy_of(source, turn.asking, turn.reader)
    if kept is not None and is_fresh(source, kept.as_of, now) and set(facts) <= set(kept.values):
        _take(turn, source, facts, kept, consent, is_copy=True)
        return
    answered = _answered(turn, source)
    if answered is None:
        if kept is not None and may_stand_in(source, kept.as_of, now):
            _take(turn, source, facts, kept, consent, is_copy=True)
            return
        turn.down.append(source.id)
        _note(turn, source, facts, Outcome.DOWN, consent)
        return
    keep_copy(source, turn.asking, answered, now)
    _take(turn, source, facts, answered, consent)


def _answered(turn: _Round, source: FactSource) -> Answered | None:
    """Return what an outside source answers; ``None`` while it is down or left alone."""
    if is_silent(source.id, turn.reader.now):
        return None
    try:
        # All that the source answers for, so that the copy is whole.
        answered = ask_source(source, source.facts, turn.asking, turn.reader)
    except SourceDownError:
        note_silence(source.id, turn.reader.now)
        return None
    note_answer(source.id)
    return answered


def _take(
    turn: _Round,
    source: FactSource,
    facts: tuple[str, ...],
    answered: Answered,
    consent: int | None,
    *,
    is_copy: bool = False,
) -> None:
    got = {
        fact: HeldValue(fact, answered.values[fact], source.id, answered.as_of, is_copy)
        for fact in facts
        if fact in answered.values
    }
    turn.values |= got
    outcome = Outcome.COPY if is_copy else Outcome.GIVEN if got else Outcome.NOTHING
    _note(turn, source, tuple(got) or facts, outcome, consent, answered.as_of if got else None)


def _note(
    turn: _Round,
    source: FactSource,
    facts: tuple[str, ...],
    outcome: Outcome,
    consent: int | None = None,
    as_of: datetime | None = None,
) -> None:
    asking, now = turn.asking, turn.reader.now
    turn.lines.append(
        Fetch(
            at=now,
            day=now.date() if turn.reader.purpose == OWN else None,
            person=asking.person,
            organisation=asking.organisation,
            source=source.id,
            # Of a predicate only which one it was: its facts would tell what the answer keeps to itself.
            facts="[]" if turn.predicate else msgspec.json.encode(sorted(facts)).decode(),
            service=asking.service,
            authority=asking.authority,
            subject=asking.subject,
            actor=turn.reader.actor,
            consent_id=consent,
            predicate=turn.predicate,
            purpose=asking.purpose,
            outcome=str(outcome),
            as_of=None if turn.predicate else as_of,
        )
    )


def _write(turn: _Round) -> None:
    """Write the lines of a round at once; what leaves an office for somebody else also becomes a leaf of the log."""
    known = {_key(line) for line in turn.lines} if turn.reader.purpose == OWN else set()
    if not turn.lines or (known and known <= _known):
        return
    with transaction.atomic():
        Fetch.objects.bulk_create(turn.lines, ignore_conflicts=True)
        if known:
            transaction.on_commit(partial(_remember, known))
            return
        for line in turn.lines:
            append_leaf(
                kind="exchange.fetched", subject=line.subject or line.service, statement=_told(line), now=line.at
            )


def _told(line: Fetch) -> Mapping[str, str]:
    return {
        "source": line.source,
        "authority": line.authority,
        "outcome": line.outcome,
        "predicate": line.predicate,
        "consent": str(line.consent_id or ""),
    }


def _key(line: Fetch) -> _Key:
    """Return what makes a line the same as another of that day."""
    return (line.person, line.organisation, line.source, line.service, line.subject, line.outcome, line.facts, line.day)


def _remember(keys: set[_Key]) -> None:
    if len(_known) >= _REMEMBERED:
        _known.clear()
    _known.update(keys)
