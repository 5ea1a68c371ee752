"""The money of the office: a payment looked up by the number that somebody brings, and refunds that wait."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse

from openhall.blocks.payments.facade import (
    PaymentFacts,
    RefundFacts,
    RefundState,
    attempt_by_id,
    payment_by_id,
    payment_of,
    refunds_waiting,
)
from openhall.channels.desk.asking import for_officers
from openhall.channels.desk.books import PLACE as BOOKS
from openhall.channels.desk.books import TITLE as BOOKS_TITLE
from openhall.channels.desk.frame import DeskPage, Reader, desk_page, go_to
from openhall.channels.desk.naming import moment_words, people_names
from openhall.channels.desk.vouchers import PLACE as VOUCHERS
from openhall.channels.desk.vouchers import TITLE as VOUCHERS_TITLE
from openhall.channels.desk.words import mark as _
from openhall.kernel.money import format_money
from openhall.kernel.references import read_reference
from openhall.ui.desk_outcome_views import Box, OutcomeItem, OutcomeView, SmallForm
from openhall.ui.desk_sending import Sending

_PLACE = "/desk/money/"
_TITLE = _("Money")
_LEAD = _("Somebody wants to pay at your counter: look up the number that they bring.")
_BOX, _HINT = _("Number"), _("The reference, the payment number, or the number of the slip to pay.")
_FIND = _("Look it up")
_NOT_FOUND = _("Your office asks for no payment with this number. Compare it character by character.")
_WAITING = _("Refunds that wait for somebody")
_NONE = _("No refund waits for anybody.")
_TO_APPROVE, _TO_PAY_OUT = _("Waits for a second person"), _("To be paid out by hand")
_AMOUNT, _ASKED_BY, _ASKED_ON, _OPEN = _("Amount"), _("Asked by"), _("Asked on"), _("Open the case")
_LONGEST = 64


@for_officers()
def money_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show what waits, or lead on to the payment that was looked up."""
    asked = request.GET.get("number", "")[:_LONGEST].strip()
    found = _found(asked) if asked else None
    if found is not None and found.authority == reader.office.authority:
        response = go_to(f"/desk/cases/{found.subject}/")
        response["Location"] += "#outcome"
        return response
    errors = (("number", reader.say(_NOT_FOUND)),) if asked else ()
    box = Box("number", reader.say(_BOX), asked, reader.say(_HINT))
    view = OutcomeView(
        title=reader.say(_TITLE),
        lead=reader.say(_LEAD),
        empty=reader.say(_NONE),
        items=tuple(_items(reader)),
        find=SmallForm("find", reader.say(_FIND), reader.say(_FIND), Sending(_PLACE, errors=errors), (box,)),
        lists=((reader.say(BOOKS_TITLE), BOOKS), (reader.say(VOUCHERS_TITLE), VOUCHERS)),
        heading=reader.say(_WAITING),
    )
    page = DeskPage("money/", "outcome.jinja", view, title=reader.say(_TITLE), here="money")
    return desk_page(request, reader, page)


def _found(asked: str) -> PaymentFacts | None:
    """Return the payment that somebody means: by its own number, by that of an attempt, or by the case."""
    number = asked.upper().replace(" ", "").replace("-", "")
    attempt = attempt_by_id(number)
    reference = read_reference(asked)
    return payment_by_id(attempt.payment if attempt else number) or (payment_of(reference) if reference else None)


def _items(reader: Reader) -> Iterator[OutcomeItem]:
    waiting = refunds_waiting(reader.office.authority)
    names = people_names(reader, {each.asked_by for each in waiting})
    for refund in waiting:
        yield OutcomeItem(
            refund.subject,
            reader.say(_TO_APPROVE if refund.state == RefundState.ASKED else _TO_PAY_OUT),
            "waiting",
            tuple(_facts(reader, refund, names.get(refund.asked_by, ""))),
            href=f"/desk/cases/{refund.subject}/#outcome",
            link=reader.say(_OPEN),
        )


def _facts(reader: Reader, refund: RefundFacts, asked_by: str) -> Iterator[tuple[str, str]]:
    yield reader.say(_AMOUNT), format_money(reader.catalogue.jurisdiction.money(refund.amount))
    if asked_by:
        yield reader.say(_ASKED_BY), asked_by
    yield reader.say(_ASKED_ON), moment_words(reader, refund.asked_at)
