"""The letters of a person and of the firms that they act for."""

from collections.abc import Mapping
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from openhall.blocks.catalogue.facade import Catalogue
from openhall.blocks.identity.facade import Scope, Visitor, firms_with
from openhall.blocks.journal.facade import OWN, KeyDestroyedError, Reader, SealError
from openhall.blocks.messages.facade import LetterFacts, NoSuchLetter, OpenLetter, inbox_of, letter_of, read_message
from openhall.channels.portal.inbox.asked import LETTERS, PREFERENCES, Asked, asked
from openhall.channels.portal.views import error_response
from openhall.channels.portal.words import mark as _
from openhall.kernel.languages import Language, pick
from openhall.kernel.rights import Right, open_to
from openhall.ui.formats import moment
from openhall.ui.letter_views import InboxView, LetterLine, LettersSummary, LetterView

_NEWEST = 3
_DELETED = _("They were deleted for ever. This page tells only that the letter was there.")
_UNREADABLE = _("They cannot be opened now. We have noted this. Please try again later.")


@open_to(Right.SIGNED_IN)
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the letters, the newest first."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    inbox = inbox_of(person=found.visitor.id, organisations=found.firms, helped=found.helped, page=found.page)
    view = InboxView(
        letters=_lines(found.catalogue, found.language, found.visitor, inbox.letters),
        unread=inbox.unread,
        page=inbox.page,
        pages=inbox.pages,
        address=f"{found.href(LETTERS)}?page=",
        preferences_href=found.href(PREFERENCES),
        search_href=found.href("services/"),
    )
    return found.show(LETTERS, "inbox/letters.jinja", view)


@open_to(Right.SIGNED_IN)
def letter(request: HttpRequest, slug: str, letter: str) -> HttpResponse:
    """Show one letter; whoever opens it has read it."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    try:
        view = _opened(found, letter)
    except NoSuchLetter:
        return error_response(request, HTTPStatus.NOT_FOUND)
    return found.show(f"{LETTERS}{letter}/", "inbox/letter.jinja", view)


def _opened(found: Asked, letter: str) -> LetterView:
    facts = letter_of(letter=letter, person=found.visitor.id, organisations=found.firms, helped=found.helped)
    reader = Reader(actor=f"person:{found.visitor.id}", purpose=OWN, case=facts.subject, now=found.now)
    try:
        opened = read_message(
            letter=letter,
            person=found.visitor.id,
            organisations=found.firms,
            helped=found.helped,
            reader=reader,
            now=found.now,
        )
    except (KeyDestroyedError, SealError) as refusal:
        trouble = found.say(_DELETED if isinstance(refusal, KeyDestroyedError) else _UNREADABLE)
        return _view(found, OpenLetter(facts, {}), trouble)
    return _view(found, opened)


def _view(found: Asked, opened: OpenLetter, trouble: str = "") -> LetterView:
    facts, zone = opened.facts, found.catalogue.jurisdiction.time_zone
    service = found.catalogue.service(facts.service)
    is_own, case = facts.person == found.visitor.id, found.href(f"track/{facts.subject}/")
    return LetterView(
        title=_said(facts.titles, found.language, facts.language),
        office=_office(found.catalogue, found.language, facts),
        reference=facts.subject,
        delivered=moment(facts.delivered_at, found.language, zone),
        back_href=found.href(LETTERS),
        service=pick(service.name, found.language) if service else "",
        read=moment(facts.read_at, found.language, zone) if facts.read_at else "",
        lines=tuple(_body(opened, found.language)),
        has_legal_effect=facts.has_legal_effect,
        firm=_firm(found.visitor, found.language, facts),
        # A colleague may read the letter to the firm; the application is the person's who made it.
        case_href=case if is_own and facts.subject else "",
        paper_href=f"{case}papers/{facts.paper}/" if is_own and facts.paper else "",
        is_demo=settings.OPENHALL_DEMO,
        trouble=trouble,
    )


def _body(opened: OpenLetter, language: Language) -> list[str]:
    words = opened.words.get(language.code) or opened.words.get(opened.facts.language) or ("", "")
    return [line for line in words[1].splitlines() if line]


def letters_summary(catalogue: Catalogue, language: Language, visitor: Visitor) -> LettersSummary:
    """Return the newest letters of somebody signed in, for their own page."""
    firms = firms_with(visitor, Scope.LETTERS)
    inbox = inbox_of(person=visitor.id, organisations=firms, size=_NEWEST)
    return LettersSummary(
        f"/{language.slug}/{LETTERS}", _lines(catalogue, language, visitor, inbox.letters), inbox.unread
    )


def _lines(
    catalogue: Catalogue, language: Language, visitor: Visitor, found: tuple[LetterFacts, ...]
) -> tuple[LetterLine, ...]:
    return tuple(
        LetterLine(
            title=_said(facts.titles, language, facts.language),
            href=f"/{language.slug}/{LETTERS}{facts.id}/",
            office=_office(catalogue, language, facts),
            when=moment(facts.delivered_at, language, catalogue.jurisdiction.time_zone),
            is_unread=facts.read_at is None,
            has_legal_effect=facts.has_legal_effect,
            firm=_firm(visitor, language, facts),
        )
        for facts in found
    )


def _said(titles: Mapping[str, str], language: Language, written_in: str) -> str:
    return titles.get(language.code) or titles.get(written_in, "")


def _office(catalogue: Catalogue, language: Language, facts: LetterFacts) -> str:
    office = catalogue.authorities.get(facts.authority)
    return pick(office.name, language) if office else facts.authority


def _firm(visitor: Visitor, language: Language, facts: LetterFacts) -> str:
    """Return to whom a letter is, where it is not the reader's own: a firm, or a person who lets them read it."""
    firms = {each.id: each.name for each in visitor.organisations}
    people = {each.giver: each.name for each in visitor.mandates}
    name = firms.get(facts.organisation) or ({} if facts.person == visitor.id else people.get(facts.person))
    return pick(name, language) if name else ""
