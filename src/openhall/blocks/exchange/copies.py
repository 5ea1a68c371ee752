"""Copies of what outside sources answered: dated, with the signature of the source, sealed for the person."""

from datetime import datetime
from typing import Any

import msgspec

from openhall.blocks.exchange.definitions import Answered, Asking, FactSource
from openhall.blocks.exchange.models import Copy
from openhall.blocks.journal.facade import KeyDestroyedError, Reader, seal, unseal


class _Kept(msgspec.Struct):
    values: dict[str, Any]
    signed: str = ""


_kept = msgspec.json.Decoder(_Kept)


def copy_of(source: FactSource, asking: Asking, reader: Reader) -> Answered | None:
    """Return the copy of what a source last answered about somebody, or ``None``."""
    row = Copy.objects.filter(person=asking.person, organisation=asking.organisation, source=source.id).first()
    if row is None:
        return None
    try:
        plain = unseal(
            owner=row.owner,
            sealed=bytes(row.sealed),
            context=context_of_copy(source.id, asking.organisation),
            reader=reader,
        )
    except KeyDestroyedError:
        return None
    kept = _kept.decode(plain)
    return Answered(kept.values, row.as_of, kept.signed)


def keep_copy(source: FactSource, asking: Asking, answered: Answered, now: datetime) -> None:
    """Keep an answer in the place of the one before; an older one never takes the place of a newer."""
    owner = f"person:{asking.person}"
    plain = msgspec.json.encode(_Kept(dict(answered.values), answered.signed))
    sealed = seal(owner=owner, plain=plain, context=context_of_copy(source.id, asking.organisation))
    values = {"owner": owner, "as_of": answered.as_of, "fetched_at": now, "sealed": sealed}
    whose = {"person": asking.person, "organisation": asking.organisation, "source": source.id}
    _, is_new = Copy.objects.get_or_create(**whose, defaults=values)
    if not is_new:
        Copy.objects.filter(**whose, as_of__lte=answered.as_of).update(**values)


def context_of_copy(source: str, organisation: str) -> bytes:
    """Return what a copy of an answer of a source is bound to."""
    return f"exchange:{source}:{organisation}".encode()
