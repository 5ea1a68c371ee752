"""Somebody at the treasury says what a movement of the bank is: a fee, the sum of a day, or a charge."""

from collections.abc import Callable, Mapping
from datetime import date
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse

from openhall.blocks.authorities.facade import beyond_walls
from openhall.blocks.payments.facade import EntryRefused, assign_entry, attempt_by_id, book_charge, take_sum_of_day
from openhall.channels.desk.asking import POST, for_officers
from openhall.channels.desk.bank_items import BOOKS, Refused
from openhall.channels.desk.books import draw_books, keeps_bank
from openhall.channels.desk.books_words import entry_fault
from openhall.channels.desk.frame import Reader, go_to
from openhall.kernel.money import format_money

_LONGEST = 300
_NAMES = ("payment", "way", "day", "kept", "of", "note")
#: Which box of an act a refusal is about; all others are about the first one.
_BOXES = {("day", "day"): "day", ("day", "amount"): "day", ("day", "kept"): "kept", ("charge", "note"): "note"}
_FIRST = {"assign": "payment", "day": "way", "charge": "of"}
_Typed = Mapping[str, str]


@for_officers(POST)
def assign(request: HttpRequest, reader: Reader, entry: int) -> HttpResponse:
    """Say which payment a movement of the bank was meant for."""
    return _said(request, reader, entry, "assign", _assign)


@for_officers(POST)
def of_day(request: HttpRequest, reader: Reader, entry: int) -> HttpResponse:
    """Say that a movement of the bank is the sum of a day, less what was kept of it."""
    return _said(request, reader, entry, "day", _take)


@for_officers(POST)
def charge(request: HttpRequest, reader: Reader, entry: int) -> HttpResponse:
    """Say that a movement of the bank is what the bank or a provider took for its work."""
    return _said(request, reader, entry, "charge", _book)


def _said(
    request: HttpRequest, reader: Reader, entry: int, act: str, do: Callable[[Reader, int, _Typed], None]
) -> HttpResponse:
    if not keeps_bank(reader):
        raise Http404
    typed = {name: request.POST.get(name, "")[:_LONGEST] for name in _NAMES}
    try:
        with beyond_walls():
            do(reader, entry, typed)
    except EntryRefused as refusal:
        why, told = str(refusal.params["why"]), refusal.params.get("amount")
        money = reader.catalogue.jurisdiction.money
        words = entry_fault(why, reader.language, format_money(money(told)) if isinstance(told, int) else "")
        status = HTTPStatus.CONFLICT if why == "matched" else HTTPStatus.UNPROCESSABLE_ENTITY
        refused = Refused(entry, act, typed, _BOXES.get((act, why), _FIRST[act]), words)
        return draw_books(request, reader, reader.today, refused, status)
    return go_to(BOOKS, done="matched")


def _assign(reader: Reader, entry: int, typed: _Typed) -> None:
    number = typed["payment"].upper().replace(" ", "").replace("-", "")
    attempt = attempt_by_id(number)
    payment = attempt.payment if attempt else number
    assign_entry(entry=entry, payment=payment, assigned_by=reader.visitor.id, now=reader.now)


def _take(reader: Reader, entry: int, typed: _Typed) -> None:
    try:
        day = date.fromisoformat(typed["day"].strip())
    except ValueError:
        raise EntryRefused(why="day") from None
    take_sum_of_day(
        entry=entry,
        provider=typed["way"],
        day=day,
        kept=_kept(reader, typed["kept"]),
        zone=reader.zone,
        recorded_by=reader.visitor.id,
        now=reader.now,
    )


def _kept(reader: Reader, typed: str) -> int:
    """Return what was kept in minor units; nothing typed is nothing kept."""
    plain = typed.replace(",", "").replace(" ", "")
    if not plain:
        return 0
    try:
        minor = reader.catalogue.jurisdiction.minor(plain)
    except ValueError:
        minor = -1
    if minor < 0:
        raise EntryRefused(why="kept")
    return minor


def _book(reader: Reader, entry: int, typed: _Typed) -> None:
    book_charge(entry=entry, of=typed["of"], note=typed["note"], recorded_by=reader.visitor.id, now=reader.now)
