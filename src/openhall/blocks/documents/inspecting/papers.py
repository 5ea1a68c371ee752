"""Look at a PDF: its pages and parts, what it would unpack to, and whether it would do anything by itself."""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from openhall.blocks.documents.inspecting.confinement import look_confined
from openhall.blocks.documents.inspecting.verdicts import Found, Verdict
from openhall.blocks.documents.rules import MOST_PAGES, MOST_PIXELS, is_other_file

_MOST_OBJECTS = 50_000
#: What all compressed parts together may unpack to; a scan of forty pages in colour is half of it.
_MOST_UNPACKED = 768 * 1024 * 1024
_STEP = 1024 * 1024
_END = b"%%EOF"
#: Names that make a paper act, carry files, or ask a program other than a reader of papers.
_ACTS = frozenset(
    {"/JS", "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/RichMedia", "/RichMediaExecute"}
    | {"/EF", "/EmbeddedFile", "/EmbeddedFiles", "/FileAttachment", "/XFA", "/Movie", "/Sound", "/Rendition", "/3D"}
)
#: The longer of them in the bare bytes as well: a reader that repairs papers may find what no table lists.
_BARE_ACTS = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFile|SubmitForm|ImportData|RichMedia)")
_DISGUISED = re.compile(rb"#([0-9A-Fa-f]{2})")
_UNPACKS = frozenset({"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL", "/BrotliDecode"})
_FLATE = frozenset({"/FlateDecode", "/Fl"})


def look(source: BinaryIO) -> None:
    """Refuse what is too large, locked, alive, cut off, or another file as well."""
    data = source.read()
    _look_at_bytes(data)
    reader = PdfReader(BytesIO(data), strict=False)
    if "/Encrypt" in reader.trailer:
        raise Found(Verdict.LOCKED)
    names = [(number, generation) for generation, table in reader.xref.items() for number in table]
    names += [(number, 0) for number in reader.xref_objStm]
    if len(names) > _MOST_OBJECTS:
        raise Found(Verdict.TOO_COMPLEX)
    budget = _Budget()
    for number, generation in names:
        for part in _within(reader.get_object(IndirectObject(number, generation, reader))):
            _look_at_part(part, budget)
    _count_pages(reader)


def _look_at_bytes(data: bytes) -> None:
    end = data.rfind(_END)
    if end < 0:
        raise Found(Verdict.BROKEN)
    if is_other_file(data[end + len(_END) :]):
        raise Found(Verdict.TWO_FACED)
    if _BARE_ACTS.search(_DISGUISED.sub(lambda found: bytes([int(found[1], 16)]), data)):
        raise Found(Verdict.ACTIVE)


def _within(thing: PdfObject | None) -> Iterator[DictionaryObject]:
    """Yield the dictionaries that stand directly in an object; what it only points to has its own turn."""
    waiting: list[PdfObject | None] = [thing]
    while waiting:
        part = waiting.pop()
        if isinstance(part, DictionaryObject):
            yield part
            waiting += [part.raw_get(name) for name in part]
        elif isinstance(part, ArrayObject):
            waiting += list.__iter__(part)


def _look_at_part(part: DictionaryObject, budget: "_Budget") -> None:
    values = (part.raw_get(name) for name in ("/S", "/Subtype", "/Type") if name in part)
    if not _ACTS.isdisjoint(part) or not _ACTS.isdisjoint(str(value) for value in values):
        raise Found(Verdict.ACTIVE)
    if isinstance(part, StreamObject):
        _look_at_picture(part)
        budget.take(part)


def _look_at_picture(part: StreamObject) -> None:
    """Hold a picture to the same size as one that comes alone; a plan in black and white has more points."""
    if part.get("/Subtype") == "/Image":
        bits = min(8, int(part.get("/BitsPerComponent", 8)))
        if int(part.get("/Width", 0)) * int(part.get("/Height", 0)) * bits > MOST_PIXELS * 8:
            raise Found(Verdict.TOO_MANY_PIXELS)


class _Budget:
    """What all compressed parts of a paper may unpack to."""

    def __init__(self) -> None:
        self._left = _MOST_UNPACKED

    def take(self, part: StreamObject) -> None:
        """Unpack a part into nothing; refuse one that is packed twice, as only a bomb is."""
        named = part.get("/Filter")
        filters = [str(each) for each in named] if isinstance(named, ArrayObject) else [str(named)]
        packers = [each for each in filters if each in _UNPACKS]
        if len(packers) > 1:
            raise Found(Verdict.TOO_COMPLEX)
        if packers and filters[0] in _FLATE:
            self._inflate(part._data)  # noqa: SLF001 - the packed bytes; every public way unpacks them whole

    def _inflate(self, packed: bytes) -> None:
        inflater = zlib.decompressobj()
        while packed and not inflater.eof:
            try:
                self._left -= len(inflater.decompress(packed, _STEP))
            except zlib.error:  # a reader shows what came before the damage
                return
            if self._left < 0:
                raise Found(Verdict.TOO_COMPLEX)
            packed = inflater.unconsumed_tail


def _count_pages(reader: PdfReader) -> None:
    """Walk the tree of pages; a branch that is reached twice makes a few bytes into millions of pages."""
    waiting, seen, pages = [reader.root_object.raw_get("/Pages")], set[int](), 0
    while waiting:
        reference = waiting.pop()
        if not isinstance(reference, IndirectObject) or reference.idnum in seen:
            raise Found(Verdict.TOO_COMPLEX)
        seen.add(reference.idnum)
        node = reference.get_object()
        children = node.get("/Kids") if isinstance(node, DictionaryObject) else None
        if isinstance(children, ArrayObject):
            waiting += list.__iter__(children)
        else:
            pages += 1
        if pages > MOST_PAGES:
            raise Found(Verdict.TOO_MANY_PAGES)
    if not pages:
        raise Found(Verdict.BROKEN)


if __name__ == "__main__":
    look_confined(look)
