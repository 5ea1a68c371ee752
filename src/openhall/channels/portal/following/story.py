"""The history of a case in plain words: what happened, by whom, and what it means."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from openhall.blocks.cases.facade import HALL, EventKind, Side, TimelineEvent
from openhall.channels.portal.following.appointed import why_shut_words
from openhall.channels.portal.following.naming import node_name, post_name
from openhall.channels.portal.following.opening import Following
from openhall.channels.portal.following.papers import paper_title
from openhall.channels.portal.following.undoing import person_name
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import sentences
from openhall.ui.catalogues import translations
from openhall.ui.following_views import TimelineEntry
from openhall.ui.formats import full_date, moment

#: What is told of an event: a title, who did it, and more words.
_Said = tuple[str, str, str]
_YOU = _("You")
_HALL = _("The hall, by itself")
_STEP = _("A step of the hall")
#: What the hall does by itself.
_ACTS: Mapping[str, str] = {
    "charge": _("Nothing is left to pay."),
    "issue": _("The paper is made, signed and sent to you."),
    "register": _("What has to stand in a register stands there now."),
    "book": _("The time is kept, where there is one to keep."),
    "search": _("The records were searched."),
    "deliver": _("The result is sent to you."),
    "display": _("Everybody can read the notice, under “Notices on display”."),
    "note-silence": _("By the rules this counts as no objection."),
    "note-delay": _("It takes longer than usual. Somebody still works on it."),
    "tell-other-party": _("The other person is told that their signature was seen."),
}
_RESULTS: Mapping[str, str] = {
    "approve": _("It has no objection."),
    "refuse": _("It does not agree. Its reasons are told with the decision."),
    "return": _("It asks for another look."),
}
_RETURNED = _("It goes back to be looked at again.")
_PLAIN: Mapping[str, tuple[str, str]] = {
    EventKind.SUBMITTED: (_("Application received"), ""),
    EventKind.TAKEN_UP: (_("Somebody works on it"), ""),
    EventKind.ANSWERED: (_("You answered"), _("The clock goes on.")),
    EventKind.UNANSWERED: (_("No answer came in time"), _("The office goes on with what it has.")),
    EventKind.TAKEN_BACK: (_("The office took its question back"), _("You need not answer it any more.")),
    EventKind.SILENT: (_("An office did not answer in time"), ""),
    EventKind.REMINDED: (_("The office was reminded"), _("Its day is near.")),
    EventKind.ESCALATED: (_("Nobody answered in time"), _("Somebody who answers for the office takes it up.")),
    EventKind.KEPT: (_("It stays here now"), _("It was passed on twice. From now on this post answers for it.")),
    EventKind.MIGRATED: (
        _("The steps of your application were renewed"),
        _("What you sent and what was decided stays as it is. You need do nothing because of it."),
    ),
    EventKind.PAYMENT_ASKED: (_("The fee is to be paid"), _("It goes on as soon as the money is here.")),
    EventKind.PAID: (_("You paid the fee"), _("The receipt is among your papers.")),
    EventKind.WAIVED: (_("You need not pay the fee"), ""),
    EventKind.REFUNDED: (_("Money goes back to you"), _("It goes back the way that it came.")),
    EventKind.REORDERED: (_("You asked for a paper again"), _("The new one goes into the place of the old one.")),
    EventKind.UNPAID: (_("The fee was not paid in time"), _("So the application has lapsed. You can apply again.")),
    EventKind.AGREED: (_("The other person agreed"), _("It goes on.")),
    EventKind.DECLINED: (_("The other person did not agree"), _("Nothing was changed, and nothing is to be paid.")),
    EventKind.BOOKED: (_("A time is kept for you"), ""),
    EventKind.MOVED: (_("You chose another time"), ""),
    EventKind.GIVEN_UP: (_("You cancelled your appointment"), _("Your application goes on.")),
    EventKind.STATED: (
        _("What you said yourself was taken"),
        _("A source that holds it did not answer. It is checked as soon as it does; you need do nothing."),
    ),
    EventKind.UNDONE: (_("You took back what was sent for you"), _("Nobody works on it any more.")),
    EventKind.WITHDRAWN: (_("You withdrew it"), _("Nobody works on it any more.")),
    EventKind.CLAIMED: (_("Kept in an account"), _("From then on the secret code does not open it any more.")),
    EventKind.LET_GO: (_("Taken out of the account again"), _("The secret code opens it again.")),
    EventKind.OBJECTED: (_("You objected to the decision"), _("Somebody who did not decide it looks at it again.")),
}
_CHECKED: Mapping[str, tuple[str, str]] = {
    "same": (_("What you said was checked"), _("The source says the same.")),
    "differs": (
        _("What you said was checked"),
        _("The source says something else. The office looks at it. If the record is wrong, have it corrected."),
    ),
    "unknown": (
        _("What you said was checked"),
        _("The source holds nothing of it. The office goes on with your word."),
    ),
    "refused": (_("What you said was not checked"), _("You do not allow the source to be asked.")),
    "dropped": (_("What you said was not checked"), _("It is not needed any more.")),
    "noted": (_("The office has seen that a source says something else"), ""),
}
_BY_YOU = frozenset(
    {
        EventKind.SUBMITTED,
        EventKind.ANSWERED,
        EventKind.PAID,
        EventKind.MOVED,
        EventKind.GIVEN_UP,
        EventKind.WITHDRAWN,
        EventKind.UNDONE,
        EventKind.OBJECTED,
        EventKind.REORDERED,
        EventKind.CLAIMED,
        EventKind.LET_GO,
    }
)
_DECISIONS: Mapping[str, str] = {"granted": "Granted", "refused": "Refused", "done": "Done", "lapsed": "Lapsed"}


def story_of(following: Following) -> Iterator[TimelineEntry]:
    """Yield everything that has happened to a case, the oldest first."""
    zone, events = following.catalogue.jurisdiction.time_zone, following.facts.timeline
    # Where a time is kept, its own line tells so: the step that kept it says nothing more.
    is_kept = any(event.kind == EventKind.BOOKED for event in events)
    for event in events:
        if is_kept and event.kind == EventKind.ACT_DONE and event.detail == "book":
            continue
        title, who, words = _told(following, event)
        yield TimelineEntry(title, "past", moment(event.at, following.language, zone), who, words)


def decision_name(following: Following, decision: str) -> str:
    """Return the word for how a case ended."""
    name = _DECISIONS.get(decision)
    return translations(following.language).pgettext("decision", name) if name else decision


def _told(following: Following, event: TimelineEvent) -> _Said:
    teller = _TELLERS.get(event.kind)
    return _plain(following, event) if teller is None else teller(following, event)


def _plain(following: Following, event: TimelineEvent) -> _Said:
    say = saying(following.language)
    title, words = _PLAIN.get(event.kind, (_STEP, ""))
    who = _by_whom(following, event) if event.kind in _BY_YOU else following.office(event.office)
    return say(title), who, say(words) if words else ""


def _by_whom(following: Following, event: TimelineEvent) -> str:
    """Return who did it for the applicant: the reader, or by name whoever acts for the other.

    Of money that came by a bank only the bank tells, and the hall writes it down.
    """
    reader, facts = following.visitor.id, following.facts
    if not facts.person or facts.organisation or event.actor in (reader, HALL):
        return saying(following.language)(_YOU)
    return person_name(event.actor, following.language)


def _taken_up(following: Following, event: TimelineEvent) -> _Said:
    title = saying(following.language)(_PLAIN[EventKind.TAKEN_UP][0])
    return title, following.office(event.office), node_name(following, event.node)


def _task_done(following: Following, event: TimelineEvent) -> _Said:
    """Tell of a step that is done. What the leading office means is told by its decision, not by its steps."""
    say, step = saying(following.language), node_name(following, event.node)
    is_asked = event.office != following.facts.authority
    title = say(_("An office has answered")) if is_asked else say(_("A step is done"))
    words = _RESULTS.get(event.detail, "") if is_asked else (_RETURNED if event.detail == "return" else "")
    colon = ": " if following.language.code == "en" else "："
    return f"{title}{colon}{step}" if step else title, following.office(event.office), say(words) if words else ""


def _act_done(following: Following, event: TimelineEvent) -> _Said:
    say = saying(following.language)
    act = _ACTS.get(event.detail, "")
    return node_name(following, event.node) or say(_STEP), say(_HALL), say(act) if act else ""


def _asked(following: Following, event: TimelineEvent) -> _Said:
    say, count = saying(following.language), int(event.detail or 0)
    told = translations(following.language).ngettext(
        "About %(num)s question or paper. The clock is stopped until you answer.",
        "About %(num)s questions or papers. The clock is stopped until you answer.",
        count,
    )
    words = told % {"num": count}
    return say(_("You were asked for something")), following.office(event.office), words


def _written(following: Following, event: TimelineEvent) -> _Said:
    say = saying(following.language)
    if event.detail == Side.APPLICANT:
        return say(_("You wrote a message")), say(_YOU), ""
    return say(_("The office wrote you a message")), following.office(event.office), ""


def _passed_on(following: Following, event: TimelineEvent) -> _Said:
    say = saying(following.language)
    words = say(_("Now with: %(office)s")) % {"office": following.office(event.detail)}
    return say(_("Passed on to another office")), following.office(event.office), words


def _kept(following: Following, event: TimelineEvent) -> _Said:
    say = saying(following.language)
    title, words = _PLAIN[EventKind.KEPT]
    who = " – ".join(each for each in (following.office(event.office), post_name(following, event.detail)) if each)
    return say(title), who, say(words)


def _day_closed(following: Following, event: TimelineEvent) -> _Said:
    say = saying(following.language)
    day = full_date(date.fromisoformat(event.detail), following.language)
    return say(_("Offices were closed on %(day)s")) % {"day": day}, "", say(_("What was counted over that day moves."))


def _moved(following: Following, event: TimelineEvent) -> _Said:
    if event.actor != HALL:
        return _plain(following, event)
    say = saying(following.language)
    title = say(_("The office has to stay shut on your day, so another time is kept for you"))
    return title, say(_HALL), why_shut_words(following, event.detail)


def _asked_to_agree(following: Following, event: TimelineEvent) -> _Said:
    say, day = saying(following.language), full_date(date.fromisoformat(event.detail), following.language)
    words = _(
        "They can say yes or no until %(day)s: signed in, under “My page”. Tell them that it waits for them there."
    )
    return say(_("The other person is asked to agree")), say(_HALL), say(words) % {"day": day}


def _given_up(following: Following, event: TimelineEvent) -> _Said:
    if event.actor != HALL:
        return _plain(following, event)
    say = saying(following.language)
    title = say(_("The office has to stay shut on your day, so your appointment is called off"))
    told = [why_shut_words(following, event.detail), say(_("Please choose another time. Your application goes on."))]
    return title, say(_HALL), sentences(told, following.language)


def _issued(following: Following, event: TimelineEvent) -> _Said:
    say = saying(following.language)
    return say(_("A paper was made for you")), say(_HALL), paper_title(following, event.detail)


def _stated(following: Following, _event: TimelineEvent) -> _Said:
    say = saying(following.language)
    title, words = _PLAIN[EventKind.STATED]
    return say(title), say(_HALL), say(words)


def _checked(following: Following, event: TimelineEvent) -> _Said:
    say = saying(following.language)
    title, words = _CHECKED.get(event.detail, (_STEP, ""))
    who = following.office(event.office) if event.actor != HALL else say(_HALL)
    return say(title), who, say(words) if words else ""


def _decided(following: Following, event: TimelineEvent) -> _Said:
    return (
        saying(following.language)(_("It is decided")),
        following.office(event.office),
        decision_name(following, event.detail),
    )


_TELLERS: Mapping[str, Callable[[Following, TimelineEvent], _Said]] = {
    EventKind.TAKEN_UP: _taken_up,
    EventKind.TASK_DONE: _task_done,
    EventKind.ACT_DONE: _act_done,
    EventKind.ASKED: _asked,
    EventKind.WRITTEN: _written,
    EventKind.PASSED_ON: _passed_on,
    EventKind.KEPT: _kept,
    EventKind.DAY_CLOSED: _day_closed,
    EventKind.MOVED: _moved,
    EventKind.AGREEMENT_ASKED: _asked_to_agree,
    EventKind.GIVEN_UP: _given_up,
    EventKind.ISSUED: _issued,
    EventKind.DECIDED: _decided,
    EventKind.STATED: _stated,
    EventKind.CHECKED: _checked,
}
