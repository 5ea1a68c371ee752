"""``openhall sources``: how the sources of held facts stand: set up, answering, silent since when, and what waits."""

import argparse
import sys
from datetime import UTC, datetime

from openhall.blocks.cases.facade import sources_of
from openhall.blocks.catalogue.facade import NothingPublishedError, current_catalogue
from openhall.blocks.exchange.facade import Standing, address_faults, asker_faults, standing_of, system_faults


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked: nothing."""
    del parser


def run(_options: argparse.Namespace) -> int:
    """List the sources; 0 when every system is set up well and answers."""
    try:
        sources = sources_of(current_catalogue())
    except NothingPublishedError:
        print("nothing is published; run: openhall load", file=sys.stderr)
        return 2
    found = standing_of(sources)
    now = datetime.now(UTC)
    for each in found:
        print(f"{each.source}  {each.kind}  {_words(each, now)}")
    faults = [*system_faults(), *asker_faults(), *address_faults(sources)]
    for told in faults:
        print(told, file=sys.stderr)
    return 1 if faults or any(each.silent_since or not each.is_set_up for each in found) else 0


def _words(standing: Standing, now: datetime) -> str:
    waits = f", {standing.waiting} answers wait to be checked" if standing.waiting else ""
    if not standing.is_set_up:
        return f"has no address{waits}"
    if standing.silent_since is None:
        return f"answers{waits}"
    days = (now - standing.silent_since).days
    since = standing.silent_since.isoformat(timespec="seconds")
    return f"silent since {since} ({days} days, asked {standing.failures} times){waits}"
