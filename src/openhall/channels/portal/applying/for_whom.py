"""For whom somebody applies, where it may be themselves or an organisation, or one of several: asked, never guessed."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from django.http import HttpResponse
from msgspec import structs

from openhall.blocks.forms.facade import DraftContent, DraftFacts, Fault, begin_draft, change_draft, drop_draft
from openhall.blocks.identity.facade import MYSELF
from openhall.channels.portal.applying.fields import notices_of
from openhall.channels.portal.applying.knowing import (
    choices_of,
    chosen_in,
    giver_of,
    known_anew,
    known_answers,
    name_of,
)
from openhall.channels.portal.applying.opening import BOTH, Visit, applying, giver_of_draft, opened, sign_in_first
from openhall.channels.portal.applying.place import FOR_WHOM, NEW
from openhall.channels.portal.applying.taking import Sent, sent_in, unknown_among
from openhall.channels.portal.framing import see_other
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import BY_SLUG
from openhall.ui.form_views import Choice, FieldView, QuestionView

_FIELD = "organisation"
_LABEL = _("For whom do you apply?")
_SEVERAL = _("You act for more than one organisation that may use this service.")
_OWN = _("You can apply in your own name, or for an organisation that you act for.")
_PEOPLE = _(
    "You can apply in your own name, or for somebody who lets you act for them. Both names stand in the record."
)
_CHOOSE = _("Choose for whom you apply")


@applying(methods=BOTH)
def for_whom(visit: Visit, reference: str) -> HttpResponse:
    """Ask for whom, before the first question; the choice is kept with the draft."""
    draft = None
    if reference != NEW:
        found = opened(visit, reference)
        if isinstance(found, HttpResponse):
            return found
        draft = found
    refused = sign_in_first(visit)
    if refused is not None:
        return refused
    if not choices_of(visit):
        return visit.send_to(*([draft.reference] if draft else []))
    return _take(visit, draft) if visit.request.method == "POST" else _ask(visit, draft, ())


def _take(visit: Visit, draft: DraftFacts | None) -> HttpResponse:
    """Take the choice, or keep it for the same page in another language."""
    sent = sent_in(visit.request)
    faults = unknown_among([name for name in sent.fields if name != _FIELD])
    chosen = (sent.fields.get(_FIELD) or [""])[0]
    is_choice = chosen in choices_of(visit)
    if faults or not (is_choice or sent.language):
        return _ask(visit, draft, faults)
    if sent.language:
        return _turn(visit, draft, sent, chosen if is_choice else "")
    return visit.send_to(_kept(visit, draft, chosen).reference)


def _turn(visit: Visit, draft: DraftFacts | None, sent: Sent, chosen: str) -> HttpResponse:
    """Go on in another language; what is chosen and not sent yet waits on the page, as on every page of questions."""
    if chosen and draft is None:
        draft = _begun(visit, "", _waiting(known_answers(visit, ""), chosen))
    elif chosen and draft is not None:
        draft = _changed(visit, draft, lambda facts: replace(facts, content=_waiting(facts.content, chosen)))
    slug = sent.language if sent.language in BY_SLUG else visit.place.language.slug
    return see_other(f"/{slug}/{visit.place.path(draft.reference if draft else NEW, FOR_WHOM)}")


def _waiting(content: DraftContent, chosen: str) -> DraftContent:
    return structs.replace(content, typed={**content.typed, FOR_WHOM: {_FIELD: [chosen]}})


def _kept(visit: Visit, draft: DraftFacts | None, chosen: str) -> DraftFacts:
    """Keep the choice with the draft, which begins with it. Whose it is never changes: for another it begins anew."""
    if draft is None:
        return _begun(visit, chosen, known_answers(visit, chosen))
    if giver_of(visit, chosen) != giver_of_draft(visit, draft):
        fresh = _begun(visit, chosen, known_answers(visit, chosen))
        drop_draft(reference=draft.reference, serial=draft.serial)
        return fresh

    def kept(facts: DraftFacts) -> DraftFacts:
        content = known_anew(visit, facts.content, facts.organisation, chosen)
        typed = {page: fields for page, fields in content.typed.items() if page != FOR_WHOM}
        return replace(facts, organisation=chosen, content=structs.replace(content, typed=typed))

    return _changed(visit, draft, kept)


def _changed(visit: Visit, draft: DraftFacts, change: Callable[[DraftFacts], DraftFacts]) -> DraftFacts:
    return change_draft(draft=draft, owner=visit.asker.owner(draft.reference), now=visit.now, change=change)


def _begun(visit: Visit, chosen: str, content: DraftContent) -> DraftFacts:
    service, giver = visit.place.service, giver_of(visit, chosen)
    return begin_draft(
        service=service.id,
        version=service.version,
        revision=service.revision,
        person=giver or visit.asker.person,
        helper=visit.asker.person if giver else "",
        organisation=MYSELF if giver else chosen,
        content=content,
        now=visit.now,
    )


def _ask(visit: Visit, draft: DraftFacts | None, faults: tuple[Fault, ...]) -> HttpResponse:
    place, language = visit.place, visit.place.language
    say, reference = saying(language), draft.reference if draft else NEW
    is_wrong = visit.request.method == "POST"
    error = say(_CHOOSE) if is_wrong and not faults else ""
    choices = choices_of(visit)
    field = FieldView(
        name=_FIELD,
        base="choice",
        label=say(_LABEL),
        hint=say(_hint(visit, choices)),
        error=error,
        value=_standing(visit, draft),
        choices=tuple(Choice(each, name_of(visit, each)) for each in choices),
    )
    view = QuestionView(
        service=place.name,
        service_href=place.service_href,
        title=say(_LABEL),
        action=place.href(reference, FOR_WHOM),
        back_href=place.service_href,
        fields=(field,),
        errors=((_FIELD, error),) if error else (),
        notices=notices_of(faults, language),
        can_save=False,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    return visit.show(place.path(reference, FOR_WHOM), "apply/for_whom.jinja", view, status)


def _hint(visit: Visit, choices: tuple[str, ...]) -> str:
    if any(giver_of(visit, each) for each in choices):
        return _PEOPLE
    return _OWN if MYSELF in choices else _SEVERAL


def _standing(visit: Visit, draft: DraftFacts | None) -> str:
    """Return what is chosen on the page as it stands."""
    if draft is None:
        return ""
    waiting = draft.content.typed.get(FOR_WHOM, {}).get(_FIELD)
    return waiting[0] if waiting else chosen_in(visit, draft)
