"""What belongs to a case and is personal: sealed under its owner's key, each bound to its place."""

from collections.abc import Mapping
from typing import Any

import msgspec

from openhall.blocks.cases.models import Case
from openhall.blocks.journal.facade import Reader, seal, unseal

_object = msgspec.json.Decoder(dict[str, Any])


def context_of(reference: str, part: str = "") -> bytes:
    """Return what something sealed is bound to: it opens in no other place. Without a part: the case's own answers."""
    return f"case:{reference}{'/' if part else ''}{part}".encode()


def seal_part(case: Case, part: str, value: Mapping[str, Any]) -> bytes:
    """Seal a value of a case."""
    return seal(owner=case.owner, plain=msgspec.json.encode(value), context=context_of(case.reference, part))


def unseal_part(case: Case, part: str, sealed: bytes | memoryview, reader: Reader) -> dict[str, Any]:
    """Open what ``seal_part`` sealed; the read is recorded."""
    plain = unseal(owner=case.owner, sealed=bytes(sealed), context=context_of(case.reference, part), reader=reader)
    return _object.decode(plain)
