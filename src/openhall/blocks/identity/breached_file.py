"""Whether the file of leaked passwords would be found in: looked at all over, never read as a whole."""

import re
from pathlib import Path

from django.conf import settings

#: ASVS 5.0, V6.2.4, asks for so many at least. ``openhall check`` looks at so many places of the file.
FEWEST, _SAMPLES = 3000, 2000
_LINE = re.compile(rb"([0-9A-Fa-f]{40}):[0-9]{1,12}\r?\n?")
_SHORTEST, _LONGEST = 43, 64


def breached_faults() -> list[str]:
    """Return what is wrong with the file that the operator named; of one of any size some thousand lines are read."""
    path = settings.OPENHALL_BREACHED_PASSWORDS
    if not path:
        return []
    try:
        wrong = _wrong_with(Path(path))
    except OSError as error:
        wrong = f"it cannot be read: {error.strerror}"
    return [f"OPENHALL_BREACHED_PASSWORDS: {path}: {wrong}"] if wrong else []


def _wrong_with(path: Path) -> str:
    size = path.stat().st_size
    if size < FEWEST * _SHORTEST:
        return f"it holds fewer than {FEWEST} passwords"
    last = b""
    with path.open("rb") as file:
        for sample in range(_SAMPLES):
            file.seek(size * sample // _SAMPLES)
            if sample:
                file.readline(_LONGEST)
            # Two that stand beside each other, and then further on.
            for line in (file.readline(_LONGEST), file.readline(_LONGEST)):
                read = _LINE.fullmatch(line)
                if line and not read:
                    return f"no line of SHA-1 and count stands near byte {file.tell()}"
                if read and read[1].upper() < last:
                    return f"its lines are not ordered by hash near byte {file.tell()}"
                last = read[1].upper() if read else last
    return ""
