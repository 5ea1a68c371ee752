"""What the state holds of whoever asks: filled in, so that it is checked at the end and not asked."""

from typing import Any

from openhall.blocks.cases.facade import Applicant, organisation_of
from openhall.blocks.forms.facade import DraftContent, Fault
from openhall.blocks.identity.facade import OrganisationNeeded, facts_of
from openhall.channels.portal.applying.opening import Visit


def acting_for(visit: Visit) -> str:
    """Return the organisation that the visitor applies for, or an empty text; none is guessed among several."""
    try:
        return organisation_of(visit.place.service, Applicant(visit.asker.visitor))
    except OrganisationNeeded:
        return ""


def known_answers(visit: Visit) -> DraftContent:
    """Return the answers that are held already; those that do not fit the form are asked like any other."""
    if not visit.asker.person:
        return DraftContent()
    facts = facts_of(visit.asker.person, acting_for(visit) or None)
    asked = {each.id: each.question.prefill for each in visit.place.form.asked if each.question.prefill in facts}
    answers = {name: facts[fact] for name, fact in asked.items() if fact is not None}
    wrong = {fault.pointer.split("/")[1] for fault in _faults(visit, answers)}
    kept = {name: value for name, value in answers.items() if name not in wrong}
    return DraftContent(answers=kept, known={name: str(asked[name]) for name in kept})


def _faults(visit: Visit, answers: dict[str, Any]) -> tuple[Fault, ...]:
    checked = visit.place.form.check(answers, today=visit.today, drop_unasked=False)
    return tuple(fault for fault in checked.faults if fault.pointer.split("/")[1] in answers)
