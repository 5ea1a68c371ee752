"""The words for where a case stands, the same for every service."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any, Protocol, TypeVar

from openhall.kernel.canonical import JSON, canonical


class Status(StrEnum):
    """Where a case stands: seven words for every service."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_PROGRESS = "in-progress"
    WAITING_FOR_YOU = "waiting-for-you"
    WAITING_FOR_PAYMENT = "waiting-for-payment"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Decision(StrEnum):
    """How a decided case ended."""

    GRANTED = "granted"
    REFUSED = "refused"
    DONE = "done"
    LAPSED = "lapsed"


class Why(StrEnum):
    """Why a case was erased: its time was over, its owner asked for it, or the operator did it by hand."""

    TIME = "time"
    ASKED = "asked"
    OPERATOR = "operator"


class EventKind(StrEnum):
    """What can happen to a case."""

    SUBMITTED = "submitted"
    #: An officer has taken a task.
    TAKEN_UP = "taken-up"
    #: A task is done; ``detail`` is its result.
    TASK_DONE = "task-done"
    #: The hall did something by itself; ``detail`` says what.
    ACT_DONE = "act-done"
    ASKED = "asked"
    ANSWERED = "answered"
    #: Nobody answered in time.
    UNANSWERED = "unanswered"
    #: An office asked by mistake, and said so before an answer came.
    TAKEN_BACK = "taken-back"
    WRITTEN = "written"
    PASSED_ON = "passed-on"
    #: After it was passed on twice: who keeps it now.
    KEPT = "kept"
    #: An office said nothing in time; ``detail`` is what follows from that.
    SILENT = "silent"
    REMINDED = "reminded"
    ESCALATED = "escalated"
    DECIDED = "decided"
    #: Offices had to stay shut on a day, which moved what is due; ``detail`` is the day.
    DAY_CLOSED = "day-closed"
    #: Its process goes on in a newer model; ``detail`` is the plan by which.
    MIGRATED = "migrated"
    WITHDRAWN = "withdrawn"
    #: The person took back what a helper had submitted for them.
    UNDONE = "undone"
    OBJECTED = "objected"
    #: Money is asked for; ``detail`` is the id of the payment, as in those that follow.
    PAYMENT_ASKED = "payment-asked"
    PAID = "paid"
    #: Nobody has to pay it any more.
    WAIVED = "waived"
    REFUNDED = "refunded"
    #: It was not paid in time.
    UNPAID = "unpaid"
    #: A paper was made; ``detail`` is what kind it is.
    ISSUED = "issued"
    #: Its owner asked for a lost paper again; ``detail`` is the paper's id.
    REORDERED = "reordered"
    #: A time is kept for the applicant, another one than before, or none any more.
    BOOKED = "booked"
    MOVED = "moved"
    GIVEN_UP = "given-up"
    #: Answers were taken without their source, which did not answer; ``detail`` is how many.
    STATED = "stated"
    #: What was stated was held against its source; ``detail`` is a ``CheckState``, or ``noted`` by an officer.
    CHECKED = "checked"
    #: Somebody else has to agree: they were asked, and said yes or no.
    AGREEMENT_ASKED = "agreement-asked"
    AGREED = "agreed"
    DECLINED = "declined"
    #: Whoever held the secret of a guest's case keeps it on their own page; or it was let go again.
    CLAIMED = "claimed"
    LET_GO = "let-go"


class AskState(StrEnum):
    """Where a request to the applicant stands."""

    OPEN = "open"
    ANSWERED = "answered"
    LAPSED = "lapsed"
    TAKEN_BACK = "taken-back"


class Side(StrEnum):
    """Who wrote."""

    APPLICANT = "applicant"
    OFFICE = "office"


#: Nothing more happens to a case in these, unless its owner objects.
ENDED = frozenset({Status.DECIDED, Status.WITHDRAWN})
#: What is asked for in services of these kinds can be granted; the others are done.
GRANTING = frozenset({"application", "registration", "renewal", "objection"})
#: Who acts where nobody does: the hall itself.
HALL = "hall"
#: After this many times of being passed on, a case stays where it is, with somebody who answers for it.
MOST_PASSES = 2

#: The kind of the log's record of a submission.
LEAF = "case.submitted"
#: Who has to act when it is the person who applied.
APPLICANT = "applicant"
#: Who has to act when somebody else has to agree first: the buyer of what is sold.
OTHER = "other-party"


class Judged(Protocol):
    """What was judged at a step, by an authority."""

    @property
    def node(self) -> str:
        """Return the step."""

    @property
    def authority(self) -> str:
        """Return who judged."""


_Judged = TypeVar("_Judged", bound=Judged)


def standing(judged: Iterable[_Judged]) -> list[_Judged]:
    """Return what each authority judged last at each step, in the order of time: what was sent back stands no more."""
    given = list(judged)
    newest = {(each.node, each.authority): each for each in given}
    return [each for each in given if newest[each.node, each.authority] is each]


def digest_of_answers(answers: Mapping[str, Any], salt: bytes) -> str:
    """Return the hash that a receipt carries: of ``salt`` and the answers as RFC 8785 JSON, in hexadecimal.

    Few answers have so many possibilities that their bare hash would hide them.
    """
    return sha256(salt + canonical(dict(answers))).hexdigest()


def statement_of(*, service: str, version: str, answers: str, sealed: bytes, files: Sequence[str]) -> dict[str, JSON]:
    """Return what the log commits to beside the reference and the time: hashes, nothing that anybody typed.

    ``answers`` is the hash of ``digest_of_answers``; ``sealed`` are the bytes as the case stores them.
    """
    hashes: list[JSON] = [*sorted(files)]
    return {
        "service": service,
        "version": version,
        "answers_sha256": answers,
        "sealed_sha256": sha256(sealed).hexdigest(),
        "files_sha256": hashes,
    }


def months_after(day: date, months: int) -> date:
    """Return the same day of the month so many months later; the last one where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_before(day: date, months: int) -> date:
    """Return the same day of the month so many months earlier."""
    return months_after(day, -months)
