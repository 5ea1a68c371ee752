"""What stands around every page of the desk, and from a page to its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from http import HTTPStatus
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from openhall.blocks.authorities.facade import Office, may
from openhall.blocks.cases.facade import offices_of
from openhall.blocks.catalogue.facade import Catalogue
from openhall.blocks.identity.facade import Visitor, names_of
from openhall.blocks.oversight.facade import attending_seat, looking_seat
from openhall.channels.desk.done import done_words
from openhall.channels.desk.language import CHOICE, keep_language
from openhall.channels.desk.troubles_of import count_troubles_of, may_see_troubles
from openhall.channels.desk.words import mark as _
from openhall.channels.desk.words import saying
from openhall.kernel.languages import Language, pick
from openhall.ui.desk_views import DeskPlaces, DeskShell, Here
from openhall.ui.shell import Alternate, asset_addresses
from openhall.ui.templating import render

_TEMPLATES = "channels/desk/templates"
#: What every template of the desk extends.
_LAYOUT = "ui/components/desk_shell/desk_shell.jinja"
#: Says in the address what was just done.
DONE = "done"
_ROLES: Mapping[str, str] = {
    "case-officer": _("Case officer"),
    "supervisor": _("Supervisor"),
    "reviewer": _("Reviewer"),
    "administrator": _("Administrator of posts"),
    "counter-clerk": _("Counter clerk"),
}
_INSTEAD = _("%(role)s, for %(person)s")
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Reader:
    """Who looks at a page of the desk, from which posts, when, and at which publication."""

    visitor: Visitor
    language: Language
    catalogue: Catalogue
    office: Office
    now: datetime

    @cached_property
    def zone(self) -> ZoneInfo:
        """The jurisdiction's zone."""
        return ZoneInfo(self.catalogue.jurisdiction.time_zone)

    @cached_property
    def today(self) -> date:
        """The day that it is in the jurisdiction."""
        return self.now.astimezone(self.zone).date()

    def say(self, message: str) -> str:
        """Return a marked sentence in the reader's language."""
        return saying(self.language)(message)


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page before it is drawn: where it stands below ``/desk/``, its template, its title, and what that needs."""

    path: str
    template: str
    view: object
    title: str = ""
    here: Here = ""
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


def desk_page(request: HttpRequest, reader: Reader, page: DeskPage) -> HttpResponse:
    """Draw a page of the desk for its reader alone."""
    context = {
        "layout": _LAYOUT,
        "desk": _shell(request, reader, page),
        "title": page.title,
        "view": page.view,
        "zone": reader.catalogue.jurisdiction.time_zone,
    }
    body = render(f"{_TEMPLATES}/{page.template}", language=reader.language, context=context)
    response = HttpResponse(body, status=int(page.status), headers=dict(page.headers))
    response["Content-Language"] = reader.language.code
    response["Cache-Control"] = "no-store"
    keep_language(request, response)
    return response


def go_to(place: str, **asked: str) -> HttpResponse:
    """Send a browser on to a place of the desk with GET, whatever it did here (RFC 9110, 303)."""
    query = urlencode({name: value for name, value in asked.items() if value})
    address = f"{place}?{query}" if query else place
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address, "Cache-Control": "no-store"})


def _shell(request: HttpRequest, reader: Reader, page: DeskPage) -> DeskShell:
    jurisdiction, office = reader.catalogue.jurisdiction, reader.office
    sees_troubles = may_see_troubles(office)
    authority = reader.catalogue.authorities.get(office.authority)
    answers = may(office, role="supervisor", authority=office.authority) is not None
    keeps_register = any(each.authority == office.authority for each in jurisdiction.registers)
    return DeskShell(
        language=reader.language,
        alternates=tuple(Alternate(each, _address(request, page, each)) for each in reader.catalogue.languages),
        assets=asset_addresses(),
        places=DeskPlaces(
            work="/desk/",
            money="/desk/money/",
            registers="/desk/registers/" if keeps_register else "",
            counters="/desk/counters/" if offices_of(jurisdiction, office.authority) else "",
            people="/desk/people/",
            troubles="/desk/troubles/" if sees_troubles else "",
            counts="/desk/counts/",
            # Supervisors find people from the page of looks: their masthead is full.
            find="/desk/find/" if looking_seat(office) and not answers else "",
            looks="/desk/looks/" if answers else "",
            attend="/desk/counter/" if attending_seat(office) else "",
            keys="/desk/keys/",
            hall=f"/{reader.language.slug}/",
            sign_out=f"/{reader.language.slug}/sign-out/",
        ),
        person=pick(reader.visitor.name, reader.language),
        office=pick(authority.name, reader.language) if authority else office.authority,
        posts=posts_in_words(reader),
        here=page.here,
        government=pick(jurisdiction.government, reader.language),
        is_demo=settings.OPENHALL_DEMO,
        troubles=count_troubles_of(office) if sees_troubles else 0,
        did=done_words(request.GET.get(DONE, ""), reader.language),
    )


def _address(request: HttpRequest, page: DeskPage, language: Language) -> str:
    """Return the address of a page in another language, with what was asked of it, but not what was done before."""
    asked = [(name, text) for name, text in request.GET.items() if name not in {CHOICE, DONE}]
    return f"/desk/{page.path}?{urlencode([*asked, (CHOICE, language.slug)])}"


def posts_in_words(reader: Reader) -> tuple[str, ...]:
    """Return from which posts somebody acts, each once, and for whom where that is not themselves."""
    seats = reader.office.seats
    away = {seat.instead_of for seat in seats} - {""}
    names = names_of(away) if away else _no_names()
    told = (
        reader.say(_INSTEAD)
        % {"role": reader.say(_ROLES[seat.role]), "person": pick(names[seat.instead_of], reader.language)}
        if seat.instead_of in names
        else reader.say(_ROLES[seat.role])
        for seat in seats
    )
    return tuple(dict.fromkeys(told))


def _no_names() -> Mapping[str, Mapping[str, str]]:
    return {}
