"""A list of work as a file for a spreadsheet; that it was taken out stands in the log."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse

from openhall.blocks.cases.facade import log_export
from openhall.channels.desk.asking import for_officers
from openhall.channels.desk.frame import Reader
from openhall.channels.desk.words import mark as _
from openhall.channels.desk.work_rows import rows_of
from openhall.channels.desk.worklist import Asked, page_of
from openhall.ui.desk_views import WorkRow
from openhall.ui.spreadsheets import MEDIA_TYPE, csv_file

#: More than anybody has in hand; the rest is on the screen.
_MOST = 1_000
_HEADS = (
    _("Reference"),
    _("Service"),
    _("Task"),
    _("Applicant"),
    _("Due"),
    _("Working days left"),
    _("Waiting for"),
    _("Who has it"),
)


@for_officers(weighs=True)
def work_file(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Hand out the list that the page shows, from its beginning."""
    asked = Asked.read(request.GET)
    tasks = page_of(reader, asked, _MOST).tasks
    log_export(what=f"work/{asked.tab}", rows=len(tasks), visitor=reader.visitor, now=reader.now)
    body = csv_file([reader.say(head) for head in _HEADS], _cells(reader, rows_of(reader, tasks)))
    return file_answer(body, f"work-{asked.tab}-{reader.today.isoformat()}.csv")


def _cells(reader: Reader, rows: Iterator[WorkRow]) -> Iterator[tuple[str | int | None, ...]]:
    for row in rows:
        holder = reader.say(_("You")) if row.is_mine else row.holder
        due = row.due
        yield (row.reference, row.service, row.task, row.applicant, due.day, due.working_days, row.waiting, holder)


def file_answer(body: bytes, name: str) -> HttpResponse:
    """Return a file for its reader alone."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type=MEDIA_TYPE, headers=headers)
