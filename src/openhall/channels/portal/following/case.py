"""The page of a case: where it stands, who has the ball, what happened, what comes next and by when."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse

from openhall.blocks.cases.facade import APPLICANT, Status, keeping_of
from openhall.blocks.journal.facade import KeyDestroyedError, SealError
from openhall.channels.portal.following.appointed import appointment_of
from openhall.channels.portal.following.asking import ANSWER, ask_lines
from openhall.channels.portal.following.clocks import Clock, clock_of
from openhall.channels.portal.following.drawing import draw_href
from openhall.channels.portal.following.fee import fee_part
from openhall.channels.portal.following.offices import next_step, office_lines, who_has_it
from openhall.channels.portal.following.opening import Following, opened, unopened
from openhall.channels.portal.following.outcome import appeal_of, award_of, earlier_letters, letters_of
from openhall.channels.portal.following.owning import own_line
from openhall.channels.portal.following.papers import paper_lines, wallet_href
from openhall.channels.portal.following.paying import bill_of
from openhall.channels.portal.following.picture import picture_of
from openhall.channels.portal.following.sent import answered_last, everything_sent
from openhall.channels.portal.following.story import story_of
from openhall.channels.portal.following.undoing import helped_line
from openhall.channels.portal.framing import own_page
from openhall.channels.portal.keeping import kept_words
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.tracking import OwnCase, own_case
from openhall.channels.portal.views import current_site
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.rights import Right, open_to
from openhall.ui.following_views import CaseView, TimelineEntry
from openhall.ui.formats import moment

MESSAGES, WITHDRAW = "messages", "withdraw"
_OPEN = frozenset({Status.SUBMITTED, Status.IN_PROGRESS, Status.WAITING_FOR_YOU, Status.WAITING_FOR_PAYMENT})
_DECISION = _("The decision, with its reasons")
_UNREADABLE = _("What you sent cannot be opened now, so this page tells only where it stands. We have noted this.")
_DELETED = _("What you sent was deleted for ever. This page tells only where it stands.")


@open_to(Right.EVERYONE)
def case(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Show where a case stands to whoever holds its secret or owns it."""
    found = own_case(request, slug, reference)
    if isinstance(found, HttpResponse):
        return found
    page = Page(f"track/{found.facts.reference}/", "track/case.jinja", {"view": _view(request, found)})
    return own_page(request, current_site(found.asker.visitor, found.catalogue), found.language, page)


def _view(request: HttpRequest, found: OwnCase) -> CaseView:
    """Return the whole page; where what was sent cannot be opened, still where the case stands."""
    try:
        return followed_view(opened(request, found))
    except (SealError, KeyDestroyedError) as refusal:
        words = _DELETED if isinstance(refusal, KeyDestroyedError) else _UNREADABLE
        return replace(followed_view(unopened(request, found)), troubles=(saying(found.language)(words),))


def followed_view(following: Following) -> CaseView:
    """Return a case in its owner's words."""
    facts, dossier = following.facts, following.dossier
    is_open = facts.status in _OPEN
    # While somebody has to pay, what counts is until when they have to.
    is_unpaid = facts.status == Status.WAITING_FOR_PAYMENT
    clock = Clock() if is_unpaid else clock_of(following, is_open=is_open)
    asks = ask_lines(following)
    return CaseView(
        service=following.line,
        reference=facts.reference,
        status=facts.status,
        submitted=_moment(following, facts.submitted_at),
        holder=who_has_it(following),
        since=_moment(following, facts.holder_since),
        timeline=(*story_of(following), *(_to_come(following) if is_open else ())),
        decision=facts.decision,
        is_yours=facts.holder == APPLICANT,
        asks=asks,
        answer_href=following.href(ANSWER) if asks else "",
        next_step=next_step(following) if is_open else "",
        due=clock.due,
        working_days=clock.left,
        statutory=clock.statutory,
        paused_since=clock.paused_since,
        paused_days=clock.paused_left,
        is_reviewed=is_open and any(task.serial > 1 for task in dossier.tasks),
        letters=letters_of(following),
        earlier=earlier_letters(following),
        appeal=appeal_of(following),
        award=award_of(following),
        offices=tuple(office_lines(following)),
        sent=answered_last(following, clock.due) if is_open else None,
        picture=picture_of(following),
        bill=bill_of(following) if is_open else None,
        papers=tuple(paper_lines(following)),
        wallet_href=wallet_href(following),
        messages_href=following.href(MESSAGES),
        looked_href=following.href("who-looked"),
        messages=len(dossier.letters),
        receipt_href=following.href("receipt"),
        kept=_kept(following),
        withdraw_href=following.href(WITHDRAW) if is_open else "",
        answers=everything_sent(following),
        fee=fee_part(following),
        appointment=appointment_of(following),
        draw_href=draw_href(following),
        helped=helped_line(following, is_open=is_open),
        own=own_line(following),
    )


def _kept(following: Following) -> str:
    """Return how long a case that has ended is kept; of one that runs nothing is said yet."""
    facts = following.facts
    kept = () if facts.status in _OPEN else keeping_of([facts.reference], following.catalogue)
    if not kept:
        return ""
    zone, may_ask = ZoneInfo(following.catalogue.jurisdiction.time_zone), bool(facts.person)
    today = following.now.astimezone(zone).date()
    return kept_words(kept[0], today=today, zone=zone, language=following.language, may_ask=may_ask)


def _moment(following: Following, value: datetime) -> str:
    return moment(value, following.language, following.catalogue.jurisdiction.time_zone)


def _to_come(following: Following) -> Iterator[TimelineEntry]:
    """Yield what is going on, and that a decision comes; which steps lie between depends on what is found."""
    yield TimelineEntry(who_has_it(following), "now", words=next_step(following))
    yield TimelineEntry(saying(following.language)(_DECISION), "next")
