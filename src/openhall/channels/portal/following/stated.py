"""What the owner of a case said in the place of a source that did not answer, and what the source says since."""

from dataclasses import replace
from typing import Any

from openhall.blocks.cases.facade import EventKind, sources_of
from openhall.blocks.exchange.facade import CheckState, StatedFacts, stated_of
from openhall.blocks.journal.facade import OWN, Reader
from openhall.channels.portal.applying.holding import correct_href, is_correction
from openhall.channels.portal.following.opening import Following
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import pick
from openhall.ui.answer_words import AnswerWriter
from openhall.ui.case_views import AnswerRow
from openhall.ui.formats import full_date

_WORDS = {
    CheckState.WAITING: _("Your own word: no answer came from %(source)s. It is checked as soon as one comes."),
    CheckState.SAME: _("Your own word. Checked: the same in %(source)s, as of %(day)s."),
    CheckState.DIFFERS: _("Your own word. Something else in %(source)s, as of %(day)s: %(said)s"),
    CheckState.UNKNOWN: _("Your own word. Checked: nothing of it in %(source)s."),
    CheckState.REFUSED: _("Your own word. Not checked: you do not allow a look into %(source)s."),
    CheckState.DROPPED: _("Your own word. It was not checked."),
}


def stated_in(following: Following) -> dict[str, StatedFacts]:
    """Return what was stated, by question; what was never so is not looked for, nor anything of an erased case."""
    dossier = following.dossier
    if not dossier.answers or all(event.kind != EventKind.STATED for event in following.facts.timeline):
        return {}
    reference, actor = following.facts.reference, following.found.asker.person or "guest"
    return stated_of(reference, reader=Reader(actor=actor, purpose=OWN, case=reference, now=following.now))


def with_stated(
    following: Following,
    writing: AnswerWriter,
    asked: Any,  # noqa: ANN401 - an asked question
    stated: StatedFacts | None,
    row: AnswerRow,
) -> AnswerRow:
    """Return the row of an answer with what became of it where it was stated, and where to have the record mended."""
    if stated is None:
        return row
    catalogue, language = following.catalogue, following.language
    name = next(
        (pick(each.name, language) for each in sources_of(catalogue) if each.id == stated.source), stated.source
    )
    words = saying(language)(_WORDS[stated.state]) % {
        "source": name,
        "day": full_date(stated.as_of.astimezone(following.zone).date(), language) if stated.as_of else "",
        "said": "" if stated.said is None else writing.one_line(asked, stated.said),
    }
    is_wrong = stated.state is CheckState.DIFFERS and not is_correction(catalogue, following.facts.service)
    return replace(
        row, held=words, correct_href=correct_href(catalogue, language, name, row.question) if is_wrong else ""
    )
