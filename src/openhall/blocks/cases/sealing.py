"""What belongs to a case and is personal: sealed under its owner's key, each bound to its place."""

from collections.abc import Mapping
from typing import Any, Protocol

import msgspec

from openhall.blocks.cases.models import Case
from openhall.blocks.journal.facade import Reader, opened_to_compare, seal, unseal


class Versioned(Protocol):
    """What was submitted under a version of a service."""

    @property
    def service(self) -> str: ...  # noqa: D102 - an attribute of cases
    @property
    def version(self) -> int: ...  # noqa: D102 - as above
    @property
    def revision(self) -> int: ...  # noqa: D102 - as above


_object = msgspec.json.Decoder(dict[str, Any])


def context_of(reference: str, part: str = "") -> bytes:
    """Return what something sealed is bound to: it opens in no other place. Without a part: the case's own answers."""
    return f"case:{reference}{'/' if part else ''}{part}".encode()


def entry_key_of(reference: str) -> str:
    """Name the key of what a case wrote into a register: the entry stays readable when the case is erased."""
    return f"entry:{reference}"


def basis_of(case: Versioned) -> str:
    """Return by which law data of a case are read: that of its service, in the version that it was submitted under."""
    return f"{case.service}@{case.version}.{case.revision}"


def seal_part(case: Case, part: str, value: Mapping[str, Any]) -> bytes:
    """Seal a value of a case."""
    return seal(owner=case.owner, plain=msgspec.json.encode(value), context=context_of(case.reference, part))


def unseal_part(case: Case, part: str, sealed: bytes | memoryview, reader: Reader) -> dict[str, Any]:
    """Open what ``seal_part`` sealed; the read is recorded."""
    plain = unseal(owner=case.owner, sealed=bytes(sealed), context=context_of(case.reference, part), reader=reader)
    return _object.decode(plain)


def open_part(case: Case, part: str, sealed: bytes | memoryview) -> dict[str, Any]:
    """Open what ``seal_part`` sealed, to compare it; it is handed out to nobody. Empty where it has no key any more."""
    context = context_of(case.reference, part)
    plain = opened_to_compare(owner=case.owner, sealed=bytes(sealed), context=context)
    return _object.decode(plain) if plain else {}
