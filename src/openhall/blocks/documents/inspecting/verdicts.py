"""What a look at a file can find, as the number with which the looking process ends."""

from enum import IntEnum


class Verdict(IntEnum):
    """How a file was found. One is Python's own number for a program that failed."""

    SOUND = 0
    BROKEN = 1
    TOO_MANY_PIXELS = 20
    TOO_MANY_PAGES = 21
    TOO_COMPLEX = 22
    LOCKED = 23
    ACTIVE = 24
    TWO_FACED = 25
    #: Of a signature: there is none, somebody else's, or one of ours over other bytes than these.
    UNSIGNED = 30
    FOREIGN = 31
    ALTERED = 32


class Found(Exception):  # noqa: N818 - a finding is no error of the program
    """Ends a look early with what was found."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict)
        self.verdict = verdict
