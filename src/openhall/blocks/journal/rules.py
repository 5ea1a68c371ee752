"""Is this document genuine? Decided from the document and the log's public key alone, without a database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from openhall.kernel.canonical import JSON, canonical, read_json
from openhall.kernel.merkle import HASH_SIZE, is_included, leaf_hash
from openhall.kernel.notes import NotANoteError, VerifierKey, decoded, open_checkpoint

ACKNOWLEDGEMENT, RECEIPT = "openhall-acknowledgement/1", "openhall-receipt/1"
SALT_SIZE = 16
_SIGNATURE_SIZE = 64
#: Above this a number of JSON is not exact everywhere.
_LARGEST = 2**53 - 1


class _Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    value: str


class _Acknowledgement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    type: str
    log: str
    statement: dict[str, Any]
    salt: str
    leaf: str
    signature: _Signature


class _Inclusion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    index: int
    size: int
    hashes: list[str]


class _Receipt(_Acknowledgement, frozen=True, forbid_unknown_fields=True):
    inclusion: _Inclusion
    checkpoint: str


_TYPES: Mapping[str, type[_Acknowledgement]] = {ACKNOWLEDGEMENT: _Acknowledgement, RECEIPT: _Receipt}
# What the library has to know of them, it learns now: two threads that make it learn at once end the process.
_KNOWN = [msgspec.json.Decoder(each) for each in _TYPES.values()]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a document is genuine, and if not why: codes, the first one the most telling.

    ``not-json``, ``not-a-document``, ``members``, ``other-log``, ``signature``, ``leaf``, ``checkpoint``,
    ``inclusion``. ``label`` names the key that the document says it is signed with; ``statement`` is what it says.
    """

    is_genuine: bool
    reasons: tuple[str, ...] = ()
    label: str = ""
    kind: str = ""
    statement: Mapping[str, JSON] | None = None

    @property
    def is_of_another_log(self) -> bool:
        """Tell whether another log's key would be needed to decide."""
        return "other-log" in self.reasons


def commitment_of(salt: bytes, statement: bytes) -> bytes:
    """Return what the tree holds of a statement: without the salt nobody can guess their way back."""
    return sha256(salt + statement).digest()


def verify_document(document: bytes, *keys: VerifierKey) -> Verdict:
    """Tell whether a receipt or acknowledgement is genuine: signed by one of ``keys``, every member as then."""
    try:
        claim = read_json(document)
    except ValueError:
        return Verdict(is_genuine=False, reasons=("not-json",))
    label = _label_of(claim)
    kind = claim.get("type") if isinstance(claim, dict) else None
    if not isinstance(claim, dict) or not isinstance(kind, str) or kind not in _TYPES:
        return Verdict(is_genuine=False, reasons=("not-a-document",), label=label)
    try:
        read = msgspec.convert(claim, _TYPES[kind])
    except msgspec.ValidationError:
        return Verdict(is_genuine=False, reasons=("members",), label=label)
    reasons = tuple(_faults(claim, read, keys))
    return Verdict(not reasons, reasons, label, kind, read.statement)


def signer_of(document: bytes) -> str:
    """Return the name and id of the key that a document says it is signed with, or nothing; it proves nothing."""
    try:
        return _label_of(read_json(document))
    except ValueError:
        return ""


def _label_of(claim: JSON) -> str:
    signature = claim.get("signature") if isinstance(claim, dict) else None
    label = signature.get("key") if isinstance(signature, dict) else None
    return label if isinstance(label, str) else ""


def _faults(claim: dict[str, JSON], read: _Acknowledgement, keys: Sequence[VerifierKey]) -> Iterator[str]:
    named = [each for each in keys if each.label == read.signature.key]
    key = next(iter(named or [each for each in keys if _is_signed(claim, read, each)]), keys[0])
    is_signed = _is_signed(claim, read, key)
    if read.signature.key != key.label and not is_signed:
        yield "other-log"
        return
    # A signature that is ours below another name is a changed name, not another log.
    if read.signature.key != key.label or read.log != key.name or not is_signed:
        yield "signature"
    leaf = _bytes(read.leaf, HASH_SIZE)
    if not leaf or leaf != _committed(read):
        yield "leaf"
    if isinstance(read, _Receipt):
        yield from _proof_faults(read, keys, leaf)


def _is_signed(claim: dict[str, JSON], read: _Acknowledgement, key: VerifierKey) -> bool:
    """Tell whether ``key`` has signed all members, its own name among them."""
    try:
        message = canonical({**claim, "signature": {"key": key.label}})
    except ValueError:
        return False
    return key.has_signed(message, _bytes(read.signature.value, _SIGNATURE_SIZE))


def _committed(read: _Acknowledgement) -> bytes:
    salt = _bytes(read.salt, SALT_SIZE)
    try:
        return commitment_of(salt, canonical(read.statement)) if salt else b""
    except ValueError:
        return b""


def _proof_faults(read: _Receipt, keys: Sequence[VerifierKey], leaf: bytes) -> Iterator[str]:
    try:
        checkpoint = open_checkpoint(read.checkpoint, *keys)
    except NotANoteError:
        yield "checkpoint"
        return
    if checkpoint.origin not in {key.name for key in keys}:
        yield "checkpoint"
    inclusion = read.inclusion
    proof = [_bytes(each, HASH_SIZE) for each in inclusion.hashes]
    is_known = inclusion.size == checkpoint.size <= _LARGEST and all(proof)
    if not is_known or not is_included(leaf_hash(leaf), inclusion.index, inclusion.size, proof, checkpoint.root):
        yield "inclusion"


def _bytes(text: str, size: int) -> bytes:
    """Return what base64 of just this size says, or nothing."""
    value = decoded(text)
    return value if value is not None and len(value) == size else b""
