"""A firm whose owner stands at the counter gives something on paper: a place to a person, a mandate to another firm."""

from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from openhall.blocks.identity.facade import AttendanceRefused, Attended, FirmTerms, SeatRefused, seats_of
from openhall.blocks.oversight.facade import AttendingIncomplete, firm_stood_for, write_for_firm
from openhall.channels.desk.asking import BOTH
from openhall.channels.desk.attended import attended_page
from openhall.channels.desk.attended_firm_words import (
    MANAGING_WORDS,
    OTHERWISE,
    OWNERS_ONLY,
    PAPER_ROLES,
    PROOF,
    REFUSED,
)
from openhall.channels.desk.attended_mandate import SCOPE_WORDS, day_typed, end_of
from openhall.channels.desk.attending import HERE, PLACE
from openhall.channels.desk.frame import DeskPage, Reader, desk_page, go_to
from openhall.channels.desk.refusing import fault_words
from openhall.kernel.languages import Text, pick
from openhall.ui.desk_counter_views import PaperFirmView

_MOST, _MOST_PAPER = 120, 80
SEAT, FIRM = "seat", "firm"


@dataclass(frozen=True, slots=True)
class _Typed:
    firm: str = ""
    kind: str = ""
    role: str = ""
    number: str = ""
    scopes: tuple[str, ...] = ()
    day: tuple[str, str, str] = ("", "", "")
    paper: str = ""


@attended_page(BOTH, needs_yes=True)
def firm(request: HttpRequest, reader: Reader, found: Attended) -> HttpResponse:
    """Ask for which firm somebody stands here, show by what they may, and write down what the firm gives."""
    if request.method != "POST":
        return _page(request, reader, found, _Typed())
    typed = _typed(request)
    try:
        known = firm_stood_for(attended=found, typed=typed.firm, visitor=reader.visitor, now=reader.now)
    except AttendingIncomplete as refusal:
        return _page(request, reader, found, typed, _faults(reader, refusal.faults))
    if not typed.kind:
        return _page(request, reader, found, typed, _faults(reader, (("kind", "missing"),)))
    if request.POST.get("step") != "write":
        return _page(request, reader, found, typed, known=known)
    return _written(request, reader, found, typed, known)


def _written(
    request: HttpRequest, reader: Reader, found: Attended, typed: _Typed, known: tuple[str, Text]
) -> HttpResponse:
    missing = tuple((field, "missing") for field in _missing(reader, typed))
    if missing:
        return _page(request, reader, found, typed, _faults(reader, missing), known=known)
    terms = FirmTerms(
        role=typed.role if typed.kind == SEAT else "",
        scopes=typed.scopes if typed.kind == FIRM else (),
        ends_at=end_of(reader, typed.day),
    )
    try:
        code = write_for_firm(
            attended=found,
            firm=known[0],
            terms=terms,
            number=typed.number,
            paper=typed.paper,
            visitor=reader.visitor,
            now=reader.now,
        )
    except AttendingIncomplete:
        return _page(request, reader, found, typed, _faults(reader, ((f"number-{typed.kind}", "nobody"),)), known=known)
    except (SeatRefused, AttendanceRefused) as refusal:
        if refusal.code == "may-not-set":
            errors = (("kind", reader.say(OWNERS_ONLY)),)
            return _page(request, reader, found, typed, errors, HTTPStatus.CONFLICT)
        field, words = REFUSED.get(refusal.code, OTHERWISE)
        return _page(request, reader, found, typed, ((field, reader.say(words)),), HTTPStatus.CONFLICT, known=known)
    if code:
        return _page(request, reader, found, typed, code=code)
    return go_to(f"{PLACE}{found.id}/", done="firm-written")


def _faults(reader: Reader, faults: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (field.partition("-")[0], fault_words(f"firm-{field}", fault, reader.language)) for field, fault in faults
    )


def _typed(request: HttpRequest) -> _Typed:
    given = request.POST
    kind, role = given.get("kind", ""), given.get("role", "")
    return _Typed(
        firm=given.get("firm", "")[:_MOST].strip(),
        kind=kind if kind in {SEAT, FIRM} else "",
        role=role if role in PAPER_ROLES else "",
        number=given.get("number", "")[:_MOST].strip(),
        scopes=tuple(each for each in SCOPE_WORDS if each in given.getlist("scopes")),
        day=day_typed(request),
        paper=" ".join(given.get("paper", "")[:_MOST_PAPER].split()),
    )


def _missing(reader: Reader, typed: _Typed) -> list[str]:
    is_seat, has_day = typed.kind == SEAT, any(typed.day)
    needed = {
        "role": bool(typed.role) or not is_seat,
        "scopes": bool(typed.scopes) or is_seat,
        "until": end_of(reader, typed.day) is not None or (is_seat and not has_day),
        "paper": bool(typed.paper),
    }
    return [field for field, is_there in needed.items() if not is_there]


def _proof(reader: Reader, found: Attended, known: tuple[str, Text]) -> str:
    organisation, name = known
    role = next((each.role for each in seats_of(organisation, actor=found.person) if each.person == found.person), "")
    words = MANAGING_WORDS.get(role, role)
    return reader.say(PROOF) % {
        "name": pick(found.name, reader.language),
        "firm": pick(name, reader.language),
        "role": reader.say(words),
    }


def _page(  # noqa: PLR0913 - a page that comes back is these things
    request: HttpRequest,
    reader: Reader,
    found: Attended,
    typed: _Typed,
    errors: tuple[tuple[str, str], ...] = (),
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
    *,
    known: tuple[str, Text] | None = None,
    code: str = "",
) -> HttpResponse:
    view = PaperFirmView(
        name=pick(found.name, reader.language),
        action=f"{PLACE}{found.id}/firm/",
        back_href=f"{PLACE}{found.id}/",
        firm=typed.firm,
        kind=typed.kind,
        proof=_proof(reader, found, known) if known else "",
        roles=tuple((role, reader.say(words), "") for role, words in PAPER_ROLES.items()),
        role=typed.role,
        number=typed.number,
        scopes=tuple((scope, reader.say(words), "") for scope, words in SCOPE_WORDS.items()),
        scopes_chosen=typed.scopes,
        day=(*typed.day, ""),
        paper=typed.paper,
        code=code,
        errors=errors,
    )
    page = DeskPage(
        f"counter/{found.id}/firm/",
        "counter_firm.jinja",
        view,
        here=HERE,
        status=status if errors else HTTPStatus.OK,
    )
    return desk_page(request, reader, page)
