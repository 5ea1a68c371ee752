"""Count acts: of whoever is signed in or known by themselves, of strangers by their network and all together.

Whoever is signed in has a count of their own, and so has a browser in which somebody signed in before: no stranger can
use it up. How often each kind of act may be done stands in ``paces``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import connection

from openhall.blocks.identity import memory
from openhall.blocks.identity.limits import Caller, TooOften
from openhall.blocks.identity.paces import FOR_OFFICERS, IN_MEMORY, PACES, Most
from openhall.kernel.acts import Act

_ROW, _WRITE = "(%s, 1, %s)", "write_lightly"
_COUNT = """
INSERT INTO identity_tally (key, count, ends_at) VALUES {rows}
ON CONFLICT (key) DO UPDATE SET count = identity_tally.count + 1 RETURNING key, count
"""


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does something: ``own`` names a person, a known browser or another authority; strangers have none."""

    caller: Caller
    own: str = ""
    is_officer: bool = False


@dataclass(frozen=True, slots=True)
class _Turn:
    """A span of time in which one count goes up to ``most``; ``ends_at`` in seconds, UTC."""

    most: int
    ends_at: int


def count_act(act: Act, doer: Doer, *, now: datetime, about: str = "") -> None:
    """Count an act, ``about`` one thing where that is scarce; raise ``TooOften`` where it is one too many.

    Call it outside of a transaction: what is counted stays counted, whatever becomes of the act. What is over is known
    in the memory of the process, is refused without a look at the database, and counts no further.
    """
    if not doer.caller.is_limited:
        return
    seconds = int(now.timestamp())
    counted = dict(sorted(_counted(act, doer, about, seconds)))
    if ends := memory.over(counted, seconds):
        raise TooOften(max(1, ends - seconds))
    if act in IN_MEMORY:
        counts: Mapping[str, int] = {key: memory.counted(key, turn.ends_at, seconds) for key, turn in counted.items()}
        _refuse_over(counted, counts, seconds)
        return
    values = [each for key, turn in counted.items() for each in (key, _written(turn.ends_at, now))]
    # Of many who come at once exactly as many as there may be are let through: each sees a count of its own.
    rows = written_lightly(_COUNT.format(rows=", ".join([_ROW] * len(counted))), values)
    _refuse_over(counted, dict(rows), seconds)


def written_lightly(sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """Do a statement, a transaction of its own that waits for no disk, as both backends of the hall can."""
    write: Callable[..., list[tuple[Any, ...]]] = getattr(connection, _WRITE)
    return write(sql, values)


def _counted(act: Act, doer: Doer, about: str, now: int) -> Iterator[tuple[str, _Turn]]:
    pace = PACES[act]
    if doer.own:
        times = FOR_OFFICERS if doer.is_officer else 1
        scopes: list[tuple[str, Most]] = [(f"own:{doer.own}", {span: most * times for span, most in pace.own.items()})]
    else:
        scopes = [(f"network:{doer.caller.network}", pace.network), ("strangers:", pace.strangers)]
    for whose, mosts in scopes:
        for span, most in mosts.items():
            turn = now // span
            name = f"act:{act}:{about}:{span}:{turn}:{whose}"
            yield sha256(name.encode()).hexdigest(), _Turn(most, (turn + 1) * span)


def _refuse_over(counted: Mapping[str, _Turn], counts: Mapping[str, int], now: int) -> None:
    over = {key: counted[key].ends_at for key, count in counts.items() if count > counted[key].most}
    for key, ends in over.items():
        memory.note_over(key, ends, now)
    if over:
        raise TooOften(max(1, max(over.values()) - now))


def _written(seconds: int, now: datetime) -> str | datetime:
    moment = datetime.fromtimestamp(seconds, now.tzinfo)
    return connection.ops.adapt_datetimefield_value(moment) or moment
