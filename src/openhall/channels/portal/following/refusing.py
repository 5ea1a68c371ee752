"""What a refusal says on a page of a case: what cannot be done, that nothing was changed, and the way back."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Language
from openhall.ui.case_views import RefusedView, ServiceLine


class _Told(NamedTuple):
    status: HTTPStatus
    title: str
    words: str


_TOLD: Mapping[str, _Told] = {
    "nothing-asked": _Told(
        HTTPStatus.CONFLICT,
        _("Nothing is asked of you now"),
        _("It was answered already, or the time for it is over. Your application goes on with what we have."),
    ),
    "taken-back": _Told(
        HTTPStatus.CONFLICT,
        _("This is settled: you need not answer"),
        _("The office took its question back. It goes on without it, and nothing is needed from you now."),
    ),
    "case-ended": _Told(
        HTTPStatus.CONFLICT,
        _("This application has ended already"),
        _("It is decided or withdrawn, so it cannot be withdrawn now. Nothing was changed."),
    ),
    "undo-over": _Told(
        HTTPStatus.CONFLICT,
        _("This cannot be undone here"),
        _("Only the person it was sent for can undo it, and for two days only. You may still withdraw it."),
    ),
    "not-refused": _Told(
        HTTPStatus.CONFLICT,
        _("There is nothing to object to here"),
        _("Only a refusal can be objected to on this page. Nothing was changed."),
    ),
    "once": _Told(
        HTTPStatus.CONFLICT,
        _("You have objected already"),
        _("An objection is looked at once. What you can do after it stands with the decision."),
    ),
    "too-late": _Told(
        HTTPStatus.CONFLICT,
        _("The days to object are over"),
        _("The last day stood with the decision. A person can tell you what else you can do."),
    ),
    "no-such-appointment": _Told(
        HTTPStatus.CONFLICT,
        _("This appointment has changed meanwhile"),
        _("It was moved or cancelled, perhaps in another window. Look at your application to see how it stands."),
    ),
    "appointment-too-near": _Told(
        HTTPStatus.CONFLICT,
        _("It is too late to change this appointment here"),
        _("It begins soon, so it stands as it is. If you cannot come, please call the office."),
    ),
    "too-many-places": _Told(
        HTTPStatus.CONFLICT,
        _("You have as many places of this kind as one can have"),
        _("Another can be had once one of them is over or given up. Your application stands as it was."),
    ),
    "slot-taken": _Told(
        HTTPStatus.CONFLICT,
        _("This time is not free any more"),
        _("Somebody else was faster. Your appointment stands as it was. Choose another time."),
    ),
    "register-full": _Told(
        HTTPStatus.CONFLICT,
        _("There is no place left just now"),
        _("The register is full, so your application waits as it is. Try again when a place is free."),
    ),
    "register-already-entered": _Told(
        HTTPStatus.CONFLICT,
        _("This is in the register already"),
        _("It stands there for somebody else. Your application is as it was. Please ask the office."),
    ),
    "register-not-listed": _Told(
        HTTPStatus.CONFLICT,
        _("The register does not have this name"),
        _("Your application is as it was. Please ask the office."),
    ),
    "register-no-such-entry": _Told(
        HTTPStatus.CONFLICT,
        _("The register has no such entry"),
        _("Your application is as it was. Please ask the office."),
    ),
    "unknown-paper": _Told(
        HTTPStatus.NOT_FOUND,
        _("This application has no such paper"),
        _("Its papers stand on the page of the application. Nothing was changed."),
    ),
    "replaced": _Told(
        HTTPStatus.CONFLICT,
        _("This paper was replaced already"),
        _("A newer one is among your papers. If you lost that one, ask for it again there."),
    ),
    "revoked": _Told(
        HTTPStatus.CONFLICT,
        _("This paper was revoked"),
        _("It no longer counts, so it is not made again. The office can tell you why."),
    ),
    "outdated": _Told(
        HTTPStatus.CONFLICT,
        _("This paper cannot be made again as it was"),
        _("What it says has changed since. Apply for a new one, or ask the office."),
    ),
    "too-many-papers": _Told(
        HTTPStatus.TOO_MANY_REQUESTS,
        _("That is enough for today"),
        _("Three papers of an application are made again within a day. Try again tomorrow, or call us."),
    ),
    "unknown-language": _Told(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        _("Choose a language"),
        _("Papers are made in the languages that the page names. Go back and choose one of them."),
    ),
    "no-such-draw": _Told(
        HTTPStatus.NOT_FOUND,
        _("There is no such draw here"),
        _("Draws for this application stand on its page. Nothing was changed."),
    ),
    "draw-not-open": _Told(
        HTTPStatus.CONFLICT,
        _("One cannot take part in this draw now"),
        _("It opens later, or it is closed. The page of the draw says when."),
    ),
    "has-appointment": _Told(
        HTTPStatus.CONFLICT,
        _("You have an appointment already"),
        _("It is kept for you, so you need no draw. You can move it, or give it up."),
    ),
    "unknown-file": _Told(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        _("One of your files has to be chosen again"),
        _("It is no longer here, or it went with another application. Nothing was sent."),
    ),
    "seal-broken": _Told(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("We cannot open your answers"),
        _("What we stored is not as you left it, so we do not show it. We have noted this. Please call us."),
    ),
    "key-destroyed": _Told(
        HTTPStatus.GONE,
        _("These answers were deleted for ever"),
        _("They cannot be read again, by you or by us. Where the application stands can still be seen."),
    ),
}
_NOT_CLAIMED: Mapping[str, _Told] = {
    "owned": _Told(
        HTTPStatus.CONFLICT,
        _("This application is in an account already"),
        _("So it cannot come to yours. If that was not you, enter its number and code under “Track progress”."),
    ),
    "erased": _Told(
        HTTPStatus.GONE,
        _("These answers were deleted for ever"),
        _("They cannot be read again, by you or by us. Where the application stands can still be seen."),
    ),
    "own-work": _Told(
        HTTPStatus.CONFLICT,
        _("This application cannot come to your page"),
        _("You worked on it for an office, or you are the other person in it. It stays as it is."),
    ),
    "times": _Told(
        HTTPStatus.CONFLICT,
        _("An office has to look at this first"),
        _("This application was put into an account and taken out again three times. Please call us."),
    ),
}
_ELSE = _Told(
    HTTPStatus.UNPROCESSABLE_ENTITY,
    _("This cannot be done now"),
    _("Nothing was sent and nothing was changed."),
)
_BACK = _("Back to your application")


def _told(refusal: Refusal) -> _Told:
    why = str(refusal.params.get("why", ""))
    if refusal.code == "not-claimed" and why in _NOT_CLAIMED:
        return _NOT_CLAIMED[why]
    return _TOLD.get(why) or _TOLD.get(refusal.code, _ELSE)


def status_of(refusal: Refusal) -> HTTPStatus:
    """Return the status of the page."""
    return _told(refusal).status


def refused_view(service: ServiceLine, language: Language, refusal: Refusal, back: str) -> RefusedView:
    """Return the page for a refusal; ``back`` is the page of the case."""
    say, told = saying(language), _told(refusal)
    return RefusedView(service=service, title=say(told.title), words=say(told.words), act=say(_BACK), href=back)
