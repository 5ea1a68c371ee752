"""The registers that the office keeps: an entry looked up by its number, suspended, and let stand again."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse

from openhall.blocks.cases.facade import (
    ANSWERS,
    MOST_ENTRY_REASON,
    LetterRefused,
    NotYourTask,
    register_for,
    restore_held_entry,
    suspend_held_entry,
    why_not_of_rank,
)
from openhall.blocks.registers.facade import EntryFacts, Happening, NoSuchEntry, Register, entry_of, history_of
from openhall.channels.desk.asking import POST, for_officers
from openhall.channels.desk.frame import DeskPage, Reader, desk_page, go_to
from openhall.channels.desk.naming import day_words, moment_words
from openhall.channels.desk.refusing import fault_words, not_yours_words
from openhall.channels.desk.words import mark as _
from openhall.kernel.languages import pick
from openhall.ui.desk_outcome_views import Box, OutcomeItem, OutcomeView, SmallForm
from openhall.ui.desk_outcome_views import Look as Colour
from openhall.ui.desk_sending import Sending
from openhall.ui.register_words import fact_words

PLACE = "/desk/registers/"
ENTRY_STATES: Mapping[str, tuple[str, Colour]] = {
    "active": (_("In force"), "done"),
    "suspended": (_("Suspended"), "error"),
    "expired": (_("Over"), "waiting"),
    "cancelled": (_("Struck off"), "plain"),
}
_DONE: Mapping[str, str] = {
    "entered": _("Entered"),
    "renewed": _("Renewed"),
    "changed": _("Changed"),
    "passed": _("Passed to somebody else"),
    "cancelled": _("Struck off"),
    "suspended": _("Suspended"),
    "restored": _("In force again"),
    "expired": _("Over"),
}
_TITLE = _("Registers")
_LEAD = _("Look an entry up to suspend it, or to let it stand again.")
_NONE = _("Your office keeps no register.")
_BOX, _HINT, _FIND = _("Number of the entry"), _("As it stands on the paper."), _("Look it up")
_NOT_FOUND = _("No register of your office has this number. Compare it character by character.")
_FROM, _UNTIL, _CASE, _OPEN_CASE = _("Valid from"), _("Valid until"), _("Case"), _("Open the case")
_SUSPEND, _SUSPEND_ACT, _WHY_SUSPEND = _("Suspend the entry"), _("Suspend it"), _("Why is it suspended?")
_RESTORE, _RESTORE_ACT, _WHY_RESTORE = _("Let it stand again"), _("Let it stand again"), _("Why does it stand again?")
_FOLLOWS = _("Everybody sees it at once, and its papers do not count meanwhile.")
_COUNTS = _("Everybody sees it at once, and its papers count again.")
_READ_BY = _("The holder reads this in a letter, word for word. It also stays with the entry.")
_HISTORY, _PUBLIC = _("What happened to it"), _("Each change stays in the register.")
_LONGEST = 64
_LONGEST_WORDS = 8_000
Faults = tuple[tuple[str, str], ...]


def entry_href(register: str, number: str) -> str:
    """Return the page of an entry at the desk."""
    return f"{PLACE}{register}/{quote(number, safe='')}/"


def kept_registers(reader: Reader) -> list[Register]:
    """Return the registers that the reader's authority keeps."""
    return [each for each in reader.catalogue.jurisdiction.registers if each.authority == reader.office.authority]


@for_officers()
def registers_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the registers of the office, or lead on to the entry that was looked up."""
    asked = request.GET.get("number", "")[:_LONGEST].strip()
    kept = kept_registers(reader)
    found = next((each for each in kept if asked and entry_of(each.id, asked.upper())), None)
    if found is not None:
        return go_to(entry_href(found.id, asked.upper()))
    say = reader.say
    errors = (("number", say(_NOT_FOUND)),) if asked else ()
    box = Box("number", say(_BOX), asked, say(_HINT))
    form = SmallForm("find", say(_FIND), say(_FIND), Sending(PLACE, errors=errors), (box,))
    view = OutcomeView(
        title=say(_TITLE),
        lead=say(_LEAD) if kept else say(_NONE),
        find=form if kept else None,
        lists=tuple(
            (pick(each.name, reader.language), f"/{reader.language.slug}/registers/{each.id}/") for each in kept
        ),
    )
    page = DeskPage("registers/", "outcome.jinja", view, title=say(_TITLE), here="registers")
    return desk_page(request, reader, page)


@for_officers()
def entry(request: HttpRequest, reader: Reader, register: str, number: str) -> HttpResponse:
    """Show one entry."""
    return _entry_page(request, reader, register, number)


@for_officers(POST, weighs=True)
def suspend(request: HttpRequest, reader: Reader, register: str, number: str) -> HttpResponse:
    """Suspend an entry."""
    return _turn(request, reader, register, number, is_suspended=True)


@for_officers(POST, weighs=True)
def restore(request: HttpRequest, reader: Reader, register: str, number: str) -> HttpResponse:
    """Let an entry stand again."""
    return _turn(request, reader, register, number, is_suspended=False)


def _turn(request: HttpRequest, reader: Reader, register: str, number: str, *, is_suspended: bool) -> HttpResponse:
    words = request.POST.get("words", "")[:_LONGEST_WORDS]
    turn = suspend_held_entry if is_suspended else restore_held_entry
    language = reader.language
    try:
        turn(register=register, number=number, words=words, visitor=reader.visitor, now=reader.now)
    except NoSuchEntry:
        if register_for(register, reader.visitor, reader.now) is None or entry_of(register, number) is None:
            raise Http404 from None
        # It ended meanwhile: the page says how it stands now.
        return _entry_page(request, reader, register, number, status=HTTPStatus.CONFLICT)
    except LetterRefused:
        fault = fault_words("words", "too-long" if words.strip() else "missing", language)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _entry_page(request, reader, register, number, typed=words, errors=(("words", fault),), status=status)
    except NotYourTask as refusal:
        errors = (("words", not_yours_words(refusal.why, language)),)
        status = HTTPStatus.FORBIDDEN
        return _entry_page(request, reader, register, number, typed=words, errors=errors, status=status)
    return go_to(entry_href(register, number), done="suspended" if is_suspended else "restored")


def _entry_page(  # noqa: PLR0913 - all of it is one page
    request: HttpRequest,
    reader: Reader,
    register: str,
    number: str,
    *,
    typed: str = "",
    errors: Faults = (),
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    kept, found = register_for(register, reader.visitor, reader.now), entry_of(register, number)
    if kept is None or found is None:
        raise Http404
    say = reader.say
    word, colour = ENTRY_STATES[found.state]
    item = OutcomeItem(
        pick(kept.name, reader.language),
        say(word),
        colour,
        tuple(_facts(reader, kept, found)),
        tuple(_forms(reader, found, typed, errors)),
        f"/desk/cases/{found.subject}/" if found.subject else "",
        say(_OPEN_CASE),
    )
    happened = tuple(_happened(reader, each) for each in history_of(register, number))
    story = OutcomeItem(say(_HISTORY), facts=happened, told=say(_PUBLIC))
    view = OutcomeView(number, "", items=(item, story))
    path = entry_href(register, number).removeprefix("/desk/")
    page = DeskPage(path, "outcome.jinja", view, title=number, here="registers", status=status)
    return desk_page(request, reader, page)


def _facts(reader: Reader, register: Register, found: EntryFacts) -> Iterator[tuple[str, str]]:
    for field in register.fields:
        fact = found.facts.get(field.id)
        if fact is not None:
            yield pick(field.label, reader.language), fact_words(field.kind, fact, reader.language)
    if found.valid_from:
        yield reader.say(_FROM), day_words(reader, found.valid_from)
    if found.valid_until:
        yield reader.say(_UNTIL), day_words(reader, found.valid_until)


def _forms(reader: Reader, found: EntryFacts, typed: str, errors: Faults) -> Iterator[SmallForm]:
    said: Mapping[str, tuple[str, str, str, str, str]] = {
        "active": ("suspend", _SUSPEND, _SUSPEND_ACT, _WHY_SUSPEND, _FOLLOWS),
        "suspended": ("restore", _RESTORE, _RESTORE_ACT, _WHY_RESTORE, _COUNTS),
    }
    if found.state not in said:
        return
    act, title, words, why, follows = said[found.state]
    barred = why_not_of_rank(found.person, reader.office, ANSWERS)
    place = f"{entry_href(found.register, found.number)}{act}/"
    sending = Sending(place, errors=errors, barred=not_yours_words(barred, reader.language) if barred else "")
    say = reader.say
    box = Box("words", say(why), typed, kind="words", readers=say(_READ_BY), max_length=MOST_ENTRY_REASON)
    yield SmallForm(act, say(title), say(words), sending, (box,), told=say(follows))


def _happened(reader: Reader, happening: Happening) -> tuple[str, str]:
    return moment_words(reader, happening.recorded_at), reader.say(_DONE.get(happening.did, happening.did))
