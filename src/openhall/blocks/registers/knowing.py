"""Entries as they were known at a moment, and as they stood on a day."""

from dataclasses import replace
from datetime import date, datetime

from openhall.blocks.registers.definitions import EntryFacts
from openhall.blocks.registers.keeping import entry_facts
from openhall.blocks.registers.models import EntryVersion
from openhall.blocks.registers.rules import State


def entry_as_known(register: str, number: str, at: datetime) -> EntryFacts | None:
    """Return an entry as the register knew it at a moment, or ``None`` where it did not know of it."""
    known = EntryVersion.objects.filter(entry__register=register, entry__number=number, recorded_at__lte=at)
    version = known.select_related("entry").order_by("-serial").first()
    return None if version is None else entry_facts(version.entry, version)


def entry_on(register: str, number: str, day: date, known_by: datetime) -> EntryFacts | None:
    """Return an entry as it stood on a day, by what the register knew before ``known_by``; ``None`` where it did not.

    Two things have their own time: what was so on a day, and when the register heard of it.
    """
    versions = EntryVersion.objects.filter(entry__register=register, entry__number=number)
    known = versions.filter(holds_from__lte=day, recorded_at__lt=known_by)
    version = known.select_related("entry").order_by("-serial").first()
    if version is None:
        return None
    found = entry_facts(version.entry, version)
    is_over = found.state == State.ACTIVE and found.valid_until is not None and found.valid_until < day
    return replace(found, state=State.EXPIRED) if is_over else found
