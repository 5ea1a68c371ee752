"""At a counter: whoever stands there says yes themselves, before anything is sent for them or printed to be them."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse

from openhall.blocks.identity.facade import (
    WITHOUT,
    AttendanceRefused,
    Attended,
    SignInRefused,
    TooOften,
    Yes,
    confirm_attendance,
    go_on_without,
    send_confirming,
)
from openhall.channels.desk.asking import POST
from openhall.channels.desk.attended import attended_page, show_attended
from openhall.channels.desk.attending import PLACE
from openhall.channels.desk.frame import Reader, go_to
from openhall.channels.desk.words import mark as _

_MOST = 40
_WRONG: Mapping[str, str] = {
    "code-wrong": _("This code is not right. Look at it again together"),
    "printed-wrong": _("This is not the next code of their sheet. Look at it again together"),
    "code-ended": _("No code is waited for any more. Send another one"),
    "no-address": _("No address stands in their account"),
    "no-reason": _("Say why not"),
    "too-many-without": _("You have gone on without a yes five times today. A colleague has to attend to them"),
    "too-often": _("Several codes were sent just now. Wait a quarter of an hour, or use their sheet"),
}


@attended_page(POST)
def ask(request: HttpRequest, reader: Reader, found: Attended) -> HttpResponse:
    """Send a code to whoever stands there."""
    try:
        send_confirming(attendance=found.id, officer=reader.visitor.id, language=reader.language.code, now=reader.now)
    except (AttendanceRefused, TooOften) as refusal:
        return _again(request, reader, found, "typed", refusal.code)
    return go_to(f"{PLACE}{found.id}/", done="code-sent")


@attended_page(POST)
def confirm(request: HttpRequest, reader: Reader, found: Attended) -> HttpResponse:
    """Take the code that they name."""
    typed = request.POST.get("typed", "")[:_MOST]
    try:
        confirm_attendance(attendance=found.id, officer=reader.visitor.id, typed=typed, now=reader.now)
    except (SignInRefused, AttendanceRefused, TooOften) as refusal:
        return _again(request, reader, found, "typed", refusal.code)
    return go_to(f"{PLACE}{found.id}/", done="said-yes")


@attended_page(POST)
def without(request: HttpRequest, reader: Reader, found: Attended) -> HttpResponse:
    """Go on without their yes, and say why."""
    why = next((each for each in WITHOUT if each == request.POST.get("why", "")), Yes.NO_WAY)
    try:
        go_on_without(attendance=found.id, officer=reader.visitor.id, why=why, now=reader.now)
    except AttendanceRefused as refusal:
        return _again(request, reader, found, "why", refusal.code)
    return go_to(f"{PLACE}{found.id}/", done="without-yes")


def _again(request: HttpRequest, reader: Reader, found: Attended, field: str, code: str) -> HttpResponse:
    words = reader.say(_WRONG.get(code, _WRONG["code-ended"]))
    return show_attended(request, reader, found, wrong=(field, words))
