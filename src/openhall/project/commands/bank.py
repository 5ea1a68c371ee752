"""``openhall bank``: match the bank's file with what was paid and given back, and show the ledger."""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.payments.facade import (
    StatementRefused,
    fetch_handovers,
    import_statement,
    match_entries,
    trial_balance,
    unmatched_entries,
    unmatched_payments,
)
from openhall.kernel.money import Currency, Money

_ALL_MATCHED, _SOMETHING_OPEN, _CANNOT_TELL = 0, 1, 2
#: How far back providers are asked what they handed over: further than a bank may be late.
_ASKED_FOR = timedelta(days=30)
_MAX_BYTES = 64_000_001


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    parser.add_argument("--file", type=Path, metavar="F", help="a camt.053 file; without it, what is open is matched")


def run(options: argparse.Namespace) -> int:
    """Match and tell; 0 when nothing is left open on either side, 1 when something is, 2 for an unreadable file."""
    given = current_catalogue().jurisdiction.currency
    money, now = Currency(given.code, f"{given.code} ", given.decimals), datetime.now(UTC)
    if fresh := fetch_handovers(since=now - _ASKED_FOR, now=now):
        print(f"sums that providers handed over: {fresh}")
    if options.file is None:
        print(f"matched: {match_entries(now=now)}")
    else:
        try:
            with options.file.open("rb") as file:
                done = import_statement(xml=file.read(_MAX_BYTES), decimals=money.decimals, now=now)
        except OSError as error:
            print(f"{options.file} cannot be read: {error.strerror}", file=sys.stderr)
            return _CANNOT_TELL
        except StatementRefused as refused:
            print(f"{options.file} is not taken: {refused.params['told']}", file=sys.stderr)
            return _CANNOT_TELL
        print(f"{done.statements} new statements with {done.entries} movements; matched: {done.matched}")
    found = list(_open_lines(money, now))
    print(*found, *_ledger_lines(money), sep="\n")
    return _SOMETHING_OPEN if found else _ALL_MATCHED


def _open_lines(money: Currency, now: datetime) -> Iterator[str]:
    for line in unmatched_entries():
        named = " ".join(line.references) or "without a reference"
        amount = Money(line.amount, money)
        yield f"only at the bank: {line.booked_on} {amount} {named} ({line.number}, no. {line.place})"
    for own in unmatched_payments(now=now):
        amount = Money(own.amount, money)
        yield f"not at the bank yet: {own.since:%Y-%m-%d} {amount} {own.provider} {own.id}"


def _ledger_lines(money: Currency) -> Iterator[str]:
    lines = trial_balance()
    for line in lines:
        yield f"{line.account:<60} {Money(line.closing, money)!s:>24}"
    yield f"{'together':<60} {Money(sum(line.closing for line in lines), money)!s:>24}"
