"""What somebody sent for the reader: who it was, and for two days a page to undo it."""

from datetime import datetime

from django.http import HttpResponse

from openhall.blocks.cases.facade import UndoOver, undo_submission, undo_until
from openhall.blocks.identity.facade import names_of
from openhall.channels.portal.following.opening import BOTH, Following, following
from openhall.kernel.languages import Language, pick
from openhall.ui.following_views import HelpedLine, UndoView
from openhall.ui.formats import moment

UNDO = "undo"


@following(methods=BOTH)
def undo(following: Following) -> HttpResponse:
    """Say what follows from undoing it, or undo it; sent twice it is done once."""
    facts = following.facts
    if following.request.method == "POST" and not following.is_turned:
        once = following.once(UNDO, "", "")
        undo_submission(reference=facts.reference, visitor=following.visitor, now=following.now, once=once)
        return following.send_to()
    until = _until(following)
    if until is None:
        raise UndoOver
    view = UndoView(
        service=following.line,
        reference=facts.reference,
        helper=person_name(facts.helper, following.language),
        until=_moment(following, until),
        action=following.href(UNDO),
        back_href=following.href(),
    )
    return following.show(following.path(UNDO), "track/undo.jinja", view)


def helped_line(following: Following, *, is_open: bool) -> HelpedLine | None:
    """Return who submitted a case for whom; ``None`` where its person did it themselves."""
    facts, language = following.facts, following.language
    if not facts.helper:
        return None
    until = _until(following) if is_open else None
    return HelpedLine(
        helper=person_name(facts.helper, language),
        person=person_name(facts.person, language),
        is_yours=following.visitor.id == facts.person,
        until=_moment(following, until) if until else "",
        undo_href=following.href(UNDO) if until else "",
    )


def person_name(person: str, language: Language) -> str:
    """Return somebody's name; who is not known any more keeps their id."""
    known = names_of([person])
    return pick(known[person], language) if person in known else person


def _until(following: Following) -> datetime | None:
    """Return until when the reader can undo it; ``None`` where they cannot."""
    facts = following.facts
    until = undo_until(person=facts.person, helper=facts.helper, submitted_at=facts.submitted_at)
    return until if until and following.now < until and following.visitor.id == facts.person else None


def _moment(following: Following, value: datetime) -> str:
    return moment(value, following.language, following.catalogue.jurisdiction.time_zone)
