"""One request of a page of signing in: who asks, from where, on which device, and what their ceremony remembers."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from math import ceil

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.catalogue.facade import Catalogue, current_catalogue
from openhall.blocks.identity.facade import (
    DEVICE_LASTS,
    Caller,
    Device,
    Proven,
    SignInRefused,
    TooOften,
    Visitor,
    begin_session,
    open_ways,
    read_device,
    written_device,
)
from openhall.channels.portal.asking import visitor
from openhall.channels.portal.framing import own_page, see_other
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.signing.whence import caller_of
from openhall.channels.portal.signing.words import device_word, refused_words
from openhall.channels.portal.signing_in import keep_session, next_place
from openhall.channels.portal.tracking import language_for
from openhall.channels.portal.views import current_site, error_response
from openhall.channels.portal.words import saying
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import BY_SLUG, Language
from openhall.kernel.visits import SESSION_COOKIE, is_local_path

_log = logging.getLogger("openhall.security")
#: Why somebody is not let in: each has words for the page.
Refused = (SignInRefused, TooOften)
SIGN_IN, KEEPING = "sign-in/", "me/sign-in/"
DEVICE_COOKIE = "openhall_device"
#: Where the ceremony remembers the id of the code that was sent.
CODE = "code"
_NEXT, _SHARED = "next", "shared"
_LONGEST = 300


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
    def cookie(self) -> str:
        """Return the cookie of the session that the browser has."""
        return self.request.COOKIES.get(SESSION_COOKIE, "")

    @property
    def device(self) -> Device:
        """Return the device that the browser says it is."""
        return read_device(self.request.COOKIES.get(DEVICE_COOKIE, ""))

    @property
    def caller(self) -> Caller:
        """Return where the request comes from."""
        return caller_of(self.request, self.device)

    def given(self, name: str) -> str:
        """Return what a form sent, without signs that no name or code has."""
        return "".join(filter(str.isprintable, self.request.POST.get(name, "")[:_LONGEST]))

    def href(self, place: str) -> str:
        """Return the address of a place in the language of the page."""
        return f"/{self.language.slug}/{place}"

    def show(
        self, place: str, template: str, context: Mapping[str, object], status: int = HTTPStatus.OK
    ) -> HttpResponse:
        """Answer with a page that no cache keeps."""
        site = current_site(self.visitor, self.catalogue)
        page = Page(place, template, {**self._carried(), **context})
        return own_page(self.request, site, self.language, page, status)

    def _carried(self) -> dict[str, object]:
        return {"next": self.wanted(), "is_shared": self.is_shared(), "open_ways": open_ways()}

    def refused(
        self, place: str, template: str, context: Mapping[str, object], refusal: Refusal, field: str
    ) -> HttpResponse:
        """Answer with the same page, which says why it was not done; with 429 and a page of its own where one waits.

        Nothing that was typed is wrong then, so no box is marked.
        """
        _log.warning("refused to sign in: %s at %s", refusal.code, place)
        if isinstance(refusal, TooOften):
            waiting = {"minutes": ceil(refusal.seconds / 60), "again": place}
            response = self.show(place, "signing/wait.jinja", waiting, HTTPStatus.TOO_MANY_REQUESTS)
            response["Retry-After"] = str(refusal.seconds)
            return response
        errors = ((field, refused_words(refusal, self.language)),)
        return self.show(place, template, {**context, "errors": errors}, HTTPStatus.UNPROCESSABLE_ENTITY)

    def wanted(self) -> str:
        """Return the page that somebody wanted when they were led to sign in; empty for none."""
        kept = str(self.request.session.get(_NEXT, ""))
        sent = str(self.request.POST.get(_NEXT) or self.request.GET.get(_NEXT, "") or kept)
        return sent if is_local_path(sent) else ""

    def is_shared(self) -> bool:
        """Tell whether others use the computer too."""
        return bool(self.request.POST.get(_SHARED)) or bool(self.request.session.get(_SHARED))

    def remember(self, **what: object) -> None:
        """Keep for the next step of the ceremony what it is about, and where it leads."""
        self.request.session.update({_NEXT: self.wanted(), _SHARED: self.is_shared(), **what})

    def finish(self, proven: Proven, *, leads_to: str = "") -> HttpResponse:
        """Begin the session of who somebody was proven to be; what the ceremony remembered is gone."""
        is_shared, wanted = self.is_shared(), leads_to or self.wanted()
        token = begin_session(
            person=proven.person,
            adapter=proven.adapter,
            level=proven.level,
            instead_of=self.cookie,
            is_shared=is_shared,
            device=device_word(self.request.META.get("HTTP_USER_AGENT", "")),
            is_known=not is_shared and self.device.knows(proven.account),
            now=self.now,
        )
        return self.arrived(token, proven.account, wanted or self.href("me/"), is_shared=is_shared)

    def arrived(self, token: str, account: str, place: str, *, is_shared: bool) -> HttpResponse:
        """Let the browser keep a fresh session, and know itself again next time unless others use it too."""
        self.request.session.flush()
        response = keep_session(self.request, token, next_place(place, self.language))
        if account and not is_shared:
            response.set_cookie(
                DEVICE_COOKIE,
                written_device(self.device, account),
                max_age=DEVICE_LASTS,
                httponly=True,
                samesite="Lax",
                secure=self.request.is_secure() or settings.OPENHALL_URL.startswith("https:"),
            )
        return response

    def go(self, place: str) -> HttpResponse:
        """Lead to another page of signing in."""
        return see_other(self.href(place))


def asked(request: HttpRequest, slug: str) -> Asked | HttpResponse:
    """Return the request, or the page for a language that is not spoken here."""
    catalogue, language = current_catalogue(), BY_SLUG.get(slug)
    if language is None or language not in catalogue.languages:
        return error_response(request, HTTPStatus.NOT_FOUND)
    return Asked(request, catalogue, language_for(request, language), visitor(request), timezone.now())
