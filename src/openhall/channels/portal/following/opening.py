"""Open a case for its owner: the same answer for whoever may not see it as for a case that is not there."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.authorities.facade import Authority
from openhall.blocks.cases.facade import CaseFacts, Dossier, Once, hash_of, own_dossier
from openhall.blocks.catalogue.facade import Catalogue, Service, form_of, version_of
from openhall.blocks.forms.facade import Form
from openhall.blocks.identity.facade import GUEST, Visitor
from openhall.blocks.journal.facade import KeyDestroyedError, SealError
from openhall.blocks.processes.facade import position_of, tasks_of
from openhall.channels.portal.case_words import service_line
from openhall.channels.portal.following.refusing import refused_view, status_of
from openhall.channels.portal.framing import own_page, see_other
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.tracking import LANGUAGE, OwnCase, language_for, own_case
from openhall.channels.portal.views import current_site
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Language, Text, pick
from openhall.kernel.rights import READING, Right, open_to
from openhall.ui.case_views import ServiceLine

BOTH = (*READING, "POST")
#: Sent along by each page: what it showed, so that a second press is the same act.
ONCE = "_once"
_CALLER = "portal"
_log = logging.getLogger("openhall.following")


@dataclass(frozen=True)
class Following:
    """One request of the owner of a case: what is asked, the case with everything in it, when."""

    request: HttpRequest
    found: OwnCase
    dossier: Dossier
    now: datetime

    @property
    def catalogue(self) -> Catalogue:
        """Return what is published now."""
        return self.found.catalogue

    @property
    def language(self) -> Language:
        """Return the language of the page."""
        return self.found.language

    @property
    def facts(self) -> CaseFacts:
        """Return where the case stands."""
        return self.dossier.facts

    @property
    def service(self) -> Service:
        """Return the version of the service that the case was submitted under."""
        return self.dossier.service

    @cached_property
    def form(self) -> Form:
        """Return the form of that version."""
        return form_of(self.service, self.catalogue.jurisdiction)

    @property
    def zone(self) -> ZoneInfo:
        """Return the clock of the jurisdiction."""
        return ZoneInfo(self.catalogue.jurisdiction.time_zone)

    @property
    def today(self) -> date:
        """Return the day that it is in the jurisdiction."""
        return self.now.astimezone(self.zone).date()

    @property
    def line(self) -> ServiceLine:
        """Return the service as the pages around a case name it."""
        return service_line(self.catalogue, self.language, self.facts.service, self.service)

    @property
    def visitor(self) -> Visitor:
        """Return who acts: the person whose case it is, or a guest, whoever else is signed in."""
        return self.found.asker.visitor if self.facts.person else GUEST

    @property
    def is_turned(self) -> bool:
        """Tell whether the page was only sent to be shown in another language."""
        return LANGUAGE in self.request.POST

    def path(self, *parts: str) -> str:
        """Return where a page of the case is, without the language."""
        return "/".join(("track", self.facts.reference, *parts, ""))

    def href(self, *parts: str) -> str:
        """Return the address of a page of the case."""
        return f"/{self.language.slug}/{self.path(*parts)}"

    def once(self, act: str, said: str, seen: str) -> Once:
        """Return which request an act is: the same page sent twice is one request."""
        key = hash_of(f"{self.facts.reference}/{act}/{seen}".encode())
        return Once(_CALLER, key, hash_of(said.encode()))

    def named(self, questions: tuple[str, ...]) -> tuple[str, ...]:
        """Return the words of questions; one that is not there any more is left out."""
        asked = [self.form.by_id[name].question.label for name in questions if name in self.form.by_id]
        return tuple(pick(label, self.language) for label in asked)

    def say(self, text: Text) -> str:
        """Return a text of the jurisdiction in the reader's language, or an empty one where there is none."""
        return pick(text, self.language) if text else ""

    def office(self, authority: str) -> str:
        """Return the name of an office."""
        known: Authority | None = self.catalogue.authorities.get(authority)
        return pick(known.name, self.language) if known else authority

    def show(self, path: str, template: str, view: object, status: int = 200, **more: object) -> HttpResponse:
        """Draw a page of the case for its owner."""
        site = current_site(self.found.asker.visitor, self.catalogue)
        return own_page(self.request, site, self.language, Page(path, template, {"view": view, **more}), status)

    def send_to(self, *parts: str) -> HttpResponse:
        """Send the owner on to a page of the case."""
        return see_other(self.href(*parts))


def following(*, methods: tuple[str, ...] = READING) -> Callable[[Callable[..., HttpResponse]], Callable[..., Any]]:
    """Turn a function of a followed case into a view; whoever may not see the case gets the page for nothing."""

    def declare(make: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @open_to(Right.EVERYONE, methods=methods)
        @wraps(make)
        def view(request: HttpRequest, slug: str, reference: str, **place: str) -> HttpResponse:
            found = own_case(request, slug, reference)
            if isinstance(found, HttpResponse):
                return found
            found = replace(found, language=language_for(request, found.language))
            try:
                return make(opened(request, found), **place)
            except Refusal as refusal:
                return refused(request, found, refusal)

        return view

    return declare


def opened(request: HttpRequest, found: OwnCase) -> Following:
    """Open everything in a case for its owner; raise ``SealError`` or ``KeyDestroyedError`` where that cannot be."""
    now = timezone.now()
    dossier = own_dossier(found.facts.reference, actor=found.asker.person or "guest", now=now)
    if dossier is None:
        raise LookupError(f"{found.facts.reference} was there a moment ago")
    return Following(request, found, dossier, now)


def unopened(request: HttpRequest, found: OwnCase) -> Following:
    """Return a case with nothing of what was sent or written: where it stands is no secret of its owner's."""
    facts = found.facts
    service = version_of(facts.service, facts.version, facts.revision)
    if service is None:
        raise LookupError(f"{facts.reference} was submitted under a version of {facts.service} that is not there")
    dossier = Dossier(
        facts=facts,
        service=service,
        office="",
        acts=0,
        language="",
        channel="",
        kept_by="",
        pauses=0,
        passes=0,
        paused_on=facts.paused_on,
        statutory_on=None,
        answers={},
        first_answers={},
        withheld=0,
        judgements=(),
        asks=(),
        letters=(),
        tasks=tuple(tasks_of(facts.reference)),
        position=position_of(facts.reference),
        kept={},
    )
    return Following(request, found, dossier, timezone.now())


def refused(request: HttpRequest, found: OwnCase, refusal: Refusal) -> HttpResponse:
    """Say what cannot be done, and that nothing was changed."""
    if isinstance(refusal, SealError | KeyDestroyedError):
        _log.error("%s cannot be opened: %s", found.facts.reference, refusal)
    service = version_of(found.facts.service, found.facts.version, found.facts.revision)
    line = service_line(found.catalogue, found.language, found.facts.service, service)
    path = f"track/{found.facts.reference}/"
    view = refused_view(line, found.language, refusal, f"/{found.language.slug}/{path}")
    page = Page(path, "apply/refused.jinja", {"view": view})
    site = current_site(found.asker.visitor, found.catalogue)
    return own_page(request, site, found.language, page, status_of(refusal))
