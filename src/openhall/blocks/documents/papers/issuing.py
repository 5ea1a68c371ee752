"""Make a paper from beginning to end: set it, sign it, read it back, store it."""

from datetime import datetime
from hashlib import sha256
from io import BytesIO

from pypdf import PdfReader

from openhall.blocks.documents.papers.codes import new_paper_code, written_code
from openhall.blocks.documents.papers.definitions import PaperContent, PaperMismatch, SetPaper
from openhall.blocks.documents.papers.rules import lines_missing_from, missing_from
from openhall.blocks.documents.papers.setting import composed
from openhall.blocks.documents.papers.signing import signed
from openhall.blocks.documents.sealing import new_file_key, sealed
from openhall.blocks.documents.storing.places import current_scheme, store_of

_PIECE = 64 * 1024


def set_paper(
    *, content: PaperContent, now: datetime, code: str = "", credential: str = "", attachment: bytes = b""
) -> SetPaper:
    """Set, sign and store a paper, outside of any transaction; it is nobody's until ``keep_paper``.

    The finished file is read back before anything is stored: it must name the holder, the number, the case and the
    code, or ``PaperMismatch`` is raised. ``code`` is from ``new_paper_code`` (made here if there is none),
    ``credential`` the text of the second QR, ``attachment`` a credential to travel within the file. Raises
    ``PaperFault`` where there is no sound template. What is set and never kept is swept away after a day.
    """
    code = code or new_paper_code()
    data = composed(content, code=code, credential=credential, attachment=attachment, now=now)
    name = content.authority_name.get("en") or content.authority
    data = signed(data, authority=content.authority, name=name, now=now)
    seal_to_person(data, content, code)
    key, scheme = new_file_key(), current_scheme()
    pieces = (data[start : start + _PIECE] for start in range(0, len(data), _PIECE))
    address = store_of(scheme).put(sealed(key, pieces))
    return SetPaper(content, code, data, sha256(data).hexdigest(), now, key, scheme, address)


def seal_to_person(data: bytes, content: PaperContent, code: str) -> None:
    """Read a finished file back and refuse it, by ``PaperMismatch``, unless it is what was to be made for whom.

    What is read is the bytes themselves, after everything that was done to them: whatever went wrong on the way, a
    paper that names somebody else is not let out.
    """
    if not any(line.strip() for line in content.holder):
        raise PaperMismatch(missing="holder")
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    wanted = [("number", content.shown_number), ("subject", content.subject), ("code", written_code(code))]
    missing = missing_from(text, [line for _, line in wanted])
    told = ["holder"] if lines_missing_from(text, content.holder) else []
    # Which of them it was, and not what it says: that is personal.
    if told := [*told, *(name for name, line in wanted if line in missing)]:
        raise PaperMismatch(missing=", ".join(told))
