"""How long a case is kept, in its owner's words: on the page of the case, and in the list of everything."""

from datetime import date
from zoneinfo import ZoneInfo

from openhall.blocks.cases.facade import Keeping
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language
from openhall.ui.formats import plain_date

_RUNS = _("It is not decided yet. It stays until then.")
_HELD = _("An officer keeps it longer, for an inquiry or a court.")
_STANDS = _("It stands in a register. It stays as long as its entry.")
_UNTIL = _("We keep this until %(day)s.")
_MAY_GO = _("You can have it erased now.")
_NO_PERIOD = _("How long it is kept is not recorded yet.")
_GONE = _("Erased on %(day)s. Nobody can read it again.")


def kept_words(kept: Keeping, *, today: date, zone: ZoneInfo, language: Language, may_ask: bool = True) -> str:
    """Return until when a case is kept, or what keeps it longer; its owner may ask on a page to have it erased."""
    say = saying(language)
    if kept.erased_at is not None:
        return say(_GONE) % {"day": plain_date(kept.erased_at.astimezone(zone).date(), language)}
    if kept.ended_on is None:
        return say(_RUNS)
    if kept.is_held or kept.stands_in_register:
        return say(_HELD if kept.is_held else _STANDS)
    if kept.may_go(today) and may_ask:
        return say(_MAY_GO)
    if kept.until is None:
        return say(_NO_PERIOD)
    return say(_UNTIL) % {"day": plain_date(kept.until, language)}
