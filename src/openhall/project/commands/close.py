"""``openhall close``: offices had to stay shut (a typhoon, a flood); what was counted over that day moves on."""

import argparse
import sys
from datetime import UTC, date, datetime

from openhall.blocks.cases.facade import (
    NoSuchOffice,
    NoWorkingDay,
    close_day,
    close_one_office,
    put_off_appointments,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    parser.add_argument("day", type=date.fromisoformat, help="such as 2026-09-08")
    parser.add_argument("--reason", required=True, help="in words that everybody may read")
    parser.add_argument("--office", default="", help="only this office, by its id: nothing else is due later then")


def run(options: argparse.Namespace) -> int:
    """Declare the day, and give whoever was to come another time; 0 also when it was declared before."""
    now, reason = datetime.now(UTC), options.reason.strip()[:200]
    try:
        print(f"{options.day}: {_declared(options.day, options.office, reason, now)}")
    except NoWorkingDay:
        print(f"{options.day} is no working day, or the calendar does not know that year.", file=sys.stderr)
        return 1
    except NoSuchOffice:
        print(f"There is no office “{options.office}” at which one can book.", file=sys.stderr)
        return 1
    put_off = put_off_appointments(now=now)
    print(f"{put_off.moved} appointments have another time, {put_off.called_off} are called off for want of one")
    return 0


def _declared(day: date, office: str, reason: str, now: datetime) -> str:
    """Declare it; return what is told of it."""
    before = "it was declared before"
    if office:
        is_new = close_one_office(office=office, day=day, reason=reason, now=now)
        return f"{office} is shut" if is_new else before
    closed = close_day(day=day, reason=reason, now=now)
    return f"{closed.cases} applications are due later" if closed.is_new else before
