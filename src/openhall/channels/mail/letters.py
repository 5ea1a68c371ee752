"""Letters about a case: to the contact in it, in its language, with nothing personal in the subject."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from openhall.blocks.cases.facade import (
    ASKED_MAIL,
    DECIDED_MAIL,
    SECRET_MAIL,
    SUBMITTED_MAIL,
    TAKEN_BACK_MAIL,
    WRITTEN_MAIL,
    MailFacts,
    mail_facts,
    secret_of_case,
)
from openhall.blocks.catalogue.facade import Catalogue, Service, current_catalogue, version_of
from openhall.channels.mail.words import mark as _
from openhall.kernel.languages import BY_CODE, ENGLISH, Language, pick
from openhall.ui.catalogues import translations
from openhall.ui.formats import full_date

_EMAIL = "email"
_ACTOR = "openhall"
_SIGNATURE = _("Openhall, on behalf of %(authority)s")
_DEMO = _("This is a demonstration. It is not a government service.")
_FOLLOW = _("Follow it here: %(address)s")
_REFERENCE = _("Reference number: %(reference)s")
_SECRET = _("Secret code: %(secret)s")
_KEEP = _("Keep the code to yourself: whoever has both can follow your application and read what you sent.")


_NEEDS_CODE = _("Your browser may ask for the reference number and your secret code. You have both already.")
_UNTIL = _("Please answer by %(day)s. Until then the clock stands.")
_NOTHING = _("Nothing is needed from you now.")
_STILL = _("Something else is still asked of you. Please answer that by %(day)s.")


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter: what stands in it, the page of the case that it leads to (empty: where one enters both), its words.

    Only the first letter, and the one that was asked for, bring the secret code; the others need not.
    """

    subject: str
    opening: str
    page: str = ""
    follow: str = _FOLLOW
    has_secret: bool = False


_LETTERS: Mapping[str, _Letter] = {
    SUBMITTED_MAIL: _Letter(
        _("We have received your application %(reference)s"),
        _("We have received your application for “%(service)s”."),
        has_secret=True,
    ),
    SECRET_MAIL: _Letter(
        _("Your secret code for %(reference)s"),
        _("Somebody asked for the secret code of your application for “%(service)s”."),
        has_secret=True,
    ),
    ASKED_MAIL: _Letter(
        _("Please answer: %(reference)s"),
        _("Something is missing in your application for “%(service)s”. You are asked for just that."),
        "{reference}/answer/",
        _("What is missing, and where to send it: %(address)s"),
    ),
    TAKEN_BACK_MAIL: _Letter(
        _("You need not answer any more: %(reference)s"),
        _("An office has taken back what it asked you about your application for “%(service)s”."),
        "{reference}/",
        _("Where it stands now: %(address)s"),
    ),
    WRITTEN_MAIL: _Letter(
        _("A message about %(reference)s"),
        _("An office has written to you about your application for “%(service)s”."),
        "{reference}/messages/",
        _("Read it and answer here: %(address)s"),
    ),
    DECIDED_MAIL: _Letter(
        _("There is a decision: %(reference)s"),
        _("Your application for “%(service)s” has been decided."),
        "{reference}/",
        _("The decision with its reasons, and what you can do: %(address)s"),
    ),
}


def send_letter(*, reference: str, template: str, key: str, now: datetime) -> bool:
    """Write and send one letter; ``False`` when the case names no address to write to, or the letter is out of date.

    ``key`` becomes the message's id: a mail program that gets the same letter twice shows it once (RFC 5322, 3.6.4).
    """
    facts = mail_facts(reference=reference, actor=_ACTOR, now=now)
    catalogue = current_catalogue()
    service = version_of(facts.service, facts.version, facts.revision) if facts else None
    if facts is None or service is None or _is_settled(template, facts):
        return False
    to = contact_in(catalogue, service, facts)
    if not to:
        return False
    language = BY_CODE.get(facts.language, ENGLISH)
    subject, body = written(catalogue, service, facts, language, template)
    EmailMessage(subject, body, to=[to], headers={"Message-ID": _message_id(key)}).send()
    return True


def _is_settled(template: str, facts: MailFacts) -> bool:
    """Tell whether nothing is asked any more: it was answered or taken back before the letter went out."""
    return template == ASKED_MAIL and facts.answer_by is None


def _message_id(key: str) -> str:
    domain = urlsplit(settings.OPENHALL_URL).hostname or "localhost"
    return f"<{sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def contact_in(catalogue: Catalogue, service: Service, facts: MailFacts) -> str:
    """Return the email address that the applicant gave, or an empty text."""
    kinds = {kind.id: kind.base for kind in catalogue.jurisdiction.field_types}
    asked = [question.id for question in service.questions if kinds.get(question.type) == _EMAIL]
    return next((str(facts.answers[name]) for name in asked if facts.answers.get(name)), "")


def written(
    catalogue: Catalogue, service: Service, facts: MailFacts, language: Language, template: str
) -> tuple[str, str]:
    """Return the subject and the body of a letter."""
    say: Callable[[str], str] = translations(language).gettext
    letter = _LETTERS[template]
    office = catalogue.authorities.get(service.authority)
    fill = {
        "reference": facts.reference,
        "service": pick(service.name, language),
        "secret": secret_of_case(facts.reference),
        "address": f"{settings.OPENHALL_URL}/{language.slug}/track/{letter.page.format(reference=facts.reference)}",
        "authority": pick(office.name, language) if office else service.authority,
        "day": full_date(facts.answer_by, language) if facts.answer_by else "",
    }
    lines = [letter.opening, *_needed(template, facts), "", _REFERENCE, *_of_guests(letter, facts)]
    lines += ["", letter.follow, *([_UNTIL] if template == ASKED_MAIL and facts.answer_by else [])]
    lines += ["", _SIGNATURE, *([_DEMO] if settings.OPENHALL_DEMO else [])]
    return say(letter.subject) % fill, "\n".join(say(line) % fill if line else "" for line in lines) + "\n"


def _needed(template: str, facts: MailFacts) -> list[str]:
    """Return whether anything is still needed, where something was taken back."""
    if template != TAKEN_BACK_MAIL:
        return []
    return [_STILL if facts.answer_by else _NOTHING]


def _of_guests(letter: _Letter, facts: MailFacts) -> list[str]:
    """Return what a guest is told besides: the code where it belongs, or that it will be asked for."""
    if facts.person:
        return []
    return [_SECRET, _KEEP] if letter.has_secret else ["", _NEEDS_CODE]
