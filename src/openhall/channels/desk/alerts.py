"""Officers who looked unusually often, for whoever answers for the office: what was counted, and what came of it."""

from collections.abc import Mapping

from openhall.blocks.oversight.facade import MOST_ANSWER, AlertFacts, Many, judging_seat
from openhall.channels.desk.frame import Reader
from openhall.channels.desk.naming import day_words
from openhall.channels.desk.words import mark as _
from openhall.ui.desk_outcome_views import Box, OutcomeItem, SmallForm
from openhall.ui.desk_sending import Sending

PLACE = "/desk/looks/alerts/"
#: What is counted, by the kind of an alert.
_COUNTED: Mapping[Many, str] = {
    Many.WITHOUT_CASE: _("People looked for without a case"),
    Many.PEOPLE: _("People or matters read"),
}
_UNUSUAL, _UNUSUAL_MARK, _SEEN = _("Unusually many looks by one officer"), _("Unusual"), _("Seen to")
_BY, _DAY, _SEEN_BY, _CAME = _("Officer"), _("Day"), _("Seen to by"), _("What came of it")
_SEE, _FOUND_OUT = _("I have seen to it"), _("What did you find out, and what came of it?")
_READERS = _("Only those who answer for the looks of your office read this.")
_OWN = _("This is about your own look: another supervisor of your office has to do it.")


def alert_item(reader: Reader, alert: AlertFacts, names: Mapping[str, str], fault: tuple[str, str]) -> OutcomeItem:
    """Return an alert as the page shows it; ``fault`` is the form that came back, and what is wrong with it."""
    say = reader.say
    facts = [
        (say(_BY), names[alert.actor]),
        (say(_DAY), day_words(reader, alert.day)),
        (say(_COUNTED[alert.kind]), str(alert.count)),
    ]
    if alert.seen_by:
        facts += [(say(_SEEN_BY), names[alert.seen_by]), (say(_CAME), alert.note)]
        return OutcomeItem(say(_UNUSUAL), say(_SEEN), "done", tuple(facts))
    return OutcomeItem(say(_UNUSUAL), say(_UNUSUAL_MARK), "error", tuple(facts), (_seeing(reader, alert, fault),))


def _seeing(reader: Reader, alert: AlertFacts, fault: tuple[str, str]) -> SmallForm:
    say, name = reader.say, f"alert-{alert.id}"
    is_barred = judging_seat(reader.office, alert.office, about=alert.actor) is None
    errors = (("words", fault[1]),) if fault[0] == name else ()
    sending = Sending(f"{PLACE}{alert.id}/", errors=errors, barred=say(_OWN) if is_barred else "")
    box = Box("words", say(_FOUND_OUT), kind="words", readers=say(_READERS), max_length=MOST_ANSWER)
    return SmallForm(name, say(_SEE), say(_SEE), sending, () if is_barred else (box,))
