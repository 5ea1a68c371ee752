"""What somebody has begun and sent for the people who let them act, by person, for as long as they may see it."""

from collections import defaultdict
from collections.abc import Mapping

from openhall.blocks.cases.facade import helped_matters
from openhall.blocks.forms.facade import drafts_of
from openhall.blocks.identity.facade import Scope, may_help
from openhall.channels.portal.inbox.asked import Asked
from openhall.kernel.languages import pick
from openhall.ui.mandate_views import HelpedMatter

#: So many stand below one person; the others are found by their references.
_MOST = 12


def helped_by_reader(found: Asked) -> Mapping[str, tuple[HelpedMatter, ...]]:
    """Return what the reader has begun and sent, by the person for whom it is, what is begun first."""
    visitor, listed = found.visitor, defaultdict[str, list[HelpedMatter]](list)
    people = {each.giver for each in visitor.mandates if not each.office}
    if not people:
        return {}
    for draft in drafts_of(person=visitor.id, helped=people, now=found.now):
        if draft.person in people and may_help(visitor, draft.person, draft.service, Scope.FILL):
            place = found.href(f"apply/{draft.service}/{draft.reference}/")
            listed[draft.person].append(HelpedMatter(_service(found, draft.service), place, "draft"))
    for each in helped_matters(helper=visitor.id, people=people):
        if may_help(visitor, each.person, each.service, Scope.MATTERS):
            place = found.href(f"track/{each.reference}/")
            matter = HelpedMatter(_service(found, each.service), place, each.status, each.reference)
            listed[each.person].append(matter)
    return {person: tuple(matters[:_MOST]) for person, matters in listed.items()}


def _service(found: Asked, service: str) -> str:
    known = found.catalogue.summaries.get(service)
    return pick(known.name, found.language) if known else service
