"""A letter on its way: into the inbox of whoever is signed in, and word of it by mail or text message."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from openhall.blocks.appointments.facade import booking_by_id
from openhall.blocks.cases.facade import ASKED_MAIL, MailFacts, mail_facts, paid_bills
from openhall.blocks.catalogue.facade import Catalogue, Service, current_catalogue, version_of
from openhall.blocks.messages.facade import (
    Attachment,
    Channel,
    Kind,
    NewLetter,
    NotSentError,
    Outgoing,
    Preferences,
    channels_for,
    deliver_to_inbox,
    is_open,
    preferences_of,
    send_mail,
    send_sms,
)
from openhall.channels.mail import letters
from openhall.channels.mail.templates import LETTERS
from openhall.channels.mail.visits import About, calendar_attachment
from openhall.kernel.languages import BY_CODE, ENGLISH, Language

_ACTOR = "openhall"


@dataclass(frozen=True, slots=True)
class _Case:
    """A case that is written about, and how its person wants it."""

    catalogue: Catalogue
    service: Service
    facts: MailFacts
    language: Language
    template: str
    key: str
    about: About
    paper: str
    preferences: Preferences


def send_letter(  # noqa: PLR0913 - whom it is about, and what
    *,
    reference: str,
    template: str,
    key: str,
    now: datetime,
    moment: datetime | None = None,
    paper: str = "",
    booking: str = "",
    together: Sequence[str] = (),
) -> bool:
    """Write one letter and send word of it, once for each ``key``.

    ``booking`` is the id of the place it is about, ``together`` are the paid cases that it names.
    ``False`` when word of it goes to nobody: the case names no address, its person wants none, or the letter is out
    of date. Raises ``NotSentError`` when it is to be tried again; what is done already is not done twice.
    """
    facts = mail_facts(reference=reference, actor=_ACTOR, now=now)
    service = version_of(facts.service, facts.version, facts.revision) if facts else None
    if facts is None or service is None or _is_settled(template, facts):
        return False
    preferences = preferences_of(facts.person)
    language = BY_CODE.get(preferences.language or facts.language, ENGLISH)
    about = About(moment, booking_by_id(booking) if booking else None, paid_bills(together))
    case = _Case(current_catalogue(), service, facts, language, template, key, about, paper, preferences)
    if facts.person and LETTERS[template].is_kept:
        deliver_to_inbox(letter=_letter(case), now=now)
    return _told(case, now)


def _is_settled(template: str, facts: MailFacts) -> bool:
    """Tell whether nothing is asked any more: it was answered or taken back before the letter went out."""
    return template == ASKED_MAIL and facts.answer_by is None


def _letter(case: _Case) -> NewLetter:
    facts, template = case.facts, case.template
    return NewLetter(
        key=case.key,
        subject=facts.reference,
        owner=facts.owner,
        person=facts.person,
        organisation=facts.organisation,
        authority=facts.authority,
        service=facts.service,
        template=template,
        language=case.language.code,
        words={
            each.code: letters.letter_lines(case.catalogue, case.service, facts, each, template, case.about)
            for each in case.catalogue.languages
        },
        paper=case.paper,
        has_legal_effect=LETTERS[template].has_legal_effect,
    )


def _told(case: _Case, now: datetime) -> bool:
    """Send word by each channel; one that fails does not keep the other."""
    reached, failed = False, list[NotSentError]()
    for channel, address in _ways(case).items():
        try:
            _SENDING[channel](case, address, now)
            reached = True
        except NotSentError as error:
            failed.append(error)
    if failed:
        raise failed[0]
    return reached


def _ways(case: _Case) -> Mapping[Channel, str]:
    """Return the channels that word of a letter takes, with the address of each."""
    known = {
        Channel.MAIL: letters.contact_in(case.catalogue, case.service, case.facts),
        Channel.SMS: letters.telephone_in(case.catalogue, case.service, case.facts),
    }
    can = [channel for channel, address in known.items() if address and is_open(channel)]
    if LETTERS[case.template].is_kept:
        chosen = channels_for(LETTERS[case.template].kind, case.preferences, can)
    else:
        chosen = tuple(can[:1])  # who asked for it is waiting for it
    return {channel: known[channel] for channel in chosen}


def _mail(case: _Case, address: str, now: datetime) -> None:
    title, text = letters.written(case.catalogue, case.service, case.facts, case.language, case.template, case.about)
    send_mail(outgoing=replace(_outgoing(case, address, title, text), attachment=_attachment(case)), now=now)


def _attachment(case: _Case) -> Attachment | None:
    """Return the place as a file for calendars, where the letter is about one; who is only reminded has it already."""
    if LETTERS[case.template].kind is not Kind.LETTERS:
        return None
    return calendar_attachment(case.catalogue, case.about, case.language)


def _sms(case: _Case, address: str, now: datetime) -> None:
    text = letters.written_short(case.catalogue, case.service, case.facts, case.language, case.template, case.about)
    send_sms(outgoing=_outgoing(case, address, "", text), now=now)


_SENDING: Mapping[Channel, Callable[[_Case, str, datetime], None]] = {Channel.MAIL: _mail, Channel.SMS: _sms}


def _outgoing(case: _Case, address: str, title: str, text: str) -> Outgoing:
    return Outgoing(
        key=case.key,
        subject=case.facts.reference,
        owner=case.facts.owner,
        address=address,
        title=title,
        text=text,
        person=case.facts.person,
        has_legal_effect=LETTERS[case.template].has_legal_effect,
        language=case.language.code,
    )
