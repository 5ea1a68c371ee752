"""Follow a case, or go on with a draft, by its reference and secret; send a lost secret to whom it belongs."""

from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.cases.facade import SECRET_MAIL, CaseFacts, case_of, is_secret_of_case, post_mail
from openhall.blocks.catalogue.facade import Catalogue, current_catalogue
from openhall.blocks.forms.facade import drafts_named
from openhall.channels.portal.case_words import case_view
from openhall.channels.portal.framing import own_page, see_other
from openhall.channels.portal.matters import Asker, asker_of, remember_matter
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.views import current_site, error_response
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import BY_SLUG, Language
from openhall.kernel.references import read_reference
from openhall.kernel.rights import READING, Right, open_to
from openhall.ui.case_views import GoneView, LostView, TrackView

_BOTH = (*READING, "POST")
#: Sent by the language switch of a page with a form: show the same in that language.
LANGUAGE = "_language"
Reason = Literal["no-match", "expired"]
#: As much of a typed text as is looked at and shown again.
_MOST = 60
_NO_REFERENCE = _("Enter the reference number, like 7KQ4M-X2P9C. It is on the page that you saved or printed.")
_NO_MATCH = _("The number and the code do not go together. Check both, sign by sign.")


@open_to(Right.EVERYONE, methods=_BOTH)
def track(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for reference and secret, and lead on to the case or the draft."""
    catalogue, language = current_catalogue(), BY_SLUG.get(slug)
    if language is None or language not in catalogue.languages:
        return error_response(request, HTTPStatus.NOT_FOUND)
    if request.method != "POST" or LANGUAGE in request.POST:
        return _ask(request, _language_for(request, language), "")
    reference = read_reference(request.POST.get("reference", "")[:_MOST])
    if reference is None:
        return _ask(request, language, "reference")
    # Before anything is looked up: how long a wrong secret takes tells nothing of the reference.
    if not is_secret_of_case(reference, request.POST.get("secret", "")):
        return _ask(request, language, "secret")
    place = _place_of(reference, slug)
    if place is None:
        return gone(request, language, asker_of(request), "track/", reason="expired")
    response = see_other(place)
    remember_matter(request, response, reference)
    return response


def _place_of(reference: str, slug: str) -> str | None:
    """Return where a matter is to be seen: its case, or the draft that it still is."""
    if case_of(reference) is not None:
        return f"/{slug}/track/{reference}/"
    draft = next(iter(drafts_named(references=[reference], now=timezone.now())), None)
    return None if draft is None else f"/{slug}/apply/{draft.service}/{reference}/"


def _language_for(request: HttpRequest, language: Language) -> Language:
    """Return the language that a form was sent to be shown in, with what is typed in it."""
    wanted = BY_SLUG.get(request.POST.get(LANGUAGE, ""))
    return language if wanted is None or wanted not in current_catalogue().languages else wanted


def _ask(request: HttpRequest, language: Language, wrong: str) -> HttpResponse:
    say = saying(language)
    typed = request.POST.get("reference", request.GET.get("reference", ""))[:_MOST]
    secret = request.POST.get("secret", "")[:_MOST]
    errors = {"": (), "reference": (("reference", say(_NO_REFERENCE)),), "secret": (("secret", say(_NO_MATCH)),)}
    base = f"/{language.slug}/track/"
    view = TrackView(action=base, lost_href=f"{base}lost/", reference=typed, secret=secret, errors=errors[wrong])
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    site = current_site(asker_of(request).visitor)
    return own_page(request, site, language, Page("track/", "track/track.jinja", {"view": view}), status)


@open_to(Right.EVERYONE)
def case(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Show where a case stands to whoever holds its secret or owns it."""
    found = own_case(request, slug, reference)
    if isinstance(found, HttpResponse):
        return found
    view = case_view(found.catalogue, found.language, found.facts, timezone.now())
    page = Page(f"track/{found.facts.reference}/", "track/case.jinja", {"view": view})
    return own_page(request, current_site(found.asker.visitor, found.catalogue), found.language, page)


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case that is shown to whoever may see it."""

    catalogue: Catalogue
    language: Language
    asker: Asker
    facts: CaseFacts


def own_case(request: HttpRequest, slug: str, address: str) -> OwnCase | HttpResponse:
    """Return the case at ``address`` if the reader may see it, else the page to show instead."""
    catalogue, language = current_catalogue(), BY_SLUG.get(slug)
    if language is None or language not in catalogue.languages:
        return error_response(request, HTTPStatus.NOT_FOUND)
    asker = asker_of(request)
    reference = read_reference(address)
    facts = case_of(reference, may_see=partial(asker.may_see, reference)) if reference else None
    if facts is None:
        return gone(request, language, asker, f"track/{address}/")
    return OwnCase(catalogue, language, asker, facts)


@open_to(Right.EVERYONE, methods=_BOTH)
def lost(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a lost secret again, only ever to the contact in the case; the answer is the same for every number."""
    catalogue, language = current_catalogue(), BY_SLUG.get(slug)
    if language is None or language not in catalogue.languages:
        return error_response(request, HTTPStatus.NOT_FOUND)
    language = _language_for(request, language)
    base, say = f"/{language.slug}/track/", saying(language)
    typed = request.POST.get("reference", "")[:_MOST]
    view = LostView(action=f"{base}lost/", track_href=base, reference=typed)
    status = HTTPStatus.OK
    if request.method == "POST" and LANGUAGE not in request.POST:
        reference = read_reference(typed)
        if reference is None:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            view = LostView(f"{base}lost/", base, typed, errors=(("reference", say(_NO_REFERENCE)),))
        else:
            _send_again(reference)
            view = LostView(f"{base}lost/", base, typed, is_sent=True)
    site = current_site(asker_of(request).visitor)
    return own_page(request, site, language, Page("track/lost/", "track/lost.jinja", {"view": view}), status)


def _send_again(reference: str) -> None:
    now = timezone.now()
    if case_of(reference) is not None:
        # Once an hour at most: nobody can fill another's inbox.
        post_mail(reference=reference, template=SECRET_MAIL, key=f"{reference}:secret:{now:%Y%m%d%H}", now=now)


def gone(
    request: HttpRequest, language: Language, asker: Asker, path: str, *, reason: Reason = "no-match"
) -> HttpResponse:
    """Say that there is nothing here for this reader, the same whether it exists or not.

    Only whoever has its secret is told that what they saved is over (``expired``).
    """
    base = f"/{language.slug}/track/"
    view = GoneView(reason=reason, track_href=base, lost_href=f"{base}lost/")
    page = Page(path, "apply/gone.jinja", {"view": view})
    return own_page(request, current_site(asker.visitor), language, page, HTTPStatus.NOT_FOUND)
