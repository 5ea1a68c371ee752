"""Grant another sum than was asked for, and say why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec

from openhall.blocks.authorities.facade import covers
from openhall.blocks.cases.actions.acting import Acting, write_leaf
from openhall.blocks.cases.actions.set_fee import minor_of_words, reason_faults
from openhall.blocks.cases.award_models import CaseAward
from openhall.blocks.cases.awarding import asked_for, newest_award, sets_award
from openhall.blocks.cases.parts import award_part
from openhall.blocks.cases.sealing import seal_part
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import do_later, inserting
from openhall.kernel.canonical import JSON

#: The process that an objection goes through.
REVIEW = "objection-and-review"
#: The members of an award that faults name.
_AMOUNT, _REASON = "award.amount", "award.reason"


@dataclass(frozen=True, slots=True)
class AwardSaid:
    """What an officer grants instead of what was asked for: ``amount`` in major units, and why, for the applicant."""

    amount: str
    reason: str


def award_faults(acting: Acting, said: AwardSaid | None) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a sum that comes with an approval: it is above nothing, and within the officer's limit.

    Whoever approves an objection to how much was granted must say how much it is to be.
    """
    if said is None:
        if acting.task.model == REVIEW and newest_award(acting.case):
            yield _AMOUNT, "missing"
            yield _REASON, "missing"
        return
    stands = _stands(acting)
    if stands is None or not sets_award(acting.task, acting.conductor.service, acting.case.authority):
        yield _AMOUNT, "not-possible"
        return
    amount = said.amount.strip()
    minor = minor_of_words(acting.conductor.catalogue.jurisdiction, amount)
    if not amount:
        yield _AMOUNT, "missing"
    elif not minor:
        yield _AMOUNT, "unknown"
    elif minor == stands:
        yield _AMOUNT, "as-asked"
    elif not covers(acting.seat.limit, minor):
        yield _AMOUNT, "above-limit"
    yield from reason_faults(_REASON, said.reason)


def set_award(acting: Acting, said: AwardSaid, visitor: Visitor, now: datetime) -> None:
    """Keep the sum that an officer grants with their approval; the log proves it, and holds a hash of why."""
    case, task, conductor = acting.case, acting.task, acting.conductor
    minor, stands = minor_of_words(conductor.catalogue.jurisdiction, said.amount.strip()), _stands(acting)
    if not minor or stands is None:
        raise ValueError(f"{said.amount!r} was not checked")
    reason = seal_part(case, award_part(task.id), {"text": said.reason.strip()})
    statement: dict[str, JSON] = {
        "task": task.id,
        "authority": task.authority,
        "post": acting.seat.post,
        "asked": stands,
        "minor": minor,
        "reason_sha256": sha256(reason).hexdigest(),
    }
    leaf = write_leaf(case, "award-set", statement, now)
    row = CaseAward(
        case_id=case.pk,
        task=task.id,
        authority=task.authority,
        post=acting.seat.post,
        by=visitor.id,
        at=now,
        asked=stands,
        minor=minor,
        reason=reason,
        appeal=msgspec.json.encode(conductor.appeal()).decode(),
        leaf=leaf,
    )
    do_later(inserting(row))
    # What is signed after this is signed for what is granted.
    conductor.granted = minor


def _stands(acting: Acting) -> int | None:
    """Return the sum that an approval would grant: what was granted before, else what was asked for."""
    conductor, before = acting.conductor, newest_award(acting.case)
    return (
        before.minor if before else asked_for(conductor.service, conductor.catalogue.jurisdiction, conductor.answers())
    )
