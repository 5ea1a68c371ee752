"""Rules that decide by themselves whether somebody has to look: decision tables over what was answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from openhall.blocks.cases.models import Case
from openhall.blocks.cases.rules import HALL
from openhall.blocks.catalogue.facade import Catalogue, Service
from openhall.blocks.identity.facade import facts_of
from openhall.blocks.journal.facade import Reader, lot_of
from openhall.blocks.rules.facade import decide_by_table
from openhall.kernel.expressions import Condition

Answers = Mapping[str, Any]


def judge(table: str, catalogue: Catalogue, service: Service, case: Case, answers: Answers, now: datetime) -> str:
    """Return what a table of the jurisdiction says of a case: one word."""
    rules = service.process
    inputs = {
        "changed_facts": _changed(service, case, answers, now),
        "needs_look": bool(rules.examine_if) and Condition(rules.examine_if).holds(answers),
        # Anybody who has the receipt can compute it: nobody is picked.
        "lot": lot_of(case.leaf),
        "share": rules.examine_share,
    }
    return decide_by_table(catalogue.table(table), inputs)


def _changed(service: Service, case: Case, answers: Answers, now: datetime) -> int:
    """Count the answers that differ from what the state holds about the applicant."""
    if not case.person:
        return 0
    reader = Reader(HALL, "judge", case.reference, now)
    held = facts_of(case.person, case.organisation or None, reader=reader)
    return sum(
        question.prefill in held and question.id in answers and answers[question.id] != held[question.prefill]
        for question in service.questions
        if question.prefill
    )
