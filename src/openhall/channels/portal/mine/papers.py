"""The papers that somebody was given, whichever matter they belong to."""

from openhall.blocks.cases.facade import fallen_of, own_references
from openhall.blocks.catalogue.facade import paper_called, register_of
from openhall.blocks.documents.facade import PaperFacts, newest_papers
from openhall.channels.portal.applying.holding import correct_href
from openhall.channels.portal.mine.gathering import Holding, firms_of
from openhall.channels.portal.mine.lines import office_name, service_name
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language, pick
from openhall.ui.formats import plain_date
from openhall.ui.me_views import PaperLine
from openhall.ui.paper_words import paper_name

#: So many papers stand on the page; they are looked for among so many of the newest matters.
MOST_PAPERS, _MOST_MATTERS = 20, 500
_ISSUED, _VALID = _("Issued on %(day)s"), _("Valid until %(day)s")


def paper_lines(holding: Holding, language: Language) -> tuple[PaperLine, ...]:
    """Return the newest papers, one more than are shown where there are so many."""
    who = holding.visitor
    mine = own_references(person=who.id, organisations=firms_of(who), most=_MOST_MATTERS)
    found = newest_papers(mine, most=MOST_PAPERS + 1)
    return tuple(_line(holding, paper, language) for paper in found)


def _line(holding: Holding, paper: PaperFacts, language: Language) -> PaperLine:
    say, until = saying(language), paper.valid_until
    is_over = until is not None and until < holding.today
    known, jurisdiction = holding.catalogue.summaries.get(paper.service), holding.catalogue.jurisdiction
    called = paper_called(jurisdiction, known, paper.kind) if known else None
    fallen = fallen_of(paper, jurisdiction) if paper.state == "genuine" else None
    return PaperLine(
        title=paper_name(paper.kind, language, called),
        service=service_name(holding, paper.service, language),
        office=office_name(holding, paper.authority, language),
        href=f"/{language.slug}/track/{paper.subject}/papers/{paper.id}/",
        number=paper.number,
        issued=say(_ISSUED) % {"day": plain_date(holding.day_of(paper.issued_at), language)},
        valid=say(_VALID) % {"day": plain_date(until, language)} if until else "",
        correct_href=_correct_href(holding, paper, language),
        standing=fallen or (paper.state if paper.state != "genuine" else "over" if is_over else ""),
    )


def _correct_href(holding: Holding, paper: PaperFacts, language: Language) -> str:
    """Return where one says that a paper is wrong about what a register says; nothing for what no register keeps."""
    register = register_of(holding.catalogue.jurisdiction, paper.service) if paper.number else None
    if register is None:
        return ""
    return correct_href(holding.catalogue, language, pick(register.name, language), paper.number)
