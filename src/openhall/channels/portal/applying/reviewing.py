"""All answers on one page, as their owner checks them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from openhall.blocks.forms.facade import DraftContent, Fault, FormPage
from openhall.channels.portal.applying.answers import writer
from openhall.channels.portal.applying.drawing import holder_of
from openhall.channels.portal.applying.fields import Drawing, error_pairs, field_views, notices_of
from openhall.channels.portal.applying.holding import held_row, later_row
from openhall.channels.portal.applying.knowing import choices_of, name_of
from openhall.channels.portal.applying.naming import named_files
from openhall.channels.portal.applying.opening import Visit
from openhall.channels.portal.applying.paying import fee_lines, fee_total, fee_words, quoted
from openhall.channels.portal.applying.place import FOR_WHOM
from openhall.channels.portal.applying.walking import Walk
from openhall.channels.portal.case_words import steps_of
from openhall.channels.portal.refunds import refund_sentences
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import pick
from openhall.ui.case_views import AnswerRow, CheckView, Section
from openhall.ui.form_views import FieldView, KeptFile
from openhall.ui.formats import full_date

_FOR_WHOM = _("For whom do you apply?")
_YOURS = _("Your answers")
_PAPERS = _("Your papers")
_HELD = _("Already held by: %(holder)s")


@dataclass(frozen=True, slots=True)
class Review:
    """What there is to check: the answers, where they are sent, below which address each is changed, what is ticked."""

    content: DraftContent
    action: str
    back_href: str
    change_base: str
    is_back_sent: bool = False
    reference: str = ""
    organisation: str = ""
    once: str = ""
    faults: tuple[Fault, ...] = ()
    is_practice: bool = False
    hidden: Mapping[str, str] = field(default_factory=dict)
    ticked: Mapping[str, Any] = field(default_factory=dict)


def check_view(visit: Visit, review: Review) -> CheckView:
    """Return everything that is to be checked; practice shows the same."""
    place, language = visit.place, visit.place.language
    given = review.content.answers
    # An answer to a question that is not asked any more counts for nothing.
    answers = {each.id: given[each.id] for page in place.form.route(given) for each in page.asked if each.id in given}
    quote = quoted(place, answers, visit.today)
    due = visit.due_day
    placed = [fault for fault in review.faults if fault.field]
    return CheckView(
        service=place.line,
        action=review.action,
        back_href=review.back_href,
        sections=tuple(sections(visit, review)),
        statements=tuple(_statements(visit, review)),
        fees=fee_lines(place, quote),
        fee_total=fee_total(place, quote),
        fee_words=fee_words(place, quote),
        refund_words=refund_sentences(place.service, place.catalogue.jurisdiction, language),
        steps=steps_of(place.catalogue, language, place.service),
        due=full_date(due, language) if due else "",
        originals=tuple(pick(each.label, language) for each in place.form.originals if each.applies(answers)),
        errors=error_pairs(placed, language),
        notices=notices_of(review.faults, language),
        is_practice=review.is_practice,
        can_save=not review.is_practice,
        is_back_sent=review.is_back_sent,
        once=review.once,
        hidden=dict(review.hidden),
    )


def sections(visit: Visit, review: Review) -> Iterator[Section]:
    """Yield the answers: those that were given, the papers, and what the state holds, by who holds it."""
    place, language, content = visit.place, visit.place.language, review.content
    say = saying(language)
    route = Walk(place.form, content).route
    files = named_files(visit, route, content.answers, review.reference)
    groups: dict[str, list[AnswerRow]] = {}
    if review.organisation:
        groups[say(_YOURS)] = [_for_whom(visit, review)]
    for page in route:
        for asked in page.asked:
            title = say(_PAPERS) if asked.is_paper else say(_YOURS)
            row = _row(visit, review, page, asked, files)
            if asked.id in content.known:
                title = say(_HELD) % {"holder": holder_of(visit, content.known[asked.id])}
                row = held_row(visit, content, content.known[asked.id], row)
            elif asked.id in content.later and content.answers.get(asked.id):
                row = later_row(visit, content.later[asked.id][1], row)
            groups.setdefault(title, []).append(row)
    single = len(groups) == 1
    yield from (Section("" if single else title, tuple(rows)) for title, rows in groups.items())


def _for_whom(visit: Visit, review: Review) -> AnswerRow:
    """Say for whom it is; where there is a choice, with the way back to it."""
    href = f"{review.change_base}{FOR_WHOM}/" if choices_of(visit) else ""
    return AnswerRow(saying(visit.place.language)(_FOR_WHOM), name_of(visit, review.organisation), href)


def _row(visit: Visit, review: Review, page: FormPage, asked: Any, files: Mapping[str, KeptFile]) -> AnswerRow:  # noqa: ANN401 - one asked question
    language = visit.place.language
    href = f"{review.change_base}{page.id}/" if review.change_base else ""
    answer = writer(language, files).answer(asked, review.content.answers.get(asked.id))
    return AnswerRow(pick(asked.question.label, language), answer, href)


def _statements(visit: Visit, review: Review) -> Iterator[FieldView]:
    form = visit.place.form
    drawing = Drawing(language=visit.place.language, typed=review.ticked, faults=review.faults)
    for page in form.route(review.content.answers):
        if page.is_declaration:
            yield from field_views(page, drawing)
