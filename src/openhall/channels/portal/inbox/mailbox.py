"""What a demonstration sent: to the people who can be played, and about the matters of this browser."""

from collections.abc import Mapping
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from openhall.blocks.identity.facade import notice_of_code
from openhall.blocks.journal.facade import OWN, Reader
from openhall.blocks.messages.facade import Channel, State, WentOut, went_out
from openhall.channels.portal.inbox.asked import Asked, asked
from openhall.channels.portal.matters import asker_of
from openhall.channels.portal.signing.asked import CODE
from openhall.channels.portal.views import error_response
from openhall.channels.portal.words import mark as _
from openhall.kernel.rights import Right, open_to
from openhall.ui.formats import moment
from openhall.ui.letter_views import MailboxLine, MailboxView

_PLACE = "demo/mailbox/"
_CHANNELS: Mapping[Channel, str] = {Channel.MAIL: _("Email"), Channel.SMS: _("Text message")}
#: Where nobody outside took it: naming these tells a reader nothing.
_OWN = {"files", "demo"}
_STATES: Mapping[State, tuple[str, str]] = {
    State.QUEUED: (_("Waiting for a provider"), "waiting"),
    State.CALLING: (_("Being handed over"), "waiting"),
    State.DOUBT: (_("Not known whether it was taken"), "waiting"),
    State.SENT: (_("Sent"), "done"),
    State.DELIVERED: (_("Delivered"), "done"),
    State.FAILED: (_("Could not be sent"), "error"),
    State.BOUNCED: (_("No such address"), "error"),
}


@open_to(Right.EVERYONE)
def mailbox(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what went out, where this is a demonstration."""
    if not settings.OPENHALL_DEMO:
        return error_response(request, HTTPStatus.NOT_FOUND)
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    asker = asker_of(request)
    held = [reference for reference in asker.matters if asker.holds(reference)]
    reader = Reader(actor=asker.actor, purpose=OWN, case="", now=found.now)
    lines, pages = went_out(subjects=held, keys=_asked_for(request), reader=reader, page=found.page)
    view = MailboxView(
        lines=tuple(_line(found, each) for each in lines),
        page=min(max(found.page, 1), pages),
        pages=pages,
        address=f"{found.href(_PLACE)}?page=",
        search_href=found.href("services/"),
    )
    return found.show(_PLACE, "inbox/mailbox.jinja", view)


def _asked_for(request: HttpRequest) -> list[str]:
    """Return the notices with a code to sign in that this browser asked for a moment ago."""
    code = str(request.session.get(CODE, ""))
    return [notice_of_code(code)] if code else []


def _line(found: Asked, sent: WentOut) -> MailboxLine:
    words, kind = _STATES[sent.state]
    return MailboxLine(
        channel=found.say(_CHANNELS[sent.channel]),
        to=sent.address,
        provider="" if sent.provider in _OWN else sent.provider,
        state=found.say(words),
        kind=kind,
        when=moment(sent.at, found.language, found.catalogue.jurisdiction.time_zone),
        title=sent.title,
        text=sent.text,
        attached=sent.attached,
        language=sent.language,
    )
