"""How an answer that was not asked is shown: who holds it, as of when, and where to say that the record is wrong."""

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from openhall.blocks.cases.facade import sources_of
from openhall.blocks.catalogue.facade import Catalogue
from openhall.blocks.forms.facade import DraftContent
from openhall.channels.portal.applying.opening import Visit
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language, pick
from openhall.ui.case_views import AnswerRow
from openhall.ui.citing import law_words
from openhall.ui.formats import full_date

_AS_OF = _("%(source)s, as of %(day)s")
_COPY = _("%(source)s, as of %(day)s. This is a signed copy: the source does not answer now.")
_ASKED = _("No answer comes from %(source)s now, so you are asked. It is checked as soon as one comes.")
_LATER = _(
    "No answer comes from %(source)s now. Your answer counts, and is checked as soon as one comes. You are told if it "
    "says something else."
)
_BY_LAW = _("This is allowed by: %(law)s.")
_RECORD = _("%(register)s: %(field)s")


def held_row(visit: Visit, content: DraftContent, fact: str, row: AnswerRow) -> AnswerRow:
    """Return the row of an answer that is held, with its source and date, and the way to have it corrected."""
    dated = content.dated.get(fact)
    if dated is None:
        return row  # a draft from before dates were kept
    place, name = visit.place, _name_of(visit, dated.source)
    told = _COPY if dated.is_copy else _AS_OF
    day = full_date(date.fromisoformat(dated.as_of), visit.place.language)
    words = saying(visit.place.language)(told) % {"source": name, "day": day}
    is_itself = is_correction(place.catalogue, place.service.id)
    href = "" if is_itself else correct_href(place.catalogue, place.language, name, row.question)
    return replace(row, held=words, correct_href=href)


def silent_words(visit: Visit, source: str) -> str:
    """Return why a question is asked whose source would have answered it."""
    return saying(visit.place.language)(_ASKED) % {"source": _name_of(visit, source)}


def later_row(visit: Visit, source: str, row: AnswerRow) -> AnswerRow:
    """Return the row of an answer that stands in for a source that does not answer: it counts, and is checked later."""
    say, language = saying(visit.place.language), visit.place.language
    found = next((each for each in sources_of(visit.place.catalogue) if each.id == source), None)
    law = found.later_law if found else None
    by = law_words(pick(law.title, language), law.section, language, law.confidence) if law else ""
    told = say(_LATER) % {"source": pick(found.name, language) if found else source}
    return replace(row, held=f"{told} {say(_BY_LAW) % {'law': by}}".strip() if by else told)


def _name_of(visit: Visit, source: str) -> str:
    names = {each.id: each.name for each in sources_of(visit.place.catalogue)}
    return pick(names[source], visit.place.language) if source in names else source


def is_correction(catalogue: Catalogue, service: str) -> bool:
    """Tell whether a service is the one that takes corrections: it does not lead to itself."""
    return catalogue.jurisdiction.corrections is not None and catalogue.jurisdiction.corrections.service == service


def correct_href(catalogue: Catalogue, language: Language, source: str, field: str) -> str:
    """Return where a correction begins, with the record named in it; nothing where no service takes it."""
    corrections = catalogue.jurisdiction.corrections
    if corrections is None:
        return ""
    record = saying(language)(_RECORD) % {"register": source, "field": field}
    return f"/{language.slug}/apply/{corrections.service}/?{urlencode({corrections.question: record})}"
