"""What stands around the pages of posts and people, and from a page to its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from openhall.blocks.catalogue.facade import Catalogue
from openhall.blocks.identity.facade import Visitor
from openhall.channels.desk.language import CHOICE, keep_language
from openhall.kernel.languages import Language, pick
from openhall.ui.shell import Alternate, ContactPoint, Shell, asset_addresses
from openhall.ui.templating import render

_TEMPLATES = "channels/desk/templates"
#: What the templates of people extend. The desk's own frame takes its place here, and its view in `_context`.
_LAYOUT = "ui/components/shell/form_shell.jinja"


@dataclass(frozen=True, slots=True)
class _DeskPage(Shell):
    """The frame of a page of the desk, whose address names no language."""

    @property
    def alternates(self) -> tuple[Alternate, ...]:
        """Return this page in every language: choosing one is kept."""
        return tuple(Alternate(each, f"/desk/{self.path}?{CHOICE}={each.slug}") for each in self.languages)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at a page of the desk, and at which publication."""

    visitor: Visitor
    language: Language
    catalogue: Catalogue


def desk_answer(
    request: HttpRequest,
    reader: Reader,
    path: str,
    template: str,
    view: object,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """Draw a page of the desk for its reader alone; ``path`` stands below ``/desk/``."""
    body = render(f"{_TEMPLATES}/{template}", language=reader.language, context=_context(reader, path, view))
    response = HttpResponse(body, status=int(status))
    response["Content-Language"] = reader.language.code
    response["Cache-Control"] = "no-store"
    keep_language(request, response)
    return response


def _context(reader: Reader, path: str, view: object) -> Mapping[str, object]:
    jurisdiction = reader.catalogue.jurisdiction
    contact = jurisdiction.contact
    shell = _DeskPage(
        language=reader.language,
        languages=reader.catalogue.languages,
        path=path,
        government=jurisdiction.government,
        contact=ContactPoint(contact.name, contact.telephone, contact.hours, contact.note),
        published_at=reader.catalogue.published_at,
        time_zone=jurisdiction.time_zone,
        assets=asset_addresses(),
        base_url=settings.OPENHALL_URL,
        is_demo=settings.OPENHALL_DEMO,
        visitor=pick(reader.visitor.name, reader.language),
        has_sign_in=True,
        services_without_law=reader.catalogue.services_without_law,
    )
    return {"layout": _LAYOUT, "shell": shell, "view": view, "zone": jurisdiction.time_zone}
