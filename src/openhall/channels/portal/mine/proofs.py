"""The proof that a case was erased, for its owner to keep."""

from http import HTTPStatus

import msgspec
from django.http import HttpRequest, HttpResponse

from openhall.blocks.cases.facade import case_of, erasure_receipt
from openhall.channels.portal.matters import asker_of
from openhall.channels.portal.views import error_response
from openhall.kernel.languages import BY_SLUG
from openhall.kernel.references import read_reference
from openhall.kernel.rights import Right, open_to


@open_to(Right.EVERYONE)
def erasure_proof(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Hand out the signed receipt of an erasure to whoever may see the case; it names nobody."""
    asker, known = asker_of(request), read_reference(reference)
    is_theirs = known is not None and case_of(known, may_see=lambda person: asker.may_see(known, person)) is not None
    receipt = erasure_receipt(known) if known and is_theirs and BY_SLUG.get(slug) else None
    if receipt is None:
        return error_response(request, HTTPStatus.NOT_FOUND)
    headers = {"Content-Disposition": f'attachment; filename="erased-{known}.json"', "Cache-Control": "no-store"}
    return HttpResponse(msgspec.json.encode(receipt), content_type="application/json", headers=headers)
