"""``openhall verify``: is this receipt genuine, is the log what it was; 0 yes, 1 no, 2 cannot be told."""

import argparse
import sys
from pathlib import Path

from django.db import Error

from openhall.blocks.journal.facade import (
    KeyFileError,
    Verdict,
    known_log_verifiers,
    signer_of,
    verify_document,
    verify_log,
)
from openhall.kernel.notes import NotAKeyError, VerifierKey, read_verifier_keys

_TRUE, _FALSE, _CANNOT_TELL = 0, 1, 2
#: Larger than any receipt.
_MOST_BYTES = 1_000_000
_REASONS = {
    "not-json": "it is not JSON, or a member stands in it twice",
    "not-a-document": "it is neither a receipt nor an acknowledgement",
    "members": "a member is missing, too many, or not of its kind",
    "signature": "something in it is not as it was signed",
    "leaf": "the leaf is not the commitment to this statement and salt",
    "checkpoint": "the log has not signed this checkpoint",
    "inclusion": "the proof does not lead from the leaf to the checkpoint",
}


class _CannotTellError(Exception):
    """There is nothing to decide by."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    parser.add_argument("file", nargs="?", type=Path, help="a receipt or an acknowledgement")
    parser.add_argument("--key", type=Path, help="file with the log's public key (default: the log of OPENHALL_HOME)")
    parser.add_argument("--log", action="store_true", help="prove the whole log of this hall from its records")
    told = "a file with a checkpoint that was kept, from which the log must have grown"
    parser.add_argument("--checkpoint", type=Path, help=told)


def run(options: argparse.Namespace) -> int:
    """Verify one file or the log."""
    try:
        return _verify_log(options) if options.log else _verify_file(options)
    except (_CannotTellError, KeyFileError, NotAKeyError) as error:
        print(f"cannot tell: {error}", file=sys.stderr)
        return _CANNOT_TELL


def _verify_file(options: argparse.Namespace) -> int:
    if options.file is None:
        raise _CannotTellError("name a file, or --log")
    document = _read(options.file)
    keys = _keys(options.key)
    if not keys:
        signer = _shown(signer_of(document))
        raise _CannotTellError(f"this hall has no log, and no --key is given; the document says: signed by {signer}")
    verdict = verify_document(document, *keys)
    if verdict.is_of_another_log:
        signer = _shown(verdict.label)
        raise _CannotTellError(
            f"wrong log key: the document says: signed by {signer}; the key given is {keys[0].label}"
        )
    print(f"{options.file}: {'genuine' if verdict.is_genuine else 'NOT genuine'}")
    for line in _said(verdict) if verdict.is_genuine else [_REASONS[reason] for reason in verdict.reasons]:
        print(f"  {line}")
    return _TRUE if verdict.is_genuine else _FALSE


def _verify_log(options: argparse.Namespace) -> int:
    if options.file is not None:
        raise _CannotTellError("name a file or --log, not both")
    keys = _keys(options.key)
    if not keys:
        raise _CannotTellError("this hall has no log key, and no --key is given")
    kept = _read(options.checkpoint).decode("utf-8", "replace") if options.checkpoint else ""
    try:
        faults = verify_log(key=keys[0], before=keys[1:], kept=kept)
    except Error as error:
        raise _CannotTellError(f"the database cannot be read: {error}") from error
    for fault in faults:
        print(fault)
    print(
        f"the log {keys[0].name}: "
        + (f"{len(faults)} faults" if faults else "everything is as it was written and signed")
    )
    return _FALSE if faults else _TRUE


def _keys(path: Path | None) -> tuple[VerifierKey, ...]:
    return known_log_verifiers() if path is None else read_verifier_keys(_read(path).decode("utf-8", "replace"))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES)
    except OSError as error:
        raise _CannotTellError(f"{path} cannot be read: {error.strerror}") from error


def _said(verdict: Verdict) -> list[str]:
    members = verdict.statement or {}
    return [f"signed by {verdict.label}", *(f"{name}: {value}" for name, value in sorted(members.items()))]


def _shown(name: str) -> str:
    """Return words of a stranger's document without what could play tricks on a terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in name[:200]) or "nobody"
