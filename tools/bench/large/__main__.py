"""`python -m tools.bench.large`: measure submitting and following among a thousand cases and among a million.

BENCH_CASES=n is another number of cases; the other variables are those of `make bench`.
"""

import os
import sys

from tools.bench.ending import end_well
from tools.bench.large.run import FEW, run_large
from tools.bench.options import machine_cores, read_options, whole_number

_MANY = 1_000_000


def main() -> int:
    """Fill, measure, and remove everything."""
    many = whole_number("BENCH_CASES", os.environ.get("BENCH_CASES") or str(_MANY), least=FEW)
    return run_large(read_options(os.environ, machine_cores()), many)


if __name__ == "__main__":
    sys.exit(end_well(main))
