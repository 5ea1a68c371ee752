"""For whom somebody may apply, and what the state holds of them: filled in, to be checked at the end and not asked."""

from openhall.blocks.cases.facade import Applicant, held_answers, organisation_of
from openhall.blocks.forms.facade import Dated, DraftContent, DraftFacts
from openhall.blocks.identity.facade import MYSELF, Scope, acting_by, choices_for
from openhall.channels.portal.applying.opening import Visit, giver_of_draft
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import pick

_MYSELF, _MY_OFFICE = _("Myself"), _("My office")


def choices_of(visit: Visit) -> tuple[str, ...]:
    """Return among whom the visitor has to choose (``MYSELF``, organisations); none where it follows from who they are.

    The hall guesses nothing here, where a person can be asked: over the API who names nobody applies for themselves.
    """
    return choices_for(visit.asker.visitor, visit.place.service.audience, visit.place.service.id)


def giver_of(visit: Visit, chosen: str) -> str:
    """Return the person whom a choice means, for whom the visitor may fill this in; empty for any other choice."""
    is_firm = any(each.id == chosen for each in visit.asker.visitor.organisations)
    return "" if is_firm or not visit.asker.helps(Scope.FILL, chosen, visit.place.service.id) else chosen


def chosen_in(visit: Visit, draft: DraftFacts) -> str:
    """Return for whom a draft is, as the choice that was made."""
    return giver_of_draft(visit, draft) or draft.organisation


def acting_for(visit: Visit) -> str:
    """Return the organisation that the visitor applies for where there is nothing to choose, or an empty text."""
    return organisation_of(visit.place.service, Applicant(visit.asker.visitor))


def name_of(visit: Visit, chosen: str) -> str:
    """Return what a choice is called; an organisation that the visitor acts for no more has its id only."""
    language, visitor = visit.place.language, visit.asker.visitor
    if chosen == MYSELF:
        is_office = visitor.is_officer and "government" in visit.place.service.audience
        return saying(language)(_MY_OFFICE if is_office else _MYSELF)
    named = {each.giver: each.name for each in visitor.mandates} | {
        each.id: each.name for each in visitor.organisations
    }
    return pick(named[chosen], language) if chosen in named else chosen


def known_answers(visit: Visit, chosen: str, reference: str = "") -> DraftContent:
    """Return the answers that are held already; those that do not fit the form are asked like any other.

    ``reference`` is the draft that they are fetched for, or empty where there is none yet.
    """
    giver = giver_of(visit, chosen)
    held = held_answers(
        catalogue=visit.place.catalogue,
        service=visit.place.service,
        person=giver or visit.asker.person,
        organisation="" if giver or chosen == MYSELF else chosen,
        helper=visit.asker.person if giver else "",
        acting=acting_by(visit.asker.visitor, giver),
        subject=reference,
        now=visit.now,
    )
    dated = {each.fact: Dated(each.source, each.as_of.isoformat(), each.is_copy) for each in held.dated.values()}
    later = {each.question: (each.fact, each.source) for each in held.later}
    return DraftContent(answers=dict(held.answers), known=dict(held.facts), dated=dated, later=later)


def known_anew(visit: Visit, content: DraftContent, before: str, chosen: str) -> DraftContent:
    """Return ``content`` for another choice: what was filled in for the last one goes, what is held for this one comes.

    What people wrote themselves stays. Where a page was answered with what has gone, it is asked again.
    """
    old, new = known_answers(visit, before), known_answers(visit, chosen)
    moved = {
        name
        for name in {*old.answers, *new.answers}
        if old.answers.get(name) != new.answers.get(name) and content.answers.get(name) == old.answers.get(name)
    }
    again = {page.id for page in visit.place.form.pages if any(each.id in moved for each in page.asked)}
    return DraftContent(
        answers={name: value for name, value in content.answers.items() if name not in moved}
        | {name: value for name, value in new.answers.items() if name in moved},
        typed=content.typed,
        seen=[page for page in content.seen if page not in again],
        known={name: fact for name, fact in content.known.items() if name not in moved}
        | {name: fact for name, fact in new.known.items() if name in moved},
        dated={**content.dated, **new.dated},
        later=new.later,
    )
