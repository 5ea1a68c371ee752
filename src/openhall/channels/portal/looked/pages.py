"""The pages of who looked: of a person, and of a case for whoever holds its secret; and the question why."""

from http import HTTPStatus

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.cases.facade import owners_of_case, owners_of_person
from openhall.blocks.catalogue.facade import Catalogue
from openhall.blocks.journal.facade import OWN, Purpose, Wanted, reads_of
from openhall.blocks.oversight.facade import NoSuchRead, ask_why
from openhall.channels.portal.framing import own_page, see_other
from openhall.channels.portal.inbox.asked import Asked, asked
from openhall.channels.portal.looked.lines import Whose, days_of, looks_of
from openhall.channels.portal.looked.words import is_by_helper
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.tracking import own_case
from openhall.channels.portal.views import current_site, error_response
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language
from openhall.kernel.rights import Right, open_to
from openhall.ui.looked_views import LookedView

PLACE, CASE_PLACE = "me/who-looked/", "who-looked/"
_TEMPLATE, _MOST_TAKEN = "me/looked.jinja", 10_000
_LEAD = _("Every look at your data by an office or its program stands here. You can ask why each time.")
_CASE_LEAD = _("Every look at this application by an office or its program stands here. You can ask why each time.")
_EMPTY = _("Nobody has looked at your data here yet.")
_DONE = _("Asked. The answer comes to this page, and as a letter if you have a page of your own.")
_ALL, _OFFICES, _PROGRAM, _YOURSELF = _("All looks by others"), _("By officers"), _("By the program"), _("By yourself")
_WAYS = (("", _ALL), ("offices", _OFFICES), ("program", _PROGRAM), (OWN, _YOURSELF))
_MY_PAGE, _MY_CASE = _("My page"), _("The application")


@open_to(Right.SIGNED_IN)
def who_looked(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who looked at the data of whoever is signed in."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    view = _view(request, _mine(found), found.catalogue, found.language)
    return found.show(PLACE, _TEMPLATE, view)


@open_to(Right.SIGNED_IN)
def who_looked_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out all of it for a program."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    reads = reads_of(_mine(found).owners, wanted=Wanted(person=found.visitor.id), most=_MOST_TAKEN)
    told = [
        {
            "id": str(each.id),
            "at": each.at,
            "case": each.case,
            "office": each.office,
            "post": each.post,
            "purpose": Purpose.HELP if is_by_helper(each, found.visitor.id) else each.purpose,
            "how": each.how,
            "basis": each.basis,
            "open_case": not each.is_outside,
        }
        for each in reads
    ]
    response = HttpResponse(msgspec.json.encode({"reads": told}), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="who-looked.json"'
    response["Cache-Control"] = "no-store"
    return response


@open_to(Right.SIGNED_IN, methods=("POST",))
def ask(request: HttpRequest, slug: str, read: int) -> HttpResponse:
    """Ask why, as whoever is signed in."""
    found = asked(request, slug)
    return found if isinstance(found, HttpResponse) else _ask(request, _mine(found), found.language, read)


@open_to(Right.EVERYONE)
def who_looked_at_case(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Show who looked at a case, to whoever holds its secret or owns it."""
    found = own_case(request, slug, reference)
    if isinstance(found, HttpResponse):
        return found
    whose = _of_case(found.facts.person, found.facts.reference, found.asker.actor, slug)
    view = _view(request, whose, found.catalogue, found.language)
    page = Page(f"track/{found.facts.reference}/{CASE_PLACE}", _TEMPLATE, {"view": view})
    return own_page(request, current_site(found.asker.visitor, found.catalogue), found.language, page)


@open_to(Right.EVERYONE, methods=("POST",))
def ask_about_case(request: HttpRequest, slug: str, reference: str, read: int) -> HttpResponse:
    """Ask why a case was looked at, as whoever holds its secret or owns it."""
    found = own_case(request, slug, reference)
    if isinstance(found, HttpResponse):
        return found
    facts = found.facts
    return _ask(request, _of_case(facts.person, facts.reference, found.asker.actor, slug), found.language, read)


def _mine(found: Asked) -> Whose:
    person = found.visitor.id
    return Whose(owners_of_person(person, now=timezone.now()), f"person:{person}", person, "", found.href(PLACE))


def _of_case(person: str, reference: str, actor: str, slug: str) -> Whose:
    place = f"/{slug}/track/{reference}/{CASE_PLACE}"
    return Whose(owners_of_case(person=person, reference=reference), actor, person, reference, place)


def _ask(request: HttpRequest, whose: Whose, language: Language, read: int) -> HttpResponse:
    try:
        ask_why(
            read=read,
            owners=whose.owners,
            person=whose.person,
            language=language.code,
            now=timezone.now(),
            case=whose.case,
        )
    except NoSuchRead:
        return error_response(request, HTTPStatus.NOT_FOUND)
    return see_other(f"{whose.place}?asked={read}#look-{read}")


def _view(request: HttpRequest, whose: Whose, catalogue: Catalogue, language: Language) -> LookedView:
    say, now = saying(language), timezone.now()
    who, before = request.GET.get("who", ""), request.GET.get("before", "")
    who = who if who in {name for name, _words in _WAYS} else ""
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else 0  # noqa: PLR2004 - no such row
    looks = looks_of(whose, who, start)
    narrowed = f"who={who}&" if who else ""
    back = f"/{language.slug}/track/{whose.case}/" if whose.case else f"/{language.slug}/me/"
    return LookedView(
        lead=say(_CASE_LEAD if whose.case else _LEAD),
        back_href=back,
        back=say(_MY_CASE if whose.case else _MY_PAGE),
        days=days_of(whose, looks, catalogue, language, now),
        ways=tuple(
            (say(words), f"{whose.place}?who={name}" if name else whose.place, name == who) for name, words in _WAYS
        ),
        empty=say(_EMPTY),
        next_href=f"{whose.place}?{narrowed}before={looks.last}" if looks.last else "",
        download_href="" if whose.case else f"{whose.place}who-looked.json",
        done=say(_DONE) if "asked" in request.GET else "",
    )
