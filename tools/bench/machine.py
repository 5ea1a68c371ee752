"""What machine this is, for the line above the figures."""

import os
import platform
from importlib.metadata import version

from tools.bench.processes import PROC


def describe() -> str:
    """Return the machine and what was measured on it, in one line."""
    cores = len(os.sched_getaffinity(0))
    return (
        f"{_processor()}, {cores} cores, Linux {platform.release()}, Python {platform.python_version()}, "
        f"granian {version('granian')}"
    )


def _processor() -> str:
    lines = (PROC / "cpuinfo").read_text("utf-8").splitlines()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
