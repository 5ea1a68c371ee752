"""The books of a day: an office sees its own accounts; whoever keeps the account at the bank sees all."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date, timedelta
from decimal import Decimal
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from openhall.blocks.authorities.facade import beyond_walls
from openhall.blocks.payments.facade import (
    AccountLine,
    OwnLine,
    statement_for,
    unmatched_entries,
    unmatched_payments,
)
from openhall.channels.desk.asking import for_officers
from openhall.channels.desk.bank_items import BOOKS, Refused, movement_item
from openhall.channels.desk.books_words import account_words
from openhall.channels.desk.frame import DeskPage, Reader, desk_page
from openhall.channels.desk.naming import day_words, moment_words
from openhall.channels.desk.words import mark as _
from openhall.channels.desk.work_export import file_answer
from openhall.kernel.languages import pick
from openhall.kernel.money import format_money
from openhall.ui.desk_books_views import BookRow, BooksView, OwnRow
from openhall.ui.spreadsheets import csv_file

PLACE, TITLE = BOOKS, _("Books of the day")
_LEAD = _("What your office asked for, earned and owes. What is owed to others stands with a minus.")
_WHOLE = _("All accounts of the hall. Together they are nothing, at any moment. What is owed stands with a minus.")
_EMPTY = _("Nothing was ever posted for your office.")
_TOGETHER = _("Together")
_NO_BANK = _("Nothing is open: all that the bank showed matches.")
_SOME_BANK = _("Open movements: %(count)s. Say what each of them is; the bank’s own page names who sent it.")
_NO_OWN = _("Nothing is open: the bank has shown all that came and went.")
_SOME_OWN = _("Open: %(count)s, together %(amount)s. The oldest stand here.")
_HEADS = (_("Account"), _("Currency"), _("At the beginning"), _("Debit"), _("Credit"), _("At the end"))
_MOST_SHOWN = 50
_FIRST = date(2000, 1, 1)


@for_officers()
def books_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the accounts of a day, today's unless another is asked for."""
    return draw_books(request, reader, _asked_day(request, reader))


@for_officers()
def books_file(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Hand out the same as a file for a spreadsheet, account by account."""
    day = _asked_day(request, reader)
    decimals = reader.catalogue.jurisdiction.currency.decimals
    with _sight(reader):
        lines = _accounts(reader, day)
    body = csv_file([reader.say(head) for head in _HEADS], [_cells(each, decimals) for each in lines])
    return file_answer(body, f"books-{day.isoformat()}.csv")


def _cells(line: AccountLine, decimals: int) -> tuple[str | Decimal, ...]:
    return (line.account, line.currency, *(Decimal(each).scaleb(-decimals) for each in _amounts(line)))


def keeps_bank(reader: Reader) -> bool:
    """Tell whether the reader's office keeps the account at the bank."""
    return reader.office.authority == reader.catalogue.jurisdiction.payment.treasury


def _sight(reader: Reader) -> AbstractContextManager[None]:
    return beyond_walls() if keeps_bank(reader) else nullcontext()


def _asked_day(request: HttpRequest, reader: Reader) -> date:
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return reader.today
    return min(max(day, _FIRST), reader.today)


def _accounts(reader: Reader, day: date) -> list[AccountLine]:
    own = "" if keeps_bank(reader) else reader.office.authority
    return statement_for(day, reader.zone, authority=own)


def draw_books(
    request: HttpRequest,
    reader: Reader,
    day: date,
    refused: Refused | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """Draw the page, with what was wrong in a form about a movement."""
    with _sight(reader):
        view = _view(reader, day, refused)
    page = DeskPage("money/books/", "books.jinja", view, title=view.title, here="money", status=status)
    return desk_page(request, reader, page)


def _view(reader: Reader, day: date, refused: Refused | None) -> BooksView:
    say, has_all = reader.say, keeps_bank(reader)
    lines = _accounts(reader, day)
    own = unmatched_payments(now=reader.now, authority="" if has_all else reader.office.authority)
    entries = unmatched_entries() if has_all else []
    together = _money(reader, sum(each.amount for each in own))
    earlier, later = day - timedelta(days=1), day + timedelta(days=1)
    return BooksView(
        title=say(TITLE),
        lead=say(_WHOLE if has_all else _LEAD),
        day=day_words(reader, day),
        earlier=_step(reader, earlier),
        later=_step(reader, later) if later <= reader.today else None,
        rows=tuple(_rows(reader, lines)),
        total=_row(reader, say(_TOGETHER), lines) if has_all and lines else None,
        empty=say(_EMPTY),
        data_href=f"/desk/money/books.csv?day={day.isoformat()}",
        own_told=say(_SOME_OWN) % {"count": len(own), "amount": together} if own else say(_NO_OWN),
        own=tuple(_own_row(reader, each, has_all=has_all) for each in own[:_MOST_SHOWN]),
        bank_told=(say(_SOME_BANK) % {"count": len(entries)} if entries else say(_NO_BANK)) if has_all else "",
        fault=refused.words if refused and refused.entry not in {each.id for each in entries} else "",
        items=tuple(movement_item(reader, each, refused) for each in entries[:_MOST_SHOWN]),
    )


def _step(reader: Reader, day: date) -> tuple[str, str]:
    return day_words(reader, day), f"{PLACE}?day={day.isoformat()}"


def _rows(reader: Reader, lines: list[AccountLine]) -> Iterator[BookRow]:
    """Yield what accounts of a kind hold together: what each authority has is in the file."""
    kinds: dict[str, list[AccountLine]] = {}
    for each in lines:
        kinds.setdefault(account_words(each.account, reader), []).append(each)
    for name, of_kind in kinds.items():
        yield _row(reader, name, of_kind)


def _row(reader: Reader, name: str, lines: list[AccountLine]) -> BookRow:
    sums = [sum(amounts) for amounts in zip(*map(_amounts, lines), strict=True)]
    return BookRow(name, *(_money(reader, each) for each in sums))


def _amounts(line: AccountLine) -> tuple[int, int, int, int]:
    return line.opening, line.debits, line.credits, line.closing


def _own_row(reader: Reader, line: OwnLine, *, has_all: bool) -> OwnRow:
    way = reader.catalogue.jurisdiction.payment.of(line.provider)
    return OwnRow(
        number=line.id,
        way=pick(way.name, reader.language) if way else line.provider,
        since=moment_words(reader, line.since),
        amount=_money(reader, line.amount),
        href="" if has_all else f"/desk/cases/{line.subject}/#outcome",
    )


def _money(reader: Reader, minor: int) -> str:
    return format_money(reader.catalogue.jurisdiction.money(minor))
