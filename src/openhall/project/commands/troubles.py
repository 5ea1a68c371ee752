"""``openhall troubles``: jobs that failed too often and were set aside, and trying one of them again."""

import argparse
import sys
from datetime import UTC, datetime

from openhall.blocks.journal.facade import count_troubles, retry_trouble, troubles

_ACTOR = "openhall troubles"
_MOST = 1_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    parser.add_argument("--retry", type=int, metavar="ID", help="try this one again, from the beginning")


def run(options: argparse.Namespace) -> int:
    """List them, or try one again; 0 when there is none, or when it will be tried."""
    if options.retry is not None:
        return _retry(options.retry)
    for each in troubles(most=_MOST):
        since = (each.ended_at or each.posted_at).isoformat(timespec="seconds")
        print(f"{each.id}  {since}  {each.kind}  {each.key}  {each.attempts} tries  {each.told}")
    found = count_troubles()
    print(
        "nothing is set aside" if not found else f"{found} set aside; try one again with: openhall troubles --retry ID"
    )
    return 1 if found else 0


def _retry(trouble: int) -> int:
    if not retry_trouble(trouble=trouble, actor=_ACTOR, now=datetime.now(UTC)):
        print(f"{trouble} is not set aside", file=sys.stderr)
        return 1
    print(f"{trouble} will be tried again within a few seconds of the worker’s time")
    return 0
