"""Word to whoever has to agree to what somebody else applied for, into their inbox: what it is and until when."""

from datetime import datetime

from openhall.blocks.cases.facade import agreement_news
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.messages.facade import NewLetter, deliver_to_inbox
from openhall.channels.mail.words import mark as _
from openhall.kernel.languages import pick
from openhall.ui.catalogues import translations
from openhall.ui.formats import full_date

_TEMPLATE = "agreement-asked"
_TITLE = _("Do you agree? Something waits for your yes: %(reference)s")
_TEXT = _(
    "Somebody applied for “%(service)s” with you. Nothing changes before you say yes.\n"
    "See what was written, and say yes or no, on your page under “For you to do”, until %(day)s.\n"
    "If you do not answer, nothing changes."
)


def tell_other_party(*, agreement: int, now: datetime) -> bool:
    """Write to whoever has the number of the other party, once; ``False`` where there is nobody, or it is over."""
    news = agreement_news(agreement)
    if news is None:
        return False
    catalogue, waits = current_catalogue(), news.awaited
    service, words = catalogue.summaries.get(waits.service), {}
    for each in catalogue.languages:
        fill = {
            "reference": waits.reference,
            "service": pick(service.name, each) if service else waits.service,
            "day": full_date(waits.until, each),
        }
        say = translations(each).gettext
        words[each.code] = (say(_TITLE) % fill, say(_TEXT) % fill)
    for person in news.people:
        letter = NewLetter(
            key=f"{_TEMPLATE}:{agreement}:{person}",
            subject="",
            owner=f"person:{person}",
            person=person,
            template=_TEMPLATE,
            language=next(iter(words)),
            words=words,
            authority=news.authority,
        )
        deliver_to_inbox(letter=letter, now=now)
    return bool(news.people)
