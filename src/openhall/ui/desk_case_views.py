"""What the page of one case at the officers' desk draws: everything this office may read, and every act it may do.

Everything here is already in the reader's language. An address, text or tuple that is empty is left out of the page.

All forms are sent by POST and say ``_once`` (so that sending twice counts once) and ``_seen`` (which state of the case
the officer looked at, so that a decision made meanwhile is noticed).
"""

from dataclasses import dataclass
from typing import Literal

from openhall.ui.case_views import Section
from openhall.ui.desk_outcome_views import OutcomeItem
from openhall.ui.desk_sending import Sending
from openhall.ui.desk_views import Colleague, Due
from openhall.ui.diagram_views import DiagramView
from openhall.ui.form_views import Choice

DecisionKind = Literal["approve", "refuse", "return"]


@dataclass(frozen=True, slots=True)
class Note:
    """Free words: ``readers`` says who will be able to read them ("The applicant reads this in the letter")."""

    label: str
    readers: str
    value: str = ""
    hint: str = ""
    max_length: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """Something to tick: what is sent, what is shown, and a smaller line below it (a law, an answer, a hint)."""

    value: str
    label: str
    hint: str = ""
    is_picked: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """One way to decide. ``kind`` is its value; ``act`` are the words of the button ("Refuse and send the letter").

    ``reasons`` can be picked with this decision only; an empty tuple asks for none.
    """

    kind: DecisionKind
    label: str
    act: str
    hint: str = ""
    reasons: tuple[Item, ...] = ()
    is_picked: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as the applicant will read it. ``language`` is the code of the language that it is written in.

    ``paragraphs`` stand before the reasons, ``after`` behind them.
    """

    language: str
    language_name: str
    title: str
    to: str
    day: str
    paragraphs: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    appeal: str = ""
    signed: str = ""


@dataclass(frozen=True, slots=True)
class FeeBox:
    """An amount that an officer says: ``name`` is ``fee``, what it costs, or ``award``, what is granted.

    Sends ``fee_amount`` and ``fee_reason``, or those of an award, with an approval. ``words`` say who sets it and on
    what basis, ``symbol`` in which money. ``is_optional`` where it may be left to a later step, or to what stands.
    """

    label: str
    words: tuple[str, ...]
    symbol: str
    reason: Note
    amount: str = ""
    is_optional: bool = False
    name: str = "fee"


@dataclass(frozen=True, slots=True)
class DecideForm:
    """Decide the task.

    Sends ``decision`` (a kind), ``reasons`` (each; of the other decisions too, which the server leaves out),
    ``facts`` (each question that the decision rests on), ``note``, ``fee_amount``, ``fee_reason`` and ``_do``:
    ``preview`` or ``send``. ``letters`` is the preview, one in each language, once it was asked for. ``objections`` are
    sentences that tell which office objects to it, and why: to approve it then takes a note. ``fee`` is there where an
    approval sets the fee, ``award`` where it may grant another sum; ``told`` is what else stands above the form, such
    as a fee that is signed along.
    """

    sending: Sending
    decisions: tuple[Decision, ...]
    objections: tuple[str, ...] = ()
    facts: tuple[Item, ...] = ()
    note: Note | None = None
    letters: tuple[Letter, ...] = ()
    has_letter: bool = True
    final: str = ""
    fee: FeeBox | None = None
    award: FeeBox | None = None
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskForm:
    """Ask the applicant for what is missing; the clock stops.

    Sends ``asked`` (each ticked value of ``questions`` and ``papers``), ``words``, ``days`` and ``second_reason``.
    ``second_reason`` is there when the clock was stopped before: ``before`` says when and what for.
    """

    sending: Sending
    questions: tuple[Item, ...] = ()
    papers: tuple[Item, ...] = ()
    words: Note | None = None
    days: str = ""
    days_hint: str = ""
    before: str = ""
    second_reason: Note | None = None


@dataclass(frozen=True, slots=True)
class TakeBackView:
    """Take back what the applicant was asked: ``who`` asked it and ``when``, ``until`` when they may answer.

    ``others`` is how many other questions stay open: while there are any, the clock goes on standing.
    """

    reference: str
    service: str
    action: str
    once: str
    back_href: str
    who: str
    when: str
    until: str
    words: str
    questions: tuple[str, ...] = ()
    others: int = 0


@dataclass(frozen=True, slots=True)
class PassForm:
    """Pass the case on to another office, or hand the task to a colleague.

    The first sends ``office`` and ``words``, the second ``colleague`` to its own address.
    """

    sending: Sending
    offices: tuple[Choice, ...] = ()
    office: str = ""
    words: Note | None = None
    hand_over: str = ""
    colleagues: tuple[Colleague, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageForm:
    """Write to the applicant, without asking for anything. Sends ``words``."""

    sending: Sending
    words: Note


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that this office may read. ``open_href`` is this page with the file beside the answers.

    ``facts`` are short words ("PDF", "2 pages", "1.2 MB"); ``checked`` what was found when it arrived.
    """

    id: str
    name: str
    kind: str
    open_href: str
    file_href: str = ""
    facts: tuple[str, ...] = ()
    received: str = ""
    checked: str = ""
    is_open: bool = False
    is_replaced: bool = False


@dataclass(frozen=True, slots=True)
class OpenPaper:
    """The file that is open beside the answers: ``src`` is shown as a picture or, for ``document``, in a frame.

    The answer at ``src`` has to allow ``frame-ancestors 'self'``, and the page ``frame-src 'self'``.
    """

    name: str
    kind: str
    src: str
    media: Literal["picture", "document", "none"]
    close_href: str
    file_href: str = ""
    previous_href: str = ""
    next_href: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What another office says: ``state`` is for the mark, ``word`` for people."""

    office: str
    state: Literal["waiting", "approve", "refuse", "return", "silent", "late"]
    word: str
    who: str = ""
    when: str = ""
    due: str = ""
    words: str = ""
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message between the applicant and an office; ``is_from_applicant`` puts it on their side.

    ``about`` says what an objection disputes.
    """

    who: str
    when: str
    words: str
    is_from_applicant: bool = False
    is_new: bool = False
    files: tuple[tuple[str, str], ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline: what the applicant was told, what the law says, or what the office set itself.

    ``share`` is how much of the time is gone, in percent. ``source`` is the law or the pledge.
    """

    kind: Literal["pledged", "legal", "internal"]
    label: str
    due: Due
    begun: str = ""
    length: str = ""
    share: int = 0
    source: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the clocks stood still; ``until`` is empty while they still do."""

    reason: str
    since: str
    until: str = ""
    who: str = ""
    days: str = ""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that was done: ``proof_href`` is its leaf in the log. ``words`` is what was said, or seen, then."""

    when: str
    who: str
    what: str
    words: str = ""
    proof_href: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else acted meanwhile: nothing that the reader sent was done.

    ``happened`` tells it in a sentence, ``typed`` are pairs of a label and what the reader had typed, to copy or to
    send as a note. ``href`` is the case as it is now.
    """

    happened: str
    when: str
    who: str
    typed: tuple[tuple[str, str], ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Take the task, or put it back: where to post, and the words of the button."""

    action: str
    words: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a source says something else than the applicant: a line for each question, and the button that notes it."""

    title: str
    lines: tuple[str, ...]
    note: Claim


@dataclass(frozen=True, slots=True)
class DeskCase:
    """One case, on one page.

    ``status`` is one of the seven, ``decision`` how it ended. ``task`` is what this office has to do now, ``due`` when
    (the nearest of the clocks); empty when it is not this office's turn. ``holder`` has the task; ``is_mine`` when
    that is the reader. ``position`` says where in the list it is ("3 of 14"), ``next_href`` the case after it.
    ``amount`` is the money that is asked for, where the service names it.
    ``withheld`` says what this office does not read ("4 answers are read by other offices only").
    ``outcome`` is what came of it, or is about to: its fee, papers, entry and appointment.
    ``notices`` are sentences to know first ("Mei Chan has this case open too"). ``difference`` is news of a source.
    Any of the forms may be ``None``: then that act is not open here and now. ``waiting`` tells what the applicant was
    asked for, while an answer is awaited; ``take_back_href`` leads whoever may to take that back.
    """

    reference: str
    service: str
    applicant: str
    status: str
    submitted: str
    due: Due
    list_href: str
    service_href: str = ""
    applicant_note: str = ""
    decision: str = ""
    amount: str = ""
    task: str = ""
    task_hint: str = ""
    more_tasks: tuple[tuple[str, str], ...] = ()
    holder: str = ""
    is_mine: bool = False
    claim: Claim | None = None
    waiting: str = ""
    take_back_href: str = ""
    position: str = ""
    next_href: str = ""
    previous_href: str = ""
    notices: tuple[str, ...] = ()
    conflict: Conflict | None = None
    difference: Difference | None = None
    answers: tuple[Section, ...] = ()
    withheld: str = ""
    papers: tuple[Paper, ...] = ()
    paper: OpenPaper | None = None
    opinions: tuple[Opinion, ...] = ()
    messages: tuple[Message, ...] = ()
    clocks: tuple[Clock, ...] = ()
    pauses: tuple[Pause, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    diagram: DiagramView | None = None
    outcome: tuple[OutcomeItem, ...] = ()
    decide: DecideForm | None = None
    ask: AskForm | None = None
    pass_on: PassForm | None = None
    message: MessageForm | None = None
    printed: str = ""
