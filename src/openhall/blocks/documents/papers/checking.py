"""Is a file signed by this hall? The signature is looked at in a process of its own, within limits."""

from typing import IO, Literal

from cryptography.hazmat.primitives.serialization import Encoding

from openhall.blocks.documents.inspecting.process import BusyError, inspect_signature
from openhall.blocks.documents.inspecting.verdicts import Verdict
from openhall.blocks.documents.papers.certificates import root_certificates

#: ``signed``: by an office of ours, and nothing was changed since. ``altered``: changed since an office of ours signed
#: it. ``foreign``: signed by somebody else. ``unsigned``. ``unread``: it cannot be read, or not now.
Signature = Literal["signed", "altered", "foreign", "unsigned", "unread"]

#: Stands in the bare bytes of whatever is signed: without it nothing has to be started to look.
_MARK = b"/ByteRange"
_STEP = 1024 * 1024
_FOUND: dict[Verdict, Signature] = {
    Verdict.SOUND: "signed",
    Verdict.ALTERED: "altered",
    Verdict.FOREIGN: "foreign",
    Verdict.UNSIGNED: "unsigned",
}


def check_signature(file: IO[bytes]) -> Signature:
    """Tell whether a PDF carries a signature of this hall, and whether every byte is as it was signed.

    The time, memory and files of the look are bounded, whatever the bytes were made to do. It is no answer to whether
    a paper is still good: that stands with ``paper_by_sha256``.
    """
    if not _has_mark(file):
        return "unsigned"
    try:
        verdict = inspect_signature(file, [each.public_bytes(Encoding.DER) for each in root_certificates()])
    except BusyError:
        return "unread"
    return _FOUND.get(verdict, "unread")


def _has_mark(file: IO[bytes]) -> bool:
    file.seek(0)
    before = b""
    while piece := file.read(_STEP):
        if _MARK in before + piece:
            return True
        before = piece[-len(_MARK) :]
    return False
