"""Answer just what was asked: one page with the marked questions and whatever follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpResponse

from openhall.blocks.cases.facade import (
    AnswersRefused,
    Applicant,
    AskState,
    NothingAsked,
    OtherAct,
    Status,
    supplement_case,
)
from openhall.blocks.forms.facade import Fault, FormPage, Group, owner_of
from openhall.channels.portal.applying.fields import Drawing, error_pairs, field_views, notices_of
from openhall.channels.portal.applying.taking import (
    FilesTaken,
    Posted,
    Sent,
    numbers_of,
    sent_in,
    take_files,
    unknown_in,
    with_item_added,
    without_file,
    without_item,
)
from openhall.channels.portal.following.asking import ANSWER, ask_lines, page_for, seen_asks, wanted_in
from openhall.channels.portal.following.files import files_in
from openhall.channels.portal.following.opening import BOTH, ONCE, Following, following
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.ui.following_views import AnswerView

_TEMPLATE = "track/answer.jinja"
_UPLOADS = "/api/v1/uploads"
#: Which questions the page showed: one that was not there cannot have been left empty.
_SHOWN = "_page"
_BETWEEN = " "
#: Why there is nothing to answer, where the office does not need it any more.
_TAKEN_BACK = "taken-back"
_MORE = _("Because of what you answered, there is a little more to answer below.")
_OTHER = _("What is asked has changed since this page was shown. Look at it again.")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page to draw: its questions, what stands in them (``None``: the answers so far), and what is wrong."""

    page: FormPage
    sent: Posted | None = None
    faults: tuple[Fault, ...] = ()
    notices: tuple[str, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)


@following(methods=BOTH)
def answer(following: Following) -> HttpResponse:
    """Show what is asked with the answers given so far, or take the new ones."""
    is_sent = following.request.method == "POST"
    if not following.dossier.open_asks:
        # Pressed twice, or a page that was open for long: what was sent counts, and the case tells it.
        if is_sent and _is_answered(following, following.request.POST.get(ONCE, "")):
            return following.send_to()
        raise NothingAsked(why=_TAKEN_BACK) if _is_taken_back(following) else NothingAsked
    if not is_sent:
        return _show(following, Drawn(page_for(following, dict(following.dossier.answers))))
    return _take(following)


def _is_answered(following: Following, seen: str) -> bool:
    """Tell whether the asks that a page showed were answered."""
    states = {str(ask.number): ask.state for ask in following.dossier.asks}
    return bool(seen) and all(states.get(number) == AskState.ANSWERED for number in seen.split("-"))


def _is_taken_back(following: Following) -> bool:
    """Tell whether what was asked last was taken back by its office; a case that was withdrawn says so itself."""
    asks = following.dossier.asks
    return bool(asks) and asks[-1].state == AskState.TAKEN_BACK and following.facts.status != Status.WITHDRAWN


def _take(following: Following) -> HttpResponse:
    """Take what the page sent; whatever is not sent on stands on the page again."""
    sent = sent_in(following.request)
    page = _shown_page(following)
    unknown = unknown_in([page], sent)
    if unknown:
        return _show(following, Drawn(page, sent.fields, unknown), HTTPStatus.UNPROCESSABLE_ENTITY)
    owner = owner_of(following.facts.person, following.facts.reference)
    files = take_files(following.request, page, sent, owner, following.now)
    fields = {**sent.fields, **files.ids}
    if sent.do or following.is_turned:
        fields = _changed(page, Sent(fields, sent.do, sent.language))
        status = HTTPStatus.UNPROCESSABLE_ENTITY if files.faults else HTTPStatus.OK
        return _show(following, Drawn(page, fields, files.faults), status)
    if following.request.POST.get(ONCE, "") != seen_asks(following):
        notice = saying(following.language)(_OTHER)
        fresh = page_for(following, dict(following.dossier.answers))
        return _show(following, Drawn(fresh, fields, notices=(notice,)), HTTPStatus.CONFLICT)
    return _answer(following, page, fields, files)


def _shown_page(following: Following) -> FormPage:
    """Return the page as it was shown: of the questions that may be answered, those that it says it had."""
    shown = following.request.POST.get(_SHOWN, "").split(_BETWEEN)
    names = [name for name in wanted_in(following) if name in shown]
    if not names:
        return page_for(following, dict(following.dossier.answers))
    return FormPage(ANSWER, tuple(following.form.by_id[name] for name in names))


def _changed(page: FormPage, sent: Sent) -> Posted:
    """Return the fields after a button that does not send the answers."""
    verb, _colon, rest = sent.do.partition(":")
    name, _colon, last = rest.partition(":")
    if verb == "add":
        return with_item_added(page, sent, name)
    if verb == "remove":
        return without_item(sent, name, last)
    return without_file(sent, name, last) if verb == "forget" else sent.fields


def _answer(following: Following, page: FormPage, fields: Posted, files: FilesTaken) -> HttpResponse:
    before = {name: value for name, value in following.dossier.answers.items() if name not in wanted_in(following)}
    reading = following.form.read(page, fields, today=following.today, answers=before)
    whole = {**before, **reading.answers}
    applying = page_for(following, whole)
    asked = {each.id for each in applying.asked}
    broken = {fault.field for fault in files.faults}
    faults = (*files.faults, *(each for each in reading.faults if _of(each) in asked and each.field not in broken))
    if faults:
        return _show(following, Drawn(page, fields, faults), HTTPStatus.UNPROCESSABLE_ENTITY)
    if not asked <= {each.id for each in page.asked}:
        notice = saying(following.language)(_MORE)
        return _show(following, Drawn(applying, fields, notices=(notice,), answers=whole))
    given = {name: value for name, value in reading.answers.items() if name in asked}
    return _send(following, page, fields, given)


def _of(fault: Fault) -> str:
    """Return the question that a fault is about."""
    return fault.pointer.strip("/").partition("/")[0]


def _applicant(following: Following) -> Applicant:
    """Return who answers; for somebody by a mandate their files are that person's."""
    facts, visitor = following.facts, following.visitor
    is_helped = bool(facts.person) and not facts.organisation and facts.person != visitor.id
    giver = facts.person if is_helped else ""
    return Applicant(visitor, facts.organisation, facts.reference, giver=giver)


def _send(following: Following, page: FormPage, fields: Posted, given: dict[str, Any]) -> HttpResponse:
    reference = following.facts.reference
    said = msgspec.json.encode(given, order="sorted").decode()
    try:
        supplement_case(
            reference=reference,
            answers=given,
            applicant=_applicant(following),
            now=following.now,
            once=following.once(ANSWER, said, seen_asks(following)),
        )
    except AnswersRefused as refused:
        return _show(following, Drawn(page, fields, refused.faults), HTTPStatus.UNPROCESSABLE_ENTITY)
    except (NothingAsked, OtherAct):
        # Another window was a moment earlier: the case tells what was taken.
        return following.send_to()
    return following.send_to()


def _show(following: Following, drawn: Drawn, status: int = HTTPStatus.OK) -> HttpResponse:
    fields = field_views(drawn.page, _drawing(following, drawn))
    view = AnswerView(
        service=following.line,
        reference=following.facts.reference,
        action=following.href(ANSWER),
        back_href=following.href(),
        asks=ask_lines(following),
        fields=fields,
        errors=error_pairs((fault for fault in drawn.faults if fault.field), following.language),
        notices=(*drawn.notices, *notices_of(drawn.faults, following.language)),
        has_files=any(field.base == "file" for field in fields),
        hidden={ONCE: seen_asks(following), _SHOWN: _BETWEEN.join(each.id for each in drawn.page.asked)},
    )
    return following.show(following.path(ANSWER), _TEMPLATE, view, status)


def _drawing(following: Following, drawn: Drawn) -> Drawing:
    form, page = following.form, drawn.page
    kept = form.written(page, following.dossier.answers)
    if drawn.sent is None:
        typed = kept
    else:
        typed = form.read(page, drawn.sent, answers=drawn.answers, today=following.today).typed
    named = {each.id: typed[each.id] for each in page.asked if isinstance(typed.get(each.id), list)}
    return Drawing(
        language=following.language,
        typed=typed,
        faults=drawn.faults,
        files=files_in(following, page.asked, named),
        spare=_spare(page, drawn.sent, typed),
        uploads=f"{_UPLOADS}?service={following.service.id}",
    )


def _spare(page: FormPage, sent: Posted | None, typed: Mapping[str, Any]) -> dict[str, int]:
    """Return how many empty items of each group were on the page: whoever asked for one more sees it."""
    groups = [each.id for each in page.asked if isinstance(each.kind, Group)]
    return {group: len(numbers_of(sent or {}, group)) - len(numbers_of(typed, group)) for group in groups}
