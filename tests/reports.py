"""What checking the jurisdictions of this house finds: asked once in a process, for it takes seconds."""

from copy import copy
from functools import cache
from pathlib import Path

from openhall.blocks.catalogue.facade import Report
from openhall.blocks.catalogue.workshop import check_jurisdiction

ROOT = Path(__file__).resolve().parents[1]


def report_of(name: str) -> Report:
    """Return the report of a jurisdiction as it lies in the house; it may be changed, but not what it holds."""
    return copy(_report_of(name))


@cache
def _report_of(name: str) -> Report:
    return check_jurisdiction(ROOT / "jurisdictions" / name, ROOT / "schemas")
