"""Signing in at an outside provider: the way there, and the way back."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from openhall.blocks.identity.facade import begin_provider, open_providers, second_ways, take, use_provider
from openhall.channels.portal.signing.asked import SIGN_IN, Asked, Refused, asked
from openhall.channels.portal.signing.entering import go_on
from openhall.channels.portal.signing.proving import same_person
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import ALL, pick
from openhall.kernel.rights import Right, open_to

_KEPT, _SLUG = "provider", "provider-language"


@open_to(Right.EVERYONE)
def leave(request: HttpRequest, slug: str, provider: str) -> HttpResponse:
    """Lead to a provider; where it cannot be reached, say so here."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    try:
        take("guess", "provider", found.caller, is_known=bool(found.device.marks), now=found.now)
        place, kept = begin_provider(provider=provider, language=found.language.code)
    except Refused as refusal:
        return _refused(found, provider, refusal)
    found.remember(**{_KEPT: kept, _SLUG: slug})
    return _led(place)


@open_to(Right.EVERYONE)
def back(request: HttpRequest, provider: str) -> HttpResponse:
    """Take what the browser brings back from a provider, once."""
    slug = str(request.session.get(_SLUG, "")) or ALL[0].slug
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    kept = request.session.pop(_KEPT, {})
    # A name that stands there twice could be read in two ways: it counts as none.
    given = {name: values[0] for name, values in request.GET.lists() if len(values) == 1}
    try:
        take("guess", "provider", found.caller, is_known=bool(found.device.marks), now=found.now)
        first = use_provider(provider=provider, kept=kept, given=given, now=found.now)
        # Whoever has a second way there shows it before anything is asked.
        led = None if second_ways(first) else same_person(found, first)
        return led or go_on(found, first)
    except Refused as refusal:
        return _refused(found, provider, refusal)


def _refused(found: Asked, provider: str, refusal: Refusal) -> HttpResponse:
    """Say why nobody is signed in; never what a provider or an address has written."""
    chosen = next((each for each in open_providers() if each.id == provider), None)
    context = {
        "provider": chosen.id if chosen else "",
        "name": pick(chosen.name, found.language) if chosen else "",
    }
    return found.refused(f"{SIGN_IN}outside/", "signing/outside.jinja", context, refusal, "again")


def _led(place: str) -> HttpResponse:
    response = HttpResponseRedirect(place)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
