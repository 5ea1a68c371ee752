"""A letter to whoever answers for an office: one of its officers looked unusually often."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings

from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.identity.facade import names_of
from openhall.blocks.messages.facade import NewLetter, deliver_to_inbox
from openhall.blocks.oversight.facade import AlertFacts, Many, alert_of, supervisors_of
from openhall.channels.mail.words import mark as _
from openhall.kernel.languages import Language, Text, pick
from openhall.ui.catalogues import translations
from openhall.ui.formats import full_date

#: Whom it is about stands in the letter, and in no subject.
_SUBJECT = _("Unusually many looks by an officer of your office")
_TOLD: Mapping[Many, str] = {
    Many.WITHOUT_CASE: _("On %(day)s, %(name)s looked for %(count)d people without a case."),
    Many.PEOPLE: _("On %(day)s, %(name)s read data of %(count)d people or matters."),
}
_ASK = _("Ask what it was for, and look at each of them at the desk: %(address)s")
_TEMPLATE, _PLACE = "look-alert", "/desk/looks/"


def tell_of_alert(*, alert: int, now: datetime) -> int:
    """Put a letter about an alert into the inbox of each supervisor but whom it is about; return how many there are.

    Told again they have it once.
    """
    facts, languages = alert_of(alert), current_catalogue().languages
    name = names_of([facts.actor]).get(facts.actor, {})
    told = supervisors_of(facts.office, about=facts.actor)
    for person in told:
        letter = NewLetter(
            key=f"{_TEMPLATE}:{facts.id}:{person}",
            subject="",
            owner=f"person:{person}",
            person=person,
            template=_TEMPLATE,
            language=languages[0].code,
            words={each.code: _words(facts, name, each) for each in languages},
            authority=facts.office,
        )
        deliver_to_inbox(letter=letter, now=now)
    return len(told)


def _words(alert: AlertFacts, name: Text, language: Language) -> tuple[str, str]:
    say: Callable[[str], str] = translations(language).gettext
    given = {"day": full_date(alert.day, language), "name": pick(name, language), "count": alert.count}
    address = {"address": f"{settings.OPENHALL_URL}{_PLACE}"}
    return say(_SUBJECT), f"{say(_TOLD[alert.kind]) % given}\n{say(_ASK) % address}"
