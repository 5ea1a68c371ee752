"""The draws of a case: take part, without signing in; one's ticket, place and result, with the proof for everybody."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpResponse

from openhall.blocks.appointments.facade import Diary, DrawFacts, booking_of, draws, ticket_of
from openhall.blocks.cases.facade import Status, take_part_in_draw
from openhall.blocks.catalogue.facade import diary_of
from openhall.channels.portal.following.opening import BOTH, Following, following
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import pick
from openhall.ui.appointment_views import OwnDraw, OwnDrawsView
from openhall.ui.formats import moment

DRAW = "draw"
_ENDED = frozenset({Status.DECIDED, Status.WITHDRAWN})
_UNTIL = _("%(kind)s, until %(when)s")
_AT = _("%(when)s, %(place)s")


@following(methods=BOTH)
def drawing(following: Following) -> HttpResponse:
    """Show the draws for a case, or take part in one; sent twice it is one ticket."""
    post = following.request.POST
    if following.request.method == "POST" and not following.is_turned:
        take_part_in_draw(reference=following.facts.reference, draw=post.get(DRAW, "")[:32], now=following.now)
        return following.send_to(DRAW)
    view = OwnDrawsView(
        service=following.line,
        reference=following.facts.reference,
        action=following.href(DRAW),
        back_href=following.href(),
        draws=tuple(own_draws(following)),
    )
    return following.show(following.path(DRAW), "track/draw.jinja", view)


def draw_href(following: Following) -> str:
    """Return where a case takes part in draws, if there is one of its kind that it can enter or has entered."""
    return following.href(DRAW) if any(True for _each in own_draws(following)) else ""


def own_draws(following: Following) -> Iterator[OwnDraw]:
    """Yield the draws of the kind that a case is about: those that one can enter, and those that it has entered."""
    diary = diary_of(following.catalogue.jurisdiction, following.facts.service)
    if diary is None or not diary.kind.draw:
        return
    for draw in draws():
        if draw.kind == diary.kind.id:
            ticket = ticket_of(draw.id, following.facts.reference)
            is_open = draw.opens_at <= following.now < draw.closes_at and following.facts.status not in _ENDED
            if ticket or is_open:
                yield _told(following, diary, draw, ticket)


def _told(following: Following, diary: Diary, draw: DrawFacts, ticket: str) -> OwnDraw:
    say, language, zone = saying(following.language), following.language, following.catalogue.jurisdiction.time_zone
    order, given = list(draw.result.get("order", ())), draw.result.get("given", {})
    office, at = given.get(ticket, ("", ""))
    place = pick(diary.offices[office].name, language) if office in diary.offices else office
    when = moment(datetime.fromisoformat(at), language, zone) if at else ""
    base = f"/{language.slug}/appointments/draws/{draw.id}"
    return OwnDraw(
        id=draw.id,
        label=say(_UNTIL) % {"kind": pick(diary.kind.name, language), "when": moment(draw.closes_at, language, zone)},
        state="drawn" if ticket and order else "in" if ticket else "kept" if _has_place(following) else "open",
        href=f"{base}/",
        file_href=f"{base}.json",
        ticket=ticket,
        count=len(draw.tickets),
        place=order.index(ticket) + 1 if ticket in order else 0,
        won=say(_AT) % {"when": when, "place": place} if when else "",
    )


def _has_place(following: Following) -> bool:
    """Tell whether a place is kept for the case: then it needs none from a draw."""
    booking = booking_of(following.facts.reference)
    return booking is not None and booking.state == "booked"
