"""What the public pages need to know of the place they are served from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from openhall.blocks.catalogue.facade import Catalogue
from openhall.kernel.languages import Language, Text, pick
from openhall.ui.shell import Assets, ContactPoint, Shell, asset_addresses


@dataclass(frozen=True)
class Site:
    """The published catalogue, and where and to whom it is shown.

    ``base_url`` has no slash at its end. ``visitor`` is the name of a signed-in person, and ``None`` on
    pages that everybody shares. ``has_sign_in`` says whether signing in is set up here.
    """

    catalogue: Catalogue
    is_demo: bool
    base_url: str
    visitor: Text | None = None
    has_sign_in: bool = False
    assets: Assets = field(default_factory=asset_addresses)

    @cached_property
    def contact(self) -> ContactPoint:
        """Return the front desk of the jurisdiction."""
        contact = self.catalogue.jurisdiction.contact
        return ContactPoint(contact.name, contact.telephone, contact.hours, contact.note)

    def shell(self, language: Language, path: str, query: str = "") -> Shell:
        """Return the frame for the page at ``path`` (without its language)."""
        jurisdiction = self.catalogue.jurisdiction
        return Shell(
            language=language,
            languages=self.catalogue.languages,
            path=path,
            query=query,
            government=jurisdiction.government,
            contact=self.contact,
            published_at=self.catalogue.published_at,
            time_zone=jurisdiction.time_zone,
            base_url=self.base_url,
            is_demo=self.is_demo,
            visitor=self.name_in(language) or None,
            has_sign_in=self.has_sign_in,
            services_without_law=self.catalogue.services_without_law,
            assets=self.assets,
        )

    def name_in(self, language: Language) -> str:
        """Return the name of whoever is signed in, or an empty text."""
        return "" if self.visitor is None else pick(self.visitor, language)

    def languages(self) -> Iterator[Language]:
        """Yield the languages of the site, the first one first."""
        yield from self.catalogue.languages
