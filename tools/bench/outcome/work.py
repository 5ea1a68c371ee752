"""What a run made of papers, fees and times, and what is measured with it."""

import msgspec

from tools.bench.acts import Act
from tools.bench.desk.work import run_inside
from tools.bench.requests import Request
from tools.bench.servers import Site
from tools.bench.table import Figure, Target

VERIFY = "verify"
_MAKING = "tools.bench.outcome.making"


class Made(msgspec.Struct, frozen=True):
    """Codes of papers; milliseconds of a paper and of the ledger within a transaction; bookings a second.

    Of the last two also the milliseconds of processor in each: a machine with other work makes them wait, not work.
    """

    codes: list[str]
    paper_ms: float
    ledger_ms: float
    ledger_processor_ms: float
    bookings: float
    booking_processor_ms: float


def make(site: Site) -> Made:
    """Make papers, fees and bookings in the hall of ``site``."""
    return msgspec.json.decode(run_inside(site, _MAKING, b"", "Nothing could be issued"), type=Made)


def outcome_figures(made: Made) -> tuple[Figure, ...]:
    """Return what it cost."""
    return (
        Figure("processor time of a signed paper", made.paper_ms, "ms", Target(150, " ms", is_ceiling=True)),
        Figure("what money adds to a transaction of a case", made.ledger_ms, "ms", Target(3, " ms", is_ceiling=True)),
        Figure("  of it processor time", made.ledger_processor_ms, "ms", None),
        Figure("bookings, one after the other", made.bookings, "/s", Target(60, "/s")),
        Figure("  processor time of each", made.booking_processor_ms, "ms", None),
    )


def verify_act(made: Made) -> Act:
    """Return whoever looks whether a paper is real, in each language in turn."""
    languages = ("en", "zh-hant", "zh-hans")

    def requests() -> list[Request]:
        return [Request(f"/{languages[turn % 3]}/verify/{code}") for turn, code in enumerate(made.codes)]

    return Act(VERIFY, lambda: iter(requests()))
