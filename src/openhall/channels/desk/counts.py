"""Honest numbers for officers: the same that everybody can read, with their own office first."""

from django.http import HttpRequest, HttpResponse

from openhall.blocks.cases.facade import QUERY, newest_counts
from openhall.channels.desk.asking import for_officers
from openhall.channels.desk.frame import DeskPage, Reader, desk_page
from openhall.channels.desk.naming import day_words, moment_words, office_name
from openhall.channels.desk.work_export import file_answer
from openhall.ui.counting_words import counts_csv, counts_view
from openhall.ui.desk_views import CountsView


@for_officers()
def counts_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show how every authority did."""
    view = _view(reader)
    page = DeskPage("counts/", "counts.jinja", view, title=view.title, here="counts")
    return desk_page(request, reader, page)


@for_officers()
def counts_file(_request: HttpRequest, reader: Reader) -> HttpResponse:
    """Hand out the same as a file for a spreadsheet."""
    return file_answer(counts_csv(_view(reader), reader.language), f"counts-{reader.today.isoformat()}.csv")


def _view(reader: Reader) -> CountsView:
    counts, own = newest_counts(), reader.office.authority
    rows = sorted(counts.rows, key=lambda row: row.authority != own) if counts else ()
    return counts_view(
        rows,
        {row.authority: office_name(reader, row.authority) for row in rows},
        reader.language,
        period=(day_words(reader, counts.since), day_words(reader, counts.until)) if counts else None,
        counted_at=moment_words(reader, counts.at) if counts else "",
        query=QUERY,
        data_href="/desk/counts.csv" if counts else "",
    )
