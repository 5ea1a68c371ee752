"""The generator `wrk`, where it is installed."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tools.bench.errors import BenchError
from tools.bench.load import Load, Order
from tools.bench.options import Options

_SCRIPT = Path(__file__).with_suffix(".lua")
_MARK = "BENCH "
_FAULTS = ("connect", "read", "write", "timeout")
_GRACE = 30.0
#: A late answer is measured, not refused: how late is told by the percentile.
_PATIENCE = "10s"


class Wrk:
    """Drives `wrk` with a script that hands out prepared requests."""

    name = "wrk"

    def __init__(self, options: Options) -> None:
        self._options = options

    def run(self, order: Order) -> Load:
        """Put on the load and wait for its end."""
        with tempfile.NamedTemporaryFile(prefix="openhall-bench-", suffix=".requests") as file:
            file.writelines(framed(order.requests))
            file.flush()
            return parse(self._call(order, file.name))

    def _call(self, order: Order, requests_file: str) -> str:
        process = subprocess.Popen(
            self._command(order, requests_file), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        try:
            os.sched_setaffinity(process.pid, self._options.generator_cores)
            words, _ = process.communicate(timeout=order.seconds + _GRACE)
        finally:
            process.kill()
            process.wait()
        return words

    def _command(self, order: Order, requests_file: str) -> Sequence[str]:
        threads = str(min(self._options.threads, order.connections))
        shape = ["-t", threads, "-c", str(order.connections), "-d", f"{order.seconds}s", "--timeout", _PATIENCE]
        script = ["-s", str(_SCRIPT), f"http://127.0.0.1:{order.port}/"]
        manner = ["again" if order.repeats else "once", str(order.good), "watch" if order.is_watched else "trust"]
        return ["wrk", *shape, *script, "--", requests_file, threads, *manner]


def framed(requests: Iterable[bytes]) -> Iterator[bytes]:
    """Return the requests as the script reads them: a line with the length of each before it."""
    for request in requests:
        yield b"%d\n" % len(request)
        yield request


def parse(words: str) -> Load:
    """Read the line that the script prints at the end."""
    line = next((line for line in words.splitlines() if line.startswith(_MARK)), None)
    if line is None:
        raise BenchError(f"wrk gave no figures. It said:\n{words.strip()}")
    told = json.loads(line.removeprefix(_MARK))
    return Load(
        requests=told["requests"],
        seconds=told["seconds"],
        bytes=told["bytes"],
        p50_ms=told["p50_ms"],
        p95_ms=told["p95_ms"],
        p99_ms=told["p99_ms"],
        faults={**_wrong(told), **{kind: told[kind] for kind in _FAULTS}},
        is_spent=bool(told["spent"]),
    )


def _wrong(told: Mapping[str, int]) -> Mapping[str, int]:
    """Return how many answers were not good, by the last of their statuses where one was read."""
    return {f"status {told['wrong']}" if told["wrong"] else "status": told["status"]}
