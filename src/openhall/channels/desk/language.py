"""The language of the desk, whose addresses name none: what the officer chose, else what their browser asks for."""

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from openhall.kernel.languages import BY_SLUG, Language, negotiate

#: Holds the slug of the language that an officer chose.
LANGUAGE_COOKIE = "openhall_language"
#: ``?lang=zh-hant`` chooses, and is kept.
CHOICE = "lang"
_KEPT = timedelta(days=365)


def chosen_language(request: HttpRequest, languages: Sequence[Language]) -> Language:
    """Return the language of a page of the desk, one of ``languages``."""
    for slug in (request.GET.get(CHOICE, ""), request.COOKIES.get(LANGUAGE_COOKIE, "")):
        language = BY_SLUG.get(slug)
        if language is not None and language in languages:
            return language
    return negotiate(request.headers.get("Accept-Language", ""), languages)


def keep_language(request: HttpRequest, response: HttpResponse) -> None:
    """Let the browser keep the language that this very request chose."""
    language = BY_SLUG.get(request.GET.get(CHOICE, ""))
    if language is not None:
        response.set_cookie(
            LANGUAGE_COOKIE, language.slug, max_age=_KEPT, secure=request.is_secure(), httponly=True, samesite="Lax"
        )
