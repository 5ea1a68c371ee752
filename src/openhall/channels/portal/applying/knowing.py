"""What the state holds of whoever asks: filled in, so that it is checked at the end and not asked."""

from typing import Any

from openhall.blocks.cases.facade import Applicant, organisation_of
from openhall.blocks.forms.facade import DraftContent, Fault
from openhall.blocks.identity.facade import Membership, OrganisationNeeded, facts_of
from openhall.channels.portal.applying.opening import Visit


def choices_of(visit: Visit) -> tuple[Membership, ...]:
    """Return the organisations among which the visitor has to choose; none where it follows from who they are."""
    try:
        organisation_of(visit.place.service, Applicant(visit.asker.visitor))
    except OrganisationNeeded as needed:
        return tuple(each for each in visit.asker.visitor.organisations if each.id in needed.fitting)
    return ()


def acting_for(visit: Visit) -> str:
    """Return the organisation that the visitor applies for where there is nothing to choose, or an empty text."""
    return organisation_of(visit.place.service, Applicant(visit.asker.visitor))


def known_answers(visit: Visit, organisation: str) -> DraftContent:
    """Return the answers that are held already; those that do not fit the form are asked like any other."""
    if not visit.asker.person:
        return DraftContent()
    facts = facts_of(visit.asker.person, organisation or None)
    asked = {each.id: each.question.prefill for each in visit.place.form.asked if each.question.prefill in facts}
    answers = {name: facts[fact] for name, fact in asked.items() if fact is not None}
    wrong = {fault.pointer.split("/")[1] for fault in _faults(visit, answers)}
    kept = {name: value for name, value in answers.items() if name not in wrong}
    return DraftContent(answers=kept, known={name: str(asked[name]) for name in kept})


def _faults(visit: Visit, answers: dict[str, Any]) -> tuple[Fault, ...]:
    checked = visit.place.form.check(answers, today=visit.today, drop_unasked=False)
    return tuple(fault for fault in checked.faults if fault.pointer.split("/")[1] in answers)
