"""What the pages of a case draw for its owner: where it stands, what was asked, what was decided and why.

As in ``case_views``, everything is already in the reader's language, and what is empty is left out of the page.
"""

from dataclasses import dataclass, field
from typing import Literal

from openhall.ui.case_views import AnswerRow, AppointmentCard, Errors, FeeLine, Section, ServiceLine
from openhall.ui.diagram_views import DiagramView
from openhall.ui.form_views import Choice, FieldView


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One step of a case: done, being done, or to come."""

    title: str
    state: Literal["past", "now", "next"]
    when: str = ""
    who: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office that was asked, for what, and whether it has answered; ``words`` say how it stands."""

    office: str
    task: str
    state: Literal["asked", "working", "waiting", "answered", "over"]
    words: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class AskLine:
    """What an office asks for: in the officer's ``words``, about which questions, until when."""

    office: str
    words: str
    until: str
    questions: tuple[str, ...] = ()
    asked_on: str = ""


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """A reason as it was given, and the rule that it rests on."""

    words: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class DecisionLetter:
    """What an office decided: ``decision`` is ``refuse`` or ``approve``; ``facts`` are questions that it rests on."""

    office: str
    post: str
    when: str
    decision: str
    reasons: tuple[ReasonLine, ...] = ()
    facts: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class AppealLine:
    """The way to object: its words, the last day, and the page to do it on (empty where it cannot be done here)."""

    words: str
    until: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class SentLine:
    """What the applicant answered last: when, to which questions, and that the clock goes on."""

    when: str
    rows: tuple[AnswerRow, ...]
    due: str = ""


@dataclass(frozen=True, slots=True)
class BillLine:
    """What is to be paid, by when, and the page to do it on."""

    amount: str
    until: str
    href: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper: what it is called, when it was made, where it can be had, and a word if it is not good any more.

    ``again_href`` leads to asking for a new one in its place; ``is_coming`` while that is being made.
    """

    name: str
    when: str
    href: str
    number: str = ""
    code: str = ""
    mark: str = ""
    again_href: str = ""
    is_coming: bool = False


@dataclass(frozen=True, slots=True)
class PapersView:
    """The papers of a case on a page of their own; ``wallet_href`` where one of them can go into a wallet."""

    service: ServiceLine
    reference: str
    papers: tuple[PaperLine, ...]
    back_href: str
    wallet_href: str = ""


@dataclass(frozen=True, slots=True)
class PaperAgainView:
    """Ask for a paper again: which one, and in which of the ``languages`` (code, name, hint) the new one shall be."""

    service: ServiceLine
    reference: str
    paper: PaperLine
    action: str
    back_href: str
    languages: tuple[tuple[str, str, str], ...]
    language: str
    once: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class FeePart:
    """What a case costs, where an officer says it: lines with their reasons, the sum of several, and a sentence."""

    lines: tuple[FeeLine, ...] = ()
    total: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as the person sees it.

    ``status`` is one of the seven, ``decision`` how it ended (granted, refused, done, lapsed). ``holder`` has the
    ball ``since``; ``is_yours`` when that is the reader, and then ``asks`` say what for and ``answer_href`` where.
    ``working_days`` are left until ``due``; below 0 it is late by as many, ``None`` where nobody counts.
    ``paused_since`` is the day since which the clock stands, with ``paused_days`` left on it. ``statutory`` is the
    last day by law. ``earlier`` are the letters of a decision that was objected to, ``award`` tells what was
    granted instead of what was asked for. ``troubles`` are sentences that come first, such as that something cannot be
    opened.
    """

    service: ServiceLine
    reference: str
    status: str
    submitted: str
    holder: str
    since: str
    timeline: tuple[TimelineEntry, ...]
    decision: str = ""
    is_yours: bool = False
    asks: tuple[AskLine, ...] = ()
    answer_href: str = ""
    next_step: str = ""
    due: str = ""
    working_days: int | None = None
    statutory: str = ""
    paused_since: str = ""
    paused_days: int | None = None
    is_reviewed: bool = False
    letters: tuple[DecisionLetter, ...] = ()
    earlier: tuple[DecisionLetter, ...] = ()
    appeal: AppealLine | None = None
    award: str = ""
    offices: tuple[OfficeLine, ...] = ()
    sent: SentLine | None = None
    picture: DiagramView | None = None
    messages_href: str = ""
    looked_href: str = ""
    messages: int = 0
    receipt_href: str = ""
    withdraw_href: str = ""
    answers: tuple[Section, ...] = ()
    troubles: tuple[str, ...] = ()
    bill: BillLine | None = None
    papers: tuple[PaperLine, ...] = ()
    wallet_href: str = ""
    fee: FeePart | None = None
    appointment: AppointmentCard | None = None
    draw_href: str = ""
    helped: "HelpedLine | None" = None
    kept: str = ""
    own: "OwnLine | None" = None


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A case that was sent without an account can be kept on one's own page: at ``action``, or once signed in.

    ``until`` is there when it is kept already: so long its code takes it out again.
    """

    action: str = ""
    sign_in_href: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class HelpedLine:
    """By whom a case was submitted for whom; until when it can be undone and where, for as long as that is so.

    ``late_href`` says what can still be done where it was decided before.
    """

    helper: str
    person: str
    is_yours: bool = False
    until: str = ""
    undo_href: str = ""
    late_href: str = ""


@dataclass(frozen=True, slots=True)
class UndoView:
    """Undo what somebody submitted: what follows from it, until when, and one button."""

    service: ServiceLine
    reference: str
    helper: str
    until: str
    action: str
    back_href: str


@dataclass(frozen=True, slots=True)
class LateUndoView:
    """What somebody submitted cannot be undone any more: why, and what can still be done instead.

    ``ways`` are (words, what follows, address) each, the likeliest first; none where nothing has to be done.
    """

    service: ServiceLine
    reference: str
    title: str
    words: str
    ways: tuple[tuple[str, str, str], ...]
    back_href: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """Answer just what was asked: the officers' words, by when, and the questions that they marked.

    The form posts as a page of questions does; ``hidden`` carries which asks and which questions the page showed.
    """

    service: ServiceLine
    reference: str
    action: str
    back_href: str
    asks: tuple[AskLine, ...]
    fields: tuple[FieldView, ...]
    errors: Errors = ()
    notices: tuple[str, ...] = ()
    has_files: bool = False
    hidden: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message: who wrote it and when, and whether that was the reader. ``about``: what an objection disputes."""

    who: str
    when: str
    words: str
    is_yours: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class MessagesView:
    """Messages of a case, the newest last, and a box for one more. ``most`` characters fit in it."""

    service: ServiceLine
    reference: str
    action: str
    back_href: str
    office: str
    messages: tuple[MessageLine, ...]
    most: int
    words: str = ""
    errors: Errors = ()
    once: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawView:
    """Withdraw a case: what follows from it, and one button."""

    service: ServiceLine
    reference: str
    action: str
    back_href: str
    once: str = ""


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """Object to a refusal: ``facts`` are the questions that it rests on, ``ticked`` those that are disputed."""

    service: ServiceLine
    reference: str
    action: str
    back_href: str
    letters: tuple[DecisionLetter, ...]
    until: str
    facts: tuple[Choice, ...]
    ticked: tuple[str, ...]
    most: int
    words: str = ""
    errors: Errors = ()
    once: str = ""
