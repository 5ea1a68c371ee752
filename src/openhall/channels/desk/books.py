"""The books of a day: an office sees its own accounts; whoever keeps the account at the bank sees and matches all."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse

from openhall.blocks.authorities.facade import beyond_walls
from openhall.blocks.payments.facade import (
    AccountLine,
    BankLine,
    EntryRefused,
    OwnLine,
    assign_entry,
    attempt_by_id,
    statement_for,
    take_cash_of_day,
    unmatched_entries,
    unmatched_payments,
)
from openhall.channels.desk.asking import POST, for_officers
from openhall.channels.desk.books_words import account_words, entry_fault
from openhall.channels.desk.frame import DeskPage, Reader, desk_page, go_to
from openhall.channels.desk.naming import day_words, moment_words
from openhall.channels.desk.words import mark as _
from openhall.channels.desk.work_export import file_answer
from openhall.kernel.languages import pick
from openhall.kernel.money import format_money
from openhall.ui.desk_books_views import BookRow, BooksView, OwnRow
from openhall.ui.desk_outcome_views import Box, OutcomeItem, SmallForm
from openhall.ui.desk_sending import Sending
from openhall.ui.spreadsheets import Cell, csv_file

PLACE, TITLE = "/desk/money/books/", _("Books of the day")
_LEAD = _("What your office asked for, earned and owes. What is owed to others stands with a minus.")
_WHOLE = _("All accounts of the hall. Together they are nothing, at any moment. What is owed stands with a minus.")
_EMPTY = _("Nothing was ever posted for your office.")
_TOGETHER = _("Together")
_NO_BANK = _("Nothing is open: all that the bank showed matches.")
_SOME_BANK = _("Open movements: %(count)s. Say what each of them is; the bank’s own page names who sent it.")
_NO_OWN = _("Nothing is open: the bank has shown all that came and went.")
_SOME_OWN = _("Open: %(count)s, together %(amount)s. The oldest stand here.")
_REFERENCES, _ACCOUNT, _STATEMENT = _("References"), _("Account"), _("Statement")
_NO_REFERENCE = _("none")
_CAME, _WENT = _("Came on %(day)s: %(amount)s"), _("Went on %(day)s: %(amount)s")
_ASSIGN, _ASSIGN_ACT = _("It pays a fee"), _("Match it with this payment")
_PAYMENT, _PAYMENT_HINT = _("Payment number"), _("What does not pay it goes back by itself.")
_CASH, _CASH_ACT = _("It is the cash of a day"), _("Match it with the cash of that day")
_DAY, _DAY_HINT = _("Day of the cash"), _("All cash of all counters on that day. Write it like 2026-12-31.")
_HEADS = (_("Account"), _("Currency"), _("At the beginning"), _("Debit"), _("Credit"), _("At the end"))
_MOST_SHOWN, _LONGEST = 50, 64
_FIRST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Refused:
    """A form about a movement that came back: which of its boxes, what was typed, and what is wrong."""

    entry: int
    name: str
    typed: str
    words: str


@for_officers()
def books_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the accounts of a day, today's unless another is asked for."""
    return _page(request, reader, _asked_day(request, reader))


@for_officers()
def books_file(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Hand out the same as a file for a spreadsheet, account by account."""
    day = _asked_day(request, reader)
    decimals = reader.catalogue.jurisdiction.currency.decimals
    with _sight(reader):
        lines = _accounts(reader, day)
    rows: list[list[Cell]] = [
        [each.account, each.currency, *(Decimal(amount).scaleb(-decimals) for amount in _amounts(each))]
        for each in lines
    ]
    body = csv_file([reader.say(head) for head in _HEADS], rows)
    return file_answer(body, f"books-{day.isoformat()}.csv")


@for_officers(POST)
def assign(request: HttpRequest, reader: Reader, entry: int) -> HttpResponse:
    """Say which payment a movement of the bank was meant for."""
    number = request.POST.get("payment", "")[:_LONGEST]
    return _matched(request, reader, entry, "payment", number)


@for_officers(POST)
def cash(request: HttpRequest, reader: Reader, entry: int) -> HttpResponse:
    """Say that a movement of the bank is the cash of a day."""
    return _matched(request, reader, entry, "day", request.POST.get("day", "")[:_LONGEST])


def _matched(request: HttpRequest, reader: Reader, entry: int, name: str, typed: str) -> HttpResponse:
    if not keeps_bank(reader):
        raise Http404
    try:
        with beyond_walls():
            _match(reader, entry, name, typed)
    except EntryRefused as refusal:
        money = reader.catalogue.jurisdiction.money
        told = refusal.params.get("amount")
        amount = format_money(money(told)) if isinstance(told, int) else ""
        words = entry_fault(str(refusal.params["why"]), reader.language, amount)
        status = HTTPStatus.CONFLICT if refusal.params["why"] == "matched" else HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, reader, reader.today, Refused(entry, name, typed, words), status)
    return go_to(PLACE, done="matched")


def _match(reader: Reader, entry: int, name: str, typed: str) -> None:
    if name == "payment":
        number = typed.upper().replace(" ", "").replace("-", "")
        attempt = attempt_by_id(number)
        payment = attempt.payment if attempt else number
        assign_entry(entry=entry, payment=payment, assigned_by=reader.visitor.id, now=reader.now)
        return
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        raise EntryRefused(why="day") from None
    take_cash_of_day(entry=entry, day=day, zone=reader.zone, recorded_by=reader.visitor.id, now=reader.now)


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


def _page(
    request: HttpRequest,
    reader: Reader,
    day: date,
    refused: Refused | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
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
        items=tuple(_item(reader, each, refused) for each in entries[:_MOST_SHOWN]),
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


def _item(reader: Reader, line: BankLine, refused: Refused | None) -> OutcomeItem:
    say = reader.say
    told = {"day": day_words(reader, line.booked_on), "amount": _money(reader, abs(line.amount))}
    facts = (
        (say(_REFERENCES), " · ".join(line.references) or say(_NO_REFERENCE)),
        (say(_ACCOUNT), line.account),
        (say(_STATEMENT), f"{line.number}, {line.place}"),
    )
    return OutcomeItem(
        say(_CAME if line.amount > 0 else _WENT) % told,
        facts=facts,
        forms=tuple(_forms(reader, line, refused)) if line.amount > 0 else (),
    )


def _forms(reader: Reader, line: BankLine, refused: Refused | None) -> Iterator[SmallForm]:
    say = reader.say
    acts = (
        ("payment", "assign", say(_ASSIGN), say(_ASSIGN_ACT), say(_PAYMENT), say(_PAYMENT_HINT), ""),
        ("day", "cash", say(_CASH), say(_CASH_ACT), say(_DAY), say(_DAY_HINT), line.booked_on.isoformat()),
    )
    for name, act, title, words, label, hint, likely in acts:
        is_back = refused is not None and (refused.entry, refused.name) == (line.id, name)
        errors = ((name, refused.words),) if is_back and refused else ()
        value = refused.typed if is_back and refused else likely
        sending = Sending(f"{PLACE}{line.id}/{act}/", errors=errors)
        yield SmallForm(f"{act}-{line.id}", title, words, sending, (Box(name, label, value, hint),))


def _money(reader: Reader, minor: int) -> str:
    return format_money(reader.catalogue.jurisdiction.money(minor))
