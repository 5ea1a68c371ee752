"""The cell in which a file is looked at: little time, little memory, nothing to write, one number to say."""

import os
import resource
import sys
from collections.abc import Callable
from typing import BinaryIO

from openhall.blocks.documents.inspecting.verdicts import Found, Verdict

CPU_SECONDS = 6
MEMORY = 768 * 1024 * 1024
_POLITENESS = 5
LIMITS = {
    resource.RLIMIT_CPU: CPU_SECONDS,
    resource.RLIMIT_AS: MEMORY,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NOFILE: 32,
}


def look_confined(look: Callable[[BinaryIO], None]) -> None:
    """Look at standard input within the limits and end the process with the verdict.

    ``look`` raises ``Found`` for what it refuses; whatever else it raises means that the file cannot be read.
    """
    _confine()
    try:
        look(sys.stdin.buffer)
        verdict = Verdict.SOUND
    except Found as found:
        verdict = found.verdict
    except (MemoryError, RecursionError):
        verdict = Verdict.TOO_COMPLEX
    except Exception:  # noqa: BLE001 - whatever the libraries raise over bytes that somebody made to hurt them
        verdict = Verdict.BROKEN
    # Without the usual farewells: what the bytes may have left behind in memory gets no turn.
    os._exit(verdict)


def _confine() -> None:
    os.nice(_POLITENESS)
    for what, most in LIMITS.items():
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):  # macOS knows no limit of address space; the others hold
            continue
    sys.stdin.buffer.seek(0)
