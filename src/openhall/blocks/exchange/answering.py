"""The other side: systems of other authorities ask this hall, by signed requests, for what law or consent lets them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import IntegrityError, transaction
from msgspec import structs

from openhall.blocks.exchange.definitions import (
    Asking,
    ConsentMissing,
    FactAsker,
    FactSource,
    Fetched,
    NotAllowed,
    Predicate,
)
from openhall.blocks.exchange.fetching import fetch_facts, holds
from openhall.blocks.exchange.models import UsedNonce
from openhall.blocks.exchange.signing import GOOD_FOR, Message, NotGenuineError, read_public_key, verified_request
from openhall.blocks.journal.facade import Purpose, Reader


@dataclass(frozen=True, slots=True)
class Terms:
    """What a jurisdiction says of exchanges: the sources, the questions, and who may ask what."""

    sources: Sequence[FactSource]
    predicates: Sequence[Predicate]
    askers: Sequence[FactAsker]


def asker_keys() -> dict[str, list[Ed25519PublicKey]]:
    """Return the keys of the authorities whose systems may ask, by authority: two while one is changed.

    Raises ``ValueError``.
    """
    found: dict[str, list[Ed25519PublicKey]] = {}
    for authority, _, key in (each.partition("=") for each in settings.OPENHALL_ASKERS):
        found.setdefault(authority, []).append(read_public_key(key))
    return found


def asker_faults() -> list[str]:
    """Return what is wrong with ``OPENHALL_ASKERS``, in words for an operator; none is good."""
    found: list[str] = []
    for each in settings.OPENHALL_ASKERS:
        authority, _, key = each.partition("=")
        try:
            read_public_key(key)
        except ValueError:
            found.append(f"OPENHALL_ASKERS: {authority}: this is no Ed25519 public key in base64")
    return found


def take_request(*, message: Message, now: datetime) -> str:
    """Return the authority that signed a request, and take it once: a second time it is refused.

    Raises ``NotGenuineError`` for what is not signed with a registered key, too old, or was taken before.
    """
    signed = verified_request(message, asker_keys())
    try:
        with transaction.atomic():
            UsedNonce.objects.create(key=signed.key, nonce=signed.nonce[:100], until=now + 2 * GOOD_FOR)
    except IntegrityError as error:
        raise NotGenuineError("this request was taken before") from error
    UsedNonce.objects.filter(until__lt=now).delete()
    return signed.key


def answer_facts(*, terms: Terms, authority: str, wanted: Sequence[str], asking: Asking, now: datetime) -> Fetched:
    """Return facts to another authority, and write down that it had them.

    Raises ``NotAllowed`` for facts that it may not ask for, ``ConsentMissing`` where consent is needed and missing.
    """
    asker = _asker(terms, authority)
    if not wanted or not set(wanted) <= set(asker.facts):
        raise NotAllowed
    fetched = fetch_facts(
        sources=_closed(terms, asker), wanted=wanted, asking=asking, reader=_reader(authority, asking, now)
    )
    if fetched.unconsented:
        raise ConsentMissing(fetched.unconsented[0])
    return fetched


def answer_predicate(*, terms: Terms, authority: str, predicate: str, asking: Asking, now: datetime) -> bool:
    """Answer another authority's question with yes or no. Raises what ``answer_facts`` and ``holds`` raise."""
    asker = _asker(terms, authority)
    known = next((each for each in terms.predicates if each.id == predicate), None)
    if known is None or predicate not in asker.predicates:
        raise NotAllowed
    facts = [fact for source in terms.sources for fact in source.facts]
    return holds(
        predicate=known,
        sources=_closed(terms, asker),
        facts=facts,
        asking=asking,
        reader=_reader(authority, asking, now),
    )


def _asker(terms: Terms, authority: str) -> FactAsker:
    found: Mapping[str, FactAsker] = {each.authority: each for each in terms.askers}
    if authority not in found:
        raise NotAllowed
    return found[authority]


def _closed(terms: Terms, asker: FactAsker) -> list[FactSource]:
    """Return the sources as they stand for this asker: one without a law of its own needs consent for each."""
    if asker.law is not None:
        return list(terms.sources)
    return [structs.replace(source, law=None) for source in terms.sources]


def _reader(authority: str, asking: Asking, now: datetime) -> Reader:
    # Its own words stand in the record of fetches; the record of reads knows a closed list of purposes.
    case = asking.subject or asking.service or "exchange"
    return Reader(f"authority:{authority}", Purpose.EXCHANGE, case, now, office=authority)
