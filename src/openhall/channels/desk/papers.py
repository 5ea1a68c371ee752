"""Hand out a paper of a case to an officer whose office reads it; the read is recorded before the first byte."""

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from openhall.blocks.documents.facade import read_file
from openhall.channels.desk.asking import for_officers
from openhall.channels.desk.case_papers import DOCUMENTS, media_of
from openhall.channels.desk.frame import Reader
from openhall.channels.desk.looking import look_at

#: It is shown within our own page, and can do nothing there: no script, no request, no form.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
_ALONE = f"{_POLICY}; sandbox"


@for_officers()
def paper(_request: HttpRequest, reader: Reader, reference: str, file: str) -> HttpResponseBase:
    """Stream a file: pictures and PDF are shown, everything else is a download."""
    look = look_at(reader, reference)
    found = look.files.get(file)
    if found is None:
        raise Http404
    is_shown = media_of(found) != "none"
    return StreamingHttpResponse(
        read_file(found.id, reader=look.data_reader),
        content_type=found.media_type,
        headers={
            "Content-Length": str(found.size),
            "Content-Disposition": content_disposition_header(not is_shown, found.name) or "attachment",
            # The viewer of a PDF does not start in a sandbox.
            "Content-Security-Policy": _POLICY if found.kind in DOCUMENTS else _ALONE,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
