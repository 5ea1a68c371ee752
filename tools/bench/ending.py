"""How a run ends: with its code, with a sentence that says what is wrong, or closed in good order when stopped."""

import signal
import sys
from collections.abc import Callable
from types import FrameType

from tools.bench.errors import BenchError
from tools.bench.processes import PROC

_BY_CTRL_C, _BY_TERM = 130, 143


def end_well(measure: Callable[[], int]) -> int:
    """Measure, and close everything that was opened, however it ends."""
    signal.signal(signal.SIGTERM, _end)
    if not (PROC / "self" / "smaps_rollup").exists():
        print("The bench reads processor time and memory from /proc: it needs Linux.", file=sys.stderr)
        return 1
    try:
        return measure()
    except BenchError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; everything that was opened is closed.", file=sys.stderr)
        return _BY_CTRL_C


def _end(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(_BY_TERM)
