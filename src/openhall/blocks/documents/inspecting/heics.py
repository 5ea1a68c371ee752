"""Look at a photograph of a telephone (HEIC): its size, whether all of it is there, and whether it can be drawn."""

from io import BytesIO
from typing import BinaryIO

import pillow_heif

from openhall.blocks.documents.inspecting.confinement import look_confined
from openhall.blocks.documents.inspecting.verdicts import Found, Verdict
from openhall.blocks.documents.rules import MOST_PIXELS, is_other_file

_HEADER = 8


def look(source: BinaryIO) -> None:
    """Refuse what is too large, cut off, or another file as well."""
    data = source.read()
    end = _end_of(data)
    if is_other_file(data[end:]):
        raise Found(Verdict.TWO_FACED)
    pillow_heif.options.DECODE_THREADS = 1
    pictures = pillow_heif.open_heif(BytesIO(data), convert_hdr_to_8bit=True)
    width, height = pictures.size
    if width * height > MOST_PIXELS:
        raise Found(Verdict.TOO_MANY_PIXELS)
    pictures[pictures.primary_index].load()


def _end_of(data: bytes) -> int:
    """Walk over the boxes of the file and return where the last one ends; a box past the end was cut off."""
    place = 0
    while place + _HEADER <= len(data) and data[place + 4 : place + 8].isalnum():
        size = int.from_bytes(data[place : place + 4])
        if size == 1:
            size = int.from_bytes(data[place + 8 : place + 16])
        elif not size:
            return len(data)
        if size < _HEADER or place + size > len(data):
            raise Found(Verdict.BROKEN)
        place += size
    return place


if __name__ == "__main__":
    look_confined(look)
