"""The generator `wrk`, where it is installed."""

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools.bench.client import HEADERS
from tools.bench.errors import BenchError
from tools.bench.load import Load, Order
from tools.bench.options import Options

_SCRIPT = Path(__file__).with_suffix(".lua")
_MARK = "BENCH "
_FAULTS = ("status", "connect", "read", "write", "timeout")
_GRACE = 30.0


class Wrk:
    """Drives `wrk` with a script that hands out prepared addresses."""

    name = "wrk"

    def __init__(self, options: Options) -> None:
        self._options = options

    def run(self, order: Order) -> Load:
        """Put on the load and wait for its end."""
        with tempfile.NamedTemporaryFile("w", encoding="ascii", prefix="openhall-bench-", suffix=".txt") as file:
            file.write("\n".join(order.paths))
            file.flush()
            return parse(self._call(order, file.name))

    def _call(self, order: Order, paths_file: str) -> str:
        process = subprocess.Popen(
            self._command(order, paths_file), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        try:
            os.sched_setaffinity(process.pid, self._options.generator_cores)
            words, _ = process.communicate(timeout=order.seconds + _GRACE)
        finally:
            process.kill()
            process.wait()
        return words

    def _command(self, order: Order, paths_file: str) -> Sequence[str]:
        threads = str(self._options.threads)
        headers = [part for name, text in HEADERS.items() for part in ("-H", f"{name}: {text}")]
        shape = ["-t", threads, "-c", str(self._options.connections), "-d", f"{order.seconds}s"]
        script = ["-s", str(_SCRIPT), f"http://127.0.0.1:{order.port}/"]
        manner = ["again" if order.repeats else "once", "look" if order.is_rehearsal else "trust"]
        return ["wrk", *shape, *headers, *script, "--", paths_file, threads, *manner]


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
        p99_ms=told["p99_ms"],
        faults={kind: told[kind] for kind in _FAULTS},
        is_spent=bool(told["spent"]),
    )
