"""Look at a JPEG: its size, where it ends, what follows, and whether it can be drawn."""

import re
from io import BytesIO
from typing import BinaryIO

from PIL import Image

from openhall.blocks.documents.inspecting.confinement import look_confined
from openhall.blocks.documents.inspecting.verdicts import Found, Verdict
from openhall.blocks.documents.rules import MOST_PIXELS, is_other_file

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
#: Markers without a length: restarts, and one of old times.
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
#: In the drawn data, what is neither a stuffed 0xFF nor a restart.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
#: Scans of a progressive picture: a camera writes ten, a bomb thousands.
_MOST_SCANS = 100


def look(source: BinaryIO) -> None:
    """Refuse what is too large, cut off, or another file as well."""
    data = source.read()
    end = _end_of(data)
    # Telephones put a second picture or a short film behind the first; only what another program would open is refused.
    if is_other_file(data[end:]):
        raise Found(Verdict.TWO_FACED)
    Image.MAX_IMAGE_PIXELS = None  # looked at above, with our own limit
    with Image.open(BytesIO(data), formats=["JPEG"]) as picture:
        # An eighth of the size is unpacked an order faster and shows just as well that all the data is there.
        picture.draft("L", (picture.width // 8, picture.height // 8))
        picture.load()


def _end_of(data: bytes) -> int:
    """Walk from marker to marker and return where the picture ends."""
    place, scans = 2, 0
    while data[place : place + 1] == b"\xff":
        marker = data[place + 1]
        if marker == _END:
            return place + 2
        if marker in _BARE or marker == 0xFF:  # noqa: PLR2004 - a filler
            place += 1 if marker == 0xFF else 2  # noqa: PLR2004
            continue
        length = int.from_bytes(data[place + 2 : place + 4])
        if marker in _FRAMES:
            _refuse_size(data[place + 4 : place + length + 2])
        place += 2 + length
        if marker == _SCAN:
            scans += 1
            place = _after_scan(data, place, scans)
    raise Found(Verdict.BROKEN)


def _refuse_size(frame: bytes) -> None:
    if int.from_bytes(frame[1:3]) * int.from_bytes(frame[3:5]) > MOST_PIXELS:
        raise Found(Verdict.TOO_MANY_PIXELS)


def _after_scan(data: bytes, place: int, scans: int) -> int:
    marker = _NEXT_MARKER.search(data, place)
    if scans > _MOST_SCANS:
        raise Found(Verdict.TOO_COMPLEX)
    if marker is None:
        raise Found(Verdict.BROKEN)
    return marker.start()


if __name__ == "__main__":
    look_confined(look)
