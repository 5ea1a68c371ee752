"""What the pages around a form draw: before it, at its end, and for as long as the case lives.

Everything here is already in the reader's language: days and moments are words, addresses are complete.
An address or text that is empty is left out of the page.
"""

from dataclasses import dataclass, field
from typing import Literal

from openhall.ui.form_views import FieldView

#: Pairs of the name of a field and its sentence, in the order of the page.
Errors = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """Which service a page is about: its name, its start page, and the office behind it."""

    name: str
    href: str
    office: str = ""
    telephone: str = ""
    kind: str = "application"


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer: words, or several lines of them. ``href`` is its question, which comes back here afterwards.

    ``mark`` is a short word beside it ("changed later"), ``before`` what stood there first. ``held`` says who holds
    it as of when, where nobody was asked; ``correct_href`` is where somebody says that the record is wrong.
    """

    question: str
    answer: str | tuple[str, ...]
    href: str = ""
    mark: str = ""
    before: str = ""
    held: str = ""
    correct_href: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Answers that belong together; a title is not needed where there is one section only."""

    title: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of what it costs, with the money written out, why it comes to that, and under which law."""

    label: str
    amount: str
    reason: str = ""
    law: str = ""


@dataclass(frozen=True, slots=True)
class CheckView:
    """Check your answers, agree, and submit.

    ``statements`` are boolean fields to tick above the button. ``pay_now`` is the amount that submitting leads
    to pay, and stands on the button. ``fees`` are lines, ``fee_words`` a sentence where there are none yet,
    ``refund_words`` what of it goes back.
    ``once`` is sent along as ``_once``, so that the server knows which answers were seen. ``hidden`` and
    ``is_back_sent`` as in a ``QuestionView``.
    """

    service: ServiceLine
    action: str
    back_href: str
    sections: tuple[Section, ...]
    statements: tuple[FieldView, ...] = ()
    fees: tuple[FeeLine, ...] = ()
    fee_total: str = ""
    fee_words: str = ""
    refund_words: tuple[str, ...] = ()
    pay_now: str = ""
    steps: tuple[str, ...] = ()
    due: str = ""
    originals: tuple[str, ...] = ()
    errors: Errors = ()
    notices: tuple[str, ...] = ()
    is_practice: bool = False
    can_save: bool = True
    is_back_sent: bool = False
    once: str = ""
    hidden: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoppedView:
    """A rule says no: why, what else there is, and the question to go back to.

    Where there are ``hidden`` fields, going back sends them to ``change_href``.
    """

    service: ServiceLine
    reason: str
    instead: str
    change_href: str
    question: str = ""
    answer: str = ""
    is_practice: bool = False
    hidden: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SavedView:
    """A draft is kept.

    A guest needs ``reference`` and ``secret`` to come back, at ``resume_href``; ``resume_address`` is the same as it
    is typed on another device (``https://…``). With an account both are empty, and it is the service itself.
    """

    service: ServiceLine
    kept_until: str
    continue_href: str
    resume_href: str
    resume_address: str = ""
    reference: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class ChangedView:
    """The draft began under an older version: what is new, what reads differently, what is no longer asked."""

    service: ServiceLine
    begun_on: str
    continue_href: str
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BegunView:
    """There is a draft of this service already. Starting again posts ``_do`` = ``again`` to ``action``."""

    service: ServiceLine
    begun_on: str
    kept_until: str
    continue_href: str
    action: str
    answered: int = 0


@dataclass(frozen=True, slots=True)
class SignInView:
    """A service that needs to know who asks.

    ``level`` is what is needed; ``sign_in_href`` returns here; ``ways_href`` are other ways to apply.
    ``reason`` is why, and ``law`` what says so, if it is recorded. ``is_more`` says that somebody is signed in, but not
    surely enough, ``is_midway`` that they have answered something already.
    """

    service: ServiceLine
    level: int
    sign_in_href: str
    ways_href: str
    practice_href: str = ""
    reason: str = ""
    law: str = ""
    about_href: str = ""
    is_more: bool = False
    is_midway: bool = False


@dataclass(frozen=True, slots=True)
class AppointmentCard:
    """The appointment of a case. ``state`` is one of the booking's, or ``none`` where a time can be chosen.

    ``has_to_come`` is no for a panel that meets. ``late`` is why nothing can be changed any more.
    """

    state: str
    kind: str
    when: str = ""
    place: str = ""
    address: str = ""
    bring: str = ""
    calendar_href: str = ""
    choose_href: str = ""
    cancel_href: str = ""
    late: str = ""
    has_to_come: bool = True


@dataclass(frozen=True, slots=True)
class DoneView:
    """It has been submitted. ``secret`` is given to guests only; ``working_days`` are left until it is due.

    What happens next is told while ``status`` is submitted or in-progress; some services decide at once, and some ask
    for their fee at once: then ``pay_href`` leads to paying ``pay_amount``. ``appointment`` is the place that is kept.
    """

    service: ServiceLine
    reference: str
    received: str
    receipt_href: str
    receipt_file_href: str
    track_href: str
    secret: str = ""
    status: str = "submitted"
    decision: str = ""
    due: str = ""
    working_days: int = 0
    holder: str = ""
    steps: tuple[str, ...] = ()
    fees: tuple[FeeLine, ...] = ()
    fee_total: str = ""
    fee_words: str = ""
    refund_words: tuple[str, ...] = ()
    originals: tuple[str, ...] = ()
    pay_href: str = ""
    pay_amount: str = ""
    feedback_href: str = ""
    appointment: AppointmentCard | None = None


@dataclass(frozen=True, slots=True)
class PracticeDoneView:
    """The end of practising: nothing was sent, nothing is kept."""

    service: ServiceLine
    start_href: str
    again_href: str
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A hash and what it is of: the answers, or a file by its name."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """The receipt as a page. Until the log has taken the leaf in, ``checkpoint`` and ``hashes`` are empty."""

    service: ServiceLine
    reference: str
    received: str
    fingerprints: tuple[Fingerprint, ...]
    log: str
    leaf: str
    salt: str
    file_href: str
    verifier_href: str
    back_href: str
    index: int = 0
    size: int = 0
    hashes: tuple[str, ...] = ()
    checkpoint: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class TrackView:
    """Two boxes: ``reference`` and ``secret``. It follows a case and goes on with a draft alike.

    ``to`` is the page of the case that is wanted, sent along.
    """

    action: str
    lost_href: str
    reference: str = ""
    secret: str = ""
    errors: Errors = ()
    to: str = ""


@dataclass(frozen=True, slots=True)
class TakenView:
    """A case that is in an account, to whoever has its code: since when, until when it can be taken out, one button.

    Without ``action`` that time is over.
    """

    reference: str
    secret: str
    since: str
    until: str
    action: str
    back_href: str


@dataclass(frozen=True, slots=True)
class LostView:
    """A lost secret is sent to the contact in the case. ``is_sent`` says the same whether there is one or not."""

    action: str
    track_href: str
    reference: str = ""
    is_sent: bool = False
    errors: Errors = ()


@dataclass(frozen=True, slots=True)
class GoneView:
    """Something cannot be shown: a draft that was not kept longer, or a reference and secret that do not meet.

    ``sign_in_href`` comes back here: perhaps it belongs to an account. ``sent`` is what was typed on the page that
    cannot be shown, to be sent again to ``action`` once its sender has signed in.
    """

    reason: Literal["expired", "no-match"]
    track_href: str
    lost_href: str = ""
    service: ServiceLine | None = None
    start_href: str = ""
    sign_in_href: str = ""
    action: str = ""
    sent: tuple[tuple[str, str], ...] = ()
    has_files: bool = False


@dataclass(frozen=True, slots=True)
class RefusedView:
    """Something cannot be done, and nothing was changed: what, and one thing to do now."""

    service: ServiceLine
    title: str
    words: str
    act: str
    href: str
