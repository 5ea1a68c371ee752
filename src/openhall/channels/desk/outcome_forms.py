"""The small forms of what came of a case: where each goes, what stands in it, and what is wrong."""

from secrets import token_urlsafe

from openhall.channels.desk.looking import Look
from openhall.channels.desk.refusing import fault_words, not_yours_words
from openhall.channels.desk.sending import Sent, one
from openhall.channels.desk.words import mark as _
from openhall.ui.desk_outcome_views import Box, SmallForm
from openhall.ui.desk_sending import Sending

_REASON_READERS = _("The offices of this case read it. Name nobody.")


def outcome_sending(look: Look, sent: Sent, form: str, place: str, barred: str = "") -> Sending:
    """Return where a form goes, below the address of the case, and what is wrong in it."""
    language = look.reader.language
    errors = tuple((name, fault_words(name, code, language)) for name, code in sent.faults) if sent.form == form else ()
    words = not_yours_words(barred, language) if barred else ""
    return Sending(f"{look.place}{place}", once=token_urlsafe(16), errors=errors, barred=words)


def typed_value(sent: Sent, form: str, name: str, otherwise: str = "") -> str:
    """Return what stands in a box: what was sent and came back, else what is likely."""
    return one(sent.typed, name) if sent.form == form else otherwise


def reason_box(look: Look, sent: Sent, form: str, label: str, most: int, name: str = "reason") -> Box:
    """Return the box for why something is done."""
    say = look.reader.say
    value = typed_value(sent, form, name)
    return Box(name, label, value, kind="words", readers=say(_REASON_READERS), max_length=most)


def act_button(  # noqa: PLR0913 - all of it is one button
    look: Look,
    sent: Sent,
    form: str,
    place: str,
    words: str,
    *,
    told: str = "",
    is_quiet: bool = False,
    barred: str = "",
) -> SmallForm:
    """Return an act that is a button alone."""
    sending = outcome_sending(look, sent, form, place, barred)
    return SmallForm(form, words, words, sending, told=told, is_quiet=is_quiet, is_folded=False)
