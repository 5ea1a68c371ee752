"""The papers of a case: what there is, and each as a file for its owner."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.cases.facade import fallen_of
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.documents.facade import PaperFacts, papers_of, read_paper
from openhall.blocks.journal.facade import OWN, Reader
from openhall.channels.portal.following.opening import Following
from openhall.channels.portal.tracking import own_case
from openhall.channels.portal.views import unknown
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.rights import Right, open_to
from openhall.ui.following_views import PaperLine
from openhall.ui.formats import full_date
from openhall.ui.paper_words import paper_name

PAPERS = "papers"
_MARKS = {
    "replaced": _("Replaced by a newer one"),
    "revoked": _("Not valid any more"),
    "suspended": _("Suspended: it does not count now"),
    "ended": _("Not valid any more"),
}


def paper_lines(following: Following) -> Iterator[PaperLine]:
    """Yield the papers of a case, the newest first."""
    say, jurisdiction = saying(following.language), current_catalogue().jurisdiction
    for paper in reversed(papers_of(following.facts.reference)):
        fallen = fallen_of(paper, jurisdiction) if paper.state == "genuine" else None
        mark = _MARKS.get(fallen or paper.state, "")
        yield PaperLine(
            name=paper_name(paper.kind, following.language),
            when=full_date(paper.issued_at.astimezone(following.zone).date(), following.language),
            href=following.href(PAPERS, paper.id),
            number=paper.number,
            code=paper.code,
            mark=say(mark) if mark else "",
        )


@open_to(Right.EVERYONE)
def paper(request: HttpRequest, slug: str, reference: str, paper: str) -> HttpResponse:
    """Hand out a paper to whoever owns its case; that it was read is recorded."""
    found = own_case(request, slug, reference)
    if isinstance(found, HttpResponse):
        return found
    known = next((each for each in papers_of(found.facts.reference) if each.id == paper), None)
    if known is None:
        return unknown(request)
    reader = Reader(actor=found.asker.person or "guest", purpose=OWN, case=found.facts.reference, now=timezone.now())
    return paper_file(known, b"".join(read_paper(known.id, reader=reader)))


def paper_file(paper: PaperFacts, data: bytes) -> HttpResponse:
    """Return a paper as a file that no cache keeps."""
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.kind}-{paper.subject}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
