"""Honest numbers for everybody: how each department did in the last twelve months, as a page and as files."""

from dataclasses import replace

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.cases.facade import QUERY, Counts, count_paid_not_issued, newest_counts, published
from openhall.blocks.catalogue.facade import Catalogue, current_catalogue
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.views import error_response
from openhall.kernel.languages import BY_SLUG, Language, pick
from openhall.kernel.rights import Right, open_to
from openhall.ui.counting_words import counts_csv, counts_view
from openhall.ui.desk_views import CountsView
from openhall.ui.formats import moment, plain_date
from openhall.ui.spreadsheets import MEDIA_TYPE

#: The numbers change every ten minutes at most.
_CACHED = "public, max-age=60"


def performance_page(catalogue: Catalogue, language: Language) -> Page:
    """Return how each department does, with what each figure means and the query behind it."""
    view = _view(catalogue, language, newest_counts())
    context = {
        "view": view,
        "paid_not_issued": count_paid_not_issued(now=timezone.now()),
        "title": view.title,
        "json_href": f"/{language.slug}/performance.json",
    }
    return Page("performance/", "performance.jinja", context)


@open_to(Right.EVERYONE)
def performance_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the same for a spreadsheet."""
    catalogue, language = current_catalogue(), BY_SLUG.get(slug)
    if language is None or language not in catalogue.languages:
        return error_response(request, 404)
    body = counts_csv(_view(catalogue, language, newest_counts()), language)
    headers = {"Content-Disposition": 'attachment; filename="performance.csv"', "Cache-Control": _CACHED}
    return HttpResponse(body, content_type=MEDIA_TYPE, headers=headers)


@open_to(Right.EVERYONE)
def performance_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the same for programs: ids and numbers, with the query."""
    if BY_SLUG.get(slug) not in current_catalogue().languages:
        return error_response(request, 404)
    counts = newest_counts()
    live = {
        "paid_not_issued_for_five_minutes": count_paid_not_issued(now=timezone.now()),
        "sign_in_without_recorded_reason": sum(each.is_reason_missing for each in current_catalogue().services()),
    }
    smallest = current_catalogue().jurisdiction.smallest_count
    rows, _total = published(counts.rows if counts else (), smallest)
    told = {"at": counts.at, "since": counts.since, "until": counts.until} if counts else {}
    said = {"query": QUERY, **live, "smallest": smallest, **told, "rows": rows}
    body = msgspec.json.encode(said)
    return HttpResponse(body, content_type="application/json", headers={"Cache-Control": _CACHED})


def _view(catalogue: Catalogue, language: Language, counts: Counts | None) -> CountsView:
    smallest = catalogue.jurisdiction.smallest_count
    rows, total = published(counts.rows if counts else (), smallest)
    zone = catalogue.jurisdiction.time_zone
    view = counts_view(
        rows,
        {row.authority: _name(catalogue, row.authority, language) for row in rows},
        language,
        period=(plain_date(counts.since, language), plain_date(counts.until, language)) if counts else None,
        counted_at=moment(counts.at, language, zone) if counts else "",
        query=QUERY,
        data_href=f"/{language.slug}/performance.csv" if counts else "",
        total=total,
        smallest=smallest,
    )
    links = (
        replace(row, href=f"/{language.slug}/authorities/{counted.authority}/")
        if counted.authority in catalogue.authorities
        else row
        for row, counted in zip(view.rows, rows, strict=True)
    )
    return replace(view, rows=tuple(links))


def _name(catalogue: Catalogue, authority: str, language: Language) -> str:
    found = catalogue.authorities.get(authority)
    return pick(found.name, language) if found else authority
