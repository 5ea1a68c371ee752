"""How long a case is kept, and what holds it past its day: an officer of rank may, with a reason that stays with it."""

from collections.abc import Iterator
from datetime import date

from openhall.blocks.cases.facade import ANSWERS, MOST_LETTER, Keeping, Status, hold_reason, keeping_of, why_not_of_rank
from openhall.channels.desk.looking import Look
from openhall.channels.desk.naming import day_words
from openhall.channels.desk.outcome_forms import act_button, outcome_sending, typed_value
from openhall.channels.desk.sending import Sent
from openhall.channels.desk.words import mark as _
from openhall.kernel.languages import pick
from openhall.ui.desk_outcome_views import Box, OutcomeItem, SmallForm
from openhall.ui.desk_outcome_views import Look as Colour

_ENDS = frozenset({Status.DECIDED, Status.WITHDRAWN})
_TITLE = _("How long this case is kept")
_ENDED, _UNTIL, _WHY = _("Ended on"), _("Kept until"), _("Why so long")
_AFTER_END = _("It is counted from the end of the case.")
_NO_PERIOD = _("No period is recorded for this service: it is not erased by itself.")
_STANDS = _("As long as its entry stands in the register.")
_HELD, _KEPT, _OVER = _("Held"), _("Kept"), _("Its time is over")
_HELD_FOR = _("Held for this reason")
_HOLD, _HOLD_ACT, _WHY_HOLD = _("Hold the case"), _("Hold it"), _("Why is it needed for longer?")
_RELEASE = _("Let it go the way of others")
_STAYS = _("It is not erased until somebody lets it go, whoever asks. The applicant is told that it is held, not why.")
_READ_BY = _("Officers of your office read this. It is sealed, and stays with the case.")


def keeping_items(look: Look, sent: Sent) -> Iterator[OutcomeItem]:
    """Yield how long the case is kept, for the office that leads it, with the form to hold it or to let it go."""
    found = (
        keeping_of([look.reference], look.reader.catalogue)
        if look.is_lead and look.dossier.facts.status in _ENDS
        else ()
    )
    if not found or found[0].ended_on is None:
        return
    (kept,) = found
    say, today = look.reader.say, look.reader.today
    word, colour = _state(kept, today)
    facts = tuple(_facts(look, kept))
    yield OutcomeItem(say(_TITLE), say(word), colour, facts, tuple(_forms(look, sent, kept)))


def _state(kept: Keeping, today: date) -> tuple[str, Colour]:
    if kept.is_held:
        return _HELD, "error"
    return (_OVER, "waiting") if kept.may_go(today) and not kept.is_withdrawn else (_KEPT, "plain")


def _facts(look: Look, kept: Keeping) -> Iterator[tuple[str, str]]:
    reader, say = look.reader, look.reader.say
    if kept.ended_on:
        yield say(_ENDED), day_words(reader, kept.ended_on)
    yield say(_UNTIL), _until(look, kept)
    if kept.rule:
        yield say(_WHY), pick(kept.rule.why, reader.language)
    if kept.is_held:
        yield say(_HELD_FOR), hold_reason(reference=look.reference, visitor=reader.visitor, now=reader.now)


def _until(look: Look, kept: Keeping) -> str:
    say = look.reader.say
    if kept.stands_in_register:
        return say(_STANDS)
    if kept.until:
        return day_words(look.reader, kept.until)
    return say(_AFTER_END if kept.rule else _NO_PERIOD)


def _forms(look: Look, sent: Sent, kept: Keeping) -> Iterator[SmallForm]:
    say = look.reader.say
    barred = why_not_of_rank(look.dossier.facts.person, look.reader.office, ANSWERS)
    if kept.is_held:
        yield act_button(look, sent, "release", "release/", say(_RELEASE), is_quiet=True, barred=barred)
        return
    sending = outcome_sending(look, sent, "hold", "hold/", barred)
    typed = typed_value(sent, "hold", "words")
    box = Box("words", say(_WHY_HOLD), typed, kind="words", readers=say(_READ_BY), max_length=MOST_LETTER)
    yield SmallForm("hold", say(_HOLD), say(_HOLD_ACT), sending, (box,), told=say(_STAYS))
