"""Set a fee: where nobody has told the price, an officer who approves does, and says why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from openhall.blocks.cases.actions.acting import Acting, write_leaf
from openhall.blocks.cases.charging import newest_fee, quote_of_case, sets_fee
from openhall.blocks.cases.models import CaseFee
from openhall.blocks.cases.parts import fee_part
from openhall.blocks.cases.sealing import seal_part
from openhall.blocks.catalogue.facade import Jurisdiction
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import do_later, inserting
from openhall.kernel.canonical import JSON

MOST_FEE_REASON = 1_000
#: Ten thousand million in most currencies: what is more is a slip of the hand.
_MOST_MINOR = 10**12
#: The members of a fee that faults name.
AMOUNT, REASON = "fee.amount", "fee.reason"


@dataclass(frozen=True, slots=True)
class FeeSaid:
    """What an officer writes down as the fee: ``amount`` in major units, and why, for the applicant to read."""

    amount: str
    reason: str


def fee_faults(acting: Acting, said: FeeSaid | None, *, must: bool) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a fee that comes with an approval; ``must`` one, a missing one is wrong as well."""
    conductor = acting.conductor
    is_here = sets_fee(acting.task, conductor.service, acting.case.authority)
    if said is None and not (must and is_here):
        return
    jurisdiction = conductor.catalogue.jurisdiction
    is_open = (
        is_here
        and quote_of_case(conductor.service, jurisdiction, conductor.answers(), acting.case.submitted_at).minor is None
    )
    if said is None:
        if is_open and newest_fee(acting.case) is None:
            yield AMOUNT, "missing"
            yield REASON, "missing"
        return
    if not is_open:
        yield AMOUNT, "not-possible"
        return
    amount = said.amount.strip()
    minor = minor_of_words(jurisdiction, amount)
    if not amount:
        yield AMOUNT, "missing"
    elif minor is None:
        yield AMOUNT, "unknown"
    yield from reason_faults(REASON, said.reason)


def reason_faults(member: str, reason: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the reason for an amount, of a fee or an award: ``member`` names it in faults."""
    if not reason.strip():
        yield member, "missing"
    elif len(reason) > MOST_FEE_REASON:
        yield member, "too-long"


def set_fee(acting: Acting, said: FeeSaid, visitor: Visitor, now: datetime) -> None:
    """Keep the fee that an officer sets with their approval; the log proves the amount, and holds a hash of why."""
    case, task = acting.case, acting.task
    minor = minor_of_words(acting.conductor.catalogue.jurisdiction, said.amount.strip())
    if minor is None:
        raise ValueError(f"{said.amount!r} was not checked")
    reason = seal_part(case, fee_part(task.id), {"text": said.reason.strip()})
    statement: dict[str, JSON] = {
        "task": task.id,
        "authority": task.authority,
        "post": acting.seat.post,
        "minor": minor,
        "reason_sha256": sha256(reason).hexdigest(),
    }
    leaf = write_leaf(case, "fee-set", statement, now)
    row = CaseFee(
        case_id=case.pk,
        task=task.id,
        authority=task.authority,
        post=acting.seat.post,
        by=visitor.id,
        at=now,
        minor=minor,
        reason=reason,
        leaf=leaf,
    )
    do_later(inserting(row))


def minor_of_words(jurisdiction: Jurisdiction, amount: str) -> int | None:
    """Return an amount that somebody typed in minor units; ``None`` where it is none."""
    try:
        minor = jurisdiction.minor(amount.replace(",", "").replace(" ", ""))
    except ValueError:
        return None
    return minor if 0 <= minor <= _MOST_MINOR else None
