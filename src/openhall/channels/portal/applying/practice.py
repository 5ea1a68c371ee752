"""Practice: any service tried with an invented person. Nothing is stored: the page itself carries what was answered."""

import base64
import binascii
from dataclasses import replace
from http import HTTPStatus

import msgspec
from django.http import HttpResponse
from msgspec import structs

from openhall.blocks.forms.facade import DraftContent, FileGiven, FormPage
from openhall.channels.portal.applying.answers import answer_lines
from openhall.channels.portal.applying.checking import Declared, declared_by, ticked_in, with_ticked
from openhall.channels.portal.applying.drawing import Drawn, question_view
from openhall.channels.portal.applying.naming import PRACTICE_FILE
from openhall.channels.portal.applying.opening import BOTH, Visit, applying
from openhall.channels.portal.applying.place import place_of
from openhall.channels.portal.applying.questions import BACK, CHECK
from openhall.channels.portal.applying.reviewing import Review, check_view, sections
from openhall.channels.portal.applying.taking import (
    Sent,
    sent_in,
    unknown_in,
    with_item_added,
    without_file,
    without_item,
)
from openhall.channels.portal.applying.walking import Walk, with_answers, with_typed
from openhall.kernel.languages import pick
from openhall.ui.case_views import PracticeDoneView, StoppedView

PRACTICE = "practice"
_STATE, _PAGE = "_state", "_page"
_MOST_STATE = 200_000
_decode = msgspec.json.Decoder(DraftContent).decode


@applying(methods=BOTH)
def practice(visit: Visit) -> HttpResponse:
    """Show the first question with an invented person's answer, or go on from what the page carries."""
    content = _carried(visit)
    page_id = visit.request.POST.get(_PAGE, "")
    if visit.request.method != "POST" or content is None:
        return _onward(visit, DraftContent(answers=_invented(visit)))
    sent = sent_in(visit.request)
    if sent.language:
        other = place_of(visit.place.catalogue, sent.language, visit.place.service.id)
        visit = visit if other is None else replace(visit, place=other)
    if page_id == CHECK:
        return _end(visit, content, sent)
    page = visit.place.page(page_id)
    return _onward(visit, content) if page is None else _take(visit, content, page, sent)


def _take(visit: Visit, content: DraftContent, page: FormPage, sent: Sent) -> HttpResponse:
    """Take one page of answers, as the real pages do, and show the next."""
    fields = {**sent.fields, **_files(visit, page, sent)}
    verb, _, rest = sent.do.partition(":")
    name, _, last = rest.partition(":")
    whole = replace(sent, fields=fields)
    if verb == "add":
        fields = with_item_added(page, whole, name)
    elif verb == "remove":
        fields = without_item(whole, name, last)
    elif verb == "forget":
        fields = without_file(whole, name, last)
    before = Walk(visit.place.form, content).before(page)
    if verb == BACK and before is not None:
        return _draw(visit, with_typed(content, page, fields), Drawn(before))
    if sent.do or sent.language:
        return _draw(visit, content, Drawn(page, fields))
    form = visit.place.form
    reading = form.read(page, fields, answers=content.answers, today=visit.today)
    faults = (*unknown_in([page], sent), *reading.faults)
    if faults:
        return _draw(visit, content, Drawn(page, fields, faults), HTTPStatus.UNPROCESSABLE_ENTITY)
    after = with_answers(content, page, reading.answers)
    return _stopped(visit, after, page) or _onward(visit, after, page)


def _onward(visit: Visit, content: DraftContent, page: FormPage | None = None) -> HttpResponse:
    walk = Walk(visit.place.form, content)
    following = walk.after(page) if page else walk.first_waiting
    return _draw(visit, content, Drawn(following)) if following else _check(visit, content, Declared())


def _draw(visit: Visit, content: DraftContent, drawn: Drawn, status: int = HTTPStatus.OK) -> HttpResponse:
    place = visit.place
    if drawn.sent is None:
        drawn = replace(drawn, sent=content.typed.get(drawn.page.id))
    real = question_view(visit, PRACTICE, content, drawn)
    view = replace(
        real,
        fields=tuple(replace(field, upload="") for field in real.fields),
        action=place.href(PRACTICE),
        back_href=place.service_href,
        is_practice=True,
        can_save=False,
        hidden=_hidden(content, drawn.page.id),
    )
    return visit.show(place.path(PRACTICE), "apply/question.jinja", view, status)


def _check(visit: Visit, content: DraftContent, declared: Declared, *, is_asked: bool = False) -> HttpResponse:
    place = visit.place
    faults = declared.faults if is_asked else ()
    hidden = _hidden(content, CHECK)
    review = Review(
        content=content,
        action=place.href(PRACTICE),
        back_href=place.service_href,
        change_base="",
        is_back_sent=True,
        faults=faults,
        is_practice=True,
        hidden=hidden,
        ticked=declared.ticked or ticked_in(content),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return visit.show(place.path(PRACTICE), "apply/check.jinja", check_view(visit, review), status)


def _end(visit: Visit, content: DraftContent, sent: Sent) -> HttpResponse:
    """Say that nothing was sent."""
    if sent.do == BACK:
        return _draw(visit, with_ticked(visit, content, sent.fields), Drawn(Walk(visit.place.form, content).asked[-1]))
    declared = declared_by(visit, content.answers)
    if sent.language or declared.faults:
        return _check(visit, content, declared, is_asked=not sent.language)
    place = visit.place
    review = Review(content, "", "", "", is_practice=True)
    view = PracticeDoneView(
        service=place.line,
        start_href=place.href(),
        again_href=place.href(PRACTICE),
        sections=tuple(sections(visit, review)),
    )
    return visit.show(place.path(PRACTICE), "apply/practice_done.jinja", view)


def _stopped(visit: Visit, content: DraftContent, page: FormPage) -> HttpResponse | None:
    place, language = visit.place, visit.place.language
    rule = place.form.stopped_by(content.answers)
    if rule is None:
        return None
    asked = page.asked[0]
    view = StoppedView(
        service=place.line,
        reason=pick(rule.reason, language),
        instead=pick(rule.instead, language),
        change_href=place.href(PRACTICE),
        hidden=_hidden(structs.replace(content, seen=[each for each in content.seen if each != page.id]), ""),
        question=pick(asked.question.label, language),
        answer=" ".join(answer_lines(asked, content.answers.get(asked.id), language, {})),
        is_practice=True,
    )
    return visit.show(place.path(PRACTICE), "apply/stopped.jinja", view)


def _files(visit: Visit, page: FormPage, sent: Sent) -> dict[str, list[str]]:
    """Let every file question be answered without keeping what came."""
    return {
        each.id: [PRACTICE_FILE] if visit.request.FILES.get(each.id) or sent.fields.get(each.id) else []
        for each in page.asked
        if isinstance(each.kind, FileGiven)
    }


def _invented(visit: Visit) -> dict[str, object]:
    return visit.place.form.example(0, today=visit.today, file=lambda _kinds: PRACTICE_FILE)


def _hidden(content: DraftContent, page_id: str) -> dict[str, str]:
    return {_STATE: base64.urlsafe_b64encode(msgspec.json.encode(content)).decode(), _PAGE: page_id}


def _carried(visit: Visit) -> DraftContent | None:
    """Return what the page carried; whatever cannot be read begins anew, for nothing depends on it."""
    carried = visit.request.POST.get(_STATE, "")
    if not carried or len(carried) > _MOST_STATE:
        return None
    try:
        content = _decode(base64.urlsafe_b64decode(carried))
    except (binascii.Error, ValueError):
        return None
    checked = visit.place.form.check(content.answers, today=visit.today, drop_unasked=True)
    return DraftContent(answers=checked.answers, typed=content.typed, seen=content.seen)
