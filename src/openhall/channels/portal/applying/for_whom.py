"""For whom somebody applies, who acts for several organisations that the service is for: asked, never guessed."""

from dataclasses import replace
from http import HTTPStatus

from django.http import HttpResponse

from openhall.blocks.forms.facade import DraftFacts, Fault, begin_draft, change_draft
from openhall.channels.portal.applying.fields import notices_of
from openhall.channels.portal.applying.knowing import choices_of, known_answers
from openhall.channels.portal.applying.opening import BOTH, Visit, applying, opened, sign_in_first
from openhall.channels.portal.applying.place import FOR_WHOM, NEW
from openhall.channels.portal.applying.taking import sent_in, unknown_among
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import pick
from openhall.ui.form_views import Choice, FieldView, QuestionView

_FIELD = "organisation"
_LABEL = _("For whom do you apply?")
_HINT = _("You act for more than one organisation that may use this service.")
_CHOOSE = _("Choose the organisation that you apply for")


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
    if visit.request.method != "POST":
        return _ask(visit, draft, ())
    sent = sent_in(visit.request)
    faults = unknown_among([name for name in sent.fields if name != _FIELD])
    chosen = (sent.fields.get(_FIELD) or [""])[0]
    if faults or chosen not in {each.id for each in choices_of(visit)}:
        return _ask(visit, draft, faults)
    return visit.send_to(_kept(visit, draft, chosen).reference)


def _kept(visit: Visit, draft: DraftFacts | None, organisation: str) -> DraftFacts:
    """Keep the choice with the draft, which begins with it."""
    if draft is not None:
        owner = visit.asker.owner(draft.reference)
        return change_draft(
            draft=draft, owner=owner, now=visit.now, change=lambda facts: replace(facts, organisation=organisation)
        )
    service = visit.place.service
    return begin_draft(
        service=service.id,
        version=service.version,
        revision=service.revision,
        person=visit.asker.person,
        organisation=organisation,
        content=known_answers(visit, organisation),
        now=visit.now,
    )


def _ask(visit: Visit, draft: DraftFacts | None, faults: tuple[Fault, ...]) -> HttpResponse:
    place, language = visit.place, visit.place.language
    say, reference = saying(language), draft.reference if draft else NEW
    is_wrong = visit.request.method == "POST"
    error = say(_CHOOSE) if is_wrong and not faults else ""
    field = FieldView(
        name=_FIELD,
        base="choice",
        label=say(_LABEL),
        hint=say(_HINT),
        error=error,
        value=draft.organisation if draft else "",
        choices=tuple(Choice(each.id, pick(each.name, language)) for each in choices_of(visit)),
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
