"""Find the code of a paper in its file: also in one that was changed, so that it can be said what it should be."""

import re
import zlib
from collections.abc import Iterator

from openhall.blocks.documents.facade import read_paper_code

#: The address that every paper leads to, as it stands in links, metadata and attachments of the file.
_ADDRESS = re.compile(rb"/V/([0-9A-Za-z]{26})(?![0-9A-Za-z])")
_STREAM = re.compile(rb"stream\r?\n")
#: Somebody's file must not keep the hall busy: so many streams are unpacked, and so much of them.
_MOST_STREAMS, _MOST_BYTES = 400, 8_000_000


def code_in(raw: bytes) -> str | None:
    """Return the first code of a paper that stands in a file, or ``None``."""
    for text in (raw, *_unpacked(raw)):
        for found in _ADDRESS.finditer(text):
            code = read_paper_code(found[1].decode("ascii"))
            if code:
                return code
    return None


def _unpacked(raw: bytes) -> Iterator[bytes]:
    room = _MOST_BYTES
    for count, begin in enumerate(_STREAM.finditer(raw)):
        if room <= 0 or count >= _MOST_STREAMS:
            return
        try:
            text = zlib.decompressobj().decompress(memoryview(raw)[begin.end() :], room)
        except zlib.error:
            continue
        room -= len(text)
        yield text
