"""What a file is by its first bytes, which kinds a question accepts, and names that are safe to show."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

MEGABYTE = 1_000_000
#: No file is larger, whatever a definition says. The largest that any definition asks for is 30 MB.
CEILING = 50 * MEGABYTE
#: Uploads that name no question: these kinds, because the question is checked again when they are handed in.
EVERYDAY = ("pdf", "jpg", "png", "heic")
#: A picture of more points than this is refused from its header, before anything is unpacked.
MOST_PIXELS = 80_000_000
MOST_PAGES = 1_000

MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "heic": "image/heic",
    "dwg": "image/vnd.dwg",
}
#: What else a question accepts that accepts the first: telephones photograph in HEIC and say JPG.
_ALSO: Mapping[str, tuple[str, ...]] = {"jpg": ("heic",), "jpeg": ("jpg", "heic"), "heif": ("heic",)}
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
_PACKED = (b"PK", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")

#: How much of a file is looked at for a second face: what browsers sniff, and where ZIP readers look.
HEAD, TAIL = 1536, 66_000
#: Long enough that no sound picture has one by chance: of “<%” alone every fiftieth would.
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|script|svg|iframe|body|head|\?php)|<\?php|<%[@=!#]?\s*[a-z]{3}", re.IGNORECASE
)
_OTHER_FILES = (b"%PDF-", b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"MZ\x90\x00", b"\x7fELF", b"#!/")
_ZIP_END = b"PK\x05\x06"
_ZIP_END_SIZE = 22

_LONGEST_NAME = 120
_MOST_MARKS = 4
_PATH = re.compile(r"[/\\]")


def kind_of(head: bytes) -> str | None:
    """Return the kind of a file from its first bytes, or ``None`` for one that is never accepted."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"%PDF-"):
        return "pdf"
    if re.match(rb"AC10\d\d\0", head):
        return "dwg"
    return "heic" if _is_heif(head) else None


def is_packed(head: bytes) -> bool:
    """Tell whether these are the first bytes of an archive or an office document: it can be saved as PDF."""
    return head.startswith(_PACKED)


def accepted_kinds(accept: Iterable[str]) -> frozenset[str]:
    """Return the kinds that ``accept`` of a definition lets in."""
    named = {each.lower().lstrip(".") for each in accept}
    return frozenset(named.union(*(_ALSO.get(each, ()) for each in named)) & MEDIA_TYPES.keys())


def has_second_face(kind: str, head: bytes, tail: bytes) -> bool:
    """Tell whether a file that begins as ``kind`` would also pass for a web page, a PDF or an archive."""
    if _MARKUP.search(head[:HEAD]) or (kind != "pdf" and b"%PDF-" in head[:HEAD]):
        return True
    return _ends_as_zip(tail)


def is_other_file(after: bytes) -> bool:
    """Tell whether what follows the end of a picture or paper is a file of its own."""
    bare = after.lstrip(b"\0\t\n\r ")
    return bare.startswith(_OTHER_FILES) or _MARKUP.search(after) is not None


def png_pixels(head: bytes) -> int:
    """Return how many points the header of a PNG promises; 0 when it has no header."""
    if head[12:16] != b"IHDR":
        return 0
    return int.from_bytes(head[16:20]) * int.from_bytes(head[20:24])


def safe_name(given: str, kind: str) -> str:
    """Return a file's name as it was given, without what could mislead its reader or reach outside its line.

    Folders, control characters and marks that turn the direction of writing go; so does a flood of accents.
    """
    last = _PATH.split(given.replace("\0", ""))[-1]
    seen = "".join(_calmed(unicodedata.normalize("NFC", last))).strip(" .")
    if len(seen) > _LONGEST_NAME:
        stem, dot, ending = seen.rpartition(".")
        kept = f"{dot}{ending}" if stem and len(ending) <= len("jpeg") else ""
        seen = f"{seen[: _LONGEST_NAME - len(kept) - 1]}…{kept}"
    return seen or f"file.{kind}"


def _calmed(text: str) -> Iterable[str]:
    marks = 0
    for sign in text:
        category = unicodedata.category(sign)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if category not in {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"} and marks <= _MOST_MARKS:
            yield " " if category == "Zs" else sign


def _is_heif(head: bytes) -> bool:
    size = int.from_bytes(head[:4])
    if head[4:8] != b"ftyp" or not 16 <= size <= len(head):  # noqa: PLR2004 - a box with one brand
        return False
    brands = {head[8:12], *(head[place : place + 4] for place in range(16, size, 4))}
    return not brands.isdisjoint(_HEIF_BRANDS)


def _ends_as_zip(tail: bytes) -> bool:
    """Look for the record that ends every ZIP: its comment reaches exactly to the end of the file, or nearly."""
    place = tail.rfind(_ZIP_END)
    while place >= 0:
        left = len(tail) - place - _ZIP_END_SIZE
        if left >= int.from_bytes(tail[place + 20 : place + 22], "little"):
            return True
        place = tail.rfind(_ZIP_END, 0, place)
    return False
