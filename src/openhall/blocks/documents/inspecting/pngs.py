"""Look at a PNG without drawing it: every chunk's check sum, and exactly as much data as its header promises."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from openhall.blocks.documents.inspecting.confinement import look_confined
from openhall.blocks.documents.inspecting.verdicts import Found, Verdict
from openhall.blocks.documents.rules import MOST_PIXELS, is_other_file

_SIGNATURE = 8
_STEP = 1024 * 1024
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
#: The seven passes of an interlaced picture: first column and row, and how far to the next.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_MOST_CHUNKS = 100_000


def look(source: BinaryIO) -> None:
    """Refuse what is too large, cut off, damaged, or another file as well."""
    data = source.read()
    chunks = _chunks(data)
    name, header, _ = next(chunks)
    if name != b"IHDR":
        raise Found(Verdict.BROKEN)
    unpacked = _Unpacked(_promised(header))
    for name, body, end in chunks:
        if name == b"IDAT":
            unpacked.add(body)
        if name == b"IEND":
            unpacked.finish()
            if is_other_file(data[end:]):
                raise Found(Verdict.TWO_FACED)
            return
    raise Found(Verdict.BROKEN)


def _chunks(data: bytes) -> Iterator[tuple[bytes, memoryview, int]]:
    """Yield name, content and end of each chunk whose check sum is right."""
    view, place = memoryview(data), _SIGNATURE
    for _ in range(_MOST_CHUNKS):
        length = int.from_bytes(view[place : place + 4])
        end = place + 12 + length
        if end > len(data) or zlib.crc32(view[place + 4 : end - 4]) != int.from_bytes(view[end - 4 : end]):
            raise Found(Verdict.BROKEN)
        yield bytes(view[place + 4 : place + 8]), view[place + 8 : end - 4], end
        place = end
    raise Found(Verdict.TOO_COMPLEX)


def _promised(header: memoryview) -> int:
    """Return how many bytes the picture has when unpacked."""
    width, height = int.from_bytes(header[:4]), int.from_bytes(header[4:8])
    if not width * height:
        raise Found(Verdict.BROKEN)
    if width * height > MOST_PIXELS:
        raise Found(Verdict.TOO_MANY_PIXELS)
    bits = header[8] * _CHANNELS[header[9]]
    if not header[12]:
        return _bytes(width, height, bits)
    steps = ((-(-(width - x) // dx), -(-(height - y) // dy)) for x, y, dx, dy in _PASSES)
    return sum(_bytes(across, down, bits) for across, down in steps)


def _bytes(width: int, height: int, bits: int) -> int:
    """Return the size of so many lines, each with the byte that names its filter."""
    return height * (1 + (width * bits + 7) // 8) if width > 0 and height > 0 else 0


class _Unpacked:
    """Counts what the data unpacks to, and keeps none of it."""

    def __init__(self, promised: int) -> None:
        self._left = promised
        self._inflater = zlib.decompressobj()

    def add(self, body: memoryview) -> None:
        given: bytes | memoryview = body
        while given and not self._inflater.eof:
            self._left -= len(self._inflater.decompress(given, _STEP))
            given = self._inflater.unconsumed_tail
            if self._left < 0:
                raise Found(Verdict.TOO_COMPLEX)

    def finish(self) -> None:
        if self._left:
            raise Found(Verdict.BROKEN)


if __name__ == "__main__":
    look_confined(look)
