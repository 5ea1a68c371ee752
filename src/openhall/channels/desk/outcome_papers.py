"""The papers of a case and its appointment, for the office that issued them and sees people."""

from collections.abc import Iterator, Mapping

from openhall.blocks.appointments.facade import Booking, booking_of
from openhall.blocks.cases.facade import ANSWERS, MOST_LETTER, WORKS, fallen_of, may_be_noted, why_not_of_rank
from openhall.blocks.catalogue.facade import diary_of, paper_called, register_of
from openhall.blocks.documents.facade import PaperFacts, papers_of, written_code
from openhall.blocks.registers.facade import WRITING, entry_of_subject
from openhall.channels.desk.looking import Look
from openhall.channels.desk.naming import day_words, moment_words
from openhall.channels.desk.outcome_forms import act_button, outcome_sending, typed_value
from openhall.channels.desk.registers import ENTRY_STATES, entry_href
from openhall.channels.desk.sending import Sent
from openhall.channels.desk.words import mark as _
from openhall.kernel.languages import pick
from openhall.ui.desk_outcome_views import Box, OutcomeItem, SmallForm
from openhall.ui.desk_outcome_views import Look as Colour
from openhall.ui.paper_words import paper_name

_PAPERS: Mapping[str, tuple[str, Colour]] = {
    "genuine": (_("In force"), "done"),
    "replaced": (_("Replaced"), "plain"),
    "revoked": (_("Revoked"), "error"),
    "suspended": (_("Suspended"), "error"),
    "ended": (_("Struck off"), "plain"),
}
_VISITS: Mapping[str, tuple[str, Colour]] = {
    "booked": (_("Booked"), "waiting"),
    "attended": (_("They came"), "done"),
    "missed": (_("Nobody came"), "error"),
    "cancelled": (_("Cancelled"), "plain"),
}
_NUMBER, _ISSUED, _UNTIL, _CODE = _("Number"), _("Issued on"), _("Valid until"), _("Code")
_REVOKE, _REVOKE_ACT = _("Revoke this paper"), _("Revoke it for good")
_WHY, _READ_BY = _("Why is it revoked?"), _("The applicant reads this in a letter, word for word.")
_AT_ONCE = _("It no longer counts from that moment, whoever checks it. It does not come back.")
_CHECK = _("See what whoever checks it is told")
_ENTRY, _OPEN_ENTRY = _("Entry in the register"), _("Open the entry")
_TIME, _WHEN, _WHERE = _("Appointment"), _("When"), _("Where")
_CAME, _MISSED = _("They came"), _("Nobody came")


def paper_items(look: Look, sent: Sent) -> Iterator[OutcomeItem]:
    """Yield the papers that were made of a case, the newest first."""
    for paper in reversed(papers_of(look.reference)) if look.is_lead else []:
        say, jurisdiction = look.reader.say, look.reader.catalogue.jurisdiction
        fallen = fallen_of(paper, jurisdiction) if paper.state == "genuine" else None
        word, colour = _PAPERS[fallen or paper.state]
        yield OutcomeItem(
            _called(look, paper.kind),
            say(word),
            colour,
            tuple(_facts(look, paper)),
            tuple(_forms(look, sent, paper)),
            f"/{look.reader.language.slug}/verify/{paper.code}",
            say(_CHECK),
        )


def _called(look: Look, kind: str) -> str:
    service = look.dossier.service
    called = paper_called(look.reader.catalogue.jurisdiction, service, kind)
    return paper_name(kind, look.reader.language, called)


def _facts(look: Look, paper: PaperFacts) -> Iterator[tuple[str, str]]:
    reader, say = look.reader, look.reader.say
    yield say(_NUMBER), paper.number
    yield say(_ISSUED), moment_words(reader, paper.issued_at)
    if paper.valid_until:
        yield say(_UNTIL), day_words(reader, paper.valid_until)
    yield say(_CODE), written_code(paper.code)


def _forms(look: Look, sent: Sent, paper: PaperFacts) -> Iterator[SmallForm]:
    if paper.state != "genuine":
        return
    form, say = f"revoke-{paper.id}", look.reader.say
    barred = why_not_of_rank(look.dossier.facts.person, look.reader.office, ANSWERS)
    sending = outcome_sending(look, sent, form, f"issued/{paper.id}/revoke/", barred)
    typed = typed_value(sent, form, "words")
    box = Box("words", say(_WHY), typed, kind="words", readers=say(_READ_BY), max_length=MOST_LETTER)
    yield SmallForm(form, say(_REVOKE), say(_REVOKE_ACT), sending, (box,), told=say(_AT_ONCE))


def entry_items(look: Look) -> Iterator[OutcomeItem]:
    """Yield the entry that the case wrote, for the office that keeps the register."""
    reader, service = look.reader, look.dossier.facts.service
    register = register_of(reader.catalogue.jurisdiction, service)
    if register is None or register.services[service].does not in WRITING or not look.is_lead:
        return
    entry = entry_of_subject(register.id, look.reference)
    if entry is None:
        return
    from_register = ENTRY_STATES.get(entry.state, ENTRY_STATES["active"])
    name = pick(register.name, reader.language)
    is_own = register.authority == reader.office.authority
    yield OutcomeItem(
        reader.say(_ENTRY),
        facts=((name, entry.number),),
        word=reader.say(from_register[0]),
        look=from_register[1],
        href=entry_href(register.id, entry.number) if is_own else "",
        link=reader.say(_OPEN_ENTRY),
    )


def visit_items(look: Look, sent: Sent) -> Iterator[OutcomeItem]:
    """Yield the appointment of a case, with whether somebody came."""
    booking = booking_of(look.reference) if look.is_lead else None
    if booking is None:
        return
    reader, say = look.reader, look.reader.say
    word, colour = _VISITS.get(booking.state, _VISITS["booked"])
    diary = diary_of(reader.catalogue.jurisdiction, look.dossier.facts.service)
    office = diary.offices.get(booking.office) if diary else None
    where = pick(office.name, reader.language) if office else booking.office
    facts = ((say(_WHEN), moment_words(reader, booking.starts_at)), (say(_WHERE), where))
    yield OutcomeItem(say(_TIME), say(word), colour, facts, tuple(_visit_forms(look, sent, booking)))


def _visit_forms(look: Look, sent: Sent, booking: Booking) -> Iterator[SmallForm]:
    if booking.state != "booked":
        return
    reader, place = look.reader, f"visits/{booking.id}/"
    barred = why_not_of_rank(look.dossier.facts.person, reader.office, WORKS)
    for came, words in (("attended", _CAME), ("missed", _MISSED)):
        if may_be_noted(booking, came, reader.catalogue.jurisdiction, reader.now):
            form = f"{came}-{booking.id}"
            yield act_button(look, sent, form, f"{place}{came}/", reader.say(words), is_quiet=True, barred=barred)
