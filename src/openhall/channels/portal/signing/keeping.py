"""What somebody signs in with, and where they are signed in: shown; and sessions ended."""

from django.http import HttpResponse

from openhall.blocks.identity.facade import (
    addresses_of,
    authenticator_level,
    end_other_sessions,
    end_session_of,
    has_password,
    links_of,
    not_me,
    open_providers,
    passkeys_of,
    proven_by_code,
    second_ways,
    sessions_of,
    sheet_of,
    sign_ins_of,
)
from openhall.channels.portal.signing.asked import KEEPING
from openhall.channels.portal.signing.joining import joined_lines
from openhall.channels.portal.signing.keeper import Keeping, open_page
from openhall.channels.portal.signing.words import happened_words, way_words
from openhall.kernel.languages import pick
from openhall.kernel.rights import READING
from openhall.ui.formats import moment

#: The page asks for a fresh sign-in, and has the buttons again afterwards.
_AGAIN = f"{KEEPING}?again=end"


def _page(keeping: Keeping) -> HttpResponse:
    found, account = keeping.found, keeping.account.pk
    zone = found.catalogue.jurisdiction.time_zone
    passkeys = passkeys_of(account)
    providers = {each.id: pick(each.name, found.language) for each in open_providers()}
    context = {
        "can_change": keeping.can_change,
        "is_recent": keeping.is_recent,
        "again": found.request.GET.get("again", ""),
        "needs_factor": found.visitor.needs_factor,
        "done": found.request.GET.get("done", ""),
        "level": keeping.session.level,
        "asks_more": bool(second_ways(proven_by_code(keeping.account))),
        "passkeys": [(each, moment(each.made_at, found.language, zone)) for each in passkeys],
        "has_authenticator": authenticator_level(account) is not None,
        "links": [
            (each.id, providers.get(each.provider, each.provider), moment(each.made_at, found.language, zone))
            for each in links_of(account)
        ],
        "sheet": sheet_of(account),
        "joined": joined_lines(keeping),
        "has_password": has_password(account),
        "addresses": addresses_of(account, now=found.now),
        "sessions": [
            (each, way_words(each.adapter, found.language), moment(each.seen_at, found.language, zone))
            for each in sessions_of(found.visitor.id, cookie=found.cookie, now=found.now)
        ],
        "sign_ins": [
            (each, happened_words(each, found.language), moment(each.at, found.language, zone))
            for each in sign_ins_of(found.visitor.id, now=found.now)
        ],
    }
    return found.show(KEEPING, "signing/keeping.jinja", context)


def _end(keeping: Keeping) -> HttpResponse:
    found = keeping.found
    if not keeping.is_recent:
        return found.go(_AGAIN)
    if found.given("session") == "others":
        end_other_sessions(person=found.visitor.id, cookie=found.cookie)
    else:
        end_session_of(person=found.visitor.id, session=found.given("session"))
    return found.go(f"{KEEPING}?done=ended")


def _not_me(keeping: Keeping) -> HttpResponse:
    """End everything but this browser; what to look through next stands on the page."""
    if not keeping.is_recent:
        return keeping.found.go(_AGAIN)
    not_me(person=keeping.found.visitor.id, cookie=keeping.found.cookie, now=keeping.found.now)
    return keeping.found.go(f"{KEEPING}?done=not-me")


page = open_page(_page, READING, is_change=False)
end = open_page(_end, ("POST",), is_change=False)
disown = open_page(_not_me, ("POST",), is_change=False)
