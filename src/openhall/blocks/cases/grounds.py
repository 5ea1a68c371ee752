"""Reasons that an officer can pick: those of the jurisdiction, and the conditions of the service itself."""

from collections.abc import Iterator

import msgspec

from openhall.blocks.catalogue.facade import Catalogue, Service
from openhall.blocks.processes.facade import REFUSE
from openhall.kernel.languages import Text

#: Where the jurisdiction offers a reason, by the decision that is given it: a department that cannot agree refuses too.
_PLACES = {"refuse": {"refuse", "object"}, "return": {"return"}}
#: Stands for the facts of a refusal that no single answer led to: every place is taken.
WHOLE = "application"
#: Before the id of one of the service's own conditions.
OWN_RULE = "rule:"


class Ground(msgspec.Struct, frozen=True):
    """A reason as it is given: what the desk calls it, what the applicant reads, and the rule that it rests on."""

    id: str
    name: Text
    letter: Text
    rule: Text
    needs_facts: bool = True


def grounds_for(catalogue: Catalogue, service: Service, decision: str) -> Iterator[Ground]:
    """Yield the reasons that can be given for a decision on a service, its own conditions first."""
    if decision == REFUSE:
        for rule in service.eligibility.rules:
            yield Ground(f"{OWN_RULE}{rule.id}", rule.reason, rule.reason, service.eligibility.summary)
    for reason in catalogue.jurisdiction.reasons:
        if _PLACES.get(decision, set()) & set(reason.places):
            yield Ground(reason.id, reason.name, reason.letter, reason.rule, reason.needs_facts)
