"""What the owner of a case has sent: all of it as it stands now, and what they answered last."""

from collections.abc import Iterator

from openhall.blocks.cases.facade import AskFacts, AskState, EventKind
from openhall.channels.portal.applying.answers import writer
from openhall.channels.portal.following.files import files_in
from openhall.channels.portal.following.opening import Following
from openhall.channels.portal.following.stated import stated_in, with_stated
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import pick
from openhall.ui.case_views import AnswerRow, Section
from openhall.ui.following_views import SentLine
from openhall.ui.formats import moment

_YOURS, _PAPERS, _DECLARED = _("Your answers"), _("Your papers"), _("What you declared")


def everything_sent(following: Following) -> tuple[Section, ...]:
    """Return what was submitted and answered later: answers, papers, and what was declared.

    An answer that came later stands in the place of the first, and says what stood there before.
    """
    dossier, asked = following.dossier, following.form.asked
    # Also the files that were replaced: what stood before is told by its name.
    files = files_in(following, asked, dossier.first_answers, dossier.answers)
    writing, say = writer(following.language, files, has_sizes=True), saying(following.language)
    groups: dict[str, list[AnswerRow]] = {_YOURS: [], _PAPERS: [], _DECLARED: []}
    stated = stated_in(following)
    for each in asked:
        title = _DECLARED if each.is_declaration else _PAPERS if each.is_paper else _YOURS
        rows = writing.rows([each], dossier.answers, dossier.first_answers)
        groups[title] += (with_stated(following, writing, each, stated.get(each.id), row) for row in rows)
    told = [(title, tuple(rows)) for title, rows in groups.items() if rows]
    return tuple(Section(say(title) if len(told) > 1 else "", rows) for title, rows in told)


def answered_last(following: Following, due: str) -> SentLine | None:
    """Return what was answered last, for as long as nothing else has happened since."""
    answered = [ask for ask in following.dossier.asks if ask.state == AskState.ANSWERED and ask.ended_at]
    last = following.facts.timeline[-1] if following.facts.timeline else None
    if not answered or last is None or last.kind != EventKind.ANSWERED or following.dossier.open_asks:
        return None
    newest = max(ask.ended_at for ask in answered if ask.ended_at)
    together = [ask for ask in answered if ask.ended_at == newest]
    when = moment(newest, following.language, following.catalogue.jurisdiction.time_zone)
    return SentLine(when, tuple(_rows(following, together)), due)


def _rows(following: Following, asks: list[AskFacts]) -> Iterator[AnswerRow]:
    names = list(dict.fromkeys(name for ask in asks for name in ask.questions))
    known = [following.form.by_id[name] for name in names if name in following.form.by_id]
    answers = following.dossier.answers
    writing = writer(following.language, files_in(following, known, answers), has_sizes=True)
    for asked in known:
        answer = writing.answer(asked, answers.get(asked.id))
        yield AnswerRow(pick(asked.question.label, following.language), answer)
