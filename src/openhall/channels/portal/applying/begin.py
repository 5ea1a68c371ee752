"""The door of an application: go on with a draft, or begin with the first question."""

from django.http import HttpResponse

from openhall.blocks.forms.facade import Begun, DraftFacts, drafts_named, drafts_of, drop_draft, read_draft
from openhall.channels.portal.applying.knowing import acting_for, choices_of, known_answers
from openhall.channels.portal.applying.opening import BOTH, Visit, applying, is_older, opened, sign_in_first
from openhall.channels.portal.applying.place import FOR_WHOM, NEW
from openhall.channels.portal.applying.questions import CHANGED, CHECK, told_for
from openhall.channels.portal.applying.taking import DO
from openhall.channels.portal.applying.walking import Walk
from openhall.ui.case_views import BegunView
from openhall.ui.formats import full_date

_AGAIN = "again"


@applying(methods=BOTH)
def begin(visit: Visit) -> HttpResponse:
    """Show the draft that there is already, else lead to the first question."""
    refused = sign_in_first(visit)
    if refused is not None:
        return refused
    draft = next(iter(_drafts(visit)), None)
    if draft is not None and visit.request.POST.get(DO) == _AGAIN:
        _delete(visit, draft)
        draft = None
    if draft is None:
        if choices_of(visit):
            return visit.send_to(NEW, FOR_WHOM)
        walk = Walk(visit.place.form, known_answers(visit, acting_for(visit)))
        first = walk.first_waiting or walk.form.pages[0]
        return visit.send_to(NEW, first.id, told=told_for(visit, first))
    place, language = visit.place, visit.place.language
    zone = visit.zone
    view = BegunView(
        service=place.line,
        begun_on=full_date(draft.created_at.astimezone(zone).date(), language),
        kept_until=full_date(draft.expires_at.astimezone(zone).date(), language),
        continue_href=place.href(draft.reference),
        action=place.href(),
    )
    return visit.show(place.path(), "apply/begun.jinja", view)


def _delete(visit: Visit, draft: Begun) -> None:
    """Forget a draft that its owner does not want any more."""
    facts = read_draft(reference=draft.reference, owner=visit.asker.owner(draft.reference), now=visit.now)
    drop_draft(reference=facts.reference, serial=facts.serial)


def _drafts(visit: Visit) -> list[Begun]:
    """Return the visitor's drafts of this service: first what was begun in this browser without an account."""
    service = visit.place.service.id
    person, own = visit.asker.person, list[Begun]()
    if person:
        own = drafts_of(person=person, service=service, helped=visit.asker.helped, now=visit.now)
    # What a guest began in this browser: whoever has signed in since goes on with it.
    held = [reference for reference in visit.asker.matters if visit.asker.holds(reference)]
    begun = drafts_named(references=held, now=visit.now) if held else []
    return [draft for draft in begun if draft.service == service and not draft.person] + own


@applying()
def resume(visit: Visit, reference: str) -> HttpResponse:
    """Go on where somebody left off."""
    draft = opened(visit, reference)
    if isinstance(draft, HttpResponse):
        return draft
    if is_older(visit, draft):
        return visit.send_to(draft.reference, CHANGED)
    if _is_to_choose(visit, draft):
        return visit.send_to(draft.reference, FOR_WHOM)
    typed = [page for page in Walk(visit.place.form, draft.content).route if page.id in draft.content.typed]
    onward = next(iter(typed), None) or Walk(visit.place.form, draft.content).first_waiting
    return visit.send_to(draft.reference, onward.id if onward else CHECK)


def _is_to_choose(visit: Visit, draft: DraftFacts) -> bool:
    """Tell whether it is open for whom the draft is, or somebody was about to change it."""
    return FOR_WHOM in draft.content.typed or (not draft.organisation and bool(choices_of(visit)))
