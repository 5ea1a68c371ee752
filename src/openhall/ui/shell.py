"""What stands around every page: the frame that a template of the hall is set in."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from openhall.kernel.languages import Language, Text
from openhall.ui.assets import (
    desk_script,
    desk_stylesheet,
    form_script,
    form_stylesheet,
    mark,
    own_stylesheet,
    passkey_script,
    script,
    stylesheet,
    upload_script,
)
from openhall.ui.telephones import telephone_link


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in a language."""

    language: Language
    href: str


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """Where a person answers, whatever the question."""

    name: Text
    telephone: str
    hours: Text | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Outage:
    """Planned or present trouble, said on every page that it touches."""

    title: Text
    words: Text


@dataclass(frozen=True, slots=True)
class Assets:
    """The addresses of the files that pages ask for: of every page, of pages with a form, and of the desk."""

    stylesheet: str
    script: str
    mark: str
    form_stylesheet: str
    own_stylesheet: str
    form_script: str
    upload_script: str
    passkey_script: str
    desk_stylesheet: str
    desk_script: str


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of one page: where the reader is, in which language, and what is true of the whole site."""

    language: Language
    languages: tuple[Language, ...]
    path: str
    government: Text
    contact: ContactPoint
    published_at: datetime
    time_zone: str
    assets: Assets
    base_url: str = ""
    query: str = ""
    is_demo: bool = False
    visitor: str | None = None
    has_sign_in: bool = False
    outage: Outage | None = None
    services_without_law: int = 0

    def to(self, place: str) -> str:
        """Return the address of ``place``, such as ``services/``, in the reader's language."""
        return f"/{self.language.slug}/{place}"

    @property
    def sign_in(self) -> str:
        """Return where to sign in, with the way back to this page; without its query, which is not for others."""
        back = "" if self.path.startswith("sign-in") else f"?{urlencode({'next': self.to(self.path)})}"
        return f"{self.to('sign-in/')}{back}"

    @property
    def canonical(self) -> str:
        """Return the full address of this page."""
        return f"{self.base_url}{self.to(self.path)}"

    @property
    def alternates(self) -> tuple[Alternate, ...]:
        """Return this page in every language, with the query kept."""
        asked = f"?{self.query}" if self.query else ""
        return tuple(Alternate(each, f"/{each.slug}/{self.path}{asked}") for each in self.languages)

    @property
    def telephone_link(self) -> str:
        """Return the front desk's number for a phone to dial."""
        return telephone_link(self.contact.telephone)


def asset_addresses() -> Assets:
    """Return the addresses of the files that pages ask for."""
    return Assets(
        stylesheet=stylesheet().path,
        script=script().path,
        mark=mark().path,
        form_stylesheet=form_stylesheet().path,
        own_stylesheet=own_stylesheet().path,
        form_script=form_script().path,
        upload_script=upload_script().path,
        passkey_script=passkey_script().path,
        desk_stylesheet=desk_stylesheet().path,
        desk_script=desk_script().path,
    )
