"""Files for tests, made when asked for: sound ones of each kind, and their parts."""

import hashlib
import struct
import zlib
from collections.abc import Iterable
from functools import cache
from io import BytesIO

import pillow_heif
from PIL import Image


def picture(width: int = 320, height: int = 240) -> Image.Image:
    """Return a picture with enough in it that it does not pack to nothing."""
    rough = Image.frombytes("RGB", (40, 30), _noise(40 * 30 * 3))
    return rough.resize((width, height), Image.Resampling.BICUBIC)


@cache
def jpg(width: int = 320, height: int = 240, quality: int = 85, *, progressive: bool = False) -> bytes:
    """Return a photograph."""
    return _saved(picture(width, height), "JPEG", quality=quality, progressive=progressive)


@cache
def png(width: int = 320, height: int = 240, mode: str = "RGB") -> bytes:
    """Return a picture of a screen."""
    return _saved(picture(width, height).convert(mode), "PNG")


@cache
def heic(width: int = 320, height: int = 240) -> bytes:
    """Return a photograph as a telephone saves it."""
    target = BytesIO()
    pillow_heif.from_pillow(picture(width, height)).save(target, quality=60)
    return target.getvalue()


def dwg(size: int = 4096) -> bytes:
    """Return what begins like a drawing."""
    return b"AC1032\0\0\0\0\0" + _noise(size)


def pdf(pages: int = 1, *, more: Iterable[bytes] = (), catalogue: bytes = b"", trailer: bytes = b"") -> bytes:
    """Return a paper; ``more`` are further objects, ``catalogue`` and ``trailer`` entries of theirs."""
    kids = b" ".join(b"%d 0 R" % (3 + number) for number in range(pages))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
        *[page] * pages,
        *more,
    ]
    return pdf_of(objects, trailer)


def pdf_of(objects: Iterable[bytes], trailer: bytes = b"") -> bytes:
    """Return a paper of these objects; the first is the catalogue."""
    body, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    body += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(body)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return an object of a paper with packed content."""
    return packed_stream(zlib.compress(content, 9), entries)


def packed_stream(packed: bytes, entries: bytes = b"") -> bytes:
    """Return an object of a paper whose content was packed before."""
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), entries, packed)


def png_chunk(name: bytes, body: bytes) -> bytes:
    """Return a chunk with its check sum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _noise(size: int) -> bytes:
    return hashlib.shake_128(b"the same each time").digest(size)


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()
