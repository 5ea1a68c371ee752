"""Run by `tools.bench.inside`: complete tasks by the hall's own code, and write what one cost this process.

Reads who there is and what there is to do from its input. What is written is milliseconds of processor time for a step:
the right checked, the judgement, its leaf in the log, the process moved on, all of it committed.
"""

import sys
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import msgspec

from openhall.blocks.cases.facade import Verdict, complete_task
from openhall.blocks.identity.facade import Visitor, visitor_of
from tools.bench.desk.work import Task, Work

#: After so many everything that is kept in memory is there.
_FIRST = 60


def main() -> int:
    """Write what was measured."""
    work = msgspec.json.decode(sys.stdin.buffer.read(), type=Work)
    officers = {each.authority: _visitor(each.cookie) for each in work.officers}
    _complete(work.tasks[:_FIRST], officers)
    started = time.process_time()
    _complete(work.tasks[_FIRST:], officers)
    spent = time.process_time() - started
    sys.stdout.buffer.write(msgspec.json.encode(spent / len(work.tasks[_FIRST:]) * 1000))
    return 0


def _complete(tasks: Iterable[Task], officers: Mapping[str, Visitor]) -> None:
    for task in tasks:
        complete_task(task=task.id, verdict=Verdict("approve"), visitor=officers[task.authority], now=datetime.now(UTC))


def _visitor(cookie: str) -> Visitor:
    return visitor_of(cookie=cookie.partition("=")[2], authorization="", now=datetime.now(UTC))


if __name__ == "__main__":
    sys.exit(main())
