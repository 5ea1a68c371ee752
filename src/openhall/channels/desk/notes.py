"""What an officer types is kept while they type it: the page posts it, nothing is done with it, and it comes back."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse

from openhall.blocks.cases.facade import NoSuchCase, NoSuchTask, NotKept, NotYourTask, note_down
from openhall.channels.desk.asking import POST, for_officers
from openhall.channels.desk.frame import Reader
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
