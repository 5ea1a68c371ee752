"""``openhall sessions``: how many are signed in, and the end of the sessions of somebody or of everybody."""

import argparse
import sys
from datetime import UTC, datetime

from openhall.blocks.identity.facade import count_sessions, end_all_sessions, not_me


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    told = "tell how many sessions and tokens there are"
    acts.add_parser("count", help=told, description=told).set_defaults(do=_count)
    told = "sign somebody out everywhere, or everybody; with their next request they are guests"
    end = acts.add_parser("end", help=told, description=told)
    whose = end.add_mutually_exclusive_group(required=True)
    whose.add_argument("--person", help="the id of a person")
    whose.add_argument("--all", action="store_true", help="everybody")
    end.set_defaults(do=_end)


def run(options: argparse.Namespace) -> int:
    """Do one of them; 0 when it is done."""
    code: int = options.do(options, datetime.now(UTC))
    return code


def _count(_options: argparse.Namespace, now: datetime) -> int:
    print(f"{count_sessions(now=now)} sessions and tokens")
    return 0


def _end(options: argparse.Namespace, now: datetime) -> int:
    ended = end_all_sessions(now=now) if options.all else not_me(person=options.person, cookie="", now=now)
    if not ended:
        print("nobody was signed in" if options.all else f"{options.person} was not signed in", file=sys.stderr)
        return 1
    print(f"{ended} sessions and tokens ended")
    return 0
