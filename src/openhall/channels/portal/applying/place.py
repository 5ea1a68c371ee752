"""Which service is being applied for, in which language, and where its pages are."""

from dataclasses import dataclass
from functools import lru_cache

from openhall.blocks.authorities.facade import Authority
from openhall.blocks.catalogue.facade import Catalogue, Service, form_of
from openhall.blocks.forms.facade import Form, FormPage
from openhall.channels.portal.pages.service import path_of
from openhall.kernel.languages import BY_SLUG, Language, pick
from openhall.kernel.references import read_reference
from openhall.ui.case_views import ServiceLine

#: Stands where the reference will, until the first answer has been given.
NEW = "new"
#: The last word of an address: the page that asks for whom somebody applies.
FOR_WHOM = "for-whom"
_PLACES = 96


@dataclass(frozen=True)
class Place:
    """A service that is applied for, read in one language."""

    catalogue: Catalogue
    language: Language
    service: Service
    form: Form

    @property
    def key(self) -> tuple[str, ...]:
        """Name this place among those of every publication."""
        return self.catalogue.digest, self.language.slug, self.service.id

    @property
    def authority(self) -> Authority | None:
        """Return the office behind the service."""
        return self.catalogue.authorities.get(self.service.authority)

    @property
    def name(self) -> str:
        """Return the name of the service in the reader's language."""
        return pick(self.service.name, self.language)

    def path(self, *parts: str) -> str:
        """Return where a page of the application is, without the language."""
        return "/".join(("apply", self.service.id, *parts, ""))

    def href(self, *parts: str) -> str:
        """Return the address of a page of the application."""
        return f"/{self.language.slug}/{self.path(*parts)}"

    @property
    def service_href(self) -> str:
        """Return the address of the service's start page."""
        return f"/{self.language.slug}/{path_of(self.service.id)}"

    @property
    def line(self) -> ServiceLine:
        """Return the service as the pages around a form name it."""
        office = self.authority
        telephone = office.telephone.number if office and office.telephone.is_shown else ""
        return ServiceLine(
            name=self.name,
            href=self.service_href,
            office=pick(office.name, self.language) if office else "",
            telephone=telephone,
            kind=self.service.kind,
        )

    def page(self, page_id: str) -> FormPage | None:
        """Return a page of questions by its word in the address."""
        return self.form.page_of.get(page_id)


def place_of(catalogue: Catalogue, slug: str, service_id: str) -> Place | None:
    """Return where an address leads, or ``None`` when there is no such language or service."""
    return _place(catalogue, slug, service_id)


@lru_cache(maxsize=_PLACES)
def _place(catalogue: Catalogue, slug: str, service_id: str) -> Place | None:
    language = BY_SLUG.get(slug)
    service = catalogue.service(service_id)
    if language is None or language not in catalogue.languages or service is None:
        return None
    return Place(catalogue, language, service, form_of(service, catalogue.jurisdiction))


def reference_in(address: str) -> str | None:
    """Return the reference that stands in an address, or ``None``."""
    return read_reference(address)
