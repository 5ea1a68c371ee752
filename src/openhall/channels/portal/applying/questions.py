"""One page of questions: shown, and answered."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from django.http import HttpResponse

from openhall.blocks.cases.facade import usable_files
from openhall.blocks.forms.facade import (
    DraftBusy,
    DraftContent,
    DraftFacts,
    DraftFull,
    Fault,
    FormPage,
    begin_draft,
    change_draft,
    owner_of,
    read_draft,
)
from openhall.channels.portal.applying.carrying_over import carried_over
from openhall.channels.portal.applying.drawing import Drawn, draw_question
from openhall.channels.portal.applying.knowing import acting_for, choices_of, known_answers
from openhall.channels.portal.applying.opening import (
    BOTH,
    Visit,
    applicant_of,
    applying,
    is_older,
    level_at,
    opened,
    sign_in_first,
)
from openhall.channels.portal.applying.place import FOR_WHOM, NEW
from openhall.channels.portal.applying.taking import (
    FilesTaken,
    Posted,
    Sent,
    has_field,
    numbers_of,
    sent_in,
    take_files,
    unknown_in,
    with_item_added,
    without_file,
    without_item,
)
from openhall.channels.portal.applying.walking import Walk, with_answers, with_typed
from openhall.channels.portal.framing import see_other
from openhall.channels.portal.matters import remember_matter
from openhall.channels.portal.views import error_response
from openhall.kernel.languages import BY_SLUG
from openhall.kernel.references import read_reference

#: In an address: say what is wrong with the answer that is kept.
MEND = "mend"
#: As much of a text in an address as is filled in.
_MOST_TOLD = 300
CHECK, STOPPED, SAVED, CHANGED = "check", "stopped", "saved", "changed"
SAVE, BACK = "save", "back"


@applying(methods=BOTH)
def question(visit: Visit, reference: str, page: str) -> HttpResponse:
    """Show one page of questions, or take its answers."""
    found = visit.place.page(page)
    if found is None or found.is_declaration:
        return error_response(visit.request, HTTPStatus.NOT_FOUND)
    if reference == NEW:
        return _first(visit, found)
    is_sent = visit.request.method == "POST"
    kept = _kept_until_proven(visit, reference, found) if is_sent and visit.has_to_prove_more else None
    draft = kept or opened(visit, reference)
    if isinstance(draft, HttpResponse):
        return draft
    if is_older(visit, draft):
        return visit.send_to(draft.reference, CHANGED)
    needed = level_at(visit, draft, found)
    if visit.asker.visitor.level < needed:
        return _wait_for_proof(visit, draft, found, needed)
    if needed or is_sent:
        draft = carried_over(visit, draft)
    return _take(visit, draft, found) if is_sent else _show(visit, draft, found)


def _wait_for_proof(visit: Visit, draft: DraftFacts, page: FormPage, needed: int) -> HttpResponse:
    """Ask for proof before a question that needs it, and come back to it; what was sent meanwhile stands there then."""
    if visit.request.method == "POST":
        return _kept_until_proven(visit, draft.reference, page)
    return sign_in_first(visit, needed) or visit.send_to(draft.reference, page.id)


def _kept_until_proven(visit: Visit, address: str, page: FormPage) -> HttpResponse:
    """Keep what was typed with the sender's own draft, and show nothing of it; the page then asks for more proof.

    It is no answer yet: it stands on the page again for whoever comes back to it surely enough, to be sent.
    """
    reference = read_reference(address)
    sent = sent_in(visit.request)
    if reference is None or unknown_in([page], sent):
        return error_response(visit.request, HTTPStatus.NOT_FOUND)
    owner = visit.asker.owner(reference)
    draft = read_draft(reference=reference, owner=owner, now=visit.now)
    if draft.service != visit.place.service.id:
        return error_response(visit.request, HTTPStatus.NOT_FOUND)
    files = take_files(visit.request, page, sent, draft.owner, visit.now)
    _change(visit, draft, lambda content: with_typed(content, page, {**sent.fields, **files.ids}))
    return visit.send_to(draft.reference, page.id)


def _first(visit: Visit, page: FormPage) -> HttpResponse:
    """Show or take the first page, where there is no draft yet: looking at a form leaves nothing behind."""
    refused = sign_in_first(visit)
    if refused is not None:
        return refused
    if choices_of(visit):
        return visit.send_to(NEW, FOR_WHOM)
    organisation = acting_for(visit)
    content = known_answers(visit, organisation)
    refused = sign_in_first(visit, visit.place.form.level_at(page, content.answers))
    if refused is not None:
        return refused
    if page != Walk(visit.place.form, content).first_waiting:
        return visit.send_to()
    if visit.request.method != "POST":
        return draw_question(visit, NEW, content, Drawn(page, told_for(visit, page) or None))
    return _begin(visit, page, content, organisation)


def told_for(visit: Visit, page: FormPage) -> Posted:
    """Return what the address says for the lines of the first page: a link may fill them in, nobody has said it yet."""
    lines = {each.id for each in page.asked if each.kind.base == "string"}
    return {name: [visit.request.GET[name][:_MOST_TOLD]] for name in visit.request.GET if name in lines}


def _begin(visit: Visit, page: FormPage, content: DraftContent, organisation: str) -> HttpResponse:
    """Begin a draft with the answers of the first page, if there is anything in them to keep."""
    sent = sent_in(visit.request)
    faults: tuple[Fault, ...] = unknown_in([page], sent)
    if not (faults or sent.do or sent.language or visit.request.FILES):
        faults = visit.place.form.read(page, sent.fields, answers=content.answers, today=visit.today).faults
    if faults:
        return _refused(visit, NEW, content, page, sent.fields, faults)
    service = visit.place.service
    draft = begin_draft(
        service=service.id,
        version=service.version,
        revision=service.revision,
        person=visit.asker.person,
        organisation=organisation,
        content=content,
        now=visit.now,
    )
    if draft.person:
        return _take(visit, draft, page)
    response = _take(replace(visit, asker=visit.asker.holding(draft.reference)), draft, page)
    remember_matter(visit.request, response, draft.reference)
    return response


def _show(visit: Visit, draft: DraftFacts, page: FormPage) -> HttpResponse:
    content = draft.content
    walk = Walk(visit.place.form, content)
    is_skipped = level_at(visit, draft, page) > 0 and page not in walk.asked and MEND not in visit.request.GET
    if page not in walk.route or (is_skipped and walk.first_waiting):
        return visit.send_to(draft.reference)
    faults: tuple[Fault, ...] = ()
    if MEND in visit.request.GET and page.id not in content.typed:
        files = usable_files(applicant_of(visit, draft))
        checked = visit.place.form.check(content.answers, today=visit.today, files=files, drop_unasked=True)
        faults = tuple(fault for fault in checked.faults if has_field(page, fault.field))
    return draw_question(visit, draft.reference, content, Drawn(page, content.typed.get(page.id), faults))


def _take(visit: Visit, draft: DraftFacts, page: FormPage) -> HttpResponse:
    """Take what the page sent: answers go into the draft, whatever else was typed is kept beside them."""
    sent = sent_in(visit.request)
    unknown = unknown_in([page], sent)
    if unknown:
        return _refused(visit, draft.reference, draft.content, page, sent.fields, unknown)
    files = take_files(visit.request, page, sent, owner_of(draft.person, draft.reference), visit.now)
    fields = {**sent.fields, **files.ids}
    try:
        if sent.do or sent.language:
            kept = _keep(visit, draft, page, replace(sent, fields=fields))
            return _refused(visit, draft.reference, draft.content, page, fields, files.faults) if files.faults else kept
        return _answer(visit, draft, page, fields, files)
    except (DraftFull, DraftBusy) as refusal:
        # What was typed stands on the page again: it could not be kept anywhere else.
        told = Fault("", "", refusal.code, refusal.params)
        return _refused(visit, draft.reference, draft.content, page, fields, (told,))


def _answer(visit: Visit, draft: DraftFacts, page: FormPage, fields: Posted, files: FilesTaken) -> HttpResponse:
    form = visit.place.form
    reading = form.read(page, fields, answers=draft.content.answers, today=visit.today)
    faults = (*files.faults, *(fault for fault in reading.faults if fault.field not in _fields_of(files.faults)))
    if faults:
        if files.ids:
            # The files that did come must not have to be sent again.
            _change(visit, draft, lambda content: with_typed(content, page, fields))
        return _refused(visit, draft.reference, draft.content, page, fields, faults)
    changed = _change(visit, draft, lambda content: with_answers(content, page, reading.answers))
    walk = Walk(form, changed.content)
    if form.stopped_by(changed.content.answers) is not None:
        return visit.send_to(draft.reference, STOPPED)
    onward = walk.after(page)
    return visit.send_to(draft.reference, onward.id if onward else CHECK)


def _keep(visit: Visit, draft: DraftFacts, page: FormPage, sent: Sent) -> HttpResponse:
    """Keep what is typed as it is, for a button that does not ask to go on."""
    verb, _, rest = sent.do.partition(":")
    name, _, last = rest.partition(":")
    fields = sent.fields
    if verb == "add":
        fields = with_item_added(page, sent, name)
    elif verb == "remove":
        fields = without_item(sent, name, last)
    elif verb == "forget":
        fields = without_file(sent, name, last)
    if verb != BACK or _is_new(visit, draft, page, fields):
        _change(visit, draft, lambda content: with_typed(content, page, fields))
    if verb == BACK:
        before = Walk(visit.place.form, draft.content).before(page)
        return visit.send_to(draft.reference, before.id) if before else see_other(visit.place.service_href)
    if sent.language in BY_SLUG:
        return see_other(f"/{sent.language}/{visit.place.path(draft.reference, page.id)}")
    if verb == SAVE:
        return visit.send_to(draft.reference, SAVED)
    added = f"-{len(numbers_of(fields, name))}" if verb == "add" else ""
    anchor = f"#{name}{added}" if any(each.id == name for each in page.asked) else ""
    return see_other(visit.place.href(draft.reference, page.id) + anchor)


def _is_new(visit: Visit, draft: DraftFacts, page: FormPage, fields: Posted) -> bool:
    """Tell whether something else stands on a page than what was answered there."""
    kept = draft.content.answers
    reading = visit.place.form.read(page, fields, answers=kept, today=visit.today)
    is_other = any(reading.answers.get(each.id) != kept.get(each.id) for each in page.asked)
    return is_other or bool(reading.faults) or page.id in draft.content.typed


def _change(visit: Visit, draft: DraftFacts, change: Callable[[DraftContent], DraftContent]) -> DraftFacts:
    def changed(facts: DraftFacts) -> DraftFacts:
        return replace(facts, content=change(facts.content))

    owner = visit.asker.owner(draft.reference)
    return change_draft(draft=draft, owner=owner, now=visit.now, change=changed)


def _refused(
    visit: Visit, reference: str, content: DraftContent, page: FormPage, fields: Posted, faults: tuple[Fault, ...]
) -> HttpResponse:
    drawn = Drawn(page, fields, faults)
    return draw_question(visit, reference, content, drawn, HTTPStatus.UNPROCESSABLE_ENTITY)


def _fields_of(faults: tuple[Fault, ...]) -> set[str]:
    return {fault.field for fault in faults}
