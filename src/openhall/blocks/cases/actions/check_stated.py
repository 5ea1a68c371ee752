"""Check what people stated while a source was down: the source is asked as soon as it answers, and both are compared.

The source is asked outside of the transaction in which the case is locked: its line may be slow.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from openhall.blocks.cases.actions.acting import conductor_for, write_leaf
from openhall.blocks.cases.actions.write import part_in
from openhall.blocks.cases.held import sources_of
from openhall.blocks.cases.keeping import keep_case, locked_case
from openhall.blocks.cases.messages import Template, post_mail
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.reading import answers_of
from openhall.blocks.cases.rules import HALL, EventKind, Status
from openhall.blocks.catalogue.facade import current_catalogue, form_of, version_of
from openhall.blocks.exchange.facade import (
    Asking,
    CheckState,
    FactSource,
    HeldValue,
    fetch_facts,
    is_silent,
    note_seen,
    settle_checks,
    stated_facts,
    waiting_checks,
)
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import KeyDestroyedError, Purpose, Reader

_NOTED = "noted"
_BY_WEIGHT = (CheckState.DIFFERS, CheckState.REFUSED, CheckState.UNKNOWN, CheckState.SAME, CheckState.DROPPED)


def check_stated(*, now: datetime, most: int = 100) -> int:
    """Check what waits for sources that answer now, the oldest first; return in how many cases something came of it."""
    sources = {source.id: source for source in sources_of(current_catalogue())}
    # Looked at anew before each: a source that falls silent again is not asked for everybody in turn.
    return sum(
        _check(reference, name, sources.get(name), now)
        for name, reference in waiting_checks(most=most)
        if name not in sources or not is_silent(name, now)
    )


def note_difference(*, reference: str, visitor: Visitor, now: datetime) -> bool:
    """Note as an officer of the leading office that a source says otherwise; tell whether that was new.

    Raises ``NoSuchCase`` for whoever takes no part in the case.
    """
    with transaction.atomic():
        case = locked_case(reference)
        if part_in(case, visitor, now) != case.authority:
            return False
        questions = note_seen(subject=reference, by=visitor.id, now=now)
        if questions:
            write_leaf(case, "difference-noted", {"questions": [*questions], "by": visitor.id}, now)
            conductor = conductor_for(case, actor=visitor.id, purpose=Purpose.WORK, now=now)
            conductor.tell(EventKind.CHECKED, actor=visitor.id, detail=_NOTED)
    return bool(questions)


def _check(reference: str, name: str, source: FactSource | None, now: datetime) -> bool:
    case = Case.objects.get(reference=reference)
    if case.status == Status.WITHDRAWN or source is None:
        # Nobody needs it any more, or there is nobody left who would know.
        return _settle(reference, name, {}, CheckState.DROPPED, now)
    fetched = fetch_facts(
        sources=[source],
        wanted=stated_facts(source=name, subject=reference),
        asking=Asking(case.person, case.organisation, case.service, case.authority, reference),
        reader=Reader(actor=f"authority:{case.authority}", purpose=Purpose.JUDGE, case=reference, now=now),
    )
    if fetched.down:
        return False
    missing = CheckState.REFUSED if fetched.unconsented else CheckState.UNKNOWN
    return _settle(reference, name, fetched.values, missing, now)


def _settle(reference: str, source: str, held: Mapping[str, HeldValue], missing: CheckState, now: datetime) -> bool:
    """Write down what came of each answer; of two workers at once the second finds nothing left to do."""
    with transaction.atomic():
        case = locked_case(reference)
        settled = settle_checks(
            source=source,
            subject=reference,
            answers=_answers(case, now),
            held=held,
            missing=missing,
            write=partial(_written, case, now),
            now=now,
        )
        if settled:
            _tell(case, source, settled, now)
    return bool(settled)


def _answers(case: Case, now: datetime) -> Mapping[str, Any] | None:
    try:
        return answers_of(case, Reader(actor=HALL, purpose=Purpose.JUDGE, case=case.reference, now=now))
    except KeyDestroyedError:
        return None


def _written(case: Case, now: datetime, question: str, value: Any) -> Any:  # noqa: ANN401 - an answer
    """Return a value as the form of a case writes it; what does not fit the question stays as the source says it."""
    service = version_of(case.service, case.version, case.revision)
    if service is None:
        return value
    jurisdiction = current_catalogue().jurisdiction
    today = now.astimezone(ZoneInfo(jurisdiction.time_zone)).date()
    checked = form_of(service, jurisdiction).check({question: value}, today=today, drop_unasked=False)
    return checked.answers.get(question, value)


def _tell(case: Case, source: str, settled: Mapping[str, CheckState], now: datetime) -> None:
    write_leaf(case, "checked", {"source": source, "questions": {name: str(settled[name]) for name in settled}}, now)
    conductor = conductor_for(case, actor=HALL, purpose=Purpose.JUDGE, now=now)
    # One line for a source: what weighs most. The others stand beside their answers.
    weightiest = next(state for state in _BY_WEIGHT if state in settled.values())
    conductor.tell(EventKind.CHECKED, detail=weightiest)
    if weightiest is CheckState.DIFFERS:
        template = Template.FACT_DIFFERS
        post_mail(reference=case.reference, template=template, key=f"{case.reference}:{template}:{source}", now=now)
        # Whoever is about to decide on a page that was drawn before is told to look again.
        case.acts += 1
        keep_case(case)
