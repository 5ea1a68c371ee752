"""Answers of people in the place of a source that does not answer: taken at once, held against it when it does."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from openhall.blocks.exchange.definitions import Asking, CheckState, HeldValue, StatedAnswer, StatedFacts
from openhall.blocks.exchange.models import Stated
from openhall.blocks.exchange.rules import is_said_alike
from openhall.blocks.journal.facade import KeyDestroyedError, Reader, seal, unseal

#: Writes what a source says of a question as the form would.
Writing = Callable[[str, Any], Any]
_EMPTY: tuple[object, ...] = (None, "", [], {})


def note_stated(
    *, stated: Iterable[StatedAnswer], answers: Mapping[str, Any], asking: Asking, owner: str, now: datetime
) -> list[str]:
    """Write down which answers of the matter ``asking.subject`` are to be checked; return their questions.

    ``owner`` is the key of the matter. What was left empty is not stated. In the transaction of the caller.
    """
    kept = [each for each in stated if answers.get(each.question) not in _EMPTY]
    Stated.objects.bulk_create(
        Stated(
            subject=asking.subject,
            question=each.question,
            fact=each.fact,
            source=each.source,
            authority=asking.authority,
            owner=owner,
            stated_at=now,
        )
        for each in kept
    )
    return [each.question for each in kept]


def stated_of(subject: str, *, reader: Reader | None) -> dict[str, StatedFacts]:
    """Return what was stated in a matter, by question; for a ``reader`` also what sources say, and that is recorded."""
    rows = Stated.objects.filter(subject=subject).order_by("id")
    return {row.question: _facts(row, reader) for row in rows}


def subjects_that_differ(authority: str, *, most: int) -> tuple[str, ...]:
    """Return the matters of an authority in which a source says otherwise and no officer has noted it, oldest first."""
    rows = Stated.objects.filter(authority=authority, state=CheckState.DIFFERS, seen_by="")
    return tuple(dict.fromkeys(rows.order_by("checked_at").values_list("subject", flat=True)[:most]))


def waiting_checks(*, most: int) -> tuple[tuple[str, str], ...]:
    """Return what waits to be checked, as pairs of source and matter: of each source the oldest."""
    rows = Stated.objects.filter(state=CheckState.WAITING)
    sources = rows.order_by("source").values_list("source", flat=True).distinct()
    return tuple(
        (source, subject)
        for source in sources
        for subject in dict.fromkeys(rows.filter(source=source).order_by("id").values_list("subject", flat=True)[:most])
    )


def stated_facts(*, source: str, subject: str) -> tuple[str, ...]:
    """Return which facts of a matter wait for a source."""
    rows = Stated.objects.filter(state=CheckState.WAITING, source=source, subject=subject)
    return tuple(rows.values_list("fact", flat=True))


def settle_checks(  # noqa: PLR0913 - what was said by whom, and how it is written
    *,
    source: str,
    subject: str,
    answers: Mapping[str, Any] | None,
    held: Mapping[str, HeldValue],
    missing: CheckState,
    write: Writing,
    now: datetime,
) -> dict[str, CheckState]:
    """Hold what waits in a matter against what its source says, once; return what came of each question.

    ``answers`` are those of the matter as they stand (``None``: it was erased), ``missing`` is what becomes of an
    answer of which the source said nothing. The caller holds the lock of the matter.
    """
    settled: dict[str, CheckState] = {}
    for row in Stated.objects.filter(state=CheckState.WAITING, source=source, subject=subject).order_by("id"):
        value = held.get(row.fact)
        row.checked_at, state = now, CheckState.DROPPED if answers is None else missing
        if answers is not None and value is not None:
            theirs = write(row.question, value.value)
            row.as_of = value.as_of
            state = CheckState.SAME if is_said_alike(answers.get(row.question), theirs) else CheckState.DIFFERS
            if state is CheckState.DIFFERS:
                row.said = seal(owner=row.owner, plain=msgspec.json.encode(theirs), context=context_of_stated(row))
        row.state = settled[row.question] = state
        row.save(update_fields=["state", "checked_at", "as_of", "said"])
    return settled


def note_seen(*, subject: str, by: str, now: datetime) -> list[str]:
    """Note that an officer has seen where a source says otherwise; return the questions that were new until then."""
    rows = Stated.objects.filter(subject=subject, state=CheckState.DIFFERS, seen_by="")
    questions = list(rows.order_by("id").values_list("question", flat=True))
    rows.update(seen_by=by, seen_at=now)
    return questions


def _facts(row: Stated, reader: Reader | None) -> StatedFacts:
    said: Any = None
    if reader is not None and row.said is not None:
        try:
            plain = unseal(owner=row.owner, sealed=bytes(row.said), context=context_of_stated(row), reader=reader)
            said = msgspec.json.decode(plain)
        except KeyDestroyedError:
            said = None  # the matter was erased, and this with it
    return StatedFacts(
        question=row.question,
        fact=row.fact,
        source=row.source,
        stated_at=row.stated_at,
        state=CheckState(row.state),
        checked_at=row.checked_at,
        as_of=row.as_of,
        is_seen=bool(row.seen_by),
        said=said,
    )


def context_of_stated(row: Stated) -> bytes:
    """Return what it is bound to that a source says otherwise."""
    return f"exchange:stated:{row.subject}:{row.question}".encode()
