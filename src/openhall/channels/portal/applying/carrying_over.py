"""What somebody began as a guest and goes on with once they signed in: it is theirs, and what is held is filled in."""

from dataclasses import replace

from django.db import transaction
from msgspec.structs import replace as with_members

from openhall.blocks.documents.facade import hand_on_files
from openhall.blocks.forms.facade import DraftContent, DraftFacts, change_draft, keep_for_person, owner_of
from openhall.channels.portal.applying.knowing import acting_for, choices_of, known_answers
from openhall.channels.portal.applying.opening import Visit


def carried_over(visit: Visit, draft: DraftFacts) -> DraftFacts:
    """Return ``draft`` as the visitor's own, if it is a guest's and they are signed in; with files, nothing lost.

    What the state holds of them answers what was not asked yet; what they wrote themselves stays.
    """
    person = visit.asker.person
    if draft.person or not person:
        return draft
    with transaction.atomic():
        own = keep_for_person(draft=draft, person=person, now=visit.now)
        hand_on_files(before=draft.owner, owner=owner_of(person, draft.reference))
    if choices_of(visit):
        # For whom it is has to be said first; what is held of them is filled in then.
        return own
    held = known_answers(visit, acting_for(visit), draft.reference)

    def filled(facts: DraftFacts) -> DraftFacts:
        return replace(facts, content=_with_held(facts.content, held))

    return change_draft(draft=own, owner=visit.asker.owner(draft.reference), now=visit.now, change=filled)


def _with_held(content: DraftContent, held: DraftContent) -> DraftContent:
    fresh = {name for name in {*held.answers, *held.later} if name not in content.answers}
    return with_members(
        content,
        answers={**content.answers, **{name: held.answers[name] for name in fresh if name in held.answers}},
        known={**content.known, **{name: fact for name, fact in held.known.items() if name in fresh}},
        dated={**held.dated, **content.dated},
        later={**content.later, **{name: told for name, told in held.later.items() if name in fresh}},
    )
