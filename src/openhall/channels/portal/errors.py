"""Pages for when something is not as it should be: each with a next step and a person's number."""

from collections.abc import Sequence

from openhall.channels.portal.rendering import Page, render_page
from openhall.channels.portal.site import Site
from openhall.kernel.languages import Language

#: The statuses that have words of their own; others get those of 500.
STATUSES = (400, 403, 404, 405, 406, 413, 500, 503)


def error_page(site: Site, language: Language, status: int, path: str = "", *, back: str = "") -> bytes:
    """Return the page for ``status``; ``path`` (without its language) keeps the language switch in place.

    ``back`` leads an officer to their work again.
    """
    return render_page(site, language, Page(path, "error.jinja", {"status": status, "back": back}))


def officers_page(site: Site, language: Language) -> bytes:
    """Return the page for somebody signed in who wants to the officers' desk and holds no post."""
    return render_page(site, language, Page("", "error.jinja", {"status": 403, "is_for_officers": True}))


def signed_out_page(site: Site, language: Language, action: str, fields: Sequence[tuple[str, str]]) -> bytes:
    """Return the page for an officer whose session was over when they sent a form: it stands there, to be sent again.

    ``action`` is where it was sent, ``fields`` what stood in it.
    """
    view = {"service": None, "is_more": False, "sign_in_href": f"/{language.slug}/sign-in/?next=/desk/"}
    context = {"view": view, "action": action, "fields": fields, "has_files": False}
    return render_page(site, language, Page("", "apply/signed_out.jinja", context))
