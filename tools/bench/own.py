"""Our own generator, for machines without `wrk`: Python alone, one process for each of its cores."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence

import msgspec

from tools.bench.driving import Task, Told
from tools.bench.errors import BenchError
from tools.bench.load import Load, Order, percentile_ms
from tools.bench.options import Options
from tools.source import ROOT

_GRACE = 60.0
_COMMAND = (sys.executable, "-m", "tools.bench.driving")


class Own:
    """Drives processes of `tools.bench.driving`."""

    name = "our own generator"

    def __init__(self, options: Options) -> None:
        self._options = options

    def run(self, order: Order) -> Load:
        """Put on the load and wait for its end."""
        count = min(self._options.threads, order.connections)
        tasks = [share_of(order, place, count) for place in range(count)]
        processes: list[subprocess.Popen[bytes]] = []
        try:
            for task in tasks:
                process = self._start()
                processes.append(process)
                _hand_over(process, task)
            return merge([_told_by(process, order.seconds + _GRACE) for process in processes])
        finally:
            for process in processes:
                process.kill()
                process.communicate()

    def _start(self) -> "subprocess.Popen[bytes]":
        pipe = subprocess.PIPE
        process = subprocess.Popen(_COMMAND, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe)
        os.sched_setaffinity(process.pid, self._options.generator_cores)
        return process


def share_of(order: Order, place: int, count: int) -> Task:
    """Return what one of ``count`` processes does of an order."""
    start = len(order.requests) * place // count
    turned = [*order.requests[start:], *order.requests[:start]]
    requests = turned if order.repeats else order.requests[place::count]
    return Task(order.port, requests, order.connections // count, order.repeats, order.seconds, order.good)


def _hand_over(process: "subprocess.Popen[bytes]", task: Task) -> None:
    if process.stdin is not None:
        process.stdin.write(msgspec.msgpack.encode(task))
        process.stdin.close()
        process.stdin = None


def _told_by(process: "subprocess.Popen[bytes]", patience: float) -> Told:
    words, faults = process.communicate(timeout=patience)
    if process.returncode:
        last = faults.decode(errors="replace").strip().splitlines()[-1:]
        raise BenchError(f"The generator stopped: {' '.join(last)}")
    return msgspec.msgpack.decode(words, type=Told)


def merge(told: Sequence[Told]) -> Load:
    """Put together what several processes tell."""
    latencies: Counter[int] = Counter()
    faults: Counter[int] = Counter()
    for each in told:
        latencies.update(each.latencies)
        faults.update(each.faults)
    return Load(
        requests=latencies.total(),
        seconds=max(each.seconds for each in told),
        bytes=sum(each.bytes for each in told),
        p50_ms=percentile_ms(latencies, 50),
        p95_ms=percentile_ms(latencies, 95),
        p99_ms=percentile_ms(latencies, 99),
        faults={f"status {status}": count for status, count in faults.items()},
        is_spent=any(each.is_spent for each in told),
    )
