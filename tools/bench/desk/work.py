"""Who works in the hall that is measured, and what they have to do."""

import subprocess
import sys
from collections.abc import Sequence

import msgspec

from tools.bench.applying.subjects import Subject
from tools.bench.errors import BenchError
from tools.bench.servers import Site, environment
from tools.source import ROOT

_COMMAND = (sys.executable, "-m", "tools.bench.inside", "tools.bench.desk.staffing")
_PATIENCE = 240.0


class Wanted(msgspec.Struct, frozen=True):
    """So many tasks, of these services; so many officers in these offices and in those that have the tasks."""

    subjects: Sequence[Subject]
    tasks: int
    authorities: Sequence[str] = ()
    officers: int = 1
    #: Offices beside these that have somebody who works.
    others: int = 0


class Officer(msgspec.Struct, frozen=True):
    """Somebody who holds every post of an office, with the cookie of their session."""

    authority: str
    person: str
    cookie: str


class Task(msgspec.Struct, frozen=True):
    """An open task that can be approved."""

    id: int
    reference: str
    authority: str


class Work(msgspec.Struct, frozen=True):
    """Officers and tasks."""

    officers: Sequence[Officer]
    tasks: Sequence[Task]


def staffed(site: Site, wanted: Wanted) -> Work:
    """Have officers and tasks made by the code of the hall, in a process of its own."""
    done = subprocess.run(
        _COMMAND,
        input=msgspec.json.encode(wanted),
        cwd=ROOT,
        env=environment(site),
        check=False,
        capture_output=True,
        timeout=_PATIENCE,
    )
    if done.returncode:
        raise BenchError(f"There is no work for officers:\n{done.stderr.decode(errors='replace').strip()}")
    return msgspec.json.decode(done.stdout, type=Work)
