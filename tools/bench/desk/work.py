"""Who works in the hall that is measured, and what they have to do."""

import subprocess
import sys
from collections.abc import Sequence

import msgspec

from tools.bench.applying.subjects import Subject
from tools.bench.errors import BenchError
from tools.bench.servers import Site, environment
from tools.bench.table import Figure, Target
from tools.source import ROOT

_STAFFING, _STEPPING = "tools.bench.desk.staffing", "tools.bench.desk.stepping"
_PATIENCE = 240.0
#: So many are completed for the figure of a step.
_STEPS = 400


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
    return msgspec.json.decode(_done(site, _STAFFING, wanted, "There is no work for officers"), type=Work)


def step_figure(site: Site, subjects: Sequence[Subject]) -> Figure:
    """Return the processor time of a task completed by the code of the hall, in milliseconds, without HTTP."""
    work = staffed(site, Wanted(subjects, _STEPS))
    spent = msgspec.json.decode(_done(site, _STEPPING, work, "No task could be completed"), type=float)
    return Figure(
        "processor time of a step, on this side of the database", spent, "ms", Target(2, " ms", is_ceiling=True)
    )


def _done(site: Site, program: str, given: msgspec.Struct, trouble: str) -> bytes:
    return run_inside(site, program, msgspec.json.encode(given), trouble)


def run_inside(site: Site, program: str, given: bytes, trouble: str) -> bytes:
    """Run a program of the bench by the hall's own code; return what it writes. ``trouble`` says what did not work."""
    done = subprocess.run(
        (sys.executable, "-m", "tools.bench.inside", program),
        input=given,
        cwd=ROOT,
        env=environment(site),
        check=False,
        capture_output=True,
        timeout=_PATIENCE,
    )
    if done.returncode:
        raise BenchError(f"{trouble}:\n{done.stderr.decode(errors='replace').strip()}")
    return done.stdout
