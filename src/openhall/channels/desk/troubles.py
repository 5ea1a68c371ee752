"""Jobs that failed too often and were set aside: those of the office's own cases, and a button to try them again."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from openhall.blocks.cases.facade import ASK_ENDS, MAIL, TASK_CLOCK, TIMER
from openhall.blocks.journal.facade import Trouble, retry_trouble
from openhall.channels.desk.asking import POST, for_officers
from openhall.channels.desk.frame import DeskPage, Reader, desk_page, go_to
from openhall.channels.desk.naming import moment_words
from openhall.channels.desk.troubles_of import may_see_troubles, reference_of, troubles_of
from openhall.channels.desk.words import mark as _
from openhall.channels.desk.work_acts import number_of
from openhall.ui.desk_views import Trouble as TroubleView
from openhall.ui.desk_views import TroublesView

_PLACE = "/desk/troubles/"
_TITLE = _("Troubles")
_KINDS: Mapping[str, str] = {
    MAIL: _("A letter to the applicant"),
    TIMER: _("A timer of the process"),
    TASK_CLOCK: _("A look at the clock of a task"),
    ASK_ENDS: _("The end of the time to answer"),
}
_OTHER = _("Another job (%(kind)s)")


@for_officers()
def troubles_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show what was set aside."""
    _check(reader)
    rows = tuple(_row(reader, each) for each in troubles_of(reader.office))
    view = TroublesView(rows, f"{_PLACE}retry-all/")
    page = DeskPage("troubles/", "troubles.jinja", view, title=reader.say(_TITLE), here="troubles")
    return desk_page(request, reader, page)


@for_officers(POST)
def retry(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Try one job again, if it is one of this office's."""
    _check(reader)
    job = number_of(request.POST.get("job", ""))
    if all(each.id != job for each in troubles_of(reader.office)):
        raise Http404
    is_new = retry_trouble(trouble=job, actor=reader.visitor.id, now=reader.now)
    return go_to(_PLACE, done="retried" if is_new else "not-retried")


@for_officers(POST)
def retry_all(_request: HttpRequest, reader: Reader) -> HttpResponse:
    """Try all jobs of this office again."""
    _check(reader)
    for each in troubles_of(reader.office):
        retry_trouble(trouble=each.id, actor=reader.visitor.id, now=reader.now)
    return go_to(_PLACE, done="retried")


def _check(reader: Reader) -> None:
    if not may_see_troubles(reader.office):
        raise PermissionDenied


def _row(reader: Reader, trouble: Trouble) -> TroubleView:
    what = _KINDS.get(trouble.kind)
    return TroubleView(
        id=str(trouble.id),
        what=reader.say(what) if what else reader.say(_OTHER) % {"kind": trouble.kind},
        since=moment_words(reader, trouble.ended_at or trouble.posted_at),
        tries=trouble.attempts,
        error=trouble.told,
        reference=reference_of(trouble),
        href=f"/desk/cases/{reference_of(trouble)}/",
        retry=f"{_PLACE}retry/",
    )
