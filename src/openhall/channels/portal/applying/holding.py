"""How an answer that was not asked is shown: who holds it, as of when, and where to say that the record is wrong."""

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from openhall.blocks.cases.facade import sources_of
from openhall.blocks.forms.facade import Dated, DraftContent
from openhall.channels.portal.applying.opening import Visit
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import pick
from openhall.ui.case_views import AnswerRow
from openhall.ui.formats import full_date

_AS_OF = _("%(source)s, as of %(day)s")
_COPY = _("%(source)s, as of %(day)s. This is a signed copy: the source does not answer now.")
_RECORD = _("%(register)s: %(field)s")


def held_row(visit: Visit, content: DraftContent, fact: str, row: AnswerRow) -> AnswerRow:
    """Return the row of an answer that is held, with its source and date, and the way to have it corrected."""
    dated = content.dated.get(fact)
    if dated is None:
        return row  # a draft from before dates were kept
    name = _name_of(visit, dated)
    told = _COPY if dated.is_copy else _AS_OF
    day = full_date(date.fromisoformat(dated.as_of), visit.place.language)
    words = saying(visit.place.language)(told) % {"source": name, "day": day}
    return replace(row, held=words, correct_href=_correct_href(visit, name, row.question))


def _name_of(visit: Visit, dated: Dated) -> str:
    names = {each.id: each.name for each in sources_of(visit.place.catalogue)}
    return pick(names[dated.source], visit.place.language) if dated.source in names else dated.source


def _correct_href(visit: Visit, source: str, field: str) -> str:
    """Return where a correction begins, with the record named in it; nothing where no service takes it."""
    corrections = visit.place.catalogue.jurisdiction.corrections
    if corrections is None or corrections.service == visit.place.service.id:
        return ""
    record = saying(visit.place.language)(_RECORD) % {"register": source, "field": field}
    asked = urlencode({corrections.question: record})
    return f"/{visit.place.language.slug}/apply/{corrections.service}/?{asked}"
