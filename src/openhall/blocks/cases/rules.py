"""The words for where a case stands, the same for every service."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Any

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


class EventKind(StrEnum):
    """What can happen to a case."""

    SUBMITTED = "submitted"


#: The kind of the log's record of a submission.
LEAF = "case.submitted"
#: Who has to act when it is the person who applied.
APPLICANT = "applicant"


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
