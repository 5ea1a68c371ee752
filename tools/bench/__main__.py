"""`python -m tools.bench`: measure the hall beside a bare hello on this machine.

BENCH_JSON=file writes the figures, BENCH_STRICT=1 fails when a target is missed, BENCH_GENERATOR=own does
without `wrk`, BENCH_WORKERS=n sets the number of web processes.
"""

import os
import signal
import sys
from types import FrameType

from tools.bench.errors import BenchError
from tools.bench.options import machine_cores, read_options
from tools.bench.processes import PROC
from tools.bench.run import run_bench

_BY_CTRL_C, _BY_TERM = 130, 143


def main() -> int:
    """Measure, and close everything that was opened, however it ends."""
    signal.signal(signal.SIGTERM, _end)
    if not (PROC / "self" / "smaps_rollup").exists():
        print("The bench reads processor time and memory from /proc: it needs Linux.", file=sys.stderr)
        return 1
    try:
        return run_bench(read_options(os.environ, machine_cores()))
    except BenchError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; everything that was opened is closed.", file=sys.stderr)
        return _BY_CTRL_C


def _end(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(_BY_TERM)


if __name__ == "__main__":
    sys.exit(main())
