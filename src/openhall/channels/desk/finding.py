"""Find a person without a case: what for and why first, then little; each look is written down and checked."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from secrets import token_urlsafe

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from openhall.blocks.oversight.facade import (
    LOOK_PURPOSES,
    MOST_REASON,
    LookFacts,
    LookIncomplete,
    Looking,
    LookState,
    NoSuchLook,
    NotAllowedToLook,
    TooManyLooks,
    look_for,
    look_of,
    look_results,
    looking_seat,
    own_looks,
)
from openhall.channels.desk.asking import BOTH, for_officers
from openhall.channels.desk.frame import DeskPage, Reader, desk_page, go_to
from openhall.channels.desk.naming import moment_words
from openhall.channels.desk.refusing import fault_words
from openhall.channels.desk.sending import ONCE
from openhall.channels.desk.words import mark as _
from openhall.kernel.languages import pick
from openhall.ui.desk_outcome_views import Box, OutcomeItem, OutcomeView, SmallForm
from openhall.ui.desk_outcome_views import Look as Colour
from openhall.ui.desk_sending import Sending
from openhall.ui.desk_views import Errors

PLACE = "/desk/find/"
_LONGEST, _LONGEST_KEY, _LONGEST_WORDS = 200, 64, 8_000
_TITLE = _("Find a person")
_ASKED = _("Whom do you look for, and why?")
_LEAD = _("Without a case you look for a person only for a reason. They see it, and your supervisor checks it.")
_NAME, _NAME_HINT = _("Full name"), _("Exactly as it is written. Leave it empty if you have a number.")
_NUMBER, _NUMBER_HINT = _("Or their number"), _("The whole number of their identity card or the like.")
_PURPOSE, _REASON = _("What is it for?"), _("Why do you need to look?")
_READ_BY = _("The person reads this word for word, and so does your supervisor.")
_FIND = _("Write it down and look")
_TOO_MANY = _(
    "You have looked for as many people as one may in an hour. This attempt was noted, and your supervisor sees it."
)
PURPOSES: Mapping[str, str] = {
    "enquiry": _("To answer an enquiry"),
    "complaint": _("To look into a complaint"),
    "safety": _("To protect somebody from harm"),
    "investigation": _("For an investigation under the law"),
}
STATES: Mapping[str, tuple[str, Colour]] = {
    LookState.FLAGGED: (_("To be checked"), "waiting"),
    LookState.ACCEPTED: (_("Accepted"), "done"),
    LookState.QUESTIONED: (_("Questioned"), "error"),
}
_NO_ERRORS: Errors = ()
WHEN, REASON_GIVEN, SAID = _("When"), _("Reason"), _("What your supervisor says")
_EARLIER, _FOUND, _NOBODY = _("Your looks"), _("Found"), _("Nobody here is called that, or has that number.")
_CASES, _NO_CASES = _("Open at your office"), _("Nothing")
_RECORDED = _("This look is written down. Whoever was found sees it with your reason.")


@for_officers(BOTH)
def find(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Ask what for and why, or look."""
    if looking_seat(reader.office) is None:
        raise PermissionDenied
    if request.method != "POST":
        return _form_page(request, reader, _typed(request))
    typed = _typed(request)
    key = request.POST.get(ONCE, "")[:_LONGEST_KEY] or token_urlsafe(16)
    status, errors = HTTPStatus.UNPROCESSABLE_ENTITY, _NO_ERRORS
    try:
        made = look_for(looking=typed, visitor=reader.visitor, key=key, now=reader.now)
    except NotAllowedToLook:
        raise PermissionDenied from None
    except LookIncomplete as refusal:
        errors = tuple((field, fault_words(f"look-{field}", code, reader.language)) for field, code in refusal.faults)
    except TooManyLooks:
        status, errors = HTTPStatus.TOO_MANY_REQUESTS, (("reason", reader.say(_TOO_MANY)),)
    else:
        return go_to(f"{PLACE}{made}/")
    return _form_page(request, reader, typed, errors, status)


@for_officers()
def found(request: HttpRequest, reader: Reader, look: str) -> HttpResponse:
    """Show whom a look found, to who made it."""
    try:
        facts = look_of(look=look, actor=reader.visitor.id, now=reader.now)
        results = look_results(look=look, visitor=reader.visitor, now=reader.now)
    except NoSuchLook:
        raise Http404 from None
    say = reader.say
    items = tuple(
        OutcomeItem(
            pick(each.person.name, reader.language),
            facts=((say(_CASES), "\n".join(each.cases) or say(_NO_CASES)),),
            href=f"/desk/cases/{each.cases[0]}/" if each.cases else "",
            link=each.cases[0] if each.cases else "",
        )
        for each in results
    )
    view = OutcomeView(
        facts.sought, say(_RECORDED), say(_NOBODY), items, heading=say(_FOUND), lists=((say(_TITLE), PLACE),)
    )
    return desk_page(request, reader, DeskPage(f"find/{look}/", "outcome.jinja", view, title=say(_TITLE), here="find"))


def _typed(request: HttpRequest) -> Looking:
    given = request.POST
    name, number = (given.get(each, "")[:_LONGEST].strip() for each in ("name", "number"))
    return Looking(name, number, given.get("purpose", "")[:20], given.get("reason", "")[:_LONGEST_WORDS])


def _form_page(
    request: HttpRequest,
    reader: Reader,
    typed: Looking,
    errors: tuple[tuple[str, str], ...] = (),
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    say = reader.say
    boxes = (
        Box("name", say(_NAME), typed.name, say(_NAME_HINT)),
        Box("number", say(_NUMBER), typed.number, say(_NUMBER_HINT)),
        Box("purpose", say(_PURPOSE), typed.purpose, kind="choice", choices=_purposes(reader)),
        Box("reason", say(_REASON), typed.reason, kind="words", readers=say(_READ_BY), max_length=MOST_REASON),
    )
    sending = Sending(PLACE, once=token_urlsafe(16), errors=errors)
    form = SmallForm("find", say(_ASKED), say(_FIND), sending, boxes, is_folded=False)
    looks = own_looks(actor=reader.visitor.id, now=reader.now)
    items = (OutcomeItem(say(_ASKED), forms=(form,)), *_earlier(reader, looks))
    view = OutcomeView(say(_TITLE), say(_LEAD), items=items)
    page = DeskPage("find/", "outcome.jinja", view, title=say(_TITLE), here="find", status=status)
    return desk_page(request, reader, page)


def _purposes(reader: Reader) -> tuple[tuple[str, str], ...]:
    return tuple((each, reader.say(PURPOSES[each])) for each in LOOK_PURPOSES)


def _earlier(reader: Reader, looks: tuple[LookFacts, ...]) -> Iterator[OutcomeItem]:
    for each in looks:
        word, colour = STATES[each.state]
        facts = [(reader.say(WHEN), moment_words(reader, each.at)), (reader.say(REASON_GIVEN), each.reason)]
        facts += [(reader.say(SAID), each.note)] if each.note else []
        yield OutcomeItem(reader.say(PURPOSES[each.purpose]), reader.say(word), colour, tuple(facts))
