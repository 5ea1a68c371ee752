"""Letters about a case, written in the language of whoever reads them, with nothing personal in the subject."""

from collections.abc import Callable, Mapping

from django.conf import settings

from openhall.blocks.cases.facade import ASKED_MAIL, TAKEN_BACK_MAIL, MailFacts, Template, secret_of_case
from openhall.blocks.catalogue.facade import Catalogue, Service, register_of
from openhall.blocks.identity.facade import names_of
from openhall.channels.mail.templates import BRING, LETTERS, LINES, Letter
from openhall.channels.mail.visits import NOTHING, About, bill_words, moment_words, visit_words
from openhall.channels.mail.words import mark as _
from openhall.kernel.languages import Language, pick
from openhall.kernel.money import format_money
from openhall.ui.catalogues import translations
from openhall.ui.formats import full_date

_EMAIL, _TELEPHONE = "email", "telephone"
_SIGNATURE = _("Openhall, on behalf of %(authority)s")
_DEMO = _("This is a demonstration. It is not a government service.")
_REFERENCE = _("Reference number: %(reference)s")
_SECRET = _("Secret code: %(secret)s")
_KEEP = _("Keep the code to yourself: whoever has both can follow your application and read what you sent.")
_NEEDS_CODE = _("Your browser may ask for the reference number and your secret code. You have both already.")
_UNTIL = _("Please answer by %(day)s. Until then the clock is stopped.")
_NOTHING = _("Nothing is needed from you now.")
_STILL = _("Something else is still asked of you. Please answer that by %(day)s.")


def contact_in(catalogue: Catalogue, service: Service, facts: MailFacts) -> str:
    """Return the email address that the applicant gave, or an empty text."""
    return _given(catalogue, service, facts, _EMAIL)


def telephone_in(catalogue: Catalogue, service: Service, facts: MailFacts) -> str:
    """Return the telephone number that the applicant gave, or an empty text."""
    return _given(catalogue, service, facts, _TELEPHONE)


def _given(catalogue: Catalogue, service: Service, facts: MailFacts, base: str) -> str:
    kinds = {kind.id: kind.base for kind in catalogue.jurisdiction.field_types}
    asked = [question.id for question in service.questions if kinds.get(question.type) == base]
    return next((str(facts.answers[name]) for name in asked if facts.answers.get(name)), "")


def written(
    catalogue: Catalogue,
    service: Service,
    facts: MailFacts,
    language: Language,
    template: str,
    about: About = NOTHING,
) -> tuple[str, str]:
    """Return the subject and the body of a letter."""
    say: Callable[[str], str] = translations(language).gettext
    letter, fill = LETTERS[template], _fill(catalogue, service, facts, language, template, about)
    lines = [
        letter.opening,
        *_needed(template, facts),
        *_when(letter, facts, fill),
        "",
        _REFERENCE,
        *_of_guests(letter, facts, fill),
    ]
    lines += ["", letter.follow, *([_UNTIL] if template == ASKED_MAIL and facts.answer_by else [])]
    lines += ["", _SIGNATURE, *([_DEMO] if settings.OPENHALL_DEMO else [])]
    return say(letter.subject) % fill, "\n".join(say(line) % fill if line else "" for line in lines) + "\n"


def written_short(
    catalogue: Catalogue,
    service: Service,
    facts: MailFacts,
    language: Language,
    template: str,
    about: About = NOTHING,
) -> str:
    """Return a letter as a text message: what it is about, when and where, the code where it belongs, the way on."""
    say: Callable[[str], str] = translations(language).gettext
    letter, fill = LETTERS[template], _fill(catalogue, service, facts, language, template, about)
    code = [_SECRET] if _has_secret(letter, facts, fill) else []
    lines = [
        letter.subject,
        *(line for line in _when(letter, facts, fill) if line not in {BRING, LINES}),
        *code,
        letter.follow,
        *([_DEMO] if settings.OPENHALL_DEMO else []),
    ]
    return "\n".join(say(line) % fill for line in lines)


def letter_lines(
    catalogue: Catalogue,
    service: Service,
    facts: MailFacts,
    language: Language,
    template: str,
    about: About = NOTHING,
) -> tuple[str, str]:
    """Return the subject and the sentences of a letter as it lies in an inbox, where its links stand beside it."""
    say: Callable[[str], str] = translations(language).gettext
    letter, fill = LETTERS[template], _fill(catalogue, service, facts, language, template, about)
    lines = [letter.opening, *_needed(template, facts), *_when(letter, facts, fill)]
    lines += [_UNTIL] if template == ASKED_MAIL and facts.answer_by else []
    return say(letter.subject) % fill, "\n".join(say(line) % fill for line in lines)


def _fill(
    catalogue: Catalogue,
    service: Service,
    facts: MailFacts,
    language: Language,
    template: str,
    about: About,
) -> dict[str, str]:
    page = _renewal(catalogue, facts) if template == Template.RENEWAL_REMINDER else ""
    page = "me/" if template == Template.PAID_TOGETHER else page
    page = page or f"track/{LETTERS[template].page.format(reference=facts.reference)}"
    office = catalogue.authorities.get(facts.authority or service.authority)
    zone = catalogue.jurisdiction.time_zone
    return {
        "reference": facts.reference,
        "service": pick(service.name, language),
        "secret": secret_of_case(facts.reference),
        "address": f"{settings.OPENHALL_URL}/{language.slug}/{page}",
        "authority": pick(office.name, language) if office else service.authority,
        "day": full_date(facts.answer_by, language) if facts.answer_by else "",
        "moment": moment_words(about.moment, language, zone) if about.moment else "",
        "helper": _name(facts.helper, language) if facts.helper else "",
        "fee": format_money(catalogue.jurisdiction.money(facts.fee)),
        **visit_words(catalogue, about, language),
        **bill_words(catalogue, about, language),
    }


def _renewal(catalogue: Catalogue, facts: MailFacts) -> str:
    """Return the page of the service that renews what a case was given, or nothing."""
    register = register_of(catalogue.jurisdiction, facts.service)
    service = register.renewed_by(facts.service) if register else ""
    return f"services/{service}/" if service else ""


def _name(person: str, language: Language) -> str:
    known = names_of([person])
    return pick(known[person], language) if person in known else person


def _when(letter: Letter, facts: MailFacts, fill: Mapping[str, str]) -> list[str]:
    """Return how much is to be paid, and when and where one has to come, where the letter is about that."""
    fee = [letter.fee] if letter.fee and facts.fee else []
    when = [letter.moment] if letter.moment and fill["moment"] else []
    return [*fee, *when, *(line for name, line in letter.visit.items() if fill[name])]


def _needed(template: str, facts: MailFacts) -> list[str]:
    """Return whether anything is still needed, where something was taken back."""
    if template != TAKEN_BACK_MAIL:
        return []
    return [_STILL if facts.answer_by else _NOTHING]


def _of_guests(letter: Letter, facts: MailFacts, fill: Mapping[str, str]) -> list[str]:
    """Return what a guest is told besides: the code where it belongs, or that it will be asked for."""
    if _has_secret(letter, facts, fill):
        return [_SECRET, _KEEP]
    return [] if facts.person else ["", _NEEDS_CODE]


def _has_secret(letter: Letter, facts: MailFacts, fill: Mapping[str, str]) -> bool:
    """Tell whether a letter brings the code: to a guest, or to one whose case an account keeps, until a moment."""
    return letter.has_secret and (not facts.person or bool(letter.moment and fill["moment"]))
