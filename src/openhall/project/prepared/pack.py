"""A pack: many finished responses in one file that all processes map into memory and share."""

import gzip
import mmap
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import msgspec

from openhall.ui.responses import PublicResponse

INDEX, BODIES = "index.json", "bodies.bin"
#: Below this the gzip frame costs more than it saves.
_WORTH_COMPRESSING = 512
_COMPRESSIBLE = ("text/", "application/json", "application/ld+json", "application/xml", "application/manifest+json")
_FOREVER = "public, max-age=31536000, immutable"
_UNTIL_PUBLICATION = "no-cache"


class Entry(msgspec.Struct, array_like=True):
    """Where the bytes of one address stand in the bodies, plain and compressed (0 long: not compressed)."""

    offset: int
    size: int
    packed_offset: int
    packed_size: int
    etag: str
    headers: list[tuple[str, str]]
    needs_no_query: bool

    @property
    def is_permanent(self) -> bool:
        """Tell whether the address names its content, so that it may be answered for as long as somebody asks."""
        return ("Cache-Control", _FOREVER) in self.headers


class Index(msgspec.Struct):
    """All addresses of a pack, and the publication that they show."""

    publication: str
    entries: dict[str, Entry]


def write_pack(folder: Path, publication: str, responses: Iterable[PublicResponse]) -> int:
    """Write ``responses`` into ``folder``; return how many."""
    entries: dict[str, Entry] = {}
    with (folder / BODIES).open("wb") as bodies:
        for response in responses:
            offset, packed_offset = bodies.tell(), bodies.tell() + len(response.body)
            packed = _compress(response)
            bodies.write(response.body)
            bodies.write(packed)
            etag = sha256(response.body).hexdigest()[:20]
            entries[response.path] = Entry(
                offset=offset,
                size=len(response.body),
                packed_offset=packed_offset,
                packed_size=len(packed),
                etag=etag,
                headers=_headers(response),
                needs_no_query=response.needs_no_query,
            )
    (folder / INDEX).write_bytes(msgspec.json.encode(Index(publication, entries)))
    return len(entries)


def _compress(response: PublicResponse) -> bytes:
    worth = len(response.body) >= _WORTH_COMPRESSING and response.media_type.startswith(_COMPRESSIBLE)
    # A fixed time in the frame: equal pages make equal bytes.
    return gzip.compress(response.body, 9, mtime=0) if worth else b""


def _headers(response: PublicResponse) -> list[tuple[str, str]]:
    headers = [
        ("Content-Type", response.media_type),
        ("Cache-Control", _FOREVER if response.is_permanent else _UNTIL_PUBLICATION),
    ]
    if response.language:
        headers.append(("Content-Language", response.language))
    own = {name.lower() for name in response.headers}
    return [header for header in headers if header[0].lower() not in own] + list(response.headers.items())


_index = msgspec.json.Decoder(Index)


class Pack:
    """A pack that is read: the index in memory, the bodies mapped."""

    def __init__(self, folder: Path) -> None:
        index = _index.decode((folder / INDEX).read_bytes())
        self.folder = folder
        self.publication = index.publication
        self.entries = index.entries
        with (folder / BODIES).open("rb") as file:
            self._bodies = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def body(self, entry: Entry) -> bytes:
        """Return the plain bytes of an entry."""
        return self._bodies[entry.offset : entry.offset + entry.size]

    def packed(self, entry: Entry) -> bytes:
        """Return the compressed bytes of an entry."""
        return self._bodies[entry.packed_offset : entry.packed_offset + entry.packed_size]

    def texts(self, prefix: str) -> dict[str, str]:
        """Return the pieces whose name begins with ``prefix``, as text."""
        return {name: self.body(entry).decode() for name, entry in self.entries.items() if name.startswith(prefix)}
