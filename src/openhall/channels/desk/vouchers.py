"""Vouchers of the office: who has one pays a fee of this office with it, once."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from openhall.blocks.cases.facade import (
    ANSWERS,
    MOST_MONEY_REASON,
    NotYourTask,
    VerdictIncomplete,
    give_voucher,
    hash_of,
    why_not_of_rank,
)
from openhall.blocks.journal.facade import Purpose
from openhall.blocks.journal.facade import Reader as JournalReader
from openhall.blocks.payments.facade import VoucherFacts, vouchers_of
from openhall.channels.desk.asking import BOTH, for_officers
from openhall.channels.desk.frame import DeskPage, Reader, desk_page
from openhall.channels.desk.naming import day_words, moment_words, people_names
from openhall.channels.desk.refusing import fault_words, not_yours_words
from openhall.channels.desk.words import mark as _
from openhall.kernel.money import format_money
from openhall.ui.desk_outcome_views import Box, OutcomeItem, OutcomeView, SmallForm
from openhall.ui.desk_sending import Sending

PLACE = "/desk/money/vouchers/"
TITLE = _("Vouchers")
_LEAD = _("Whoever has a voucher of your office pays one fee with it, instead of money.")
_NONE = _("Your office has given out no voucher.")
_NEW, _ACT = _("Give out a voucher"), _("Make the voucher")
_TOLD = _("The code is shown once. Nobody can look it up later.")
_MOST, _MOST_HINT = _("Largest fee that it pays"), _("A larger fee is not paid with it, not even in part.")
_UNTIL, _UNTIL_HINT = _("Last day on which it works"), _("A year at most. Write it like 2026-12-31.")
_WHY, _READERS = _("Why is it given?"), _("Your office and the auditors read it. Name nobody.")
_CODE = _("The code of the new voucher")
_CODE_TOLD = _("Write it down or print this page now. It is typed on the page where the fee is paid.")
_CODE_BOX = _("Code of the voucher")
_ONE = _("Voucher for up to %(amount)s")
_OPEN, _SPENT, _OVER = _("Not used yet"), _("Used"), _("Not used in time")
_GIVEN_ON, _GIVEN_BY, _WORKS_UNTIL = _("Given out on"), _("Given out by"), _("Works until")
_CASE, _REASON, _OPEN_CASE = _("Case"), _("Why"), _("Open the case")
_FIELDS, _LONGEST = ("most", "valid_until", "reason"), 2_000
_USUAL = timedelta(days=90)
Faults = tuple[tuple[str, str], ...]


@for_officers(BOTH, weighs=True)
def vouchers_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the vouchers of the office, or give one out: the answer shows its code; sent twice it is the same one."""
    if request.method != "POST":
        return _page(request, reader)
    typed = {name: request.POST.get(name, "")[:_LONGEST] for name in _FIELDS}
    once = request.POST.get("_once", "") or secrets.token_urlsafe(16)
    try:
        code = give_voucher(**typed, visitor=reader.visitor, key=hash_of(once.encode()), now=reader.now)
    except NotYourTask as refusal:
        told = (("most", not_yours_words(refusal.why, reader.language)),)
        return _page(request, reader, typed=typed, errors=told, status=HTTPStatus.FORBIDDEN)
    except VerdictIncomplete as refusal:
        errors = tuple((name, fault_words(name, fault, reader.language)) for name, fault in refusal.faults)
        return _page(request, reader, typed=typed, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _page(request, reader, code=code)


def _page(
    request: HttpRequest,
    reader: Reader,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Faults = (),
    code: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    say = reader.say
    given = vouchers_of(reader.office.authority, reader=JournalReader(reader.visitor.id, Purpose.WORK, "", reader.now))
    names = people_names(reader, {each.issued_by for each in given})
    fresh = [OutcomeItem(say(_CODE), facts=((say(_CODE_BOX), code),), told=say(_CODE_TOLD))] if code else []
    new = OutcomeItem(say(_NEW), forms=(_form(reader, typed, errors),), told=say(_TOLD))
    view = OutcomeView(
        title=say(TITLE),
        lead=say(_LEAD) if given else f"{say(_LEAD)} {say(_NONE)}",
        items=(*fresh, new, *(_item(reader, each, names) for each in given)),
    )
    page = DeskPage("money/vouchers/", "outcome.jinja", view, title=say(TITLE), here="money", status=status)
    return desk_page(request, reader, page)


def _form(reader: Reader, typed: Mapping[str, str] | None, errors: Faults) -> SmallForm:
    say, barred = reader.say, why_not_of_rank("", reader.office, ANSWERS)
    sent = typed or {"most": "", "valid_until": (reader.today + _USUAL).isoformat(), "reason": ""}
    symbol = reader.catalogue.jurisdiction.currency.symbol
    words = not_yours_words(barred, reader.language) if barred else ""
    sending = Sending(PLACE, once=secrets.token_urlsafe(16), errors=errors, barred=words)
    boxes = (
        Box("most", say(_MOST), sent["most"], say(_MOST_HINT), "money", symbol),
        Box("valid_until", say(_UNTIL), sent["valid_until"], say(_UNTIL_HINT)),
        Box("reason", say(_WHY), sent["reason"], kind="words", readers=say(_READERS), max_length=MOST_MONEY_REASON),
    )
    return SmallForm("voucher", say(_NEW), say(_ACT), sending, boxes, is_folded=False)


def _item(reader: Reader, given: VoucherFacts, names: Mapping[str, str]) -> OutcomeItem:
    say = reader.say
    amount = format_money(reader.catalogue.jurisdiction.money(given.most))
    is_over = not given.spent_on and given.valid_until < reader.today
    word = say(_SPENT if given.spent_on else _OVER if is_over else _OPEN)
    return OutcomeItem(
        say(_ONE) % {"amount": amount},
        word,
        "done" if given.spent_on else "plain" if is_over else "waiting",
        tuple(_facts(reader, given, names)),
        href=f"/desk/cases/{given.spent_on}/#outcome" if given.spent_on else "",
        link=say(_OPEN_CASE),
    )


def _facts(reader: Reader, given: VoucherFacts, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    say = reader.say
    yield say(_WORKS_UNTIL), day_words(reader, given.valid_until)
    yield say(_GIVEN_ON), moment_words(reader, given.issued_at)
    yield say(_GIVEN_BY), names.get(given.issued_by, "")
    if given.reason:
        yield say(_REASON), given.reason
    if given.spent_on:
        yield say(_CASE), given.spent_on
