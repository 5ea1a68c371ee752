"""Check the answers, declare that they are true, and submit: once, however often the button is pressed."""

from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

from openhall.blocks.cases.facade import (
    AnswersRefused,
    DraftChanged,
    NotEligible,
    Request,
    prepare_application,
    submit_application,
)
from openhall.blocks.catalogue.facade import diary_of
from openhall.blocks.forms.facade import DraftContent, DraftFacts, Fault, FormPage, change_draft
from openhall.channels.portal.applying.carrying_over import carried_over
from openhall.channels.portal.applying.knowing import choices_of, chosen_in
from openhall.channels.portal.applying.opening import (
    BOTH,
    Visit,
    applicant_of,
    applying,
    is_older,
    opened,
    sign_in_first,
)
from openhall.channels.portal.applying.place import FOR_WHOM
from openhall.channels.portal.applying.questions import BACK, CHANGED, CHECK, MEND, SAVE, SAVED, STOPPED
from openhall.channels.portal.applying.reviewing import Review, check_view
from openhall.channels.portal.applying.taking import ONCE, Posted, has_field, sent_in, unknown_in
from openhall.channels.portal.applying.walking import Walk, with_typed
from openhall.channels.portal.framing import see_other
from openhall.kernel.acts import Act, take_turn
from openhall.kernel.languages import BY_SLUG

DONE = "done"
#: In an address: say what has to be proven before this can be signed.
PROVE = "prove"
#: The caller's name of a submission from a page: its key is the draft's reference.
_CALLER = "portal"


@dataclass(frozen=True, slots=True)
class Declared:
    """The statements that somebody agreed to, those that they must agree to and did not, and what is ticked."""

    answers: dict[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    ticked: Posted = field(default_factory=dict)


@applying(methods=BOTH)
def check(visit: Visit, reference: str) -> HttpResponse:
    """Show all answers before they are sent, or send them."""
    draft = opened(visit, reference)
    if isinstance(draft, HttpResponse):
        return draft
    first = _first_of_all(visit, draft)
    if first is not None:
        return visit.send_to(draft.reference, first)
    if visit.request.method != "POST":
        refused = sign_in_first(visit, _needed(visit, draft)) if PROVE in visit.request.GET else None
        return refused or _show(visit, draft, Declared())
    draft = carried_over(visit, draft)
    return _instead(visit, draft) or _until_proven(visit, draft) or _submit(visit, draft)


def _first_of_all(visit: Visit, draft: DraftFacts) -> str | None:
    """Return the page to see before the answers can be checked, or ``None``."""
    if is_older(visit, draft):
        return CHANGED
    if not draft.organisation and choices_of(visit):
        return FOR_WHOM
    waiting = Walk(visit.place.form, draft.content).first_waiting
    if waiting is not None:
        return waiting.id
    return STOPPED if visit.place.form.stopped_by(draft.content.answers) is not None else None


def _instead(visit: Visit, draft: DraftFacts) -> HttpResponse | None:
    """Do what a button asks for that does not mean “submit”: another language, or later; what is ticked is kept."""
    sent = sent_in(visit.request)
    if not sent.language and not sent.do:
        if visit.request.POST.get(ONCE, _seen(draft)) == _seen(draft):
            return None
        changed = Declared(faults=(Fault("", "", DraftChanged.code),))
        return _show(visit, draft, changed, HTTPStatus.CONFLICT)

    def ticked(facts: DraftFacts) -> DraftFacts:
        return replace(facts, content=with_ticked(visit, facts.content, sent.fields))

    if _statements(visit, draft.content.answers):
        change_draft(draft=draft, owner=visit.asker.owner(draft.reference), now=visit.now, change=ticked)
    if sent.language in BY_SLUG:
        return see_other(f"/{sent.language}/{visit.place.path(draft.reference, CHECK)}")
    asked = Walk(visit.place.form, draft.content).asked
    if sent.do == BACK and asked:
        return visit.send_to(draft.reference, asked[-1].id)
    return visit.send_to(draft.reference, SAVED if sent.do == SAVE else CHECK)


def _until_proven(visit: Visit, draft: DraftFacts) -> HttpResponse | None:
    """Ask whoever may fill in, and is not known surely enough to sign, for more proof; what is ticked is kept."""
    if visit.asker.visitor.level >= _needed(visit, draft):
        return None
    fields = sent_in(visit.request).fields

    def ticked(facts: DraftFacts) -> DraftFacts:
        return replace(facts, content=with_ticked(visit, facts.content, fields))

    if _statements(visit, draft.content.answers):
        change_draft(draft=draft, owner=visit.asker.owner(draft.reference), now=visit.now, change=ticked)
    return visit.send_to(draft.reference, CHECK, told={PROVE: ["more"]})


def _needed(visit: Visit, draft: DraftFacts) -> int:
    """Return how surely somebody has to be known who sends these answers."""
    return max(visit.place.service.level_to_sign, visit.place.form.level_of(draft.content.answers))


def _seen(draft: DraftFacts) -> str:
    """Return what the page sends along to say which answers it showed: they, and no others, are submitted."""
    return str(draft.serial)


def _submit(visit: Visit, draft: DraftFacts) -> HttpResponse:
    """Submit, unless something is missing: then lead to it."""
    declared = declared_by(visit, draft.content.answers)
    if declared.faults:
        return _show(visit, draft, declared, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        application = prepare_application(
            catalogue=visit.place.catalogue,
            service=visit.place.service,
            answers={**draft.content.answers, **declared.answers},
            applicant=applicant_of(visit, draft),
            channel="web",
            language=visit.place.language.code,
            now=visit.now,
        )
        if diary := diary_of(visit.place.catalogue.jurisdiction, visit.place.service.id):
            take_turn(visit.request, Act.PLACE_OF_KIND, about=diary.kind.id)
        submit_application(application=application, request=Request(_CALLER, draft.reference, ""), now=visit.now)
    except AnswersRefused as refused:
        return _mend(visit, draft, refused)
    except NotEligible:
        return visit.send_to(draft.reference, STOPPED)
    except DraftChanged:
        return visit.send_to(draft.reference, CHECK)
    return visit.send_to(draft.reference, DONE)


def declared_by(visit: Visit, answers: dict[str, Any]) -> Declared:
    """Read the statements that stand above the button."""
    sent, form = sent_in(visit.request), visit.place.form
    pages = _statements(visit, answers)
    faults = list(unknown_in(pages, sent))
    found: dict[str, Any] = {}
    for page in pages:
        reading = form.read(page, sent.fields, answers=answers, today=visit.today)
        found |= reading.answers
        faults += reading.faults
    return Declared(found, tuple(faults), sent.fields)


def with_ticked(visit: Visit, content: DraftContent, fields: Posted) -> DraftContent:
    """Return ``content`` with what is ticked above the button kept as it stands."""
    for page in _statements(visit, content.answers):
        typed = {name: values for name, values in fields.items() if has_field(page, name)}
        content = with_typed(content, page, typed)
    return content


def ticked_in(content: DraftContent) -> Posted:
    """Return what was ticked before and is kept."""
    return {name: values for typed in content.typed.values() for name, values in typed.items()}


def _statements(visit: Visit, answers: dict[str, Any]) -> list[FormPage]:
    return [page for page in visit.place.form.route(answers) if page.is_declaration]


def _mend(visit: Visit, draft: DraftFacts, refused: AnswersRefused) -> HttpResponse:
    """Lead to the first page whose answer does not fit any more, such as a day that has passed."""
    for fault in refused.faults:
        page = next((each for each in visit.place.form.pages if has_field(each, fault.field)), None)
        if page is not None and not page.is_declaration:
            return see_other(f"{visit.place.href(draft.reference, page.id)}?{MEND}")
    raise refused


def _show(visit: Visit, draft: DraftFacts, declared: Declared, status: int = 200) -> HttpResponse:
    place = visit.place
    asked = Walk(place.form, draft.content).asked
    review = Review(
        content=draft.content,
        action=place.href(draft.reference, CHECK),
        back_href=place.href(draft.reference, asked[-1].id) if asked else place.service_href,
        change_base=place.href(draft.reference),
        is_back_sent=bool(asked),
        reference=draft.reference,
        organisation=chosen_in(visit, draft),
        once=_seen(draft),
        faults=declared.faults,
        ticked=declared.ticked or ticked_in(draft.content),
    )
    return visit.show(place.path(draft.reference, CHECK), "apply/check.jinja", check_view(visit, review), status)
