"""A draw in public: its page, and its file for whoever computes it again."""

from datetime import datetime

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.appointments.facade import DrawFacts, NoSuchDraw, draw_of
from openhall.blocks.catalogue.facade import Catalogue, current_catalogue, diary_of_kind
from openhall.channels.portal.asking import visitor
from openhall.channels.portal.framing import own_page
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.views import current_site, error_response
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import BY_SLUG, Language, pick
from openhall.kernel.rights import Right, open_to
from openhall.ui.appointment_views import DrawView
from openhall.ui.formats import moment

_SHOWN = 12
_AT = _("%(when)s, %(place)s")


@open_to(Right.EVERYONE)
def draw(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Show a draw with everything that it is computed from."""
    found = _found(slug, name)
    if found is None:
        return error_response(request, 404)
    catalogue, language, facts = found
    page = Page(f"appointments/draws/{facts.id}/", "appointments_draw.jinja", {"view": _view(*found)})
    return own_page(request, current_site(visitor(request), catalogue), language, page)


@open_to(Right.EVERYONE)
def draw_file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Hand out the file of a draw: before it is held, what is bound and who takes part, as hashes."""
    found = _found(slug, name)
    if found is None:
        return error_response(request, 404)
    facts = found[2]
    before = {"id": facts.id, "kind": facts.kind, "commitment": facts.commitment, "tickets": facts.tickets}
    body = msgspec.json.format(msgspec.json.encode(dict(facts.result) or before), indent=2)
    return HttpResponse(body, content_type="application/json", headers={"Cache-Control": "no-cache"})


def _found(slug: str, name: str) -> tuple[Catalogue, Language, DrawFacts] | None:
    catalogue, language = current_catalogue(), BY_SLUG.get(slug)
    if language is None or language not in catalogue.languages:
        return None
    try:
        return catalogue, language, draw_of(name)
    except NoSuchDraw:
        return None


def _view(catalogue: Catalogue, language: Language, facts: DrawFacts) -> DrawView:
    diary, zone = diary_of_kind(catalogue.jurisdiction, facts.kind), catalogue.jurisdiction.time_zone
    given = [
        (
            f"{ticket[:_SHOWN]}…",
            saying(language)(_AT)
            % {
                "when": moment(datetime.fromisoformat(at), language, zone),
                "place": pick(diary.offices[office].name, language) if diary and office in diary.offices else office,
            },
        )
        for ticket, (office, at) in facts.result.get("given", {}).items()
    ]
    return DrawView(
        kind=pick(diary.kind.name, language) if diary else facts.kind,
        opens=moment(facts.opens_at, language, zone),
        closes=moment(facts.closes_at, language, zone),
        places=facts.slots,
        commitment=facts.commitment,
        tickets=facts.tickets,
        file_href=f"/{language.slug}/appointments/draws/{facts.id}.json",
        seed=str(facts.result.get("seed", "")),
        order=tuple(facts.result.get("order", ())),
        given=tuple(given),
        part_href=f"/{language.slug}/track/?to=draw" if facts.opens_at <= timezone.now() < facts.closes_at else "",
    )
