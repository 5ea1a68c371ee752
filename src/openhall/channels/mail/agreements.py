"""Word to whoever has to agree to what somebody else applied for, into their inbox: what it is, and until when.

Whoever agreed by a paper is told too, once an office has looked at their signature: it may not be theirs.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from openhall.blocks.cases.facade import agreement_news
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.messages.facade import NewLetter, deliver_to_inbox
from openhall.channels.mail.words import mark as _
from openhall.kernel.languages import pick
from openhall.ui.catalogues import translations
from openhall.ui.formats import full_date

_ASKED, _SIGNED = "agreement-asked", "agreement-signed"
_TITLE = _("Do you agree? Something waits for your yes: %(reference)s")
_TEXT = _(
    "Somebody applied for “%(service)s” with you. Nothing changes before you say yes.\n"
    "See what was written, and say yes or no, on your page under “For you to do”, until %(day)s.\n"
    "If you do not answer, nothing changes."
)
_SIGNED_TITLE = _("An office has your signature: %(reference)s")
_SIGNED_TEXT = _(
    "Somebody applied for “%(service)s” with you and sent a form that you are said to have signed.\n"
    "An officer has looked at the signature, and it goes on.\n"
    "If you did not sign it, tell the office at once. Say the number %(reference)s."
)


def tell_other_party(*, word: Mapping[str, Any], key: str, now: datetime) -> bool:
    """Write to whoever has the number of the other party, once; ``False`` where there is nobody, or it is over.

    ``word`` is what was posted, and ``key`` names it.
    """
    news = agreement_news(word)
    if news is None:
        return False
    template, title, text = (_ASKED, _TITLE, _TEXT) if news.until else (_SIGNED, _SIGNED_TITLE, _SIGNED_TEXT)
    catalogue = current_catalogue()
    service, words = catalogue.summaries.get(news.service), {}
    for each in catalogue.languages:
        fill = {
            "reference": news.reference,
            "service": pick(service.name, each) if service else news.service,
            "day": full_date(news.until, each) if news.until else "",
        }
        say = translations(each).gettext
        words[each.code] = (say(title) % fill, say(text) % fill)
    for person in news.people:
        letter = NewLetter(
            key=f"{template}:{key}:{person}",
            subject="",
            owner=f"person:{person}",
            person=person,
            template=template,
            language=next(iter(words)),
            words=words,
            authority=news.authority,
        )
        deliver_to_inbox(letter=letter, now=now)
    return bool(news.people)
