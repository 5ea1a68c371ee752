"""A public service and the jurisdiction around it, as published (CPSV-AP 3: ``cpsv:PublicService``)."""

from decimal import Decimal
from typing import Literal

import msgspec

from openhall.blocks.appointments.facade import BookableKind, BookingOffice
from openhall.blocks.authorities.facade import Authority, AuthorityGroup, Confidence, Post
from openhall.blocks.catalogue.parties import OtherParty
from openhall.blocks.exchange.facade import FactAsker, FactSource, Predicate
from openhall.blocks.forms.facade import Example, FieldType, HeldFact, Question
from openhall.blocks.payments.facade import PaymentTerms
from openhall.blocks.registers.facade import Register
from openhall.blocks.rules.facade import Calendar, DecisionTable, Fee, LegalRule, Refund
from openhall.kernel.languages import Text
from openhall.kernel.money import Currency, Money, parse_amount

#: The level of sign-in from which somebody's identity is verified.
VERIFIED = 2


class Pledge(msgspec.Struct, frozen=True):
    """How long the authority says that it takes."""

    value: int
    unit: Literal["immediate", "hours", "working_days", "calendar_days", "weeks", "months"]
    confidence: Confidence


class FormNumber(msgspec.Struct, frozen=True):
    """The number of the paper form."""

    number: str
    confidence: Confidence


class LegalBasis(msgspec.Struct, frozen=True, omit_defaults=True):
    """A law, where in it, and whether it was looked up (``high``; below that, nobody has checked it)."""

    title: Text
    section: str = ""
    confidence: str = ""


#: What was asked for is handed over or done; it stands in a record that is kept elsewhere; others go on with it.
LetterBecause = Literal["", "delivered", "recorded-elsewhere", "goes-on"]


class SignInReason(msgspec.Struct, frozen=True):
    """What a law asks for that nobody can do without signing in, and where it says so."""

    text: Text
    law: Text
    section: str


class EligibilityRule(msgspec.Struct, frozen=True):
    """A condition that stops an application early, with the reason and what else one can do."""

    id: str
    stop_if: str
    reason: Text
    instead: Text


class Eligibility(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who can use a service."""

    summary: Text
    rules: tuple[EligibilityRule, ...] = ()


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """A paper that the applicant gives (``file``) or brings (``original``)."""

    id: str
    label: Text
    form: Literal["file", "original"] = "file"
    hint: Text | None = None
    needed_if: str | None = None
    max_files: int | None = None


class Process(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which shared process the service runs on, who takes part, and which task reads which answer.

    ``clocks`` are working days by the id of a clock, where they differ from those of the pattern; ``silence`` is
    what it means when a department does not answer in time. ``amount`` is the id of the money question that says
    how much is asked for, or empty. A declaration is examined where ``examine_if`` holds of its answers, and
    ``examine_share`` of a hundred others by lot. ``notice`` are the questions whose answers stand on a notice that
    everybody can read. ``other_party`` says who has to agree besides.
    """

    pattern: str
    departments: tuple[str, ...] = ()
    consulted: tuple[str, ...] = ()
    reads: dict[str, tuple[str, ...]] = {}
    clocks: dict[str, int] = {}
    silence: Literal["escalate", "no-objection"] = "escalate"
    amount: str = ""
    examine_if: str = ""
    examine_share: int = 0
    notice: tuple[str, ...] = ()
    other_party: OtherParty | None = None


class Appeal(msgspec.Struct, frozen=True):
    """What somebody can do who thinks that a decision is wrong, and for how many days after it."""

    days: int
    text: Text


class Retention(msgspec.Struct, frozen=True):
    """How many months a case is kept after its end, why so long, and how sure we are of it."""

    months: int
    why: Text
    confidence: Confidence


class Service(msgspec.Struct, frozen=True, omit_defaults=True):
    """One public service, complete: shared questions and papers are filled in."""

    id: str
    version: int
    authority: str
    name: Text
    summary: Text
    kind: str
    audience: tuple[str, ...]
    life_events: tuple[str, ...]
    sign_in: int
    existence: Confidence
    confidence: Confidence
    eligibility: Eligibility
    pledge: Pledge
    fee: Fee
    questions: tuple[Question, ...]
    evidence: tuple[Evidence, ...]
    process: Process
    outcome: str
    paper: Text | None = None
    letter_because: LetterBecause = ""  # why what is granted ends in a letter alone
    keywords: dict[str, tuple[str, ...]] = {}
    form: FormNumber | None = None
    legal_basis: tuple[LegalBasis, ...] = ()
    examples: tuple[Example, ...] = ()
    revision: int = 1
    published_on: str = ""
    #: A period that the law sets for the decision, beside the pledge of the authority.
    statutory: Pledge | None = None
    appeal: Appeal | None = None
    #: What of the fee goes back, where this service says otherwise than its pattern or the jurisdiction.
    refund: Refund | None = None
    #: How long its cases are kept, where that differs from its kind and the jurisdiction.
    retention: Retention | None = None
    #: Why people have to sign in; of a service that asks for it and says nothing, it is not yet recorded.
    sign_in_reason: SignInReason | None = None

    @property
    def level_to_begin(self) -> int:
        """Return how sure the hall has to be of whom it lets in: what only an account would make easier needs none."""
        return VERIFIED if self.sign_in >= VERIFIED else 0

    @property
    def level_to_sign(self) -> int:
        """Return how sure the hall has to be of whoever declares and submits."""
        return self.sign_in if self.sign_in >= VERIFIED else 0

    @property
    def level_on_the_way(self) -> int:
        """Return the most that a question asks for beyond what beginning takes, or 0 where none does."""
        most = max([0, *(each.sign_in for each in self.questions)])
        return most if most > self.level_to_begin else 0

    @property
    def most_level(self) -> int:
        """Return the most that anybody may have to prove here, whatever they answer."""
        return max(self.level_to_sign, self.level_on_the_way)

    @property
    def is_reason_missing(self) -> bool:
        """Tell whether people have to sign in here, and no law that says so is recorded."""
        return self.most_level > 0 and self.sign_in_reason is None


class ServiceSummary(msgspec.Struct, frozen=True):
    """What a list needs of a service."""

    id: str
    authority: str
    name: Text
    summary: Text
    kind: str
    audience: tuple[str, ...]
    life_events: tuple[str, ...]
    existence: Confidence
    paper: Text | None = None


class LifeEvent(msgspec.Struct, frozen=True):
    """Something that happens in a life or a firm (CPSV-AP: ``cv:Event``)."""

    id: str
    label: Text
    summary: Text


class Task(msgspec.Struct, frozen=True):
    """A named step of a process that somebody or the system does."""

    id: str
    name: Text
    actor: Literal["officer", "system", "applicant"]


class Pattern(msgspec.Struct, frozen=True, omit_defaults=True):
    """A process shared by many services: its tasks, and what an applicant may expect.

    ``model`` is its BPMN 2.0 XML. ``labels`` are texts for what else is named in its picture, by the id of the event,
    gateway or flow; ``clocks`` working days by the id of a clock; ``takes`` the members of ``Process`` that a service
    may set.
    """

    id: str
    name: Text
    tasks: tuple[Task, ...]
    steps: tuple[Text, ...]
    model: str = ""
    labels: dict[str, Text] = {}
    clocks: dict[str, int] = {}
    takes: tuple[str, ...] = ()
    #: What of a fee goes back in services that go this way.
    refund: Refund | None = None


class MigrationRule(msgspec.Struct, frozen=True, omit_defaults=True, rename={"digest": "from"}):
    """How running cases get from an older model of ``process`` into the present one, and why.

    ``digest`` is how the SHA-256 of the older model's file begins. ``nodes`` and ``flows`` are old ids to new ones,
    where these differ.
    """

    process: str
    digest: str
    reason: Text
    nodes: dict[str, str] = {}
    flows: dict[str, str] = {}


#: Where a reason is offered: at a refusal, when a matter goes back to a colleague, when the applicant is asked for
#: something, when a department that was asked cannot agree.
ReasonPlace = Literal["refuse", "return", "ask", "object"]


class Reason(msgspec.Struct, frozen=True, rename={"places": "for"}):
    """Why officers decide as they do: a label to pick, the sentence that is sent, and the rule that it rests on."""

    id: str
    places: tuple[ReasonPlace, ...]
    name: Text
    letter: Text
    rule: Text
    needs_facts: bool


class Contact(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a person answers, whatever the question."""

    name: Text
    telephone: str
    confidence: Confidence
    note: Text | None = None
    hours: Text | None = None


class Source(msgspec.Struct, frozen=True):
    """Where facts come from, and under which licence."""

    title: str
    licence: str


class Corrections(msgspec.Struct, frozen=True):
    """The service that takes what is wrong in a record, or against a notice, and its first question, which names it."""

    service: str
    question: str


class CurrencyDefinition(msgspec.Struct, frozen=True):
    """A currency as a jurisdiction writes it."""

    code: str
    symbol: str
    decimals: int


class ManyLooks(msgspec.Struct, frozen=True, omit_defaults=True):
    """How many looks by one officer on one day are unusual: at people without a case, and at how many people at all."""

    without_case: int = 3
    people: int = 60


class CounterPaper(msgspec.Struct, frozen=True):
    """A paper that people show at a counter: what it proves (2 or 3), and the fact that its number is, or none."""

    id: str
    name: Text
    level: int
    number: str = ""


class Jurisdiction(msgspec.Struct, frozen=True, omit_defaults=True):
    """A government: its languages, clock, money, front desk, authorities and everyday events.

    ``examples_day`` is the day (ISO 8601) from which worked examples without a day of their own are seen;
    ``samples`` are believable answers by question id, for the examples that are made up.
    """

    id: str
    name: Text
    government: Text
    languages: tuple[str, ...]
    time_zone: str
    currency: CurrencyDefinition
    calendar: str
    contact: Contact
    often_needed: tuple[str, ...]
    authority_groups: tuple[AuthorityGroup, ...]
    sources: tuple[Source, ...]
    authorities: tuple[Authority, ...] = ()
    life_events: tuple[LifeEvent, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    reasons: tuple[Reason, ...] = ()
    migrations: tuple[MigrationRule, ...] = ()
    appeal: Appeal | None = None
    refund: Refund | None = None
    field_types: tuple[FieldType, ...] = ()
    facts: tuple[HeldFact, ...] = ()
    fact_sources: tuple[FactSource, ...] = ()
    predicates: tuple[Predicate, ...] = ()
    fact_askers: tuple[FactAsker, ...] = ()
    posts: tuple[Post, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    tables: tuple[DecisionTable, ...] = ()
    rules: tuple[LegalRule, ...] = ()
    payment: PaymentTerms = PaymentTerms()
    registers: tuple[Register, ...] = ()
    corrections: Corrections | None = None
    objections: Corrections | None = None
    booking_offices: tuple[BookingOffice, ...] = ()
    bookable: tuple[BookableKind, ...] = ()
    samples: dict[str, str] = {}
    examples_day: str = "2026-11-26"
    #: How many days somebody has to pay what is asked for.
    pay_within: int = 28
    #: Figures about people that are below it, and not 0, are not published.
    smallest_count: int = 5
    #: How long cases are kept after their end; where a kind of service says otherwise, by its id.
    retention: Retention | None = None
    retention_by_kind: dict[str, Retention] = {}
    #: In how many working days an office answers why it looked at somebody's data.
    answer_looks_within: int = 10
    #: From how many on whoever answers for an office is told of them.
    many_looks: ManyLooks = ManyLooks()
    #: Facts that are numbers of people, by which an officer may look for somebody.
    person_numbers: tuple[str, ...] = ()
    organisation_numbers: tuple[str, ...] = ()
    #: What people show at a counter to prove who they are.
    counter_papers: tuple[CounterPaper, ...] = ()

    @property
    def working_calendar(self) -> Calendar:
        """Return the calendar that offices work by, which ``calendar`` names."""
        return next(each for each in self.calendars if each.id == self.calendar)

    def minor(self, amount: float | str | Decimal) -> int:
        """Return the minor units of an amount as answers hold it."""
        return parse_amount(amount, Currency(self.currency.code, self.currency.symbol, self.currency.decimals)).minor

    def appeal_of(self, service: Service) -> Appeal | None:
        """Return what can be done against a decision of ``service``."""
        return service.appeal or self.appeal

    def refund_of(self, service: Service) -> Refund | None:
        """Return what of a fee goes back: as the service says, else its pattern, else the jurisdiction."""
        patterns = {pattern.id: pattern.refund for pattern in self.patterns}
        return service.refund or patterns.get(service.process.pattern) or self.refund

    def retention_of(self, service: Service) -> Retention | None:
        """Return how long cases of ``service`` are kept: as it says itself, else its kind, else the jurisdiction."""
        return service.retention or self.retention_by_kind.get(service.kind) or self.retention

    def money(self, minor: int) -> Money:
        """Return ``minor`` units of this government's currency."""
        return Money(minor, Currency(self.currency.code, self.currency.symbol, self.currency.decimals))
