"""At a counter: say which paper lies there, and find or open the account of its owner; for supervisors, a list."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from secrets import token_urlsafe

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from openhall.blocks.authorities.facade import may
from openhall.blocks.identity.facade import AttendanceRefused, Attended, attendances_of_office, count_confirmed
from openhall.blocks.oversight.facade import (
    Attending,
    AttendingIncomplete,
    NotAllowedToAttend,
    TooManyAttended,
    attend_to,
    attending_seat,
)
from openhall.channels.desk.asking import BOTH, for_officers
from openhall.channels.desk.frame import DeskPage, Reader, desk_page, go_to
from openhall.channels.desk.naming import moment_words, people_names
from openhall.channels.desk.refusing import fault_words
from openhall.channels.desk.sending import ONCE
from openhall.channels.desk.words import mark as _
from openhall.channels.desk.words import saying
from openhall.channels.desk.yes_words import NOT_YET, WHY_WORDS, YES_WORDS
from openhall.kernel.languages import Language, pick
from openhall.ui.desk_outcome_views import Box, OutcomeItem, OutcomeView, SmallForm
from openhall.ui.desk_sending import Sending
from openhall.ui.desk_views import Here
from openhall.ui.formats import moment

PLACE = "/desk/counter/"
HERE: Here = "attend"
_LONGEST, _LONGEST_KEY, _SINCE = 300, 64, timedelta(days=30)
TITLE = _("At the counter")
_LEAD = _(
    "For whoever stands before you: look at their paper and at them. The look is written down, and they get a letter."
)
_LEAD_OVERSEE = _("Everybody to whom the counters of your office attended in the last 30 days.")
_BEFORE_YOU = _("Whose paper lies before you?")
_PAPER, _NUMBER = _("Which paper do you see?"), _("Its number")
_NUMBER_HINT = _("As it stands on the paper. Leave it empty for papers whose number we do not keep.")
_CODE, _CODE_HINT = (
    _("The code of their account"),
    _("Only where they signed in before with an email address or telephone, and made a code to let somebody act."),
)
_NAME, _NAME_HINT = _("Full name"), _("Exactly as on the paper. It is used only where no account is found.")
_WITH, _OWN_OFFICE, _ALL_OFFICES = (
    _("Which services do they come for?"),
    _("Only those of your office"),
    _("Those of any office"),
)
_ACT = _("I saw the paper and the person")
_TOO_MANY = _("You have attended to as many people as one can in an hour. This attempt was noted.")
_REFUSED: Mapping[str, str] = {
    "not-oneself": _("That is you. A colleague has to attend to you."),
    "acts-privately": _("This person lets you act for them privately. A colleague has to attend to them."),
}
_PROVEN_BY, _LEVEL, _OFFICER, _NEW = _("Paper that was seen"), _("Level proven"), _("Officer"), _("Account opened here")
_SAID_YES = _("They said yes themselves")
_UNASKED = _("Sent for without their own yes in these 30 days: %(number)s of %(all)s.")
_YES, _NO, _NOBODY = _("Yes"), _("No"), _("Nobody yet.")
_RECENT = _("At the counters of your office")
_LETTER = _("You were at a counter of %(office)s")
_TEXT = _(
    "On %(moment)s an officer saw this paper of yours: %(paper)s.\n"
    "For one hour they can fill in forms for you. Both names stand on what they send. You can undo it for 48 hours.\n"
    "You can end it at once on your page, under “Acting for each other”. Were you not there? Then call us today."
)


@for_officers(BOTH)
def counter(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Ask what lies on the counter, or attend to whose it is; a supervisor sees to whom the office attended."""
    if attending_seat(reader.office) is None:
        if request.method == "POST" or not oversees(reader):
            raise PermissionDenied
        return _overseen(request, reader)
    if request.method != "POST":
        return _page(request, reader, Attending(""))
    given = request.POST
    texts = {name: given.get(name, "")[:_LONGEST].strip() for name in ("paper", "number", "code", "name")}
    typed = Attending(**texts, is_all=given.get("services") == "all")
    key = given.get(ONCE, "")[:_LONGEST_KEY] or token_urlsafe(16)
    try:
        words = {each.code: _letter(reader, each, typed.paper) for each in reader.catalogue.languages}
        made = attend_to(attending=typed, words=words, visitor=reader.visitor, key=key, now=reader.now)
    except NotAllowedToAttend:
        raise PermissionDenied from None
    except AttendingIncomplete as refusal:
        faults = ((field, fault_words(f"attend-{field}", code, reader.language)) for field, code in refusal.faults)
        return _page(request, reader, typed, tuple(faults), HTTPStatus.UNPROCESSABLE_ENTITY)
    except TooManyAttended:
        fault = ("paper", reader.say(_TOO_MANY))
        return _page(request, reader, typed, (fault,), HTTPStatus.TOO_MANY_REQUESTS)
    except AttendanceRefused as refusal:
        fault = ("paper", reader.say(_REFUSED[refusal.code]))
        return _page(request, reader, typed, (fault,), HTTPStatus.CONFLICT)
    return go_to(f"{PLACE}{made}/")


def oversees(reader: Reader) -> bool:
    """Tell whether the reader answers for the counters of their office."""
    return may(reader.office, role="supervisor", authority=reader.office.authority) is not None


def paper_name(reader: Reader, paper: str, language: Language | None = None) -> str:
    """Return what a paper is called that is shown at counters; one that is not any more keeps its id."""
    papers = reader.catalogue.jurisdiction.counter_papers
    found = next((each for each in papers if each.id == paper), None)
    return pick(found.name, language or reader.language) if found else paper


def _letter(reader: Reader, language: Language, paper: str) -> tuple[str, str]:
    say, office = saying(language), reader.catalogue.authorities.get(reader.office.authority)
    name = pick(office.name, language) if office else reader.office.authority
    when = moment(reader.now, language, reader.catalogue.jurisdiction.time_zone)
    fill = {"office": name, "moment": when, "paper": paper_name(reader, paper, language)}
    return say(_LETTER) % fill, say(_TEXT) % fill


def _page(
    request: HttpRequest,
    reader: Reader,
    typed: Attending,
    errors: tuple[tuple[str, str], ...] = (),
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    say = reader.say
    papers = tuple((each.id, pick(each.name, reader.language)) for each in reader.catalogue.jurisdiction.counter_papers)
    boxes = (
        Box("paper", say(_PAPER), typed.paper, kind="choice", choices=papers),
        Box("number", say(_NUMBER), typed.number, say(_NUMBER_HINT)),
        Box("name", say(_NAME), typed.name, say(_NAME_HINT)),
        Box("code", say(_CODE), typed.code, say(_CODE_HINT)),
        Box(
            "services",
            say(_WITH),
            "all" if typed.is_all else "own",
            kind="choice",
            choices=(("own", say(_OWN_OFFICE)), ("all", say(_ALL_OFFICES))),
        ),
    )
    form = SmallForm(HERE, say(TITLE), say(_ACT), Sending(PLACE, token_urlsafe(16), errors=errors), boxes)
    items = (OutcomeItem(say(_BEFORE_YOU), forms=(_unfolded(form),)),)
    seen = tuple(_lines(reader)) if oversees(reader) else ()
    view = OutcomeView(say(TITLE), say(_LEAD), items=items + seen)
    page = DeskPage("counter/", "outcome.jinja", view, title=say(TITLE), here=HERE, status=status)
    return desk_page(request, reader, page)


def _unfolded(form: SmallForm) -> SmallForm:
    return SmallForm(form.id, form.title, form.act, form.sending, form.boxes, is_folded=False)


def _overseen(request: HttpRequest, reader: Reader) -> HttpResponse:
    say = reader.say
    told = f"{say(_LEAD_OVERSEE)} {_unasked(reader)}"
    view = OutcomeView(say(TITLE), told, say(_NOBODY), tuple(_lines(reader)), heading=say(_RECENT))
    return desk_page(request, reader, DeskPage("counter/", "outcome.jinja", view, title=say(TITLE), here=HERE))


def _unasked(reader: Reader) -> str:
    """Say how many were sent for without their own yes though they have a way to say it."""
    counted = count_confirmed(reader.office.authority, since=reader.now - _SINCE)
    without = sum(counted.get(why, 0) for why in WHY_WORDS)
    return reader.say(_UNASKED) % {"number": without, "all": sum(counted.values())}


def _lines(reader: Reader) -> Iterator[OutcomeItem]:
    """Yield to whom the counters attended: by when and whom, never by the name of the person."""
    seen = attendances_of_office(reader.office.authority, since=reader.now - _SINCE)
    names = people_names(reader, [each.counter.officer for each in seen])
    for each in seen:
        yield OutcomeItem(moment_words(reader, each.begun_at), facts=_facts(reader, each, names))


def _facts(reader: Reader, each: Attended, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    say = reader.say
    return (
        (say(_OFFICER), names.get(each.counter.officer, each.counter.officer)),
        (say(_PROVEN_BY), paper_name(reader, each.shown.paper)),
        (say(_LEVEL), str(each.shown.level)),
        (say(_NEW), say(_YES if each.is_new else _NO)),
        (say(_SAID_YES), say(YES_WORDS.get(each.confirmed_by, NOT_YET))),
    )


def until_words(reader: Reader, value: datetime) -> str:
    """Return a time of today as clocks show it."""
    return f"{value.astimezone(reader.zone):%H:%M}"
