"""Migrate: running cases go on in the newest model of their process where a listed rule leads there.

One transaction for each case, under its lock: who works on it at the same moment comes before or after. What cannot
move keeps the model that it has, and is tried again at the next publication: it may be somewhere else by then.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from openhall.blocks.cases.actions.acting import conductor_for, write_leaf
from openhall.blocks.cases.awarding import newest_award
from openhall.blocks.cases.keeping import locked_case
from openhall.blocks.cases.rules import HALL, EventKind
from openhall.blocks.catalogue.facade import MigrationRule, current_catalogue
from openhall.blocks.processes.facade import Plan, migrate_instance, plan_migrations, running_by
from openhall.kernel.bpmn.migrating import CannotMove, Obstacle

#: So many references are in memory at once.
_AT_ONCE = 500


@dataclass(slots=True)
class Migrated:
    """What a rule did. ``kept`` counts the cases that cannot move, by the node that keeps them and why.

    ``is_known`` tells whether a model was ever kept that the rule is about.
    """

    process: str
    digest: str
    is_known: bool
    moved: int = 0
    kept: Counter[tuple[str, Obstacle]] = field(default_factory=Counter)


def migrate_cases(*, now: datetime) -> Iterator[Migrated]:
    """Move what can be moved by each rule that is published, and yield what each did; again is no harm."""
    for rule in current_catalogue().jurisdiction.migrations:
        yield _by_rule(rule, now)


def _by_rule(rule: MigrationRule, now: datetime) -> Migrated:
    plans = plan_migrations(
        model=rule.process, digest=rule.digest, nodes=rule.nodes, flows=rule.flows, reason=rule.reason, now=now
    )
    done = Migrated(rule.process, rule.digest, is_known=bool(plans))
    for plan in plans:
        for instance, reference in _running(plan):
            try:
                done.moved += _migrate(reference, instance, plan, now)
            except CannotMove as held:
                done.kept[held.node, held.why] += 1
    return done


def _running(plan: Plan) -> Iterator[tuple[int, str]]:
    last = 0
    while batch := running_by(plan, most=_AT_ONCE, after=last):
        yield from batch
        last = batch[-1][0]


def _migrate(reference: str, instance: int, plan: Plan, now: datetime) -> bool:
    with transaction.atomic():
        case = locked_case(reference)
        conductor = conductor_for(case, actor=HALL, purpose="migration", now=now)
        award = newest_award(case)
        granted = award.minor if award else None
        is_moved = migrate_instance(
            instance=instance, plan=plan, moment_of=conductor.moment_of, granted=granted, now=now
        )
        if not is_moved:
            return False
        write_leaf(case, "migrated", {"instance": instance, "from": plan.from_digest, "to": plan.to_digest}, now)
        conductor.tell(EventKind.MIGRATED, detail=str(plan.id))
        conductor.settle()
    return True
