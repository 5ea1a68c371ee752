"""What somebody sent for the reader: who it was, and for two days a page to undo it."""

from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus

from django.http import HttpResponse

from openhall.blocks.cases.facade import ENDED, CaseEnded, EventKind, Status, UndoOver, undo_submission, undo_until
from openhall.blocks.identity.facade import mandates_of, names_of, organisation_names
from openhall.channels.portal.following.opening import BOTH, Following, following
from openhall.channels.portal.following.outcome import appeal_of
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language, pick
from openhall.ui.following_views import HelpedLine, LateUndoView, UndoView
from openhall.ui.formats import moment

UNDO = "undo"
_OF_FIRM = _("%(name)s of %(firm)s")
_DECIDED = (
    _("This was decided already, so it cannot be undone"),
    _("%(helper)s sent it for you, and the decision came before you could undo it. You can still do something:"),
)
_TOO_LATE = (
    _("The 48 hours to undo it are over"),
    _("%(helper)s sent it for you more than two days ago. You can still do something:"),
)
_GONE = (_("This was taken back already"), _("Nobody works on what %(helper)s sent for you. You need not do anything."))
_WITHDRAW = (_("Withdraw it"), _("It is not decided yet. Nobody works on it any more once you do."))
_OBJECT = (_("Object to the decision"), _("Say what is wrong. Somebody who did not decide it looks at it again."))
_GIVE_BACK = (
    _("Ask the office to take it back"),
    _("Write that you did not want it. The office can revoke what it gave, and pay back what is due to you."),
)
_WRITE = (_("Write to the office"), _("Tell them what is wrong with it."))
_END = (_("See who may act for you"), _("There you end what they may do, from the next click on."))


@following(methods=BOTH)
def undo(following: Following) -> HttpResponse:
    """Say what follows from undoing it, or undo it; sent twice it is done once."""
    facts = following.facts
    if following.request.method == "POST" and not following.is_turned:
        once = following.once(UNDO, "", "")
        try:
            undo_submission(reference=facts.reference, visitor=following.visitor, now=following.now, once=once)
        except (UndoOver, CaseEnded):
            return _late(following)
        return following.send_to()
    until = _until(following)
    if until is None or facts.status in ENDED:
        return _late(following)
    view = UndoView(
        service=following.line,
        reference=facts.reference,
        helper=person_name(facts.helper, following.language),
        until=_moment(following, until),
        action=following.href(UNDO),
        back_href=following.href(),
    )
    return following.show(following.path(UNDO), "track/undo.jinja", view)


def _late(following: Following) -> HttpResponse:
    """Say why it cannot be undone any more, and what can still be done; whose it is not is told no more than that."""
    facts, language = following.facts, following.language
    if not facts.helper or following.visitor.id != facts.person:
        raise UndoOver
    say = saying(language)
    if facts.status == Status.WITHDRAWN:
        title, words = _GONE
    else:
        title, words = _DECIDED if facts.status in ENDED else _TOO_LATE
    view = LateUndoView(
        service=following.line,
        reference=facts.reference,
        title=say(title),
        words=say(words) % {"helper": person_name(facts.helper, language)},
        ways=tuple((say(act), say(told), href) for act, told, href in _ways(following)),
        back_href=following.href(),
    )
    return following.show(following.path(UNDO), "track/undo_late.jinja", view, HTTPStatus.CONFLICT)


def _ways(following: Following) -> Iterator[tuple[str, str, str]]:
    facts, language = following.facts, following.language
    if facts.status == Status.WITHDRAWN:
        return
    if facts.status not in ENDED:
        yield (*_WITHDRAW, following.href("withdraw"))
    appeal = appeal_of(following)
    if appeal is not None and appeal.href:
        yield (*_OBJECT, appeal.href)
    if facts.status in ENDED:
        yield (*_GIVE_BACK, following.href("messages"))
    else:
        yield (*_WRITE, following.href("messages"))
    if facts.helper in {each.helper for each in mandates_of(facts.person, now=following.now)[0]}:
        yield (*_END, f"/{language.slug}/me/mandates/")


def helped_line(following: Following, *, is_open: bool) -> HelpedLine | None:
    """Return who submitted a case for whom; ``None`` where its person did it themselves."""
    facts, language = following.facts, following.language
    if not facts.helper:
        return _of_firm(following)
    until = _until(following) if is_open else None
    return HelpedLine(
        helper=person_name(facts.helper, language),
        person=person_name(facts.person, language),
        is_yours=following.visitor.id == facts.person,
        until=_moment(following, until) if until else "",
        undo_href=following.href(UNDO) if until else "",
        late_href=following.href(UNDO) if _is_late(following, is_open=is_open) else "",
    )


def _of_firm(following: Following) -> HelpedLine | None:
    """Return who of a firm, or which agent of it, sent its case, to their colleagues."""
    facts, visitor = following.facts, following.visitor
    firm = next((each for each in visitor.organisations if each.id == facts.organisation), None)
    if firm is None or facts.person == visitor.id:
        return None
    return HelpedLine(_with_firm(following, facts.person), pick(firm.name, following.language))


def _with_firm(following: Following, person: str) -> str:
    """Return who sent it, and of which other firm they are where that one acts for this one."""
    name, language = person_name(person, following.language), following.language
    sent = next((each for each in following.facts.timeline if each.kind == EventKind.SUBMITTED), None)
    firm = organisation_names([sent.detail]).get(sent.detail) if sent and sent.detail else None
    return saying(language)(_OF_FIRM) % {"name": name, "firm": pick(firm, language)} if firm else name


def _is_late(following: Following, *, is_open: bool) -> bool:
    """Tell whether it was decided within the two days in which the reader could have undone it."""
    return not is_open and following.facts.status != Status.WITHDRAWN and _until(following) is not None


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
