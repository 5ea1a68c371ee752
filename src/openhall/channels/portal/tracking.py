"""Follow a case, or go on with a draft, by its reference and secret; send a lost secret to whom it belongs."""

from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import Literal
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.cases.facade import (
    SECRET_MAIL,
    CaseFacts,
    case_of,
    is_secret_of_case,
    let_case_go,
    post_mail,
    secret_of_case,
)
from openhall.blocks.catalogue.facade import Catalogue, current_catalogue
from openhall.blocks.forms.facade import drafts_named
from openhall.blocks.identity.facade import Scope, is_sign_in_open
from openhall.channels.portal.framing import own_page, see_other
from openhall.channels.portal.matters import Asker, asker_of, remember_matter
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.taken import let_go_until, taken_page
from openhall.channels.portal.views import current_site, error_response
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import BY_SLUG, Language
from openhall.kernel.references import read_reference
from openhall.kernel.rights import READING, Right, open_to
from openhall.kernel.visits import ASKER, WHY
from openhall.ui.case_views import GoneView, LostView, TrackView

_BOTH = (*READING, "POST")
#: Sent by the language switch of a page with a form: show the same in that language.
LANGUAGE = "_language"
Reason = Literal["no-match", "expired"]
#: Pages of a case that an address may ask for; whoever shows the secret first is led on to them.
PAGES = frozenset(
    {
        "answer",
        "messages",
        "withdraw",
        "undo",
        "objection",
        "receipt",
        "appointment",
        "pay",
        "wallet",
        "papers",
        "draw",
        "who-looked",
    }
)
#: What a helper has to be allowed who sends one of these pages; for every other they must be allowed to submit.
_DOING = {
    "answer": Scope.FILL,
    "messages": Scope.FILL,
    "pay": Scope.PAY,
    "appointment": Scope.BOOK,
    "cancel": Scope.BOOK,
}
#: As much of a typed text as is looked at and shown again.
_MOST = 60
_NO_REFERENCE = _("Enter the reference number, like 7KQ4M-X2P9C. It is on the page that you saved or printed.")
_NO_MATCH = _("The number and the code do not go together. Check both, character by character.")


@open_to(Right.EVERYONE, methods=_BOTH)
def track(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for reference and secret, and lead on to the case or the draft."""
    catalogue, language = current_catalogue(), BY_SLUG.get(slug)
    if language is None or language not in catalogue.languages:
        return error_response(request, HTTPStatus.NOT_FOUND)
    if request.method != "POST" or LANGUAGE in request.POST:
        return _ask(request, language_for(request, language), "")
    reference = read_reference(request.POST.get("reference", "")[:_MOST])
    if reference is None:
        return _ask(request, language, "reference")
    # Before anything is looked up: how long a wrong secret takes tells nothing of the reference.
    if not is_secret_of_case(reference, request.POST.get("secret", "")):
        request.__dict__[WHY] = "wrong-code"
        return _ask(request, language, "secret")
    return _shown(request, language, reference)


@open_to(Right.EVERYONE, methods=("POST",))
def let_go(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a case out of the account that it is in, for whoever has its number and code, and lead on to it."""
    language = BY_SLUG.get(slug)
    if language is None or language not in current_catalogue().languages:
        return error_response(request, HTTPStatus.NOT_FOUND)
    reference, secret = read_reference(request.POST.get("reference", "")[:_MOST]) or "", request.POST.get("secret", "")
    if LANGUAGE in request.POST and is_secret_of_case(reference, secret):
        return _shown(request, language_for(request, language), reference)
    try:
        let_case_go(reference=reference, secret=secret, now=timezone.now())
    except Refusal:
        request.__dict__[WHY] = "wrong-code-or-too-late"
        # Too late, done already, or a wrong code: the page that asks for both says what goes on.
        return see_other(f"/{slug}/track/?{urlencode({'reference': reference})}")
    response = see_other(f"/{slug}/track/{reference}/")
    remember_matter(request, response, reference)
    return response


def _shown(request: HttpRequest, language: Language, reference: str) -> HttpResponse:
    """Lead whoever has shown its secret on to a matter, or say where it is now."""
    request.__dict__[ASKER] = True
    facts = case_of(reference)
    taken = taken_page(request, language, facts, request.POST.get("secret", "")[:_MOST])
    if taken is not None:
        return taken
    place = _place_of(reference, language.slug, request.POST.get("to", ""), is_case=facts is not None)
    if place is None:
        return gone(request, language, asker_of(request), "track/", reason="expired")
    response = see_other(place)
    remember_matter(request, response, reference)
    return response


def _place_of(reference: str, slug: str, to: str, *, is_case: bool) -> str | None:
    """Return where a matter is to be seen: its case (or the page of it that was wanted), or the draft that it is."""
    if is_case:
        return f"/{slug}/track/{reference}/" + (f"{to}/" if to in PAGES else "")
    draft = next(iter(drafts_named(references=[reference], now=timezone.now())), None)
    return None if draft is None else f"/{slug}/apply/{draft.service}/{reference}/"


def language_for(request: HttpRequest, language: Language) -> Language:
    """Return the language that a form was sent to be shown in, with what is typed in it."""
    wanted = BY_SLUG.get(request.POST.get(LANGUAGE, ""))
    return language if wanted is None or wanted not in current_catalogue().languages else wanted


def _ask(request: HttpRequest, language: Language, wrong: str) -> HttpResponse:
    say = saying(language)
    typed = request.POST.get("reference", request.GET.get("reference", ""))[:_MOST]
    secret = request.POST.get("secret", "")[:_MOST]
    errors = {"": (), "reference": (("reference", say(_NO_REFERENCE)),), "secret": (("secret", say(_NO_MATCH)),)}
    base = f"/{language.slug}/track/"
    to = request.POST.get("to", request.GET.get("to", ""))
    view = TrackView(base, f"{base}lost/", typed, secret, errors[wrong], to if to in PAGES else "")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    site = current_site(asker_of(request).visitor)
    return own_page(request, site, language, Page("track/", "track/track.jinja", {"view": view}), status)


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
    facts = None
    if reference:
        scope, may_see = _scope_of(request), partial(asker.may_see, reference)
        firms, helps = asker.firms_with(scope), partial(asker.helps, scope)
        facts = case_of(reference, may_see=may_see, acts_for=firms, helps=helps)
    if facts is None:
        return _taken(request, language, asker, reference) or _not_yours(request, language, asker, reference)
    return OwnCase(catalogue, language, asker, facts)


def _taken(request: HttpRequest, language: Language, asker: Asker, reference: str | None) -> HttpResponse | None:
    """Return what a browser that has the code of a case is told, where that is in an account now; else ``None``."""
    if reference is None or request.method not in READING or not asker.holds(reference):
        return None
    return taken_page(request, language, case_of(reference), secret_of_case(reference))


def _scope_of(request: HttpRequest) -> Scope:
    """Return what a helper has to be allowed for this request: to look, or to do what the page is for."""
    if request.method in READING:
        return Scope.MATTERS
    return _DOING.get(request.path_info.strip("/").rpartition("/")[2], Scope.SUBMIT)


@open_to(Right.EVERYONE, methods=_BOTH)
def lost(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a lost secret again, only ever to the contact in the case; the answer is the same for every number."""
    catalogue, language = current_catalogue(), BY_SLUG.get(slug)
    if language is None or language not in catalogue.languages:
        return error_response(request, HTTPStatus.NOT_FOUND)
    language = language_for(request, language)
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
    now, facts = timezone.now(), case_of(reference)
    # In an account for longer than two days, its code opens nothing and takes it out no more.
    if facts is not None and (let_go_until(facts) or now) >= now:
        # Once an hour at most: nobody can fill another's inbox.
        key, until = f"{reference}:secret:{now:%Y%m%d%H}", let_go_until(facts)
        post_mail(reference=reference, template=SECRET_MAIL, key=key, moment=until, now=now)


def _not_yours(request: HttpRequest, language: Language, asker: Asker, reference: str | None) -> HttpResponse:
    """Say the same whether there is such a case or not, and lead to every way in; what was typed is not lost."""
    wanted = request.path_info.strip("/").rpartition("/")[2]
    asked = {"reference": reference or "", "to": wanted if wanted in PAGES else ""}
    base, is_sent = f"/{language.slug}/track/", request.method == "POST"
    view = GoneView(
        reason="no-match",
        track_href=f"{base}?{urlencode({name: text for name, text in asked.items() if text})}" if reference else base,
        lost_href=f"{base}lost/",
    )
    if is_sign_in_open() and not asker.person:
        way_back = f"/{language.slug}/" if is_sent else request.path
        view = replace(
            view,
            sign_in_href=f"/{language.slug}/sign-in/?{urlencode({'next': way_back})}",
            action=request.path if is_sent else "",
            sent=_typed_in(request) if is_sent else (),
            has_files=is_sent and bool(request.FILES),
        )
    page = Page(request.path_info.lstrip("/").partition("/")[2], "apply/gone.jinja", {"view": view})
    return own_page(request, current_site(asker.visitor), language, page, HTTPStatus.NOT_FOUND)


def _typed_in(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    return tuple((name, text) for name in request.POST if name != LANGUAGE for text in request.POST.getlist(name))


def gone(
    request: HttpRequest,
    language: Language,
    asker: Asker,
    path: str,
    *,
    reason: Reason = "no-match",
    start_href: str = "",
) -> HttpResponse:
    """Say that there is nothing here for this reader, the same whether it exists or not.

    Only whoever has its secret is told that what they saved is over (``expired``), and where to begin anew.
    """
    base = f"/{language.slug}/track/"
    view = GoneView(reason=reason, track_href=base, lost_href=f"{base}lost/", start_href=start_href)
    page = Page(path, "apply/gone.jinja", {"view": view})
    return own_page(request, current_site(asker.visitor), language, page, HTTPStatus.NOT_FOUND)
