"""Open a matter for whoever asks: a draft that is theirs, or the page that says why not."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial, wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.cases.facade import Applicant, case_of, due_day
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.exchange.facade import DatedFact, StatedAnswer
from openhall.blocks.forms.facade import DraftFacts, DraftGone, FormPage, read_draft
from openhall.blocks.identity.facade import MYSELF, Scope, TooOften, organisation_for
from openhall.blocks.journal.facade import SealError
from openhall.channels.portal.applying.place import FOR_WHOM, Place, place_of
from openhall.channels.portal.applying.refusing import refused_view, status_of
from openhall.channels.portal.framing import own_page, see_other
from openhall.channels.portal.matters import Asker, asker_of
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.site import Site
from openhall.channels.portal.tracking import Reason, gone
from openhall.channels.portal.views import current_site, error_response
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import pick
from openhall.kernel.references import read_reference
from openhall.kernel.rights import READING, Right, open_to
from openhall.kernel.visits import WHY
from openhall.ui.case_views import SignInView

BOTH = (*READING, "POST")
_NOTHING: Mapping[str, object] = {}
_NOTHING_TOLD: Mapping[str, Sequence[str]] = {}
_REFUSED = "apply/refused.jinja"
_log = logging.getLogger("openhall.applying")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who applies: where, who, when."""

    request: HttpRequest
    place: Place
    asker: Asker
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """Return the clock of the jurisdiction."""
        return ZoneInfo(self.place.catalogue.jurisdiction.time_zone)

    @property
    def today(self) -> date:
        """Return the day that it is in the jurisdiction."""
        return self.now.astimezone(self.zone).date()

    @property
    def due_day(self) -> date | None:
        """Return the day by which a decision would be pledged if it were submitted now."""
        return due_day(self.place.catalogue, self.place.service, self.now)

    @property
    def has_to_prove_more(self) -> bool:
        """Tell whether somebody is signed in, and not as surely as the service needs."""
        asking = self.asker.visitor
        return not asking.is_guest and asking.level < self.place.service.level_to_begin

    @property
    def site(self) -> Site:
        """Return the site as this visitor sees it."""
        return current_site(self.asker.visitor, self.place.catalogue)

    def show(
        self, path: str, template: str, view: object, status: int = 200, more: Mapping[str, object] = _NOTHING
    ) -> HttpResponse:
        """Draw a page of the application for this visitor."""
        page = Page(path, template, {"view": view, **more})
        return own_page(self.request, self.site, self.place.language, page, status)

    def send_to(self, *parts: str, told: Mapping[str, Sequence[str]] = _NOTHING_TOLD) -> HttpResponse:
        """Send the visitor on to a page of the application; ``told`` are texts that its address fills in."""
        asked = f"?{urlencode(told, doseq=True)}" if told else ""
        return see_other(f"{self.place.href(*parts)}{asked}")


def applying(*, methods: tuple[str, ...] = READING) -> Callable[[Callable[..., HttpResponse]], Callable[..., Any]]:
    """Turn a function of a visit into a view; a language or service that is not there is a 404 page."""

    def declare(make: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @open_to(Right.EVERYONE, methods=methods)
        @wraps(make)
        def view(request: HttpRequest, slug: str, authority: str, service: str, **words: str) -> HttpResponse:
            place = place_of(current_catalogue(), slug, f"{authority}/{service}")
            if place is None:
                return error_response(request, 404)
            visit = Visit(request, place, asker_of(request), timezone.now())
            try:
                return make(visit, **words)
            except TooOften:
                raise
            except Refusal as refusal:
                return _refused(visit, refusal, words.get("reference", ""))

        return view

    return declare


def _refused(visit: Visit, refusal: Refusal, address: str) -> HttpResponse:
    """Say what cannot be done; a draft that is gone since it was opened has been submitted, or is over."""
    reference = read_reference(address) or ""
    if isinstance(refusal, DraftGone):
        return _over(visit, reference)
    if isinstance(refusal, SealError):
        _log.error("%s cannot be opened: %s", reference or visit.place.path(), refusal)
    view = refused_view(visit.place, refusal, reference)
    return visit.show(visit.place.path(*([reference] if reference else [])), _REFUSED, view, status_of(refusal))


def sign_in_first(visit: Visit, level: int | None = None) -> HttpResponse | None:
    """Return the page that asks to sign in, or to prove more, where the hall is not sure enough of who applies.

    ``level`` is what is needed; nothing: what beginning takes. It leads back to exactly this page. What was sent by
    somebody whose session had ended is not lost: it stands on the page, ready to be sent again.
    """
    place, request = visit.place, visit.request
    needed = place.service.level_to_begin if level is None else level
    if visit.asker.visitor.level >= needed:
        return None
    request.__dict__[WHY] = "assurance-too-low"
    is_midway = level is not None
    is_sent = request.method == "POST"
    way_back = f"/{place.language.slug}/" if is_sent else request.path
    why = place.service.sign_in_reason
    view = SignInView(
        service=place.line,
        level=needed,
        reason=pick(why.text, place.language) if why else "",
        law=f"{pick(why.law, place.language)}, {why.section}" if why else "",
        about_href=f"/{place.language.slug}/about/",
        is_more=not visit.asker.visitor.is_guest,
        is_midway=is_midway,
        sign_in_href=f"/{place.language.slug}/sign-in/?{urlencode({'next': way_back})}",
        practice_href=place.href("practice"),
        ways_href=f"{place.service_href}#ways",
    )
    if not is_sent:
        return visit.show(request.path.removeprefix(f"/{place.language.slug}/"), "apply/sign_in_first.jinja", view)
    fields = [(name, text) for name in request.POST for text in request.POST.getlist(name)]
    more = {"action": request.path, "fields": fields, "has_files": bool(request.FILES)}
    return visit.show(place.path(), "apply/signed_out.jinja", view, HTTPStatus.UNAUTHORIZED, more)


def opened(visit: Visit, address: str) -> DraftFacts | HttpResponse:
    """Return the draft that stands at ``address`` if it is the visitor's, else the page to show instead."""
    reference = read_reference(address)
    if reference is None:
        return _nothing(visit, address)
    refused = sign_in_first(visit)
    if refused is not None:
        return refused
    try:
        draft = read_draft(reference=reference, owner=visit.asker.owner(reference), now=visit.now)
    except DraftGone:
        return _over(visit, reference)
    if draft.service != visit.place.service.id:
        return _nothing(visit, address)
    # What was answered surely is shown to nobody who is less sure.
    answered = [page for page in visit.place.form.pages if page.id in draft.content.seen]
    proven = max([0, *(level_at(visit, draft, page) for page in answered)])
    refused = sign_in_first(visit, proven) if proven else None
    if refused is not None:
        return refused
    _check_firm(visit, draft)
    return draft


def level_at(visit: Visit, draft: DraftFacts, page: FormPage) -> int:
    """Return how surely somebody has to be known to be asked ``page`` of a draft."""
    return visit.place.form.level_at(page, draft.content.answers) if visit.place.service.level_on_the_way else 0


def _check_firm(visit: Visit, draft: DraftFacts) -> None:
    """Hold that the visitor still fills in forms for the firm of a draft: what it holds is prefilled here.

    Raises ``NotYours`` or ``RoleForbids``. Whoever has to choose anew for whom they apply may do so.
    """
    firm = draft.organisation
    if firm and firm != MYSELF and not visit.request.path.endswith(f"/{FOR_WHOM}/"):
        organisation_for(visit.asker.visitor, visit.place.service.audience, named=firm)


def applicant_of(visit: Visit, draft: DraftFacts) -> Applicant:
    """Return the visitor as who applies with ``draft``."""
    dated = draft.content.dated
    held = {fact: dated[fact] for fact in draft.content.known.values() if fact in dated}
    return Applicant(
        visit.asker.visitor,
        draft.organisation,
        draft.reference,
        draft_serial=draft.serial,
        giver=giver_of_draft(visit, draft),
        held=tuple(
            DatedFact(fact, each.source, date.fromisoformat(each.as_of), each.is_copy) for fact, each in held.items()
        ),
        stated=tuple(StatedAnswer(name, *told) for name, told in draft.content.later.items()),
    )


def giver_of_draft(visit: Visit, draft: DraftFacts) -> str:
    """Return the person for whom the visitor fills ``draft`` in by a mandate, or an empty text."""
    return draft.person if draft.person != visit.asker.person else ""


def is_older(visit: Visit, draft: DraftFacts) -> bool:
    """Tell whether ``draft`` began under another version of its service than the one that is asked now."""
    service = visit.place.service
    return (draft.version, draft.revision) != (service.version, service.revision)


def _over(visit: Visit, reference: str) -> HttpResponse:
    """Lead somebody who comes back to a draft that was submitted to what became of it; else say that it is over."""
    helps = partial(visit.asker.helps, Scope.MATTERS)
    may_see, firms = partial(visit.asker.may_see, reference), visit.asker.firms_with(Scope.MATTERS)
    case = case_of(reference, may_see=may_see, acts_for=firms, helps=helps)
    if case is not None:
        return visit.send_to(reference, "done")
    if visit.request.method == "POST" and not visit.asker.holds(reference):
        # Their session may have ended while they wrote: what they typed stands on the page, whosever the number is.
        signed_out = sign_in_first(visit, level=1)
        if signed_out is not None:
            return signed_out
    return _nothing(visit, reference, "expired" if visit.asker.holds(reference) else "no-match")


def _nothing(visit: Visit, address: str, reason: Reason = "no-match") -> HttpResponse:
    start = visit.place.href() if reason == "expired" else ""
    return gone(
        visit.request, visit.place.language, visit.asker, visit.place.path(address), reason=reason, start_href=start
    )
