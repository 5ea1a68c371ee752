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
    """Codes of papers; milliseconds of a paper and of the ledger within a transaction; bookings a second."""

    codes: list[str]
    paper_ms: float
    ledger_ms: float
    bookings: float


def make(site: Site) -> Made:
    """Make papers, fees and bookings in the hall of ``site``."""
    return msgspec.json.decode(run_inside(site, _MAKING, b"", "Nothing could be issued"), type=Made)


def outcome_figures(made: Made) -> tuple[Figure, ...]:
    """Return what it cost."""
    return (
        Figure("processor time of a signed paper", made.paper_ms, "ms", Target(150, " ms", is_ceiling=True)),
        Figure("what money adds to a transaction of a case", made.ledger_ms, "ms", Target(3, " ms", is_ceiling=True)),
        Figure("bookings, one after the other", made.bookings, "/s", Target(60, "/s")),
    )


def verify_act(made: Made) -> Act:
    """Return whoever looks whether a paper is real, in each language in turn."""
    languages = ("en", "zh-hant", "zh-hans")

    def requests() -> list[Request]:
        return [Request(f"/{languages[turn % 3]}/verify/{code}") for turn, code in enumerate(made.codes)]

    return Act(VERIFY, lambda: iter(requests()))
