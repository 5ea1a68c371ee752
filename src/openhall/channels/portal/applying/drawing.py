"""Draw a page of questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

from openhall.blocks.forms.facade import DraftContent, Fault, FormPage, Group
from openhall.channels.portal.applying.fields import Drawing, error_pairs, field_views, notices_of
from openhall.channels.portal.applying.holding import silent_words
from openhall.channels.portal.applying.naming import named_files
from openhall.channels.portal.applying.opening import Visit
from openhall.channels.portal.applying.sketching import (
    REFERENCE,
    Sketch,
    keep_middle,
    kept_middle,
    sketch_of,
    with_marks,
)
from openhall.channels.portal.applying.taking import Posted, numbers_of
from openhall.channels.portal.applying.walking import Walk
from openhall.channels.portal.framing import Middle, framed, middle_of
from openhall.channels.portal.rendering import Page
from openhall.kernel.languages import pick
from openhall.ui.form_views import QuestionView

_TEMPLATE = "apply/question.jinja"
_UPLOADS = "/api/v1/uploads"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page of questions with what stands in its fields (``None``: the kept answers) and what is wrong with it."""

    page: FormPage
    sent: Posted | None = None
    faults: tuple[Fault, ...] = ()


def draw_question(
    visit: Visit, reference: str, content: DraftContent, drawn: Drawn, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Return the page of questions; from a sketch, where nothing but what was typed is new."""
    path = visit.place.path(reference, drawn.page.id)
    if drawn.sent is None and not drawn.faults:
        sketch = sketch_of(drawn.page, visit.place.form.written(drawn.page, content.answers), reference)
        if sketch is not None:
            middle = _sketched(visit, content, drawn, sketch)
            return framed(visit.request, visit.site, visit.place.language, middle, path, fills=sketch.fills)
    view = question_view(visit, reference, content, drawn)
    return visit.show(path, _TEMPLATE, view, status)


def _sketched(visit: Visit, content: DraftContent, drawn: Drawn, sketch: Sketch) -> Middle:
    place, page = visit.place, drawn.page
    walk = Walk(place.form, content)
    before = walk.before(page)
    known = tuple((content.known.get(each.id), content.later.get(each.id)) for each in page.asked)
    back = before.id if before else ""
    key = (place.key, page.id, walk.number(page), back, known, sketch.key)
    kept = kept_middle(key)
    if kept is not None:
        return kept
    view = question_view(visit, REFERENCE, content, drawn, sketch)
    drawn_page = Page(place.path(REFERENCE, page.id), _TEMPLATE, {"view": view})
    middle = middle_of(visit.site, place.language, drawn_page, marks=tuple(sketch.fills))
    return keep_middle(key, middle)


def question_view(
    visit: Visit, reference: str, content: DraftContent, drawn: Drawn, sketch: Sketch | None = None
) -> QuestionView:
    """Return what is drawn of a page of questions; with marks for what was typed, where it is a ``sketch``."""
    place, language, page = visit.place, visit.place.language, drawn.page
    walk = Walk(place.form, content)
    drawing = _drawing(visit, reference, content, drawn)
    fields = field_views(page, with_marks(drawing, sketch) if sketch else drawing)
    before, (number, total) = walk.before(page), walk.number(page)
    return QuestionView(
        service=place.name,
        service_href=place.service_href,
        title=pick(page.questions[0].label, language),
        action=place.href(reference, page.id),
        back_href=place.href(reference, before.id) if before else place.service_href,
        fields=fields,
        errors=error_pairs((fault for fault in drawn.faults if fault.field), language),
        notices=notices_of(drawn.faults, language),
        number=number,
        total=total,
        has_files=any(field.base == "file" for field in fields),
        is_back_sent=before is not None,
    )


def _drawing(visit: Visit, reference: str, content: DraftContent, drawn: Drawn) -> Drawing:
    form, page = visit.place.form, drawn.page
    if drawn.sent is None:
        typed = form.written(page, content.answers)
    else:
        typed = form.read(page, drawn.sent, answers=content.answers, today=visit.today).typed
    named = {each.id: typed[each.id] for each in page.asked if each.id in typed and isinstance(typed[each.id], list)}
    files = named_files(visit, [page], named, reference)
    return Drawing(
        language=visit.place.language,
        typed=typed,
        faults=drawn.faults,
        files=files,
        spare=_spare(page, drawn.sent, typed),
        sources={name: holder_of(visit, fact) for name, fact in content.known.items()},
        silent={name: silent_words(visit, source) for name, (_, source) in content.later.items()},
        uploads=f"{_UPLOADS}?service={visit.place.service.id}",
    )


def _spare(page: FormPage, sent: Posted | None, typed: Mapping[str, Any]) -> dict[str, int]:
    """Return how many empty items of each group were on the page: whoever asked for one more sees it."""
    groups = [each.id for each in page.asked if isinstance(each.kind, Group)]
    return {group: len(numbers_of(sent or {}, group)) - len(numbers_of(typed, group)) for group in groups}


def holder_of(visit: Visit, fact: str) -> str:
    """Return the name of the office that holds a fact."""
    catalogue = visit.place.catalogue
    held = next((each for each in catalogue.jurisdiction.facts if each.id == fact), None)
    office = catalogue.authorities.get(held.holder) if held else None
    return pick(office.name, visit.place.language) if office else ""
