"""What is known of people and organisations, sealed under the key of each: with the key it goes, in every copy."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec

from openhall.blocks.identity.models import Mandate, Organisation, Person
from openhall.blocks.journal.facade import KeyDestroyedError, Reader, open_each, seal, seal_each, unseal
from openhall.kernel.languages import Text

NAME, FACTS, CARD = b"name", b"facts", b"card"
_TEXT = msgspec.json.Decoder(dict[str, str])
_FACTS = msgspec.json.Decoder(dict[str, Any])
#: What the database gives: bytes, or on one engine a view of them; nothing where nobody is known.
Sealed = bytes | memoryview | None


def person_key(person: str) -> str:
    """Return the owner in the vault of what is known of a person."""
    return f"person:{person}"


def organisation_key(organisation: str) -> str:
    """Return the owner in the vault of what is known of an organisation."""
    return f"organisation:{organisation}"


def sealed_json(values: Mapping[str, object], part: bytes) -> dict[str, bytes]:
    """Seal a value for each owner; whose key was destroyed is left out: whoever was erased is not known again."""
    return seal_each(plain={owner: msgspec.json.encode(value) for owner, value in values.items()}, context=part)


def opened(sealed: Mapping[str, Sealed], part: bytes) -> dict[str, bytes]:
    """Open a part of each owner's; what is empty, or has no key any more, is left out. No read is written down."""
    held = {owner: bytes(each) for owner, each in sealed.items() if each is not None}
    return open_each(sealed=held, context=part) if held else {}


def names_of(people: Iterable[str]) -> Mapping[str, Text]:
    """Return the names of those among ``people`` whom the hall knows, by their ids."""
    rows = Person.objects.filter(pk__in=set(people) - {""}).values_list("pk", "name")
    held = {person_key(person): (person, name) for person, name in rows}
    plain = opened({owner: name for owner, (_, name) in held.items()}, NAME)
    return {held[owner][0]: _TEXT.decode(name) for owner, name in plain.items()}


def organisation_names(organisations: Collection[str]) -> Mapping[str, Text]:
    """Return the names of these organisations, by their ids."""
    rows = Organisation.objects.filter(pk__in=set(organisations)).values_list("pk", "name")
    held = {organisation_key(each): (each, name) for each, name in rows}
    plain = opened({owner: name for owner, (_, name) in held.items()}, NAME)
    return {held[owner][0]: _TEXT.decode(name) for owner, name in plain.items()}


def read_name(owner: str, sealed: Sealed, reader: Reader) -> Text:
    """Open a name for a reader, whose read the vault writes down; empty where there is none to be read."""
    plain = _read(owner, sealed, NAME, reader)
    return _TEXT.decode(plain) if plain else {}


def read_facts(owner: str, sealed: Sealed, reader: Reader) -> dict[str, Any]:
    """Open what is held for a reader, whose read the vault writes down; empty where there is nothing to be read."""
    plain = _read(owner, sealed, FACTS, reader)
    return _FACTS.decode(plain) if plain else {}


def held_facts(owner: str, sealed: Sealed) -> dict[str, Any]:
    """Open what is held, to write more into it; it is handed out to nobody."""
    plain = opened({owner: sealed}, FACTS)
    return _FACTS.decode(plain[owner]) if plain else {}


def known_of_person(row: Person) -> tuple[Text, dict[str, Any]]:
    """Open name and facts of a person, to compare them; they are handed out to nobody."""
    return _known(person_key(row.pk), row.name, row.facts)


def known_of_organisation(row: Organisation) -> tuple[Text, dict[str, Any]]:
    """Open name and facts of an organisation, to compare them; they are handed out to nobody."""
    return _known(organisation_key(row.pk), row.name, row.facts)


def _known(owner: str, name: Sealed, facts: Sealed) -> tuple[Text, dict[str, Any]]:
    plain = opened({owner: name}, NAME)
    return _TEXT.decode(plain[owner]) if plain else {}, held_facts(owner, facts)


def context_of_mandate_paper(mandate: str) -> bytes:
    """Return what the place of a mandate's paper is bound to."""
    return f"mandate-paper:{mandate}".encode()


def context_of_firm_paper(paper: str) -> bytes:
    """Return what the place of a firm's paper is bound to."""
    return f"firm-paper:{paper}".encode()


def sealed_place(mandate: Mandate, place: str) -> bytes | None:
    """Seal where the signed paper of a mandate is kept, for whoever gave it."""
    owner, context = person_key(mandate.giver_id), context_of_mandate_paper(mandate.pk)
    return seal(owner=owner, plain=place.encode(), context=context) if place else None


def place_of_paper(mandate: str, *, reader: Reader) -> str:
    """Return where the signed paper of a mandate is kept, for a reader, whose read the vault writes down.

    Empty for one that was not given on paper, and when whoever gave it was erased.
    """
    row = Mandate.objects.filter(pk=mandate).only("pk", "giver_id", "paper").first()
    if row is None:
        return ""
    return _read(person_key(row.giver_id), row.paper, context_of_mandate_paper(row.pk), reader).decode()


def sealed_firm_place(firm: str, paper: str, place: str) -> bytes:
    """Seal where a ``paper`` that a firm signed is kept, for the firm."""
    return seal(owner=organisation_key(firm), plain=place.encode(), context=context_of_firm_paper(paper))


def place_of_firm_paper(firm: str, paper: str, sealed: Sealed) -> str:
    """Return where a ``paper`` that a firm signed is kept, for people of the firm; empty where it was erased."""
    plain = opened({organisation_key(firm): sealed}, context_of_firm_paper(paper))
    return plain.get(organisation_key(firm), b"").decode()


def _read(owner: str, sealed: Sealed, part: bytes, reader: Reader) -> bytes:
    if sealed is None:
        return b""
    try:
        return unseal(owner=owner, sealed=bytes(sealed), context=part, reader=reader)
    except KeyDestroyedError:
        return b""
