"""What a refusal of the hall says on a page of applying: what happened, that nothing is lost, and what to do now."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import NamedTuple

from openhall.channels.portal.applying.place import Place
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.errors import Refusal
from openhall.ui.case_views import RefusedView
from openhall.ui.formats import full_date


class _Told(NamedTuple):
    status: HTTPStatus
    title: str
    words: str


_TOLD: Mapping[str, _Told] = {
    "not-your-organisation": _Told(
        HTTPStatus.FORBIDDEN,
        _("You do not act for this organisation any more"),
        _("Nothing was sent. Your answers are kept, and somebody who acts for it can apply."),
    ),
    "role-forbids": _Told(
        HTTPStatus.FORBIDDEN,
        _("Your role may not do this for the organisation"),
        _("Nothing was sent. Its owners say what each role may do: see the page of the organisation."),
    ),
    "mandate-ended": _Told(
        HTTPStatus.FORBIDDEN,
        _("You may not do this for them, or not any more"),
        _("Nothing was sent. What you filled in is with the person whose it is, and they can go on with it."),
    ),
    "yes-needed": _Told(
        HTTPStatus.FORBIDDEN,
        _("They have to say yes first"),
        _(
            "Nothing was sent, and everything is kept. On the page of the counter, send them a code or ask for one of "
            "their sheet. Once they have named it, come back and send this."
        ),
    ),
    "unknown-file": _Told(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        _("One of your files has to be chosen again"),
        _("It is no longer here, or it went with another application. Everything else is kept."),
    ),
    "draft-busy": _Told(
        HTTPStatus.CONFLICT,
        _("These answers are open in another window"),
        _("They were changed there just now. Nothing is lost: go on from here."),
    ),
    "register-full": _Told(
        HTTPStatus.CONFLICT,
        _("There is no place left just now"),
        _("The register is full. Nothing was sent, and your answers are kept. Try again when a place is free."),
    ),
    "register-already-entered": _Told(
        HTTPStatus.CONFLICT,
        _("This is in the register already"),
        _("It stands there for somebody else. Nothing was sent. Check what you wrote, or ask the office."),
    ),
    "register-not-listed": _Told(
        HTTPStatus.CONFLICT,
        _("The register does not have this name"),
        _("Nothing was sent, and your answers are kept. Write the name as it stands in the register."),
    ),
    "register-too-early": _Told(
        HTTPStatus.CONFLICT,
        _("You can renew this from %(first_day)s"),
        _("It is good for long still. Nothing was sent, and nothing is to be paid. We remind you in time."),
    ),
    "register-no-such-entry": _Told(
        HTTPStatus.CONFLICT,
        _("The register has no such entry"),
        _("Nothing was sent, and your answers are kept. Check the number that you gave."),
    ),
    "other-party-yourself": _Told(
        HTTPStatus.CONFLICT,
        _("The other person cannot be you"),
        _("Nothing was sent, and your answers are kept. Write the number of the person who has to agree."),
    ),
    "seal-broken": _Told(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("We cannot open your answers"),
        _("What we stored is not as you left it, so we do not show it. We have noted this. Please call us."),
    ),
    "key-destroyed": _Told(
        HTTPStatus.GONE,
        _("These answers were deleted for ever"),
        _("They cannot be read again, by you or by us. You can start again."),
    ),
}
_ELSE = _Told(
    HTTPStatus.UNPROCESSABLE_ENTITY,
    _("This cannot be done now"),
    _("Nothing was sent and nothing was changed. Your answers are kept."),
)
_GO_ON, _SERVICE = _("Go on with your answers"), _("Start again from the service")
#: After these there are no answers to go on with.
_OVER = frozenset({"key-destroyed", "seal-broken", "mandate-ended"})


def status_of(refusal: Refusal) -> HTTPStatus:
    """Return the status of the page."""
    return _TOLD.get(refusal.code, _ELSE).status


def refused_view(place: Place, refusal: Refusal, reference: str) -> RefusedView:
    """Return the page for a refusal; ``reference`` is that of the draft, where there is one."""
    say, told = saying(place.language), _TOLD.get(refusal.code, _ELSE)
    goes_on = bool(reference) and refusal.code not in _OVER
    return RefusedView(
        service=place.line,
        title=say(told.title) % _words_of(refusal, place),
        words=say(told.words),
        act=say(_GO_ON) if goes_on else say(_SERVICE),
        href=place.href(reference) if goes_on else place.service_href,
    )


def _words_of(refusal: Refusal, place: Place) -> dict[str, str]:
    """Return the days that a refusal names, as they are written in its language."""
    days = {name: value for name, value in refusal.params.items() if isinstance(value, date)}
    return {name: full_date(day, place.language) for name, day in days.items()}
