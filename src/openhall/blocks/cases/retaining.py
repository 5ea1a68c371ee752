"""How long a case is kept after its end, what keeps it longer, and which are due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, QuerySet

from openhall.blocks.cases.models import Case, Erasure, Hold
from openhall.blocks.cases.rules import ENDED, Status, months_after, months_before
from openhall.blocks.catalogue.facade import Catalogue, Retention
from openhall.blocks.journal.facade import receipt_of
from openhall.blocks.registers.facade import standing_subjects
from openhall.kernel.canonical import JSON


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long a case is kept.

    ``until`` is the first day without it: ``None`` while it runs, or where no period is
    recorded. ``is_held`` tells that an officer keeps it longer, ``stands_in_register`` that the law does.
    ``erased_at`` is when it was erased, ``why`` for which reason (``time``, ``asked``, ``operator``).
    """

    reference: str
    service: str
    ended_on: date | None
    until: date | None
    rule: Retention | None
    is_held: bool
    stands_in_register: bool
    is_withdrawn: bool
    erased_at: datetime | None = None
    why: str = ""

    def may_go(self, today: date) -> bool:
        """Tell whether its owner may have it erased today: its time is over, or they took it back themselves."""
        if self.erased_at or self.ended_on is None or self.is_held or self.stands_in_register:
            return False
        return self.is_withdrawn or (self.until is not None and self.until <= today)


def keeping_of(references: Sequence[str], catalogue: Catalogue) -> tuple[Keeping, ...]:
    """Return how long these cases are kept, in the order in which they were asked for; four queries, however many."""
    cases = _ended(Case.objects.filter(reference__in=references))
    found = {case.reference: case for case in cases}
    held = set(Hold.objects.filter(case__in=found.values(), ended_at=None).values_list("case_id", flat=True))
    erased = {each.case_id: each for each in Erasure.objects.filter(case__in=found.values())}
    standing = standing_subjects(_registers(catalogue), tuple(found))
    return tuple(
        _keeping(found[each], catalogue, held, standing, erased.get(found[each].pk))
        for each in references
        if each in found
    )


def erasure_receipt(reference: str) -> dict[str, JSON] | None:
    """Return the signed proof that a case was erased, as ``openhall verify`` reads it; ``None`` where it was not."""
    erasure = Erasure.objects.filter(case__reference=reference).first()
    return None if erasure is None else receipt_of(erasure.leaf)


def is_erased(reference: str) -> bool:
    """Tell whether a case was erased."""
    return Erasure.objects.filter(case__reference=reference).exists()


def due_for_erasure(catalogue: Catalogue, *, now: datetime, most: int) -> tuple[str, ...]:
    """Return references of cases whose time is over, the oldest first; those that are held or stand are left out."""
    today = now.astimezone(ZoneInfo(catalogue.jurisdiction.time_zone)).date()
    due: list[str] = []
    for rows in _by_period(catalogue, today):
        due.extend(_free(rows, catalogue, most - len(due)))
        if len(due) >= most:
            break
    return tuple(due)


def _by_period(catalogue: Catalogue, today: date) -> Iterator[QuerySet[Case]]:
    """Yield the ended cases of each length of time: services that are kept equally long are asked for together."""
    usual = catalogue.jurisdiction.retention
    own: dict[int, list[str]] = {}
    for service in catalogue.services():
        rule = catalogue.jurisdiction.retention_of(service)
        if rule is not None and (usual is None or rule.months != usual.months):
            own.setdefault(rule.months, []).append(service.id)
    for months, services in own.items():
        yield _over(Case.objects.filter(service__in=services), months_before(today, months))
    if usual is not None:
        others = [service for services in own.values() for service in services]
        # Services that are not published any more are among these.
        yield _over(Case.objects.exclude(service__in=others), months_before(today, usual.months))


def _over(cases: QuerySet[Case], day: date) -> QuerySet[Case]:
    old = cases.filter(status__in=ENDED, erasure=None, submitted_at__date__lte=day)
    held = Hold.objects.filter(ended_at=None).values("case_id")
    rows: QuerySet[Case] = _ended(old.exclude(pk__in=held)).filter(last__date__lt=day).order_by("pk")
    return rows


def _free(rows: QuerySet[Case], catalogue: Catalogue, most: int) -> Iterator[str]:
    """Yield references, but none of a case whose entry in a register stands."""
    after, left = 0, most
    while left > 0:
        some = list(rows.filter(pk__gt=after).values_list("pk", "reference")[:most])
        if not some:
            return
        standing = standing_subjects(_registers(catalogue), [reference for _, reference in some])
        for _, reference in some:
            if reference not in standing and left:
                left -= 1
                yield reference
        after = some[-1][0]


def _ended(cases: QuerySet[Case]) -> Any:  # noqa: ANN401 - a query set with one more column
    return cases.annotate(last=Max("events__at"))


def _registers(catalogue: Catalogue) -> tuple[str, ...]:
    return tuple(register.id for register in catalogue.jurisdiction.registers)


def _keeping(
    case: Any,  # noqa: ANN401 - a case with ``last``
    catalogue: Catalogue,
    held: set[int],
    standing: frozenset[str],
    erasure: Erasure | None,
) -> Keeping:
    zone = ZoneInfo(catalogue.jurisdiction.time_zone)
    has_ended = case.status in ENDED
    rule = retention_rule(catalogue, case.service)
    ended_on = case.last.astimezone(zone).date() if has_ended else None
    return Keeping(
        reference=case.reference,
        service=case.service,
        ended_on=ended_on,
        until=months_after(ended_on, rule.months) if ended_on and rule else None,
        rule=rule,
        is_held=case.pk in held,
        stands_in_register=case.reference in standing,
        is_withdrawn=case.status == Status.WITHDRAWN,
        erased_at=erasure.at if erasure else None,
        why=erasure.why if erasure else "",
    )


def retention_rule(catalogue: Catalogue, service: str) -> Retention | None:
    """Return how long cases of a service are kept, also of one that is not published any more."""
    known = catalogue.service(service)
    return catalogue.jurisdiction.retention_of(known) if known else catalogue.jurisdiction.retention
