"""Counters: who waits at the offices where the authority sees people, and the next number called to a counter."""

from http import HTTPStatus
from secrets import token_urlsafe

from django.http import Http404, HttpRequest, HttpResponse

from openhall.blocks.appointments.facade import Board, NobodyWaits, board_of
from openhall.blocks.cases.facade import NoSuchOffice, NotYourTask, VerdictIncomplete, call_ticket, offices_of
from openhall.channels.desk.asking import POST, for_officers
from openhall.channels.desk.frame import DeskPage, Reader, desk_page, go_to
from openhall.channels.desk.refusing import fault_words, not_yours_words
from openhall.channels.desk.sending import ONCE
from openhall.channels.desk.words import mark as _
from openhall.channels.desk.work_acts import number_of
from openhall.kernel.languages import pick
from openhall.ui.desk_outcome_views import Box, OutcomeItem, OutcomeView, SmallForm
from openhall.ui.desk_sending import Sending

PLACE = "/desk/counters/"
_LONGEST_KEY = 64
_TITLE = _("Counters")
_LEAD = _("People who walk in take a number. Call whoever has waited longest.")
_NONE = _("Your office sees nobody at counters.")
_WAITING, _CALLED, _NOBODY_CALLED = _("Waiting"), _("Called to"), _("Nobody was called today.")
_COUNTER, _CALL = _("Your counter"), _("Call the next number")
_NUMBER_AT = _("Number %(number)s: counter %(counter)s")
_NOBODY_WAITS = _("Nobody is waiting now.")


@for_officers()
def counters_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show who waits at each office."""
    return _page(request, reader, request.GET.get("counter", "")[:2])


@for_officers(POST)
def call(request: HttpRequest, reader: Reader, office: str) -> HttpResponse:
    """Call the next number."""
    typed = request.POST.get("counter", "")[:8].strip()
    say, language, key = reader.say, reader.language, request.POST.get(ONCE, "")[:_LONGEST_KEY]
    try:
        call_ticket(office=office, counter=number_of(typed), visitor=reader.visitor, now=reader.now, key=key)
    except NoSuchOffice:
        raise Http404 from None
    except VerdictIncomplete:
        words, status = fault_words("counter", "not-possible", language), HTTPStatus.UNPROCESSABLE_ENTITY
    except NobodyWaits:
        words, status = say(_NOBODY_WAITS), HTTPStatus.CONFLICT
    except NotYourTask as refusal:
        words, status = not_yours_words(refusal.why, language), HTTPStatus.FORBIDDEN
    else:
        return go_to(PLACE, counter=typed, done="called")
    return _page(request, reader, typed, (office, words), status)


def _page(
    request: HttpRequest,
    reader: Reader,
    counter: str,
    fault: tuple[str, str] = ("", ""),
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    jurisdiction = reader.catalogue.jurisdiction
    seen = offices_of(jurisdiction, reader.office.authority)
    named = {each.id: pick(each.name, reader.language) for each in jurisdiction.booking_offices}
    items = tuple(_item(reader, board_of(each, reader.today), named.get(each, each), counter, fault) for each in seen)
    view = OutcomeView(reader.say(_TITLE), reader.say(_LEAD), reader.say(_NONE), items)
    page = DeskPage("counters/", "outcome.jinja", view, title=reader.say(_TITLE), here="counters", status=status)
    return desk_page(request, reader, page)


def _item(reader: Reader, board: Board, name: str, counter: str, fault: tuple[str, str]) -> OutcomeItem:
    say = reader.say
    called = [
        say(_NUMBER_AT) % {"number": each.number, "counter": each.counter} for each in board.called if each.counter
    ]
    errors = (("counter", fault[1]),) if fault[0] == board.office else ()
    box = Box("counter", say(_COUNTER), counter)
    form = SmallForm(
        f"call-{board.office}",
        say(_CALL),
        say(_CALL),
        Sending(f"{PLACE}{board.office}/call/", once=token_urlsafe(16), errors=errors),
        (box,),
        is_folded=False,
    )
    facts = ((say(_WAITING), str(board.waiting)), (say(_CALLED), "\n".join(called) or say(_NOBODY_CALLED)))
    return OutcomeItem(name, facts=facts, forms=(form,))
