"""Everything that a file has to pass before it is kept, the cheap looks first."""

from collections.abc import Mapping

from openhall.blocks.documents.definitions import FileRefused, Limits
from openhall.blocks.documents.inspecting.process import BusyError, inspect
from openhall.blocks.documents.inspecting.verdicts import Verdict
from openhall.blocks.documents.rules import (
    CEILING,
    HEAD,
    MOST_PAGES,
    MOST_PIXELS,
    TAIL,
    accepted_kinds,
    has_second_face,
    is_packed,
    kind_of,
    png_pixels,
)
from openhall.blocks.documents.scanning.scanners import ScannerAwayError, infection_in
from openhall.blocks.documents.spooling import Spool

#: The refusal for each verdict: its code, and what fills its sentence.
_REFUSALS: Mapping[Verdict, tuple[str, Mapping[str, int]]] = {
    Verdict.BROKEN: ("file-broken", {}),
    Verdict.TOO_MANY_PIXELS: ("file-too-many-pixels", {"most": MOST_PIXELS}),
    Verdict.TOO_MANY_PAGES: ("file-too-many-pages", {"most": MOST_PAGES}),
    Verdict.TOO_COMPLEX: ("file-too-complex", {}),
    Verdict.LOCKED: ("file-locked", {}),
    Verdict.ACTIVE: ("file-active", {}),
    Verdict.TWO_FACED: ("file-two-faced", {}),
}


def examine(spool: Spool, limits: Limits) -> str:
    """Return the kind of a file that may be kept; raise ``FileRefused`` for any other."""
    _weigh(spool, limits)
    kind = _recognise(spool, limits)
    try:
        verdict = inspect(kind, spool.file)
    except BusyError as error:
        raise FileRefused("file-check-busy") from error
    if verdict is not Verdict.SOUND:
        raise _refusal(verdict)
    _scan(spool)
    return kind


def _weigh(spool: Spool, limits: Limits) -> None:
    most = min(limits.max_bytes, CEILING)
    if not spool.size:
        raise FileRefused("file-empty")
    if spool.size > most:
        raise FileRefused("file-too-large", most=most)


def _recognise(spool: Spool, limits: Limits) -> str:
    head = spool.head(HEAD)
    kind, kinds = kind_of(head), accepted_kinds(limits.accept)
    if kind is None or kind not in kinds:
        raise FileRefused("file-packed" if is_packed(head) else "file-kind", kinds=tuple(sorted(kinds)))
    if has_second_face(kind, head, spool.tail(TAIL)):
        raise FileRefused("file-two-faced")
    if kind == "png" and png_pixels(head) > MOST_PIXELS:
        raise _refusal(Verdict.TOO_MANY_PIXELS)
    return kind


def _scan(spool: Spool) -> None:
    try:
        found = infection_in(spool.pieces())
    except ScannerAwayError as error:
        raise FileRefused("file-scanner-away") from error
    if found:
        raise FileRefused("file-infected")


def _refusal(verdict: Verdict) -> FileRefused:
    code, params = _REFUSALS[verdict]
    return FileRefused(code, **params)
