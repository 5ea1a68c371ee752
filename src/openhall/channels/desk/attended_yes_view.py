"""What stands on the page of somebody at a counter until they have said yes themselves."""

from secrets import token_urlsafe

from openhall.blocks.identity.facade import WITHOUT, Attended, Yes, ways_to_confirm
from openhall.channels.desk.attending import PLACE
from openhall.channels.desk.frame import Reader
from openhall.channels.desk.words import mark as _
from openhall.channels.desk.yes_words import WHY_WORDS
from openhall.ui.desk_outcome_views import Box, OutcomeItem, SmallForm
from openhall.ui.desk_sending import Sending

_TITLE = _("First they say yes themselves")
_TOLD = _("You can fill in forms already. Sending, printing sheets and mandates wait for their own yes.")
_SEND, _SEND_TOLD = _("Send them a code"), _("It goes to each address of their account, for ten minutes.")
_CODE, _SENT_HINT, _SHEET_HINT, _BOTH_HINT = (
    _("The code that they name"),
    _("Eight figures, from the message that they got."),
    _("The next code of their printed sheet."),
    _("Eight figures from the message that they got, or the next code of their printed sheet."),
)
_ACT = _("They said yes")
_WITHOUT, _WHY, _WITHOUT_ACT = _("It does not work just now"), _("Why not?"), _("Go on without their yes")
_COUNTED = _("It is counted, and whoever answers for your office sees it.")


def yes_item(reader: Reader, found: Attended, wrong: tuple[str, str] | None) -> OutcomeItem:
    """Return what stands on the page until they have said yes."""
    say, place, once = reader.say, f"{PLACE}{found.id}/", token_urlsafe(16)
    ways = ways_to_confirm(found.person)
    forms = list[SmallForm]()
    if Yes.SENT in ways:
        words = say(_SEND)
        told = say(_SEND_TOLD)
        forms.append(
            SmallForm("ask", words, words, Sending(f"{place}ask/", once), told=told, is_quiet=True, is_folded=False)
        )
    hint = _BOTH_HINT if len(ways) > 1 else _SENT_HINT if Yes.SENT in ways else _SHEET_HINT
    box = Box("typed", say(_CODE), hint=say(hint))
    errors = (wrong,) if wrong and wrong[0] == "typed" else ()
    said = Sending(f"{place}confirm/", once, errors=errors)
    forms.append(SmallForm("confirm", say(_TITLE), say(_ACT), said, (box,), is_folded=False))
    reasons = tuple((each, say(WHY_WORDS[each])) for each in WITHOUT)
    why = Box("why", say(_WHY), hint=say(_COUNTED), kind="choice", choices=reasons)
    failed = (wrong,) if wrong and wrong[0] == "why" else ()
    on = Sending(f"{place}without/", once, errors=failed)
    forms.append(SmallForm("without", say(_WITHOUT), say(_WITHOUT_ACT), on, (why,), is_quiet=True))
    return OutcomeItem(say(_TITLE), told=say(_TOLD), forms=tuple(forms))
