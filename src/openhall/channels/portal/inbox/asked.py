"""One request of somebody signed in for a page of their letters."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.catalogue.facade import Catalogue, current_catalogue
from openhall.blocks.identity.facade import Scope, Visitor, firms_with
from openhall.channels.portal.asking import visitor
from openhall.channels.portal.framing import own_page
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.tracking import language_for
from openhall.channels.portal.views import current_site, error_response
from openhall.channels.portal.words import saying
from openhall.kernel.languages import BY_SLUG, Language

LETTERS, PREFERENCES = "me/letters/", "me/preferences/"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for what, in which language, when."""

    request: HttpRequest
    catalogue: Catalogue
    language: Language
    visitor: Visitor
    now: datetime

    @property
    def say(self) -> Callable[[str], str]:
        """Return what translates sentences."""
        return saying(self.language)

    @property
    def firms(self) -> tuple[str, ...]:
        """Return the ids of the organisations whose letters the visitor may read."""
        return firms_with(self.visitor, Scope.LETTERS)

    @property
    def helped(self) -> Mapping[str, Collection[str]]:
        """Return the people whose letters the visitor may read, each with what it is for."""
        return helped_by(self.visitor)

    @property
    def page(self) -> int:
        """Return the page of a list that is asked for; what is no number is the first."""
        given = self.request.GET.get("page", "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < len("1000000") else 1

    def href(self, place: str) -> str:
        """Return the address of a place in the language of the page."""
        return f"/{self.language.slug}/{place}"

    def show(self, place: str, template: str, view: object, status: int = HTTPStatus.OK) -> HttpResponse:
        """Answer with a page that no cache keeps."""
        site = current_site(self.visitor, self.catalogue)
        return own_page(self.request, site, self.language, Page(place, template, {"view": view}), status)


def helped_by(visitor: Visitor) -> Mapping[str, Collection[str]]:
    """Return the people whose letters ``visitor`` may read by a mandate, with its services (none: all)."""
    return {each.giver: each.services for each in visitor.mandates if Scope.LETTERS in each.scopes}


def asked(request: HttpRequest, slug: str) -> Asked | HttpResponse:
    """Return the request, or the page for a language that is not spoken here."""
    catalogue, language = current_catalogue(), BY_SLUG.get(slug)
    if language is None or language not in catalogue.languages:
        return error_response(request, HTTPStatus.NOT_FOUND)
    return Asked(request, catalogue, language_for(request, language), visitor(request), timezone.now())
