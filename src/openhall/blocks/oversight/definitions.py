"""Values that cross the door of oversight, and what is refused there."""

from dataclasses import dataclass
from datetime import date, datetime

from openhall.blocks.identity.facade import PersonFound
from openhall.kernel.errors import Refusal


class NotAllowedToLook(Refusal):
    """None of the posts deals with matters of the public: such a person looks for nobody."""

    code = "may-not-look"


class NotAllowedToJudge(Refusal):
    """Only a supervisor of the office judges a look or answers a question about it, and never about their own."""

    code = "may-not-judge"


class LookIncomplete(Refusal):
    """Something is missing in a look: ``faults`` are (field, code) each."""

    code = "look-incomplete"

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        super().__init__(faults=faults)
        self.faults = faults


class TooManyLooks(Refusal):
    """An officer has looked for as many people as one may within an hour; the attempt stands in the log."""

    code = "too-many-looks"


class NoSuchLook(Refusal):
    """There is no such look for whoever asks."""

    code = "no-such-look"


class NoSuchRead(Refusal):
    """There is no such read of one's own data that one could ask about."""

    code = "no-such-read"


class NotAllowedToAttend(Refusal):
    """None of the posts sees people at a counter."""

    code = "may-not-attend"


class AttendingIncomplete(Refusal):
    """It is not clear yet who stands at a counter: ``faults`` are (field, code) each."""

    code = "attending-incomplete"

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        super().__init__(faults=faults)
        self.faults = faults


class TooManyAttended(Refusal):
    """An officer has attended to as many people as one can within an hour; the attempt stands in the log."""

    code = "too-many-attended"


class AlreadyAnswered(Refusal):
    """The question was answered, or the look judged, before."""

    code = "already-answered"


class AnswerRefused(Refusal):
    """An answer needs words, and not too many."""

    code = "answer-refused"


@dataclass(frozen=True, slots=True)
class Looking:
    """What an officer looks for: a name or a number, what for, and why in their words."""

    name: str
    number: str
    purpose: str
    reason: str


@dataclass(frozen=True, slots=True)
class LookFacts:
    """One look without a case. ``today`` is how many the same officer made on that day, with this one."""

    id: str
    actor: str
    office: str
    post: str
    purpose: str
    reason: str
    sought: str
    by: str
    found: int
    at: datetime
    due_on: date
    state: str
    note: str
    today: int = 0


@dataclass(frozen=True, slots=True)
class LookResult:
    """Who was found, with the references of their open cases at the officer's own office."""

    person: PersonFound
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """What somebody asked about a read of their data, by when an answer is due, and the answer."""

    id: int
    read: int
    case: str
    office: str
    post: str
    actor: str
    purpose: str
    read_at: datetime
    asked_at: datetime
    due_on: date
    answered_at: datetime | None
    answer: str
