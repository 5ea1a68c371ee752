"""For whoever answers for an office: looks without a case, looks at cases that were over, and questions of people."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from openhall.blocks.authorities.facade import may
from openhall.blocks.journal.facade import ReadFacts, reads_outside
from openhall.blocks.oversight.facade import (
    MOST_ANSWER,
    AlreadyAnswered,
    AnswerRefused,
    LookFacts,
    LookState,
    NoSuchLook,
    NotAllowedToJudge,
    QuestionFacts,
    alerts_of,
    answer_question,
    count_overdue,
    judge_look,
    judging_seat,
    looks_of_office,
    questions_for,
    see_to_alert,
)
from openhall.channels.desk.alerts import alert_item
from openhall.channels.desk.asking import POST, for_officers
from openhall.channels.desk.finding import PLACE as FIND
from openhall.channels.desk.finding import PURPOSES, REASON_GIVEN, SAID, STATES, WHEN
from openhall.channels.desk.frame import DeskPage, Reader, desk_page, go_to
from openhall.channels.desk.naming import day_words, moment_words, people_names
from openhall.channels.desk.refusing import fault_words
from openhall.channels.desk.words import mark as _
from openhall.channels.desk.words import saying
from openhall.ui.catalogues import translations
from openhall.ui.desk_outcome_views import Box, OutcomeItem, OutcomeView, SmallForm
from openhall.ui.desk_sending import Sending

PLACE, QUESTIONS = "/desk/looks/", "/desk/looks/questions/"
_FIND = _("Find a person")
_LONGEST_WORDS, _MOST_OUTSIDE, _OUTSIDE_SINCE = 8_000, 50, timedelta(days=30)
_TITLE, _TITLE_QUESTIONS = _("Looks without a case"), _("Questions of people about looks")
_LEAD = _(
    "Officers of your office looked for these people for a reason of their own. Accept each look, or ask about it."
)
_LEAD_QUESTIONS = _(
    "People ask why their data were read. Answer in plain words: they read it on their page and in a letter."
)
_NONE, _NO_QUESTIONS = _("Nothing has to be checked."), _("Nobody waits for an answer.")
_ACCEPT, _ASK, _WHAT = _("Accept"), _("Ask about it"), _("What do you want to know?")
_READ_BY_OFFICER, _READ_BY_PERSON = _("The officer reads this."), _("The person reads this word for word.")
_ANSWER, _WORDS = _("Answer"), _("Your answer")
_FOUND, _SOUGHT, _BY, _DUE, _MANY = (
    _("Found"),
    _("Looked for"),
    _("Officer"),
    _("Due by"),
    _("Today by the same officer"),
)
_LATE, _OPEN, _ANSWERED = _("Late"), _("To be answered"), _("Answered")
_OWN = _("This is about your own look: another supervisor of your office has to do it.")
_ENDED, _READ, _CASE = _("Looked at after the case had ended"), _("Read on"), _("Open the case")
_ASKED_ON, _NO_CASE = _("Asked on"), _("A look without a case")
_LETTER = _("Why your data were read")


@for_officers()
def looks_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show what has to be checked."""
    return _looks_page(request, reader)


@for_officers(POST)
def judge(request: HttpRequest, reader: Reader, look: str) -> HttpResponse:
    """Accept a look, or ask about it."""
    _check(reader)
    words, is_accepted = request.POST.get("words", "")[:_LONGEST_WORDS], "accept" in request.GET
    try:
        judge_look(look=look, is_accepted=is_accepted, words=words, visitor=reader.visitor, now=reader.now)
    except NoSuchLook:
        raise Http404 from None
    except NotAllowedToJudge:
        raise PermissionDenied from None
    except AnswerRefused:
        return _looks_page(request, reader, (look, _fault(reader, words)), HTTPStatus.UNPROCESSABLE_ENTITY)
    except AlreadyAnswered:
        return _looks_page(request, reader, status=HTTPStatus.CONFLICT)
    return go_to(PLACE, done="look-accepted" if is_accepted else "look-questioned")


@for_officers(POST)
def see_to(request: HttpRequest, reader: Reader, alert: int) -> HttpResponse:
    """Say what came of an alert."""
    _check(reader)
    words = request.POST.get("words", "")[:_LONGEST_WORDS]
    try:
        see_to_alert(alert=alert, words=words, visitor=reader.visitor, now=reader.now)
    except NotAllowedToJudge:
        raise PermissionDenied from None
    except AnswerRefused:
        fault = (f"alert-{alert}", _fault(reader, words))
        return _looks_page(request, reader, fault, HTTPStatus.UNPROCESSABLE_ENTITY)
    except AlreadyAnswered:
        return _looks_page(request, reader, status=HTTPStatus.CONFLICT)
    return go_to(PLACE, done="look-seen")


@for_officers()
def questions_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show what people ask."""
    return _questions_page(request, reader)


@for_officers(POST)
def answer(request: HttpRequest, reader: Reader, question: int) -> HttpResponse:
    """Answer a question of a person."""
    _check(reader)
    words = request.POST.get("words", "")[:_LONGEST_WORDS]
    titles = {each.code: saying(each)(_LETTER) for each in reader.catalogue.languages}
    try:
        answer_question(question=question, words=words, titles=titles, visitor=reader.visitor, now=reader.now)
    except NotAllowedToJudge:
        raise PermissionDenied from None
    except AnswerRefused:
        fault = (str(question), _fault(reader, words))
        return _questions_page(request, reader, fault, HTTPStatus.UNPROCESSABLE_ENTITY)
    except AlreadyAnswered:
        return _questions_page(request, reader, status=HTTPStatus.CONFLICT)
    return go_to(QUESTIONS, done="look-answered")


def _check(reader: Reader) -> None:
    if may(reader.office, role="supervisor", authority=reader.office.authority) is None:
        raise PermissionDenied


def _fault(reader: Reader, words: str) -> str:
    return fault_words("look-words", "too-long" if words.strip() else "missing", reader.language)


def _looks_page(
    request: HttpRequest, reader: Reader, fault: tuple[str, str] = ("", ""), status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    _check(reader)
    say = reader.say
    flagged = looks_of_office(reader.office, is_open=True, now=reader.now)
    judged = looks_of_office(reader.office, is_open=False, now=reader.now, most=20)
    since = reader.now - _OUTSIDE_SINCE
    outside = reads_outside(reader.office.authority, since=since, most=_MOST_OUTSIDE)
    alerts = alerts_of(reader.office, since=since, now=reader.now)
    actors = [look.actor for look in (*flagged, *judged)]
    actors += [read.actor for read in outside] + [who for each in alerts for who in (each.actor, each.seen_by) if who]
    names = people_names(reader, actors)
    items = [alert_item(reader, each, names, fault) for each in alerts]
    items += [_look(reader, each, names[each.actor], fault) for each in (*flagged, *judged)]
    items += [_outside(reader, each, names[each.actor]) for each in _each_once(outside)]
    lists = ((say(_TITLE_QUESTIONS), QUESTIONS), (say(_FIND), FIND))
    view = OutcomeView(say(_TITLE), _lead(reader, _LEAD), say(_NONE), tuple(items), lists=lists)
    page = DeskPage("looks/", "outcome.jinja", view, title=say(_TITLE), here="looks", status=status)
    return desk_page(request, reader, page)


def _lead(reader: Reader, words: str) -> str:
    """Return what a page is about, and how much of the office is late."""
    late = count_overdue(reader.office.authority, today=reader.today)
    told = translations(reader.language).ngettext("%(num)s is late.", "%(num)s are late.", late) % {"num": late}
    return f"{reader.say(words)} {told}" if late else reader.say(words)


def _look(reader: Reader, look: LookFacts, name: str, fault: tuple[str, str]) -> OutcomeItem:
    say = reader.say
    word, colour = STATES[look.state]
    is_late = look.state == LookState.FLAGGED and look.due_on < reader.today
    facts = [
        (say(_BY), name),
        (say(WHEN), moment_words(reader, look.at)),
        (say(_SOUGHT), look.sought),
        (say(_FOUND), str(look.found)),
        (say(REASON_GIVEN), look.reason),
    ]
    facts += (
        [(say(_MANY), str(look.today))] if look.today >= reader.catalogue.jurisdiction.many_looks.without_case else []
    )
    facts += [(say(SAID), look.note)] if look.note else []
    facts += [(say(_DUE), day_words(reader, look.due_on))] if look.state == LookState.FLAGGED else []
    return OutcomeItem(
        say(PURPOSES[look.purpose]),
        say(_LATE) if is_late else say(word),
        "error" if is_late else colour,
        tuple(facts),
        tuple(_judging(reader, look, fault)) if look.state == LookState.FLAGGED else (),
    )


def _judging(reader: Reader, look: LookFacts, fault: tuple[str, str]) -> Iterator[SmallForm]:
    say, place = reader.say, f"{PLACE}{look.id}/"
    is_barred = judging_seat(reader.office, look.office, about=look.actor) is None
    barred = say(_OWN) if is_barred else ""
    yield SmallForm(
        f"accept-{look.id}", say(_ACCEPT), say(_ACCEPT), Sending(f"{place}?accept", barred=barred), is_folded=False
    )
    if not is_barred:
        errors = (("words", fault[1]),) if fault[0] == look.id else ()
        box = Box("words", say(_WHAT), kind="words", readers=say(_READ_BY_OFFICER), max_length=MOST_ANSWER)
        yield SmallForm(f"ask-{look.id}", say(_ASK), say(_ASK), Sending(place, errors=errors), (box,))


def _each_once(reads: tuple[ReadFacts, ...]) -> Iterator[ReadFacts]:
    """Yield one of those that one page made."""
    seen = set()
    for each in reads:
        if (each.at, each.actor, each.case) not in seen:
            seen.add((each.at, each.actor, each.case))
            yield each


def _outside(reader: Reader, read: ReadFacts, name: str) -> OutcomeItem:
    say = reader.say
    facts = ((say(_BY), name), (say(WHEN), moment_words(reader, read.at)))
    return OutcomeItem(say(_ENDED), facts=facts, href=f"/desk/cases/{read.case}/", link=read.case)


def _questions_page(
    request: HttpRequest, reader: Reader, fault: tuple[str, str] = ("", ""), status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    _check(reader)
    say = reader.say
    waiting = questions_for(reader.office, is_open=True)
    answered = questions_for(reader.office, is_open=False, most=20)
    names = people_names(reader, [each.actor for each in (*waiting, *answered)])
    items = tuple(_question(reader, each, names.get(each.actor, each.actor), fault) for each in (*waiting, *answered))
    view = OutcomeView(
        say(_TITLE_QUESTIONS), _lead(reader, _LEAD_QUESTIONS), say(_NO_QUESTIONS), items, lists=((say(_TITLE), PLACE),)
    )
    page = DeskPage("looks/questions/", "outcome.jinja", view, title=say(_TITLE_QUESTIONS), here="looks", status=status)
    return desk_page(request, reader, page)


def _question(reader: Reader, question: QuestionFacts, name: str, fault: tuple[str, str]) -> OutcomeItem:
    say, is_open = reader.say, question.answered_at is None
    is_late = is_open and question.due_on < reader.today
    facts = [(say(_BY), name), (say(_READ), moment_words(reader, question.read_at))]
    facts += [(say(_ASKED_ON), moment_words(reader, question.asked_at))]
    facts += [(say(_DUE), day_words(reader, question.due_on))] if is_open else []
    forms: tuple[SmallForm, ...] = ()
    if is_open:
        is_barred = judging_seat(reader.office, question.office, about=question.actor) is None
        errors = (("words", fault[1]),) if fault[0] == str(question.id) else ()
        box = Box("words", say(_WORDS), kind="words", readers=say(_READ_BY_PERSON), max_length=MOST_ANSWER)
        sending = Sending(f"{QUESTIONS}{question.id}/", errors=errors, barred=say(_OWN) if is_barred else "")
        forms = (SmallForm(f"answer-{question.id}", say(_ANSWER), say(_ANSWER), sending, (box,)),)
    return OutcomeItem(
        question.case or say(_NO_CASE),
        say(_LATE) if is_late else say(_OPEN) if is_open else say(_ANSWERED),
        "error" if is_late else "waiting" if is_open else "done",
        tuple(facts),
        forms,
        f"/desk/cases/{question.case}/" if question.case else "",
        say(_CASE),
    )
