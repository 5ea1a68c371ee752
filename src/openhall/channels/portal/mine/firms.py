"""The organisations that somebody acts for, and who else does: seen by all of them, changed by who manages people."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from openhall.blocks.identity.facade import (
    MANAGING,
    OWNING,
    Membership,
    SeatFacts,
    SeatRefused,
    change_seat,
    end_seat,
    offer_seat,
    rights_of_roles,
    seats_of,
    set_role_rights,
    sets_rights,
    take_seat,
)
from openhall.channels.portal.framing import see_other
from openhall.channels.portal.inbox.asked import Asked, asked
from openhall.channels.portal.mine.firm_paper_words import paper_lines
from openhall.channels.portal.mine.firm_words import (
    NO_CODE,
    NOTHING,
    ROLE_WORDS,
    role_name,
    through_words,
    told_of,
    typed_day,
)
from openhall.channels.portal.mine.lent_words import Lent, lent_view
from openhall.channels.portal.mine.mandate_terms import last_moment
from openhall.channels.portal.mine.mandate_words import SCOPES, begun, listed, zone_of
from openhall.channels.portal.tracking import LANGUAGE
from openhall.channels.portal.views import error_response
from openhall.kernel.acts import Act, limited
from openhall.kernel.languages import pick
from openhall.kernel.rights import READING, Right, open_to
from openhall.ui.case_views import Errors
from openhall.ui.firm_views import FirmLine, FirmsView, FirmView, RoleLine, SeatLine
from openhall.ui.formats import plain_date

PLACE = "me/organisations/"
_DONE, _MOST = "done", 60


@open_to(Right.SIGNED_IN)
def firms(request: HttpRequest, slug: str) -> HttpResponse:
    """Show which organisations the reader acts for."""
    found = asked(request, slug)
    return found if isinstance(found, HttpResponse) else _firms(found)


@open_to(Right.SIGNED_IN, methods=("POST",))
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the place that a code offers."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    code = request.POST.get("code", "").strip().lower()[:_MOST]
    try:
        organisation = take_seat(code=code, actor=found.visitor.id, now=found.now)
    except SeatRefused as refused:
        return _firms(found, (("code", told_of(found, refused, NO_CODE)),))
    return see_other(found.href(f"{PLACE}{organisation}/"))


@open_to(Right.SIGNED_IN, methods=(*READING, "POST"))
def firm(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """Show who acts for an organisation, or make a code for somebody more."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    if request.method != "POST" or LANGUAGE in request.POST:
        return show_firm(found, organisation, done=_DONE in request.GET)
    role = request.POST.get("role", "")
    try:
        until = _until(found)
        code = offer_seat(organisation=organisation, role=role, actor=found.visitor.id, until=until, now=found.now)
    except SeatRefused as refused:
        return show_firm(found, organisation, refused=refused)
    return show_firm(found, organisation, code=code)


@open_to(Right.SIGNED_IN, methods=("POST",))
def role(request: HttpRequest, slug: str, organisation: str, person: str) -> HttpResponse:
    """Give somebody another role."""
    chosen = next((request.POST[name] for name in request.POST if name.startswith("role")), "")

    def change(found: Asked) -> None:
        change_seat(organisation=organisation, person=person, role=chosen, actor=found.visitor.id, now=found.now)

    return _done(request, slug, organisation, change)


@open_to(Right.SIGNED_IN, methods=("POST",))
def end(request: HttpRequest, slug: str, organisation: str, person: str) -> HttpResponse:
    """Take somebody's place away, or leave."""

    def leave(found: Asked) -> None:
        end_seat(organisation=organisation, person=person, actor=found.visitor.id, now=found.now)

    return _done(request, slug, organisation, leave, leaves=person)


@open_to(Right.SIGNED_IN, methods=("POST",))
def rights(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """Say what a role may do."""
    chosen = request.POST.get("role", "")[:_MOST]

    def change(found: Asked) -> None:
        ticked = request.POST.getlist(f"rights-{chosen}")
        set_role_rights(organisation=organisation, role=chosen, rights=ticked, actor=found.visitor.id, now=found.now)

    return _done(request, slug, organisation, change)


def _done(
    request: HttpRequest, slug: str, organisation: str, act: Callable[[Asked], None], leaves: str = ""
) -> HttpResponse:
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    try:
        act(found)
    except SeatRefused as refused:
        return show_firm(found, organisation, refused=refused)
    place = PLACE if leaves == found.visitor.id else f"{PLACE}{organisation}/"
    return see_other(f"{found.href(place)}?{_DONE}=1")


def _firm_line(found: Asked, seat: Membership) -> FirmLine:
    name = pick(seat.name, found.language)
    if seat.via:
        return FirmLine(name, through_words(found, seat))
    return FirmLine(name, role_name(found, seat.role), found.href(f"{PLACE}{seat.id}/"))


def _firms(found: Asked, errors: Errors = ()) -> HttpResponse:
    view = FirmsView(
        firms=tuple(_firm_line(found, each) for each in found.visitor.organisations),
        take_action=found.href(f"{PLACE}code/"),
        back_href=found.href("me/"),
        done=found.request.GET.get(_DONE, "")[:1],
        errors=errors,
    )
    return found.show(PLACE, "me/firms.jinja", view, HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK)


def show_firm(
    found: Asked,
    organisation: str,
    *,
    code: str = "",
    done: bool = False,
    refused: SeatRefused | None = None,
    lent: Lent | None = None,
) -> HttpResponse:
    """Show an organisation to somebody who acts for it; to others it is not there."""
    own = next((each for each in found.visitor.organisations if each.id == organisation and not each.via), None)
    if own is None:
        return error_response(found.request, HTTPStatus.NOT_FOUND)
    manages, seats = own.role in MANAGING, seats_of(organisation, actor=found.visitor.id)
    by_person = {each.person: each.role for each in seats}
    sets = sets_rights(by_person, found.visitor.id)
    view = FirmView(
        name=pick(own.name, found.language),
        seats=tuple(_line(found, own, each, sets=sets) for each in seats),
        # Only an owner makes another one.
        roles=tuple((each, found.say(words)) for each, words in ROLE_WORDS.items() if sets or each not in OWNING),
        back_href=found.href(PLACE),
        lines=tuple(_role_lines(found, own)),
        rights=tuple((scope, begun(found.say(words)), "") for scope, words in SCOPES.items()),
        rights_action=found.href(f"{PLACE}{organisation}/rights/") if sets else "",
        offer_action=found.href(f"{PLACE}{organisation}/") if manages else "",
        code=code,
        done="1" if done else "",
        refused=told_of(found, refused) if refused else "",
        role=found.request.POST.get("role", "") if refused or LANGUAGE in found.request.POST else "",
        day=typed_day(found, "until") if refused or LANGUAGE in found.request.POST else ("", "", "", ""),
        lent=lent_view(found, own.id, lent or Lent(), manages=manages, sets=sets),
        papers=paper_lines(found, own.id, manages=manages),
    )
    status = HTTPStatus.CONFLICT if refused else HTTPStatus.OK
    if lent and lent.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return found.show(f"{PLACE}{organisation}/", "me/firm.jinja", view, status)


def _until(found: Asked) -> datetime | None:
    """Return when the place is to end, or ``None`` for one without an end; raise ``SeatRefused`` for no such day."""
    if not any(found.request.POST.get(f"until-{part}", "").strip() for part in ("day", "month", "year")):
        return None
    ends_at = last_moment(found)
    if ends_at is None:
        raise SeatRefused("seat-days")
    return ends_at


def _role_lines(found: Asked, own: Membership) -> Iterator[RoleLine]:
    """Yield what each role may do there."""
    for each, may in rights_of_roles(own.id, actor=found.visitor.id).items():
        told = listed(found, [found.say(SCOPES[scope]) for scope in may if scope in SCOPES])
        yield RoleLine(
            role=each,
            words=role_name(found, each),
            told=begun(told) if may else found.say(NOTHING),
            chosen=may,
            is_fixed=each in OWNING,
            is_yours=each == own.role,
        )


def _last_day(found: Asked, ends_at: datetime) -> str:
    return plain_date((ends_at.astimezone(zone_of(found)) - timedelta(microseconds=1)).date(), found.language)


def _line(found: Asked, own: Membership, seat: SeatFacts, *, sets: bool) -> SeatLine:
    base, is_you = found.href(f"{PLACE}{own.id}/people/{seat.person}/"), seat.person == found.visitor.id
    manages = own.role in MANAGING and (sets or seat.role not in OWNING)
    return SeatLine(
        name=pick(seat.name, found.language),
        role=seat.role,
        role_words=role_name(found, seat.role),
        until=_last_day(found, seat.ends_at) if seat.ends_at else "",
        is_you=is_you,
        role_action=f"{base}role/" if manages else "",
        end_action=f"{base}end/" if manages or is_you else "",
    )


urlpatterns: list[URLPattern] = [
    path("<slug:slug>/me/organisations/", firms),
    path("<slug:slug>/me/organisations/code/", limited(Act.WRITE)(take)),
    path("<slug:slug>/me/organisations/<slug:organisation>/", limited(Act.WRITE)(firm)),
    path("<slug:slug>/me/organisations/<slug:organisation>/rights/", limited(Act.WRITE)(rights)),
    path("<slug:slug>/me/organisations/<slug:organisation>/people/<slug:person>/role/", limited(Act.WRITE)(role)),
    path("<slug:slug>/me/organisations/<slug:organisation>/people/<slug:person>/end/", limited(Act.WRITE)(end)),
]
