"""Run by `tools.bench.inside`: give all records that wait their places in the log."""

import sys
from datetime import UTC, datetime

from openhall.blocks.journal.facade import sequence_leaves

_TOLD_EVERY = 100_000


def main() -> int:
    """Take all there are, and tell how far it is."""
    placed = told = 0
    while taken := sequence_leaves(now=datetime.now(UTC)):
        placed += taken
        if placed - told >= _TOLD_EVERY:
            told = placed
            print(f"{placed:,} records have their place in the log", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
