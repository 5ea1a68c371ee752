"""Signed notes (C2SP signed-note) with Ed25519, and the checkpoint of a log as such a note (C2SP tlog-checkpoint)."""

import base64
import binascii
import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from openhall.kernel.merkle import HASH_SIZE

_ED25519 = b"\x01"
_KEY_SIZE, _ID_SIZE = 32, 4
_PRIVATE = "PRIVATE+KEY"
#: More than anybody signs; a note that is longer is not looked at.
_MOST_SIGNATURES = 100
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NotAKeyError(ValueError):
    """What was given is not a key as signed notes write them."""


class NotANoteError(ValueError):
    """A text is no note, or is not signed by the key that it should be signed by."""


@dataclass(frozen=True)
class VerifierKey:
    """A public key with its name; written ``name+id+base64``."""

    name: str
    public: bytes

    @cached_property
    def id(self) -> bytes:
        """The four bytes that name this key beside its name."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_ID_SIZE]

    @property
    def label(self) -> str:
        """Name and id as one word."""
        return f"{self.name}+{self.id.hex()}"

    def __str__(self) -> str:
        return f"{self.label}+{encoded(_ED25519 + self.public)}"

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Tell whether ``signature`` is this key's over ``message``."""
        try:
            self._checker.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    @cached_property
    def _checker(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.public)


@dataclass(frozen=True)
class SignerKey:
    """A private key with its name; written ``PRIVATE+KEY+name+id+base64`` as other programs for notes do."""

    name: str
    seed: bytes

    @cached_property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self._signer.public_key().public_bytes_raw())

    def written(self) -> str:
        """Return the line that a key file holds."""
        return f"{_PRIVATE}+{self.verifier.label}+{encoded(_ED25519 + self.seed)}"

    def sign(self, message: bytes) -> bytes:
        """Return the signature over ``message``: the same each time."""
        return self._signer.sign(message)

    def sign_note(self, text: str, *others: "SignerKey") -> str:
        """Return ``text`` as a note that this key has signed, and ``others`` below it."""
        signed = ((key, key.verifier.id + key.sign(text.encode())) for key in (self, *others))
        return f"{text}\n" + "".join(f"— {key.name} {encoded(signature)}\n" for key, signature in signed)

    @cached_property
    def _signer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How large a log is, and the root of its tree."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"


def read_verifier_key(line: str) -> VerifierKey:
    """Read a public key; raise ``NotAKeyError``."""
    name, key_id, public = _read_key(line.strip().split("+", 2))
    key = VerifierKey(name, public)
    if key.id.hex() != key_id:
        raise NotAKeyError("the key and its id do not belong together")
    return key


def read_verifier_keys(text: str) -> tuple[VerifierKey, ...]:
    """Read public keys, one a line, one at least; raise ``NotAKeyError``."""
    return tuple(read_verifier_key(line) for line in text.strip().split("\n"))


def read_signer_key(line: str) -> SignerKey:
    """Read a private key; raise ``NotAKeyError``."""
    bare = line.strip()
    if not bare.startswith(f"{_PRIVATE}+"):
        raise NotAKeyError("this is no private key of a log")
    name, key_id, seed = _read_key(bare.removeprefix(f"{_PRIVATE}+").split("+", 2))
    key = SignerKey(name, seed)
    if key.verifier.id.hex() != key_id:
        raise NotAKeyError("the key and its id do not belong together")
    return key


def open_checkpoint(note: str, *keys: VerifierKey) -> Checkpoint:
    """Return the checkpoint in a note that one of ``keys`` has signed; raise ``NotANoteError``."""
    lines = open_note(note, *keys).split("\n")
    # Lines after the third are allowed by the format, but nobody could check them: we write and accept none.
    if len(lines) != 4 or lines[3] or not lines[0] or not _SIZE.fullmatch(lines[1]):  # noqa: PLR2004 - three lines, each ended
        raise NotANoteError("the note is no checkpoint")
    root = decoded(lines[2])
    if root is None or len(root) != HASH_SIZE:
        raise NotANoteError("the checkpoint has no root")
    return Checkpoint(lines[0], int(lines[1]), root)


def open_note(note: str, *keys: VerifierKey) -> str:
    """Return the text of a note that one of ``keys`` has signed; signatures of others do not matter.

    Each signature of theirs has to fit.
    """
    text, gap, signed = note.rpartition("\n\n")
    lines = signed.split("\n")
    if not gap or lines.pop() or _CONTROL.search(note) or len(lines) > _MOST_SIGNATURES:
        raise NotANoteError("the text is no signed note")
    text += "\n"
    signatures = [(key, _signature_by(line, key)) for line in lines for key in keys]
    ours = [(key, signature) for key, signature in signatures if signature is not None]
    if not ours:
        raise NotANoteError(f"the note is not signed by {' or '.join(key.label for key in keys)}")
    for key, signature in ours:
        if not key.has_signed(text.encode(), signature):
            raise NotANoteError(f"the signature of {key.label} does not fit the note")
    return text


def encoded(value: bytes) -> str:
    """Return bytes as base64."""
    return base64.b64encode(value).decode()


def decoded(text: str) -> bytes | None:
    """Return the bytes of base64 that is written in the one way it can be, else ``None``."""
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return value if encoded(value) == text else None


def _signature_by(line: str, key: VerifierKey) -> bytes | None:
    found = _LINE.fullmatch(line)
    value = decoded(found[2]) if found else None
    if found is None or value is None:
        raise NotANoteError("a line below the note is no signature")
    if found[1] != key.name or value[:_ID_SIZE] != key.id:
        return None
    return value[_ID_SIZE:]


def _read_key(parts: list[str]) -> tuple[str, str, bytes]:
    if len(parts) != 3 or not parts[0] or re.search(r"\s", parts[0]):  # noqa: PLR2004 - name, id and key
        raise NotAKeyError("a key is written name+id+base64")
    value = decoded(parts[2])
    if value is None or len(value) != 1 + _KEY_SIZE or value[:1] != _ED25519:
        raise NotAKeyError("this is no Ed25519 key")
    return parts[0], parts[1], value[1:]
