"""Lengths of time as ISO 8601 writes them (``P28D``, ``PT2H30M``): weeks, days, hours, minutes and seconds.

Years and months have no fixed length; who needs them counts days of a calendar.
"""

import re
from datetime import datetime, timedelta

_WRITTEN = re.compile(
    r"P(?=[0-9T])(?:(?P<weeks>[0-9]{1,4})W)?(?:(?P<days>[0-9]{1,5})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,6})H)?(?:(?P<minutes>[0-9]{1,6})M)?(?:(?P<seconds>[0-9]{1,8})S)?)?"
)


def read_duration(written: str) -> timedelta:
    """Return a written length of time; raise ``ValueError`` for anything else."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise ValueError(f"“{written}” is no length of time such as P28D or PT2H")
    return timedelta(**{unit: int(count) for unit, count in found.groupdict().items() if count})


def moment_after(moment: datetime, written: str) -> datetime:
    """Return the moment that lies a written length of time after ``moment``."""
    return moment + read_duration(written)
