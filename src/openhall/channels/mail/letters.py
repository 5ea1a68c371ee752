"""Letters about a case: to the contact in it, in its language, with nothing personal in the subject."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from openhall.blocks.cases.facade import SECRET_MAIL, SUBMITTED_MAIL, MailFacts, mail_facts, secret_of_case
from openhall.blocks.catalogue.facade import Catalogue, Service, current_catalogue, version_of
from openhall.channels.mail.words import mark as _
from openhall.kernel.languages import BY_CODE, ENGLISH, Language, pick
from openhall.ui.catalogues import translations

_EMAIL = "email"
_ACTOR = "openhall"
_SIGNATURE = _("Openhall, on behalf of %(authority)s")
_DEMO = _("This is a demonstration. It is not a government service.")
_FOLLOW = _("Follow it here: %(address)s")
_REFERENCE = _("Reference number: %(reference)s")
_SECRET = _("Secret code: %(secret)s")
_KEEP = _("Keep the code to yourself: whoever has both can follow your application.")


@dataclass(frozen=True, slots=True)
class _Letter:
    subject: str
    opening: str


_LETTERS: Mapping[str, _Letter] = {
    SUBMITTED_MAIL: _Letter(
        _("We have received your application %(reference)s"), _("We have received your application for “%(service)s”.")
    ),
    SECRET_MAIL: _Letter(
        _("Your secret code for %(reference)s"),
        _("Somebody asked for the secret code of your application for “%(service)s”."),
    ),
}


def send_letter(*, reference: str, template: str, key: str, now: datetime) -> bool:
    """Write and send one letter; ``False`` when the case names no address to write to.

    ``key`` becomes the message's id: a mail program that gets the same letter twice shows it once (RFC 5322, 3.6.4).
    """
    facts = mail_facts(reference=reference, actor=_ACTOR, now=now)
    catalogue = current_catalogue()
    service = version_of(facts.service, facts.version, facts.revision) if facts else None
    if facts is None or service is None:
        return False
    to = contact_in(catalogue, service, facts)
    if not to:
        return False
    language = BY_CODE.get(facts.language, ENGLISH)
    subject, body = written(catalogue, service, facts, language, template)
    EmailMessage(subject, body, to=[to], headers={"Message-ID": _message_id(key)}).send()
    return True


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
        "address": f"{settings.OPENHALL_URL}/{language.slug}/track/",
        "authority": pick(office.name, language) if office else service.authority,
    }
    lines = [letter.opening, "", _REFERENCE]
    if not facts.person:
        lines += [_SECRET, _KEEP]
    lines += ["", _FOLLOW, "", _SIGNATURE, *([_DEMO] if settings.OPENHALL_DEMO else [])]
    return say(letter.subject) % fill, "\n".join(say(line) % fill if line else "" for line in lines) + "\n"
