"""A mandate that was given on paper, written down at a counter: who acts for whom, in what, until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from openhall.blocks.identity.facade import (
    Attended,
    MandateRefused,
    Scope,
    Terms,
    write_down_mandate,
)
from openhall.blocks.oversight.facade import AttendingIncomplete, other_of
from openhall.channels.desk.asking import BOTH
from openhall.channels.desk.attended import attended_page
from openhall.channels.desk.attending import HERE, PLACE
from openhall.channels.desk.frame import DeskPage, Reader, desk_page, go_to
from openhall.channels.desk.refusing import fault_words
from openhall.channels.desk.words import mark as _
from openhall.kernel.languages import pick
from openhall.ui.desk_views import PaperMandateView

_MOST, _MOST_PAPER = 60, 80
GIVES, HELPS = "gives", "helps"
#: What each scope is called beside a box.
SCOPE_WORDS: Mapping[str, str] = {
    Scope.LETTERS: _("Read letters"),
    Scope.MATTERS: _("See where matters stand"),
    Scope.FILL: _("Fill in forms and renew"),
    Scope.SUBMIT: _("Send applications"),
    Scope.PAY: _("Pay"),
    Scope.BOOK: _("Book times"),
}
_REFUSED: Mapping[str, tuple[str, str]] = {
    "mandate-exists": ("number", _("These two have a mandate already. One of them ends it on their page first.")),
    "not-oneself": ("number", _("That is the same person. Write the number of the other one.")),
    "mandate-days": ("until", _("Give a day from tomorrow on, within five years.")),
}
_ELSE = ("number", _("This mandate cannot be written down. Nothing was changed."))


@dataclass(frozen=True, slots=True)
class _Typed:
    side: str = ""
    number: str = ""
    scopes: tuple[str, ...] = ()
    day: tuple[str, str, str] = ("", "", "")
    is_all: bool = False
    paper: str = ""


@attended_page(BOTH, needs_yes=True)
def mandate(request: HttpRequest, reader: Reader, found: Attended) -> HttpResponse:
    """Ask what stands on the paper, or write it down."""
    if request.method != "POST":
        return _page(request, reader, found, _Typed())
    typed = _typed(request)
    ends_at = end_of(reader, typed.day)
    errors = [
        (field, fault_words(f"mandate-{field}", "missing", reader.language)) for field in _missing(typed, ends_at)
    ]
    if errors or ends_at is None:
        return _page(request, reader, found, typed, tuple(errors))
    try:
        other = _other(reader, found, typed)
    except AttendingIncomplete as refusal:
        faults = tuple(
            (field, fault_words(f"mandate-{field}", fault, reader.language)) for field, fault in refusal.faults
        )
        return _page(request, reader, found, typed, faults)
    gives = typed.side == GIVES
    services = () if typed.is_all else (found.counter.office,)
    try:
        _id, code = write_down_mandate(
            attendance=found.id,
            officer=reader.visitor.id,
            giver=found.person if gives else other,
            helper=other if gives else found.person,
            terms=Terms(typed.scopes, ends_at, services),
            paper=typed.paper,
            now=reader.now,
        )
    except MandateRefused as refusal:
        field, words = _REFUSED.get(refusal.code, _ELSE)
        return _page(request, reader, found, typed, ((field, reader.say(words)),), HTTPStatus.CONFLICT)
    if code:
        return _page(request, reader, found, typed, code=code)
    return go_to(f"{PLACE}{found.id}/", done="mandate-offered" if gives else "mandate-written")


def _other(reader: Reader, found: Attended, typed: _Typed) -> str:
    """Return the other one of the two; nobody where the giver stands here and the helper is to bring a code."""
    if typed.side == GIVES and not typed.number:
        return ""
    return other_of(attended=found, number=typed.number, visitor=reader.visitor, now=reader.now)


def _typed(request: HttpRequest) -> _Typed:
    given = request.POST
    side = given.get("side", "")
    return _Typed(
        side=side if side in {GIVES, HELPS} else "",
        number=given.get("number", "")[:_MOST].strip(),
        scopes=tuple(each for each in SCOPE_WORDS if each in given.getlist("scopes")),
        day=day_typed(request),
        is_all=given.get("services") == "all",
        paper=" ".join(given.get("paper", "")[:_MOST_PAPER].split()),
    )


def day_typed(request: HttpRequest) -> tuple[str, str, str]:
    """Return day, month and year as they were typed."""
    return _part(request, "day"), _part(request, "month"), _part(request, "year")


def _part(request: HttpRequest, part: str) -> str:
    return request.POST.get(f"until-{part}", "")[:_MOST].strip()


def _missing(typed: _Typed, ends_at: datetime | None) -> list[str]:
    needed = {
        "side": bool(typed.side),
        "number": bool(typed.number) or typed.side != HELPS,
        "scopes": bool(typed.scopes),
        "until": ends_at is not None,
        "paper": bool(typed.paper),
    }
    return [field for field, is_there in needed.items() if not is_there]


def end_of(reader: Reader, day: tuple[str, str, str]) -> datetime | None:
    """Return the moment at which a day that was typed is over."""
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in day):  # noqa: PLR2004 - of a year
        return None
    try:
        after = date(*(int(part) for part in reversed(day))) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return datetime(after.year, after.month, after.day, tzinfo=reader.zone)


def _page(  # noqa: PLR0913 - a page that comes back is these things
    request: HttpRequest,
    reader: Reader,
    found: Attended,
    typed: _Typed,
    errors: tuple[tuple[str, str], ...] = (),
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
    *,
    code: str = "",
) -> HttpResponse:
    view = PaperMandateView(
        name=pick(found.name, reader.language),
        action=f"{PLACE}{found.id}/mandate/",
        back_href=f"{PLACE}{found.id}/",
        side=typed.side,
        number=typed.number,
        scopes=tuple((scope, reader.say(words), "") for scope, words in SCOPE_WORDS.items()),
        scopes_chosen=typed.scopes,
        day=(*typed.day, ""),
        services="all" if typed.is_all else "own",
        paper=typed.paper,
        code=code,
        errors=errors,
    )
    page = DeskPage(
        f"counter/{found.id}/mandate/",
        "counter_mandate.jinja",
        view,
        here=HERE,
        status=status if errors else HTTPStatus.OK,
    )
    return desk_page(request, reader, page)
