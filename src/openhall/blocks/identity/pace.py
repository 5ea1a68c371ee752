"""How often each kind of act may be done: by somebody signed in or known, by strangers of a network, by all strangers.

Whoever is signed in has a count of their own, and so has a browser in which somebody signed in before: no stranger can
use it up. Strangers are counted by their network and all together. No figure is met by anybody with a keyboard, a
screen reader or much practice; programs meet them (docs/reference/limits.md says for each who was thought of).
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from django.db import connection, transaction

from openhall.blocks.identity.limits import Caller, TooOften
from openhall.blocks.identity.models import Tally
from openhall.kernel.acts import Act

MINUTE, HOUR, DAY, FOUR_WEEKS = 60, 3_600, 86_400, 2_419_200
#: An officer fills in for whoever stands at the counter, and does all day what others do once.
FOR_OFFICERS = 4
_ROW = "(%s, 1, %s)"
_COUNT = """
INSERT INTO identity_tally (key, count, ends_at) VALUES {rows}
ON CONFLICT (key) DO UPDATE SET count = identity_tally.count + 1 RETURNING key, count
"""
#: How often, by the seconds of the span.
Most = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Pace:
    """How often one kind of act may be done by one person, by the strangers of a network, and by all strangers."""

    own: Most
    network: Most = field(default_factory=dict)
    strangers: Most = field(default_factory=dict)


PACES: Mapping[Act, Pace] = {
    Act.BEGIN: Pace({MINUTE: 20, HOUR: 200}, {MINUTE: 120, HOUR: 1_500}, {MINUTE: 6_000}),
    Act.FILL: Pace({MINUTE: 120, HOUR: 2_000}, {MINUTE: 3_000}),
    Act.PRICE: Pace({MINUTE: 120}, {MINUTE: 600}, {MINUTE: 6_000}),
    Act.SUBMIT: Pace({MINUTE: 30, HOUR: 300}, {MINUTE: 120, HOUR: 1_500}, {MINUTE: 30_000}),
    Act.PAY: Pace({MINUTE: 20, HOUR: 120}, {MINUTE: 120, HOUR: 1_200}, {MINUTE: 6_000}),
    Act.PLACE: Pace({MINUTE: 20, HOUR: 120}, {MINUTE: 60, HOUR: 600}, {MINUTE: 6_000}),
    Act.PLACE_OF_KIND: Pace({HOUR: 60}, {DAY: 20, FOUR_WEEKS: 100}),
    Act.NUMBER: Pace({MINUTE: 5, HOUR: 20}, {MINUTE: 60, HOUR: 150}),
    Act.WRITE: Pace({MINUTE: 60, HOUR: 600}, {MINUTE: 300, HOUR: 3_000}, {MINUTE: 6_000}),
    Act.FILE: Pace({MINUTE: 60, HOUR: 600}, {MINUTE: 300, HOUR: 2_000}, {MINUTE: 3_000}),
    Act.PART: Pace({MINUTE: 600}, {MINUTE: 3_000}),
    Act.PAPER: Pace({MINUTE: 10, HOUR: 60}, {MINUTE: 60, HOUR: 600}, {MINUTE: 600}),
    Act.VERIFY: Pace({MINUTE: 30, HOUR: 300}, {MINUTE: 120, HOUR: 1_200}, {MINUTE: 1_200}),
    Act.EXPORT: Pace({MINUTE: 10, HOUR: 100}, {MINUTE: 120, HOUR: 1_200}, {MINUTE: 1_200}),
    Act.SIGN_IN: Pace({MINUTE: 60, HOUR: 600}, {MINUTE: 600}, {MINUTE: 6_000}),
    Act.PROGRAM: Pace({MINUTE: 3_000}, {MINUTE: 1_200}, {MINUTE: 12_000}),
}


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does something: ``own`` names a person, a known browser or another authority; strangers have none."""

    caller: Caller
    own: str = ""
    is_officer: bool = False


@dataclass(frozen=True, slots=True)
class _Counted:
    most: int
    ends_at: datetime


def count_act(act: Act, doer: Doer, *, now: datetime, about: str = "") -> None:
    """Count an act, ``about`` one thing where that is scarce; raise ``TooOften`` where it is one too many.

    Call it outside of a transaction: what is counted stays counted, whatever becomes of the act. What is over is
    refused after one look, and counts no further.
    """
    if not doer.caller.is_limited:
        return
    counted = dict(sorted(_counted(act, doer, about, now)))
    held = Tally.objects.filter(key__in=[*counted]).values_list("key", "count")
    _refuse_over(counted, {key: count + 1 for key, count in held}, now)
    values = [each for key, one in counted.items() for each in (key, _written(one.ends_at))]
    with _lightly(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_COUNT.format(rows=", ".join([_ROW] * len(counted))), values)
        # Of many who came at once all have read the same count: those that are over by now are taken back.
        _refuse_over(counted, dict(cursor.fetchall()), now)


def _counted(act: Act, doer: Doer, about: str, now: datetime) -> Iterator[tuple[str, _Counted]]:
    pace = PACES[act]
    if doer.own:
        times = FOR_OFFICERS if doer.is_officer else 1
        scopes: list[tuple[str, Most]] = [(f"own:{doer.own}", {span: most * times for span, most in pace.own.items()})]
    else:
        scopes = [(f"network:{doer.caller.network}", pace.network), ("strangers:", pace.strangers)]
    for whose, mosts in scopes:
        for span, most in mosts.items():
            turn = int(now.timestamp()) // span
            key = sha256(f"act:{act}:{about}:{span}:{turn}:{whose}".encode()).hexdigest()
            yield key, _Counted(most, datetime.fromtimestamp((turn + 1) * span, UTC))


def _refuse_over(counted: Mapping[str, _Counted], counts: Mapping[str, int], now: datetime) -> None:
    over = [counted[key].ends_at for key, count in counts.items() if count > counted[key].most]
    if over:
        raise TooOften(max(1, int((max(over) - now).total_seconds())))


def _written(moment: datetime) -> str | datetime:
    written: str | datetime | None = connection.ops.adapt_datetimefield_value(moment)
    return written or moment


def _lightly() -> AbstractContextManager[None]:
    """Let the next transaction be kept without waiting for the disk: a machine that falls down loses counts only."""
    lightly = getattr(connection, "lightly", nullcontext)
    found: AbstractContextManager[None] = lightly()
    return found
