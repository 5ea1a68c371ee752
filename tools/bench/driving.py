"""One process of our own generator. It reads a task from its input and writes figures to its output."""

import gc
import select
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import cycle

import msgspec

from tools.bench.line import Line
from tools.bench.load import count_latencies

_PATIENCE = 0.2


class Task(msgspec.Struct):
    """What one process is told to do."""

    port: int
    requests: Sequence[bytes]
    connections: int
    repeats: bool
    seconds: float
    good: int = 200


class Told(msgspec.Struct):
    """What one process tells at its end."""

    seconds: float
    bytes: int
    #: How often each status came that was not the good one.
    faults: dict[int, int]
    is_spent: bool
    latencies: dict[int, int]


def drive(task: Task) -> Told:
    """Keep every connection busy until the time or the requests are over."""
    following = (cycle(task.requests) if task.repeats else iter(task.requests)).__next__
    lines = [Line(task.port, task.good) for _ in range(task.connections)]
    started = time.perf_counter()
    latencies: list[float] = []
    is_spent = _run(lines, following, latencies, started + task.seconds)
    return Told(
        seconds=time.perf_counter() - started,
        bytes=sum(line.bytes for line in lines),
        faults=Counter(status for line in lines for status in line.statuses),
        is_spent=is_spent,
        latencies=dict(count_latencies(latencies)),
    )


def _run(lines: Sequence[Line], following: Callable[[], bytes], latencies: list[float], until: float) -> bool:
    """Ask on every line, and again when its answer is whole; tell whether the requests ran out."""
    clock, poller = time.perf_counter, select.epoll()
    by_number = {line.fileno: line for line in lines}
    try:
        for line in lines:
            line.ask(following(), clock())
            poller.register(line.fileno, select.EPOLLIN)
        while clock() < until:
            # First all that came, then all that goes, as `wrk` does: answers and requests flow in small batches.
            whole = [line for number, _event in poller.poll(_PATIENCE) if (line := by_number[number]).take()]
            now = clock()
            latencies += [now - line.sent_at for line in whole]
            for line in whole:
                line.ask(following(), now)
    except StopIteration:
        return True
    finally:
        poller.close()
        for line in lines:
            line.close()
    return False


def main() -> int:
    """Do the task that stands in the input."""
    # Nothing here makes cycles, and a pause of the collector would be measured as the server's.
    gc.disable()
    task = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Task)
    sys.stdout.buffer.write(msgspec.msgpack.encode(drive(task)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
