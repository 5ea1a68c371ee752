"""``openhall erase``: make a case, or everything of a person, unreadable for good; 0 when it is, 1 when it stays."""

import argparse
import json
import sys
from datetime import UTC, datetime

from openhall.blocks.cases.facade import (
    CaseGone,
    MayNotErase,
    PersonErased,
    Why,
    erase_case,
    erase_person,
    erasure_receipt,
)
from openhall.blocks.journal.facade import forget_destroyed
from openhall.kernel.canonical import JSON
from openhall.kernel.references import read_reference

_ACTOR = "openhall erase"
_BECAUSE = {
    "running": "it has not ended: decide it or let it be withdrawn first",
    "held": "an officer holds it, with a reason",
    "key-shared": "it was sealed before each case had a key of its own; erase its person instead",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--case", metavar="REFERENCE", help="a case that has ended")
    what.add_argument("--person", metavar="ID", help="a person: drafts, ended cases, what is held, and the account")
    parser.add_argument("--yes", action="store_true", help="do it: there is no way back")


def run(options: argparse.Namespace) -> int:
    """Erase, and print the proof: one JSON document, for ``openhall verify``."""
    if not options.yes:
        print("nothing was erased. There is no way back; say --yes to do it.", file=sys.stderr)
        return 1
    now = datetime.now(UTC)
    code = _case(options.case, now) if options.case else _person(options.person, now)
    # The worker would do it in a few seconds; the proof that was printed holds for copies at once.
    forget_destroyed(now=now)
    return code


def _case(given: str, now: datetime) -> int:
    reference = read_reference(given) or ""
    try:
        erase_case(reference=reference, by=_ACTOR, why=Why.OPERATOR, now=now)
    except CaseGone:
        print("there is no such case", file=sys.stderr)
        return 1
    except MayNotErase as refusal:
        print(f"{reference} stays: {_BECAUSE[refusal.because]}", file=sys.stderr)
        return 1
    _print(erasure_receipt(reference))
    return 0


def _person(person: str, now: datetime) -> int:
    done: PersonErased = erase_person(person=person, by=_ACTOR, now=now)
    for kept in done.kept:
        until = kept.until.isoformat() if kept.until else "no day is known"
        print(f"{kept.reference} stays until {until}", file=sys.stderr)
    if done.receipt is None:
        print("the account stays with them" if done.kept else "there is nobody with this id", file=sys.stderr)
        return 1
    _print(done.receipt)
    return 0


def _print(receipt: dict[str, JSON] | None) -> None:
    print(json.dumps(receipt, indent=2, ensure_ascii=False))
