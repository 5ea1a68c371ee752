"""What an officer does on the page of posts: sign, refuse and take back changes, end that somebody stands in."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.authorities.facade import NotAllowed, decide_change, end_substitute, withdraw_change
from openhall.channels.desk.asking import for_officers
from openhall.channels.desk.frame import Reader
from openhall.channels.desk.people import people_page
from openhall.channels.desk.people_words import refused_words
from openhall.kernel.errors import Refusal

_LONGEST_NUMBER = 18


@for_officers()
def people(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the office of whoever asks."""
    return people_page(request, reader)


@for_officers(("POST",), weighs=True)
def sign(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Sign a change, or refuse it."""
    is_accepted = request.POST.get("verdict") == "accept"

    def act() -> str:
        number = number_of(request.POST.get("change", ""))
        decide_change(change=number, is_accepted=is_accepted, actor=reader.visitor.id, now=timezone.now())
        return "accepted" if is_accepted else "refused"

    return _done(request, reader, act)


@for_officers(("POST",))
def withdraw(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Take a change back."""

    def act() -> str:
        withdraw_change(change=number_of(request.POST.get("change", "")), actor=reader.visitor.id, now=timezone.now())
        return "withdrawn"

    return _done(request, reader, act)


@for_officers(("POST",), weighs=True)
def back(request: HttpRequest, reader: Reader) -> HttpResponse:
    """End that somebody stands in."""

    def act() -> str:
        number = number_of(request.POST.get("substitute", ""))
        end_substitute(substitute=number, actor=reader.visitor.id, now=timezone.now())
        return "ended"

    return _done(request, reader, act)


def number_of(text: str) -> int:
    """Return the number of something as a form sends it; 0 is nothing's."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else 0


def done_answer(act: str) -> HttpResponse:
    """Lead back to the page of posts, which says what was done."""
    place = f"/desk/people/?done={act}"
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": place, "Cache-Control": "no-store"})


def refused_answer(request: HttpRequest, reader: Reader, refusal: Refusal) -> HttpResponse:
    """Show the page of posts, which says why something was not done."""
    return people_page(request, reader, refused_words(refusal, reader.language), status_of(refusal))


def status_of(refusal: Refusal) -> HTTPStatus:
    """Return the status of a page that tells of ``refusal``."""
    return HTTPStatus.FORBIDDEN if isinstance(refusal, NotAllowed) else HTTPStatus.UNPROCESSABLE_ENTITY


def _done(request: HttpRequest, reader: Reader, act: Callable[[], str]) -> HttpResponse:
    try:
        return done_answer(act())
    except Refusal as refusal:
        return refused_answer(request, reader, refusal)
