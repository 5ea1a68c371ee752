"""What stands on a paper, from what is known of its case: in the language of the applicant."""

from collections.abc import Container, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings

from openhall.blocks.appointments.facade import Booking
from openhall.blocks.cases.facade import (
    Entered,
    JudgementFacts,
    PaperOrder,
    standing,
)
from openhall.blocks.catalogue.facade import Catalogue, diary_of_kind, form_of, paper_called
from openhall.blocks.documents.facade import PaperContent, PaperFact, PaperMoney, PaperSection
from openhall.blocks.forms.facade import Asked, country_names
from openhall.blocks.payments.facade import PaymentFacts
from openhall.blocks.processes.facade import REFUSE
from openhall.blocks.registers.facade import EntryFacts, Facts, Register
from openhall.blocks.rules.facade import QuoteLine, inputs_of
from openhall.channels.papers.words import mark as _
from openhall.kernel.languages import BY_CODE, ENGLISH, Language, Text, pick, sentences
from openhall.kernel.money import format_money
from openhall.ui.answer_words import AnswerWriter
from openhall.ui.catalogues import translations
from openhall.ui.fee_words import fee_reason
from openhall.ui.formats import full_date, moment, number
from openhall.ui.paper_words import paper_name

#: Answers of these kinds say how to reach somebody, or are papers themselves: they stand on no paper.
_LEFT_OUT = frozenset({"file", "telephone", "email", "boolean", "text"})
#: Some kinds of paper say what was granted, others only what was decided.
_STATING = frozenset({"licence", "permit", "certificate", "registration", "award", "appointment", "receipt"})
_MOST_FACTS = 14
_NAMED = ("organization", "name")
_REGISTER, _FOUND, _NOTHING_FOUND = _("Register"), _("Found"), _("Nothing was found")
_YES, _NO = _("Yes"), _("No")
_WHEN, _WHERE, _ADDRESS = _("When"), _("Where"), _("Address")
_FEE, _TOTAL, _FREE = _("Fee"), _("Total"), _("Free")
_PAID_ON, _PAID_BY, _RECEIPT_NUMBER = _("Paid on"), _("Paid by"), _("Receipt number")
_FOR_WHOM_ASKS = _("Whoever applied with reference number %(reference)s")
_OPENINGS: Mapping[str, str] = {
    "reply": _("You wrote to us about “%(service)s”. This letter tells you what became of it."),
    "receipt": _("We have what you sent for “%(service)s”. Nothing more is needed for it."),
    "refusal": _("You applied for “%(service)s”. We cannot grant it. This letter says why, and what you can do."),
    "payment-receipt": _("We have received your payment for “%(service)s”."),
    "registration": _("What you gave us for “%(service)s” is registered."),
    "award": _("You applied for “%(service)s”. It was granted. This notice says what was granted."),
    "appointment": _("Your appointment for “%(service)s” is settled."),
}
_INSTEAD = _("You asked for %(asked)s. %(amount)s is granted.")
_NO_ENTRY = _("Certificate that no entry was found")
_SEARCHED = _("For “%(service)s” we searched the register by what is written below, and found no entry.")
_REASONS, _FACTS_RELIED_ON, _APPEAL = _("Why"), _("What it rests on"), _("What you can do")
_WHOLE = _("Your application as a whole")
_OBJECT_BY = _("You can object until %(day)s.")
_lines = msgspec.json.Decoder(tuple[QuoteLine, ...])


class PaperWriter:
    """Writes the content of one paper."""

    def __init__(self, order: PaperOrder, catalogue: Catalogue, now: datetime) -> None:
        self.order, self.catalogue, self.now = order, catalogue, now
        self.dossier = order.dossier
        self.language: Language = BY_CODE.get(order.language or order.dossier.language, ENGLISH)
        self.say = translations(self.language).gettext

    @cached_property
    def zone(self) -> ZoneInfo:
        """The jurisdiction's zone."""
        return ZoneInfo(self.catalogue.jurisdiction.time_zone)

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """The questions of the form."""
        return form_of(self.dossier.service, self.catalogue.jurisdiction).asked

    @cached_property
    def writer(self) -> AnswerWriter:
        """Writes answers in words."""
        return AnswerWriter(self.language, {}, country_names(self.language))

    def content(self) -> PaperContent:
        """Return everything that stands on it."""
        kind, facts, service = self.order.kind, self.dossier.facts, self.dossier.service
        office = self.catalogue.authorities[facts.authority]
        opening = _SEARCHED if self.is_nothing else _OPENINGS.get(kind)
        words = self.say(opening) % {"service": self.pick(service.name)} if opening else ""
        return PaperContent(
            kind=kind,
            subject=facts.reference,
            service=service.id,
            authority=facts.authority,
            authority_name=office.name,
            government=self.catalogue.jurisdiction.government,
            language=self.language.code,
            title=self.title(),
            holder=self.holder(),
            number=self.number(),
            facts=tuple(self.facts()),
            paragraphs=tuple(each for each in (words, *self.notes()) if each),
            sections=tuple(self.sections()),
            money=tuple(self.money()),
            issued_on=self.today,
            valid_from=self.entry.valid_from if self.entry else None,
            valid_until=self.entry.valid_until if self.entry else None,
            is_demo=settings.OPENHALL_DEMO,
        )

    @property
    def today(self) -> date:
        """The day that it is in the jurisdiction."""
        return self.now.astimezone(self.zone).date()

    def pick(self, text: Text) -> str:
        """Return a text of the jurisdiction in the language of the paper."""
        return pick(text, self.language)

    def holder(self) -> tuple[str, ...]:
        """Return the lines that name whose paper it is: a firm, a person, or whoever a guest said that they are."""
        entered = self.order.entered
        if entered is not None and entered.named_by and entered.facts:
            facts = [entered.facts[name] for name in entered.named_by if name in entered.facts]
            if lines := tuple(dict.fromkeys(str(each.value) for each in facts)):
                return lines
        named = self.order.holder
        if named:
            own = [named[code] for code in ("en", self.language.code) if named.get(code)]
            return tuple(dict.fromkeys(own)) or (self.pick(named),)
        told = {each.autocomplete: self.dossier.answers.get(each.id) for each in reversed(self.asked)}
        name = next((str(told[kind]) for kind in _NAMED if told.get(kind)), "")
        return (name or self.say(_FOR_WHOM_ASKS) % {"reference": self.dossier.facts.reference},)

    @property
    def entry(self) -> EntryFacts | None:
        """The entry that the paper tells of: its own, or the only one that was asked for."""
        entered = self.order.entered
        if entered is None:
            return None
        return entered.entry or (entered.found[0] if len(entered.found) == 1 else None)

    @property
    def is_nothing(self) -> bool:
        """Tell whether the paper says that nothing was found: then it is no copy of an entry, and not called so."""
        return self.order.entered is not None and self.order.entered.is_nothing and self.order.kind == "certificate"

    def title(self) -> str:
        """Return what the paper is called: as its register calls what it grants, else as the service is called."""
        service, kind = self.dossier.service, self.order.kind
        if self.is_nothing:
            return self.say(_NO_ENTRY)
        called = paper_called(self.catalogue.jurisdiction, service, kind)
        return paper_name(kind, self.language, called)

    def number(self) -> str:
        """Return what the paper is called by, where that is not the reference of its case."""
        payment = self.order.payment
        if self.order.kind == "payment-receipt" and payment:
            return payment.receipt_number
        return self.entry.number if self.entry else ""

    def facts(self) -> Iterator[PaperFact]:
        """Yield what the paper states: what was answered, or what was paid."""
        payment = self.order.payment
        if self.order.kind == "payment-receipt" and payment is not None:
            yield from self._paid(payment)
        elif self.order.kind == "appointment" and self.order.booking is not None:
            yield from self._appointed(self.order.booking)
        elif self.order.entered is not None:
            yield from self._entered(self.order.entered)
        elif self.order.kind in _STATING:
            yield from list(self._stated())[:_MOST_FACTS]

    def _entered(self, entered: Entered) -> Iterator[PaperFact]:
        """Yield what stands in the register: of one's own entry everything, of others' what anybody may know."""
        yield PaperFact(self.say(_REGISTER), self.pick(entered.register.name))
        if entered.entry is not None:
            yield from self._particulars(entered.register, entered.facts or {})
        elif not entered.found:
            yield from self._sought(entered.register)
            yield PaperFact(self.say(_FOUND), self.say(_NOTHING_FOUND))
        elif len(entered.found) == 1:
            yield from self._particulars(entered.register, entered.found[0].facts)
        else:
            for each in entered.found[:_MOST_FACTS]:
                first = next(self._particulars(entered.register, each.facts), None)
                yield PaperFact(each.number, first.value if first else "")

    def _sought(self, register: Register) -> Iterator[PaperFact]:
        """Yield by what was searched: that nothing was found says nothing without it."""
        use = register.services[self.dossier.service.id]
        for asked in self.asked:
            value = self.dossier.answers.get(asked.id)
            if value not in (None, "") and asked.id in {*use.fields.values(), use.number}:
                yield PaperFact(self.pick(asked.question.label), self.writer.one_line(asked, value))

    def _particulars(self, register: Register, facts: Facts) -> Iterator[PaperFact]:
        for field in register.fields:
            fact = facts.get(field.id)
            if fact is not None:
                words = self.pick(fact.words) if fact.words else self._plain(field.kind, fact.value)
                yield PaperFact(self.pick(field.label), words)

    def _plain(self, kind: str, value: object) -> str:
        if kind == "day":
            return full_date(str(value), self.language)
        if isinstance(value, bool):
            return self.say(_YES if value else _NO)
        if kind == "number" and isinstance(value, int | float):
            return number(value, self.language)
        listed = value if isinstance(value, list) else [value]
        return (", " if self.language.code == "en" else "、").join(str(each) for each in listed)

    def _appointed(self, booking: Booking) -> Iterator[PaperFact]:
        diary = diary_of_kind(self.catalogue.jurisdiction, booking.kind)
        office = diary.offices.get(booking.office) if diary else None
        yield PaperFact(self.say(_WHEN), moment(booking.starts_at, self.language, self.zone.key))
        if office is not None:
            yield PaperFact(self.say(_WHERE), self.pick(office.name))
            yield PaperFact(self.say(_ADDRESS), self.pick(office.address))
        wishes = diary.kind.services.get(self.dossier.service.id) if diary else None
        # What was wished for gave way to what was booked; who it is for stands above.
        yield from self._stated({wishes.office, wishes.date, wishes.time} if wishes else set(), with_own=False)

    def _stated(self, without: Container[str] = (), *, with_own: bool = True) -> Iterator[PaperFact]:
        """Yield what was answered; without what the hall knows of whoever asks unless ``with_own``."""
        answers = self.dossier.as_granted(self.catalogue.jurisdiction)
        for asked in self.asked:
            if asked.id in without or (asked.question.prefill and not with_own):
                continue
            value = answers.get(asked.id)
            if asked.kind.base not in _LEFT_OUT and not asked.is_paper and value is not None:
                yield PaperFact(self.pick(asked.question.label), self.writer.one_line(asked, value))

    def _paid(self, payment: PaymentFacts) -> Iterator[PaperFact]:
        yield PaperFact(self.say(_RECEIPT_NUMBER), payment.receipt_number)
        if payment.paid_at is not None:
            yield PaperFact(self.say(_PAID_ON), full_date(payment.paid_at.astimezone(self.zone).date(), self.language))

    def money(self) -> Iterator[PaperMoney]:
        """Yield what was paid, line by line as it was asked for."""
        payment = self.order.payment
        if self.order.kind != "payment-receipt" or payment is None:
            return
        lines = _lines.decode(msgspec.json.encode(payment.lines))
        for line in lines:
            if line.minor is not None:
                yield PaperMoney(self._label(line), self._money(line.minor) if line.minor else self.say(_FREE))
        if len(lines) > 1:
            yield PaperMoney(self.say(_TOTAL), self._money(payment.amount), is_total=True)

    def _label(self, line: QuoteLine) -> str:
        label = self.pick(line.label) if line.label else self.say(_FEE)
        by_id = {each.id: each for each in self.asked}
        reads = {name: by_id.get(question) for name, question in inputs_of(self.dossier.service.fee).items()}
        reason = fee_reason(line, reads, self.writer, self._money)
        dash = " – " if self.language.code == "en" else "："
        return f"{label}{dash}{reason}" if reason else label

    def _money(self, minor: int) -> str:
        return format_money(self.catalogue.jurisdiction.money(minor))

    def _judged(self) -> list[JudgementFacts]:
        return standing(self.dossier.judgements)

    def notes(self) -> Iterator[str]:
        """Yield what the officers of the leading office wrote for the applicant, where the paper is a letter."""
        if self.order.kind in {"reply", "refusal", "award"}:
            own = (each for each in self._judged() if each.authority == self.dossier.facts.authority)
            yield from dict.fromkeys(each.note for each in own if each.note)

    def sections(self) -> Iterator[PaperSection]:
        """Yield the parts of a letter of refusal: why, on which facts, and the way to object."""
        if self.order.kind == "award":
            yield from self._awarded()
        if self.order.kind != "refusal":
            return
        refused = [each for each in self._judged() if each.decision == REFUSE]
        grounds = [ground for each in refused for ground in each.reasons]
        why = tuple(dict.fromkeys(sentences(map(self.pick, (g.letter, g.rule)), self.language) for g in grounds))
        yield PaperSection("reasons", why, self.say(_REASONS))
        labels = {each.id: self.pick(each.question.label) for each in self.asked}
        rests = tuple(dict.fromkeys(labels.get(name, self.say(_WHOLE)) for each in refused for name in each.facts))
        if rests:
            yield PaperSection("facts", rests, self.say(_FACTS_RELIED_ON))
        yield PaperSection("appeal", tuple(self._appeal(refused)), self.say(_APPEAL))

    def _awarded(self) -> Iterator[PaperSection]:
        """Yield what was granted instead of what was asked for, and why; of less also the way to object."""
        award, decided = self.dossier.award, self.dossier.facts.decided_at or self.now
        if award is None:
            return
        told = {"amount": self._money(award.minor), "asked": self._money(award.asked)}
        grounds = (ground for each in self._judged() if each.decision == REFUSE for ground in each.reasons)
        why = (self.say(_INSTEAD) % told, award.reason, *(self.pick(ground.letter) for ground in grounds))
        yield PaperSection("reasons", tuple(filter(None, why)), self.say(_REASONS))
        if award.minor < award.asked and not any(task.serial > 1 for task in self.dossier.tasks):
            lines = tuple(self._appeal_of(award.appeal.text, award.appeal.days, decided))
            yield from (PaperSection("appeal", lines, self.say(_APPEAL)) for _each in lines[:1])

    def _appeal_of(self, text: Text, days: int, decided: datetime) -> Iterator[str]:
        if text:
            yield self.pick(text)
        if days:
            last = date.fromordinal(decided.astimezone(self.zone).date().toordinal() + days)
            yield self.say(_OBJECT_BY) % {"day": full_date(last, self.language)}

    def _appeal(self, refused: list[JudgementFacts]) -> Iterator[str]:
        decided = self.dossier.facts.decided_at
        for each in refused[-1:]:
            yield from self._appeal_of(each.appeal.text, each.appeal.days if decided else 0, decided or self.now)


def content_of(order: PaperOrder, catalogue: Catalogue, now: datetime) -> PaperContent:
    """Return what stands on the paper that ``order`` asks for."""
    return PaperWriter(order, catalogue, now).content()
