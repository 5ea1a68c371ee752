"""Registers as sources of held facts: what an entry of somebody says, where there is no doubt which entry is meant."""

from typing import Any

from openhall.blocks.exchange.facade import Answered, Asking, FactSource, ask_people, register_source_kind
from openhall.blocks.journal.facade import Reader
from openhall.blocks.registers.definitions import EntryFacts
from openhall.blocks.registers.queries import entries_of, sealed_facts_of
from openhall.blocks.registers.rules import LIVE

_NUMBER, _UNTIL = "@number", "@valid_until"
_OF_PEOPLE = "person."


def register() -> None:
    """Let sources of the kind ``register`` be asked."""
    register_source_kind("register", ask_register)


def ask_register(source: FactSource, wanted: tuple[str, ...], asking: Asking, reader: Reader) -> Answered:
    """Return what the one entry says that somebody has; of several none is meant.

    What the register does not say, for it was kept elsewhere before, is what the record of people says.
    """
    known = ask_people(source, wanted, asking, reader)
    entry = _entry(source, wanted, asking)
    if entry is None:
        return known
    said = _said(source, wanted, entry, reader)
    return Answered({**known.values, **said}, entry.recorded_at) if said else known


def _entry(source: FactSource, wanted: tuple[str, ...], asking: Asking) -> EntryFacts | None:
    if not any(fact in source.fields for fact in wanted):
        return None
    # What is a person's own stays theirs while they act for an organisation.
    is_own = all(fact.startswith(_OF_PEOPLE) for fact in wanted)
    whose = {"person": asking.person} if is_own or not asking.organisation else {"organisation": asking.organisation}
    live = [each for each in entries_of(**whose) if each.register == source.register and each.state in LIVE]
    return live[0] if len(live) == 1 else None


def _said(source: FactSource, wanted: tuple[str, ...], entry: EntryFacts, reader: Reader) -> dict[str, Any]:
    said: dict[str, Any] = {}
    fields = {fact: source.fields[fact] for fact in wanted if fact in source.fields}
    sealed = [name for name in fields.values() if name not in entry.facts and not name.startswith("@")]
    # What is sealed is opened only where it is asked for: each opening is written down.
    private = sealed_facts_of(entry.register, entry.number, reader=reader) if sealed else {}
    for fact, name in fields.items():
        if name == _NUMBER:
            said[fact] = entry.number
        elif name == _UNTIL:
            if entry.valid_until is not None:
                said[fact] = entry.valid_until.isoformat()
        elif (told := entry.facts.get(name) or private.get(name)) is not None:
            said[fact] = told.value
    return said
