"""``openhall replay``: where the cases that are over would have ended, had their process been the one in a file."""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from openhall.blocks.processes.facade import Hold, Replayed, replay
from openhall.kernel.bpmn.calling import has_calls, read_inlined
from openhall.kernel.bpmn.document import ModelRefused
from openhall.kernel.bpmn.model import Model

_DONE, _CANNOT_TELL = 0, 2
#: More than a model may have.
_MOST_BYTES = 4_000_000
_MOST_LINES = 12
_TOLD_EVERY = 100_000
_WHY = {
    Hold.NOBODY_DECIDED: "nobody ever decided there",
    Hold.OTHER_DECISION: "what was decided cannot be decided there any more",
    Hold.NOT_ASKED: "its table was never asked",
    Hold.WAITS: "it waits for a time or a message that did not come",
    Hold.NO_WAY: "the model has no way on",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    parser.add_argument("--model", type=Path, required=True, metavar="FILE.bpmn", help="the changed model")
    parser.add_argument("--pattern", help="the process whose cases are replayed (default: the id in the file)")
    parser.add_argument("--most", type=int, help="only so many cases, the newest")
    parser.add_argument("--assume", default="", metavar="RESULT", help="what is decided at a task that nobody had")
    parser.add_argument("--json", action="store_true", help="write the figures for programs")


def _read(xml: bytes, folder: Path) -> Model:
    """Return a model with what it calls, which lies beside it."""
    beside = {path.stem: path.read_bytes() for path in folder.glob("*.bpmn")} if has_calls(xml) else {}
    return read_inlined(xml, beside)


def run(options: argparse.Namespace) -> int:
    """Replay and tell; 2 when there is nothing to tell about."""
    try:
        with options.model.open("rb") as file:
            model = _read(file.read(_MOST_BYTES), options.model.parent)
    except (OSError, ModelRefused) as error:
        print(f"{options.model} cannot be read: {error}", file=sys.stderr)
        return _CANNOT_TELL
    pattern = options.pattern or model.id
    started = time.monotonic()
    found = replay(model=model, pattern=pattern, most=options.most, assumed=options.assume, told=_tell_on_the_way)
    if not found.cases:
        print(f"No case of the process {pattern} is over: there is nothing to replay.", file=sys.stderr)
        return _CANNOT_TELL
    seconds = time.monotonic() - started
    if options.json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(_figures(found, pattern, seconds))) + b"\n")
    else:
        print(*_lines(found, pattern, seconds), sep="\n")
    return _DONE


def _tell_on_the_way(cases: int) -> None:
    if cases % _TOLD_EVERY == 0:
        print(f"{cases:,} cases", file=sys.stderr, flush=True)


def _figures(found: Replayed, pattern: str, seconds: float) -> Mapping[str, Any]:
    return {
        "pattern": pattern,
        "cases": found.cases,
        "stopped": found.stopped,
        "alike": found.alike,
        "otherwise": [{"was": was, "is": is_, "cases": n} for (was, is_), n in found.otherwise.most_common()],
        "stuck": [{"node": node, "why": why.value, "cases": n} for (node, why), n in found.stuck.most_common()],
        "fallen": [{"node": node, "tasks": n} for node, n in found.fallen.most_common()],
        "new": [{"node": node, "tasks": n} for node, n in found.new.most_common()],
        "steps_each": {"was": _each(found, found.steps[0]), "is": _each(found, found.steps[1])},
        "tasks_each": {"was": _each(found, found.tasks[0]), "is": _each(found, found.tasks[1])},
        "ways": found.ways,
        "seconds": round(seconds, 2),
    }


def _each(found: Replayed, total: int) -> float:
    return round(total / found.ended, 3) if found.ended else 0.0


def _lines(found: Replayed, pattern: str, seconds: float) -> Iterator[str]:
    compared = found.cases - found.stopped
    yield f"{pattern}: {found.cases:,} cases in {seconds:.1f} s, {found.ways:,} different ways"
    if found.stopped:
        yield f"{found.stopped:,} were ended from outside (withdrawn) and are left out"
    yield f"{_share(found.alike, compared)} end as they did"
    yield f"{_share(found.otherwise.total(), compared)} end otherwise"
    for (was, is_), count in found.otherwise.most_common(_MOST_LINES):
        yield f"    {was} → {is_}: {count:,}"
    yield f"{_share(found.stuck.total(), compared)} cannot go on"
    for (node, why), count in found.stuck.most_common(_MOST_LINES):
        yield f"    at {node}, {_WHY[why]}: {count:,}"
    if not found.ended:
        return
    yield "of the cases that end:"
    for told, tasks in (("falls away", found.fallen), ("is new", found.new)):
        for node, count in tasks.most_common(_MOST_LINES):
            yield f"    the task {node} {told}: {count:,}"
    for told, (before, after) in (("steps", found.steps), ("tasks of people", found.tasks)):
        yield f"    {told} for each: {_each(found, before):.2f} before, {_each(found, after):.2f} after"


def _share(count: int, of: int) -> str:
    return f"{count:,} ({count / of:.1%})" if of else "0"
