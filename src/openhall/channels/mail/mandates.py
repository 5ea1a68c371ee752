"""Word that a mandate ends soon, into the inboxes of both sides."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from openhall.blocks.catalogue.facade import Catalogue, current_catalogue
from openhall.blocks.identity.facade import MandateFacts, mandate_named
from openhall.blocks.messages.facade import NewLetter, deliver_to_inbox
from openhall.channels.mail.words import mark as _
from openhall.kernel.languages import Language, pick
from openhall.ui.catalogues import translations
from openhall.ui.formats import plain_date

_TEMPLATE = "mandate-ends"
_GIVEN_TITLE = _("%(name)s may act for you until %(day)s")
_HELD_TITLE = _("You may act for %(name)s until %(day)s")
_GIVEN = _(
    "On that day it ends by itself. Nothing is needed from you.\n"
    "If it should go on, make a new code afterwards on your page, under “Acting for each other”."
)
_HELD = _(
    "On that day it ends by itself. What you fill in and do not send before stays with %(name)s.\n"
    "If it should go on, ask for a new code."
)


def remind_of_mandate(*, mandate: str, now: datetime) -> bool:
    """Tell both sides, once, that a mandate ends soon; ``False`` where it was ended before."""
    found = mandate_named(mandate)
    if found is None or found.terms.ends_at <= now:
        return False
    catalogue = current_catalogue()
    for person, other, title, text in (
        (found.giver, found.helper_name, _GIVEN_TITLE, _GIVEN),
        (found.helper, found.giver_name, _HELD_TITLE, _HELD),
    ):
        words = {}
        for each in catalogue.languages:
            fill = {"name": pick(other, each) if other else "–", "day": _last_day(found, catalogue, each)}
            say = translations(each).gettext
            words[each.code] = (say(title) % fill, say(text) % fill)
        letter = NewLetter(
            key=f"{_TEMPLATE}:{found.id}:{person}",
            subject="",
            owner=f"person:{person}",
            person=person,
            template=_TEMPLATE,
            language=next(iter(words)),
            words=words,
        )
        deliver_to_inbox(letter=letter, now=now)
    return True


def _last_day(found: MandateFacts, catalogue: Catalogue, language: Language) -> str:
    zone = ZoneInfo(catalogue.jurisdiction.time_zone)
    return plain_date((found.terms.ends_at.astimezone(zone) - timedelta(microseconds=1)).date(), language)
