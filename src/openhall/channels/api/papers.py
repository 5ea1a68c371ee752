"""The papers of one's own case, as files."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from openhall.blocks.documents.facade import papers_of, read_paper
from openhall.blocks.journal.facade import OWN, Reader
from openhall.channels.api.asking import visitor
from openhall.channels.api.own_cases import own_case
from openhall.channels.api.problems import Problem
from openhall.channels.api.refusals import NO_SUCH_PAPER
from openhall.channels.api.shapes import ProblemDetail
from openhall.kernel.rights import Right, open_to

_FILE = {"responses": {"200": {"description": "the paper", "content": {"application/pdf": {}}}}}
router = Router(tags=["applications"])


@router.get(
    "/{reference}/papers/{paper}",
    response={404: ProblemDetail},
    operation_id="get_paper",
    openapi_extra=_FILE,
)
@open_to(Right.EVERYONE)
def paper(request: HttpRequest, reference: str, paper: str) -> HttpResponse:
    """Return a paper of an application (PDF); that it was read is recorded."""
    facts = own_case(request, reference)
    known = next((each for each in papers_of(facts.reference) if each.id == paper), None)
    if known is None:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-paper", NO_SUCH_PAPER)
    asker = visitor(request)
    reader = Reader(actor=asker.id or "guest", purpose=OWN, case=facts.reference, now=timezone.now())
    data = b"".join(read_paper(known.id, reader=reader))
    headers = {"Cache-Control": "no-store", "Vary": "Authorization"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)
