"""Make a paper: open the case, set and sign what stands on it, and release it together with what follows."""

from datetime import datetime

from openhall.blocks.cases.facade import paper_order, release_paper
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.documents.facade import credential_text, new_paper_code, sd_jwt_vc, set_paper
from openhall.channels.papers.content import content_of


def issue_paper(*, reference: str, occasion: str, key: str, now: datetime) -> bool:
    """Make the paper that was ordered, unless it is there or nobody waits for it any more; tell whether it was made.

    Setting and signing take no lock: whatever happens meanwhile, the case takes the paper once or not at all.
    """
    order = paper_order(reference=reference, occasion=occasion, key=key, now=now)
    if order is None:
        return False
    content, code = content_of(order, current_catalogue(), now), new_paper_code()
    paper = set_paper(
        content=content,
        now=now,
        code=code,
        credential=credential_text(content=content, code=code, now=now),
        attachment=sd_jwt_vc(content=content, code=code, now=now).text.encode(),
    )
    return release_paper(order=order, paper=paper, now=now)
