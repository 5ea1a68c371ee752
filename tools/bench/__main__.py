"""`python -m tools.bench`: measure the hall beside a bare hello on this machine.

BENCH_JSON=file writes the figures, BENCH_STRICT=1 fails when a target is missed, BENCH_GENERATOR=own does
without `wrk`, BENCH_WORKERS=n sets the number of web processes, BENCH_DATABASE_URL names a PostgreSQL to measure on,
BENCH_ONLY="submit track" measures some parts only.
"""

import os
import sys

from tools.bench.ending import end_well
from tools.bench.options import machine_cores, read_options
from tools.bench.run import run_bench

if __name__ == "__main__":
    sys.exit(end_well(lambda: run_bench(read_options(os.environ, machine_cores()))))
