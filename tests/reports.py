"""What checking the jurisdictions of this house finds: asked once in a run of the tests, for it takes seconds."""

import fcntl
import os
import pickle
from collections.abc import Collection, Sequence
from copy import copy
from functools import cache
from pathlib import Path

import pytest

from openhall.blocks.catalogue.facade import Report, Service
from openhall.blocks.catalogue.workshop import check_jurisdiction

ROOT = Path(__file__).resolve().parents[1]
#: A folder that lasts as long as a run of the tests, on all its databases.
_KEPT = "OPENHALL_TEST_KEPT"


def report_of(name: str) -> Report:
    """Return the report of a jurisdiction as it lies in the house; it may be changed, but not what it holds."""
    return copy(_report_of(name))


def names_of_services(name: str) -> list[str]:
    """Return what the services of a jurisdiction are called, by where their files lie: nothing is read for it."""
    folder = ROOT / "jurisdictions" / name / "services"
    files = (file.relative_to(folder).with_suffix("").as_posix() for file in folder.rglob("*.yaml"))
    return sorted(file.removesuffix("/service") for file in files)


def in_their_turn(names: Sequence[str], *, of: int, always: Collection[str] = ()) -> list[object]:
    """Return names for a test: one ``of`` so many, and some ``always``; ``make test-thorough`` takes the others."""
    turns = ((name, number % of == 0 or name in always) for number, name in enumerate(names))
    return [pytest.param(name, marks=() if is_its_turn else pytest.mark.thorough) for name, is_its_turn in turns]


@cache
def services_of(name: str) -> dict[str, Service]:
    """Return the services of a jurisdiction."""
    return {service.id: service for service in report_of(name).services}


@cache
def _report_of(name: str) -> Report:
    """Return what this process, or another one of the run, has found: no file of the house changes meanwhile."""
    if not os.environ.get(_KEPT):
        return check_jurisdiction(ROOT / "jurisdictions" / name, ROOT / "schemas")
    file = Path(os.environ[_KEPT]) / f"{name}.report"
    with file.open("a+b") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)
        kept.seek(0)
        if written := kept.read():
            report: Report = pickle.loads(written)  # noqa: S301 - our own, of this run
            return report
        report = check_jurisdiction(ROOT / "jurisdictions" / name, ROOT / "schemas")
        kept.write(pickle.dumps(report))
    return report
