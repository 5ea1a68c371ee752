"""What is granted of what was asked for: the sum of the answers, or the one that an officer granted instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from openhall.blocks.cases.award_models import CaseAward
from openhall.blocks.cases.models import Case, CaseEvent
from openhall.blocks.cases.rules import Decision, EventKind
from openhall.blocks.catalogue.facade import Jurisdiction, Service
from openhall.blocks.processes.facade import REFUSE, TaskFacts
from openhall.kernel.languages import Text

_AWARD = "award"
#: How a case ends in which something was given: an application, and what is called otherwise.
SAID_YES = frozenset({Decision.GRANTED, Decision.DONE})


class AppealWay(msgspec.Struct, frozen=True):
    """The way to object that was given with a decision."""

    days: int = 0
    text: Text = {}


@dataclass(frozen=True, slots=True)
class AwardFacts:
    """A sum that an officer granted instead of the one that was ``asked`` for: minor units, and their reason."""

    asked: int
    minor: int
    reason: str
    authority: str
    post: str
    at: datetime
    task: int
    appeal: AppealWay


def may_award(service: Service) -> bool:
    """Tell whether a service grants a sum that it asks for, and so may grant another one."""
    return service.outcome == _AWARD and bool(service.process.amount)


def sets_award(task: TaskFacts, service: Service, lead: str) -> bool:
    """Tell whether an officer may grant another sum at a task: where the office that leads decides something."""
    return task.authority == lead and REFUSE in task.decisions and may_award(service)


def asked_for(service: Service, jurisdiction: Jurisdiction, answers: Mapping[str, Any]) -> int | None:
    """Return the sum that was asked for, in minor units, where a service names the question and it was answered."""
    name = service.process.amount
    value = answers.get(name) if name else None
    return None if value is None else jurisdiction.minor(value)


def newest_award(case: Case) -> CaseAward | None:
    """Return what was granted last instead of what was asked for."""
    return CaseAward.objects.filter(case=case).order_by("-id").first()


def lesser_award(case: Case) -> CaseAward | None:
    """Return what was granted last, where that is less than what was asked for at first."""
    awards = list(CaseAward.objects.filter(case=case).order_by("id"))
    return awards[-1] if awards and awards[-1].minor < awards[0].asked else None


def was_granted(case: Case) -> bool:
    """Tell whether a sum was granted by a decision that somebody has objected to since: it stands whatever comes."""
    decided = CaseEvent.objects.filter(case=case, kind=EventKind.DECIDED, detail__in=SAID_YES)
    return newest_award(case) is not None and decided.exists()


def as_granted(
    service: Service, jurisdiction: Jurisdiction, answers: Mapping[str, Any], granted: int | None
) -> Mapping[str, Any]:
    """Return answers with the sum that was granted in the place of the one that was asked for."""
    name = service.process.amount
    if granted is None or not name:
        return answers
    return {**answers, name: granted / 10**jurisdiction.currency.decimals}
