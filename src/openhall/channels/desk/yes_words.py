"""How somebody at a counter said yes, or why they were not asked, in words."""

from collections.abc import Mapping

from openhall.blocks.identity.facade import Yes
from openhall.channels.desk.words import mark as _

#: Why an officer goes on without, in words.
WHY_WORDS: Mapping[str, str] = {
    Yes.AWAY: _("Their telephone or sheet is not with them"),
    Yes.SILENT: _("Nothing arrives"),
    Yes.CANNOT: _("They cannot use it themselves"),
}
YES_WORDS: Mapping[str, str] = {
    Yes.SENT: _("By a code that was sent to them"),
    Yes.PRINTED: _("By a code of their sheet"),
    Yes.NO_WAY: _("Not asked: they had no address or sheet here yet"),
    **WHY_WORDS,
}
NOT_YET = _("Not yet")
