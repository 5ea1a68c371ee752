"""``openhall close``: offices had to stay shut (a typhoon, a flood); everything counted over that day moves on."""

import argparse
import sys
from datetime import UTC, date, datetime

from openhall.blocks.cases.facade import NoWorkingDay, close_day


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    parser.add_argument("day", type=date.fromisoformat, help="such as 2026-09-08")
    parser.add_argument("--reason", required=True, help="in words that everybody may read")


def run(options: argparse.Namespace) -> int:
    """Declare the day; 0 also when it was declared before."""
    try:
        closed = close_day(day=options.day, reason=options.reason.strip()[:200], now=datetime.now(UTC))
    except NoWorkingDay:
        print(f"{options.day} is no working day, or the calendar does not know that year.", file=sys.stderr)
        return 1
    told = f"{closed.cases} applications are due later" if closed.is_new else "it was declared before"
    print(f"{options.day}: {told}")
    return 0
