"""What may be looked for without a case, and how far. Pure."""

from enum import StrEnum

#: So many people may one officer look for in an hour.
MOST_LOOKS = 10
LEAST_REASON, MOST_REASON, MOST_ANSWER = 20, 1_000, 4_000
#: Posts that may look for people: those that deal with matters of the public.
LOOKING_ROLES = ("case-officer", "supervisor", "reviewer")
ANSWERING_ROLE = "supervisor"
#: What people may be looked for without a case, in the order of the page.
LOOK_PURPOSES = ("enquiry", "complaint", "safety", "investigation")


class LookState(StrEnum):
    """What whoever answers for the office said of a look."""

    FLAGGED = "flagged"
    ACCEPTED = "accepted"
    QUESTIONED = "questioned"


class Many(StrEnum):
    """What one officer did unusually often on one day."""

    #: Looked for people without a case.
    WITHOUT_CASE = "without-case"
    #: Read data of different people, with a case or without.
    PEOPLE = "people"


def reason_fault(words: str) -> str:
    """Return what is wrong with a reason: ``missing``, ``too-short``, ``too-long``, or nothing."""
    plain = " ".join(words.split())
    if not plain:
        return "missing"
    # Of Chinese, a third of the signs say as much.
    weight = sum(1 if sign.isascii() else 3 for sign in plain)
    if weight < LEAST_REASON:
        return "too-short"
    return "too-long" if len(words) > MOST_REASON else ""
