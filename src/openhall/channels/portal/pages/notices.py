"""Notices on display: what others can object to, until which day, and with whom."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from openhall.blocks.catalogue.facade import Catalogue
from openhall.blocks.registers.facade import FoundNotices, NoticeFacts
from openhall.channels.portal.rendering import Page
from openhall.kernel.languages import Language, pick
from openhall.ui.formats import full_date
from openhall.ui.register_views import FactRow, NoticeRow
from openhall.ui.register_words import fact_words

PLACE = "notices/"


def notices_page(catalogue: Catalogue, language: Language, found: FoundNotices) -> Page:
    """Return the notices that are on display."""
    rows = [_row(catalogue, language, each) for each in found.notices]
    context = {"rows": rows, "total": found.total, "page": found.page, "pages": found.pages}
    return Page(PLACE, "notices.jinja", context)


def _row(catalogue: Catalogue, language: Language, notice: NoticeFacts) -> NoticeRow:
    service, office = catalogue.summaries.get(notice.service), catalogue.authorities.get(notice.authority)
    return NoticeRow(
        title=pick(service.name, language) if service else notice.service,
        reference=notice.subject,
        office=pick(office.name, language) if office else notice.authority,
        office_href=f"/{language.slug}/authorities/{notice.authority}/",
        shown_on=_day(notice.shown_on, language),
        last_day=_day(notice.last_day, language),
        facts=tuple(_facts(language, notice)),
        object_href=_object_href(catalogue, language, notice),
    )


def _object_href(catalogue: Catalogue, language: Language, notice: NoticeFacts) -> str:
    """Return where an objection begins, with the number of the notice in it; nothing where no service takes it."""
    taking = catalogue.jurisdiction.objections
    if taking is None:
        return ""
    return f"/{language.slug}/apply/{taking.service}/?{urlencode({taking.question: notice.subject})}"


def _facts(language: Language, notice: NoticeFacts) -> Iterator[FactRow]:
    for line in notice.lines:
        yield FactRow(pick(line.label, language), fact_words(line.kind, line.fact, language))


def _day(day: date, language: Language) -> str:
    return full_date(day, language)
