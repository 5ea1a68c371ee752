"""What an officer types is kept while they type it: the page posts it, nothing is done with it, and it comes back."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse

from openhall.blocks.cases.facade import (
    NoSuchCase,
    NoSuchTask,
    NotKept,
    NotYourTask,
    note_difference,
    note_down,
    takes_part,
)
from openhall.channels.desk.asking import POST, for_officers
from openhall.channels.desk.frame import Reader, go_to
from openhall.channels.desk.sending import typed_in
from openhall.channels.desk.work_acts import number_of
from openhall.kernel.references import read_reference


@for_officers(POST)
def keep(request: HttpRequest, reader: Reader, reference: str) -> HttpResponse:
    """Keep what stands in a form."""
    form = request.GET.get("form", "")
    try:
        note_down(
            reference=read_reference(reference) or "",
            task=number_of(request.GET.get("task", "")),
            form=form,
            typed=typed_in(request.POST, form),
            visitor=reader.visitor,
            now=reader.now,
        )
    except (NoSuchCase, NoSuchTask):
        raise Http404 from None
    except NotYourTask:
        return HttpResponse(status=HTTPStatus.FORBIDDEN, headers={"Cache-Control": "no-store"})
    except NotKept:
        return HttpResponse(status=HTTPStatus.CONFLICT, headers={"Cache-Control": "no-store"})
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Cache-Control": "no-store"})


@for_officers(POST)
def note_differences(_request: HttpRequest, reader: Reader, reference: str) -> HttpResponse:
    """Note that a source says something else than the applicant: it is not shown as news any more."""
    found = read_reference(reference) or ""
    # Asked first: what does not exist is like what is another office's.
    if not takes_part(reader.office, found):
        raise Http404
    note_difference(reference=found, visitor=reader.visitor, now=reader.now)
    return go_to(f"/desk/cases/{found}/", done="difference-noted")
