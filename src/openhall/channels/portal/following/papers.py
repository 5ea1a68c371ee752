"""The papers of a case: what there is, each as a file for its owner, and again where one was lost."""

import secrets
from collections.abc import Iterator
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from markupsafe import Markup

from openhall.blocks.cases.facade import fallen_of, order_paper_again, ordered_again
from openhall.blocks.catalogue.facade import paper_called
from openhall.blocks.documents.facade import PaperFacts, papers_of, read_paper
from openhall.blocks.journal.facade import OWN, Reader
from openhall.channels.portal.following.opening import BOTH, ONCE, Following, following
from openhall.channels.portal.tracking import own_case
from openhall.channels.portal.views import unknown
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.rights import Right, open_to
from openhall.ui.following_views import PaperAgainView, PaperLine, PapersView
from openhall.ui.formats import full_date
from openhall.ui.paper_words import paper_name

#: A language is named in itself, and says so to whoever reads the page aloud.
_IN_ITS_OWN = Markup('<span lang="{}">{}</span>')
PAPERS, AGAIN, WALLET = "papers", "again", "wallet"
_MOST_SEEN = 40
_MARKS = {
    "replaced": _("Replaced by a newer one"),
    "revoked": _("Not valid any more"),
    "suspended": _("Suspended: it does not count now"),
    "ended": _("Not valid any more"),
}


def paper_lines(following: Following) -> Iterator[PaperLine]:
    """Yield the papers of a case, the newest first."""
    say, ordered = saying(following.language), ordered_again(following.facts.reference)
    jurisdiction = following.catalogue.jurisdiction
    for paper in reversed(papers_of(following.facts.reference)):
        fallen = fallen_of(paper, jurisdiction) if paper.state == "genuine" else None
        mark, is_good = _MARKS.get(fallen or paper.state, ""), paper.state == "genuine" and not fallen
        yield PaperLine(
            name=paper_title(following, paper.kind),
            when=full_date(paper.issued_at.astimezone(following.zone).date(), following.language),
            href=following.href(PAPERS, paper.id),
            number=paper.number,
            code=paper.code,
            mark=say(mark) if mark else "",
            again_href=following.href(PAPERS, paper.id, AGAIN) if is_good else "",
            is_coming=is_good and paper.id in ordered,
        )


def paper_title(following: Following, kind: str) -> str:
    """Return what a paper of a case is called, as it stands on it."""
    service = following.service
    called = paper_called(following.catalogue.jurisdiction, service, kind)
    return paper_name(kind, following.language, called)


def wallet_href(following: Following) -> str:
    """Return where a paper of a case can be put into a wallet, if it has one that is good."""
    has_one = any(each.state == "genuine" for each in papers_of(following.facts.reference))
    return following.href(WALLET) if has_one else ""


@following()
def papers(following: Following) -> HttpResponse:
    """Show the papers of a case on a page of their own."""
    lines, facts = tuple(paper_lines(following)), following.facts
    view = PapersView(following.line, facts.reference, lines, following.href(), wallet_href(following))
    return following.show(following.path(PAPERS), "track/papers.jinja", view)


@following(methods=BOTH)
def again(following: Following, paper: str) -> HttpResponse:
    """Say what follows from asking for a paper again, or order it; sent twice it is ordered once."""
    post, place = following.request.POST, (PAPERS, paper, AGAIN)
    if following.request.method == "POST" and not following.is_turned:
        language, seen = post.get("language", ""), post.get(ONCE, "")[:_MOST_SEEN]
        once = following.once(f"{AGAIN}/{paper}", language, seen)
        order_paper_again(
            reference=following.facts.reference,
            paper=paper,
            language=language,
            visitor=following.visitor,
            now=following.now,
            once=once,
        )
        return following.send_to(PAPERS)
    line = next((each for each in paper_lines(following) if each.href == following.href(PAPERS, paper)), None)
    if line is None:
        return unknown(following.request)
    if not line.again_href or line.is_coming:
        return following.send_to(PAPERS)
    languages = following.catalogue.languages
    view = PaperAgainView(
        service=following.line,
        reference=following.facts.reference,
        paper=replace(line, again_href=""),
        action=following.href(*place),
        back_href=following.href(PAPERS),
        languages=tuple((each.code, _IN_ITS_OWN.format(each.code, each.name), "") for each in languages),
        language=post.get("language", following.language.code),
        once=post.get(ONCE, "")[:_MOST_SEEN] or secrets.token_urlsafe(9),
    )
    return following.show(following.path(*place), "track/paper_again.jinja", view)


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
