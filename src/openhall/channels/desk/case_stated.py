"""What stands at the applicant's word because a source did not answer: beside each answer, and before it is decided."""

from collections.abc import Iterator

from openhall.blocks.cases.facade import EventKind, sources_of
from openhall.blocks.exchange.facade import CheckState, FactSource, StatedFacts, silent_since, stated_of
from openhall.blocks.forms.facade import Asked
from openhall.channels.desk.looking import Look
from openhall.channels.desk.naming import day_words
from openhall.channels.desk.words import mark as _
from openhall.kernel.languages import pick
from openhall.ui.desk_case_views import Claim, Difference

_WORDS = {
    CheckState.WAITING: _("The applicant’s word: no answer came from %(source)s. It is checked as soon as one comes."),
    CheckState.SAME: _("The applicant’s word. Checked: the same in %(source)s, as of %(day)s."),
    CheckState.DIFFERS: _("The applicant’s word. Something else in %(source)s, as of %(day)s: %(said)s"),
    CheckState.UNKNOWN: _("The applicant’s word. Checked: nothing of it in %(source)s."),
    CheckState.REFUSED: _("The applicant’s word. Not checked: they do not allow a look into %(source)s."),
    CheckState.DROPPED: _("The applicant’s word. It was not checked."),
}
_SILENT = _(
    "No answer from %(source)s since %(day)s. What is marked below stands at the applicant’s word until one comes."
)
_WAITS = _("Answers come from %(source)s again. What is marked below is checked within a minute.")
_DIFFERS = _("A source says something else than the applicant")
_ABOUT = _("%(question)s: %(said)s in %(source)s")
_NOTE = _("I have noted it")


def stated_in(look: Look) -> dict[str, StatedFacts]:
    """Return what stands, or stood, at the applicant's word, by question; what was never so is not looked for."""
    if all(event.kind != EventKind.STATED for event in look.dossier.facts.timeline):
        return {}
    found = stated_of(look.reference, reader=None if look.dossier.is_erased else look.data_reader)
    return {name: each for name, each in found.items() if look.may_read(name)}


def words_of(look: Look, asked: Asked, stated: StatedFacts) -> str:
    """Return what is to be known of an answer that stands at the applicant's word."""
    return look.reader.say(_WORDS[stated.state]) % _filled(look, asked, stated)


def notices_of(look: Look, stated: dict[str, StatedFacts]) -> tuple[str, ...]:
    """Return since when each source is silent for which something waits here."""
    waiting = dict.fromkeys(each.source for each in stated.values() if each.state is CheckState.WAITING)
    return tuple(_notice(look, source) for source in waiting)


def difference_of(look: Look, stated: dict[str, StatedFacts]) -> Difference | None:
    """Return where sources say something else, with the way to note it, until somebody of the leading office has."""
    new = {name: each for name, each in stated.items() if each.state is CheckState.DIFFERS and not each.is_seen}
    if not new or not look.is_lead:
        return None
    return Difference(
        title=look.reader.say(_DIFFERS),
        lines=tuple(_lines(look, new)),
        note=Claim(f"{look.place}differences/noted/", look.reader.say(_NOTE)),
    )


def _lines(look: Look, new: dict[str, StatedFacts]) -> Iterator[str]:
    for name, each in new.items():
        asked = look.form.by_id[name]
        question = pick(asked.question.label, look.reader.language)
        yield look.reader.say(_ABOUT) % {"question": question, **_filled(look, asked, each)}


def _filled(look: Look, asked: Asked, stated: StatedFacts) -> dict[str, str]:
    reader = look.reader
    return {
        "source": source_name(look, stated.source),
        "day": day_words(reader, stated.as_of.astimezone(reader.zone).date()) if stated.as_of else "",
        "said": "" if stated.said is None else look.writer.one_line(asked, stated.said),
    }


def _notice(look: Look, source: str) -> str:
    since = silent_since(source)
    day = day_words(look.reader, since.astimezone(look.reader.zone).date()) if since else ""
    return look.reader.say(_SILENT if since else _WAITS) % {"source": source_name(look, source), "day": day}


def source_name(look: Look, source: str) -> str:
    """Return what a source is called; one that is there no more, its id."""
    known: dict[str, FactSource] = {each.id: each for each in sources_of(look.reader.catalogue)}
    return pick(known[source].name, look.reader.language) if source in known else source
