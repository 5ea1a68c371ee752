"""``openhall draw``: scarce places are given out by lot; open a draw, hold it, or compute one again from its file."""

import argparse
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from openhall.blocks.appointments.facade import (
    close_draw,
    draw_faults,
    free_slots,
    hold_draw,
    open_draw,
)
from openhall.blocks.cases.facade import give_places
from openhall.blocks.catalogue.facade import current_catalogue, diary_of_kind
from openhall.blocks.journal.facade import KeyFileError, known_log_verifiers, sequence_leaves
from openhall.kernel.errors import Refusal
from openhall.kernel.notes import NotAKeyError, VerifierKey, read_verifier_keys

_TRUE, _FALSE, _CANNOT_TELL = 0, 1, 2
_MOST_BYTES = 50_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    act = parser.add_mutually_exclusive_group(required=True)
    act.add_argument("--check", type=Path, metavar="FILE", help="compute a draw again from its public file")
    act.add_argument("--open", metavar="KIND", help="open a draw of all free places of a kind")
    act.add_argument("--hold", metavar="ID", help="close and hold a draw, and book what was won")
    parser.add_argument("--key", type=Path, help="when checking: file with the log's public key")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, help="when opening: the first day")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, help="when opening: the last day")
    told = "when opening: the moment at which it closes, with its offset from UTC, such as 2026-12-01T18:00:00+08:00"
    parser.add_argument("--closes", type=datetime.fromisoformat, help=told)


def run(options: argparse.Namespace) -> int:
    """Do one of the three; 0 only when it was done, or the file is right."""
    try:
        if options.check is not None:
            return _check(options)
        return _open(options) if options.open else _hold(options.hold)
    except Refusal as refusal:
        print(f"not done: {refusal.code}", file=sys.stderr)
        return _FALSE
    except (OSError, ValueError, KeyFileError, NotAKeyError) as error:
        print(f"cannot tell: {error}", file=sys.stderr)
        return _CANNOT_TELL


def _check(options: argparse.Namespace) -> int:
    if options.check.stat().st_size > _MOST_BYTES:
        raise ValueError("the file is larger than any draw")
    file = json.loads(options.check.read_text("utf-8"))
    keys = _keys(options.key)
    faults = draw_faults(file if isinstance(file, dict) else {}, *keys)
    for fault in faults:
        print(fault)
    if not faults:
        told = "" if keys else " The receipt of its closing was not checked: name the log's key with --key."
        print(f"The draw is right: {len(file['order'])} tickets, {len(file['given'])} places given.{told}")
    return _FALSE if faults else _TRUE


def _keys(path: Path | None) -> tuple[VerifierKey, ...]:
    return known_log_verifiers() if path is None else read_verifier_keys(path.read_text("utf-8"))


def _open(options: argparse.Namespace) -> int:
    diary = diary_of_kind(current_catalogue().jurisdiction, options.open)
    if diary is None or not diary.kind.draw or None in (options.first, options.last, options.closes):
        raise ValueError("name a kind whose places are drawn, and --from, --to and --closes")
    if options.closes.tzinfo is None:
        raise ValueError("--closes needs its offset from UTC")
    now = datetime.now(UTC)
    slots = free_slots(diary, first=options.first, last=options.last, now=now)
    if not slots or options.closes <= now:
        raise ValueError("there is no free place in these days, or the moment is over")
    opened = open_draw(diary=diary, slots=slots, opens_at=now, closes_at=options.closes, now=now)
    print(f"{opened.id}: {opened.slots} places, bound to {opened.commitment}")
    return _TRUE


def _hold(name: str) -> int:
    now = datetime.now(UTC)
    close_draw(draw=name, now=now)
    sequence_leaves(now=now)
    held = hold_draw(draw=name, now=now)
    booked = give_places(draw=name, kind=held.kind, now=now)
    print(f"{held.id}: {len(held.tickets)} tickets, {len(booked)} places booked")
    return _TRUE
