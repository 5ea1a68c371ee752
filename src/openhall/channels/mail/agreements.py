"""Word to whoever has to agree to what somebody else applied for, into their inbox: what it is, and until when.

Whoever agreed by a paper is told too, once an office has looked at their signature: it may not be theirs. To a firm one
letter goes, which those of its people read who read its letters.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openhall.blocks.cases.facade import agreement_news
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.identity.facade import Scope, organisation_names, people_who_may
from openhall.blocks.messages.facade import NewLetter, deliver_to_inbox
from openhall.channels.mail.words import mark as _
from openhall.kernel.languages import Text, pick
from openhall.ui.catalogues import translations
from openhall.ui.formats import full_date

_ASKED, _SIGNED = "agreement-asked", "agreement-signed"
_TITLE = _("Do you agree? Something waits for your yes: %(reference)s")
_TEXT = _(
    "Somebody applied for “%(service)s” with you. Nothing changes before you say yes.\n"
    "See what was written, and say yes or no, on your page under “For you to do”, until %(day)s.\n"
    "If you do not answer, nothing changes."
)
_FIRM_TEXT = _(
    "Somebody applied for “%(service)s” with %(firm)s. Nothing changes before it says yes.\n"
    "Whoever may submit for it sees what was written, and says yes or no, on their own page under “For you to do”,"
    " until %(day)s.\n"
    "If nobody answers, nothing changes."
)
_SIGNED_TITLE = _("An office has your signature: %(reference)s")
_SIGNED_TEXT = _(
    "Somebody applied for “%(service)s” with you and sent a form that you are said to have signed.\n"
    "An officer has looked at the signature, and it goes on.\n"
    "If you did not sign it, tell the office at once. Say the number %(reference)s."
)
_FIRM_SIGNED_TEXT = _(
    "Somebody applied for “%(service)s” with %(firm)s and sent a form that is said to be signed for it.\n"
    "An officer has looked at the signature, and it goes on.\n"
    "If nobody of you signed it, tell the office at once. Say the number %(reference)s."
)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Into whose inbox a letter goes: a person's, or a firm's, to whoever of it came first."""

    person: str
    firm: str = ""
    name: Text | None = None

    @property
    def owner(self) -> str:
        return f"organisation:{self.firm}" if self.firm else f"person:{self.person}"


def tell_other_party(*, word: Mapping[str, Any], key: str, now: datetime) -> bool:
    """Write to whoever has the number of the other party, once; ``False`` where there is nobody, or it is over.

    ``word`` is what was posted, and ``key`` names it.
    """
    news = agreement_news(word)
    if news is None:
        return False
    template, readers = _ASKED if news.until else _SIGNED, tuple(_readers(news.people, news.firms, now))
    for reader in readers:
        words = _words(news.reference, news.service, news.until, reader)
        letter = NewLetter(
            key=f"{template}:{key}:{reader.firm or reader.person}",
            subject="",
            owner=reader.owner,
            person=reader.person,
            organisation=reader.firm,
            template=template,
            language=next(iter(words)),
            words=words,
            authority=news.authority,
        )
        deliver_to_inbox(letter=letter, now=now)
    return bool(readers)


def _readers(people: Collection[str], firms: Collection[str], now: datetime) -> Iterator[_Reader]:
    yield from map(_Reader, people)
    names = organisation_names(firms)
    for firm in firms:
        able = people_who_may(organisation=firm, right=Scope.SUBMIT, now=now)
        if able:
            yield _Reader(able[0], firm, names.get(firm, {}))


def _words(reference: str, name: str, until: date | None, reader: _Reader) -> dict[str, tuple[str, str]]:
    title, person, firm = (_TITLE, _TEXT, _FIRM_TEXT) if until else (_SIGNED_TITLE, _SIGNED_TEXT, _FIRM_SIGNED_TEXT)
    catalogue, words = current_catalogue(), dict[str, tuple[str, str]]()
    service = catalogue.summaries.get(name)
    for each in catalogue.languages:
        fill = {
            "reference": reference,
            "service": pick(service.name, each) if service else name,
            "day": full_date(until, each) if until else "",
            "firm": pick(reader.name, each) if reader.name else reader.firm,
        }
        say = translations(each).gettext
        words[each.code] = (say(title) % fill, say(firm if reader.firm else person) % fill)
    return words
