"""Entries, read: by number, by holder, and searched by anybody."""

from collections.abc import Iterable, Iterator

import msgspec
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from openhall.blocks.journal.facade import Reader, unseal
from openhall.blocks.registers.definitions import (
    EntryFacts,
    Extract,
    Fact,
    Facts,
    FoundEntries,
    Happening,
    NoSuchEntry,
    Register,
)
from openhall.blocks.registers.keeping import context_of, decoded, entry_facts, identity_marks
from openhall.blocks.registers.models import Entry, EntryVersion, EntryWord
from openhall.blocks.registers.rules import LIVE, MAX_QUERY, SHOWN, Did, State, words_in

PAGE_SIZE = 20
#: As many words of a query as are looked for.
_MOST_WORDS = 12
_AT_ONCE = 2000
#: What was written into an entry before it went over to somebody else.
_LATER = EntryVersion.objects.filter(entry=OuterRef("entry"), serial__gt=OuterRef("serial"))
_PASSED_ON = Exists(_LATER.filter(did=Did.PASSED))
#: What was written by somebody into an entry that has no force now, or not for them.
_FALLEN = (
    EntryVersion.objects.exclude(did=Did.CANCELLED)
    .filter(Q(entry__state__in=[State.SUSPENDED, State.CANCELLED]) | _PASSED_ON)
    .annotate(
        fell=Case(
            When(entry__state=State.CANCELLED, then=Value("cancelled")),
            When(_PASSED_ON, then=Value("passed")),
            default=F("entry__state"),
        )
    )
)
_names = msgspec.json.Decoder(tuple[str, ...])
_private = msgspec.json.Decoder(dict[str, Fact])


def entry_of(register: str, number: str) -> EntryFacts | None:
    """Return an entry as it stands, or ``None`` where there is none that may be seen."""
    entry = Entry.objects.filter(register=register, number=number, state__in=SHOWN).first()
    return None if entry is None else entry_facts(entry, _last(entry))


def entry_of_subject(register: str, subject: str) -> EntryFacts | None:
    """Return the entry as a subject left it, or ``None`` while it has not written there."""
    version = EntryVersion.objects.filter(register=register, subject=subject).select_related("entry").first()
    return None if version is None else entry_facts(version.entry, version)


def fallen_state(register: str, subject: str) -> str:
    """Return what took the force of the entry that a subject wrote: nothing, ``suspended``, ``cancelled``, ``passed``.

    What the subject itself cancelled is its outcome: for it nothing has fallen.
    """
    found = _FALLEN.filter(register=register, subject=subject).values_list("fell", flat=True).first()
    return found or ""


def fallen_subjects(registers: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield every subject whose entry has fallen, with what ``fallen_state`` says of it."""
    rows = _FALLEN.filter(register__in=set(registers)).exclude(subject="")
    yield from rows.values_list("subject", "fell").iterator(chunk_size=_AT_ONCE)


def standing_subjects(registers: Iterable[str], subjects: Iterable[str]) -> frozenset[str]:
    """Return those of ``subjects`` that wrote an entry which still stands, or rests for a while."""
    rows = EntryVersion.objects.filter(register__in=set(registers), subject__in=set(subjects))
    standing = rows.filter(entry__state__in=[State.ACTIVE, State.SUSPENDED])
    return frozenset(standing.values_list("subject", flat=True))


def subjects_of(register: str, number: str) -> tuple[str, ...]:
    """Return the subjects that wrote an entry, the newest first."""
    versions = EntryVersion.objects.filter(entry__register=register, entry__number=number).exclude(subject="")
    return tuple(versions.order_by("-serial").values_list("subject", flat=True))


def reserved_number(register: str, subject: str) -> str:
    """Return the number that was given to a subject, or nothing."""
    return Entry.objects.filter(register=register, subject=subject).values_list("number", flat=True).first() or ""


def entries_of(*, person: str = "", organisation: str = "") -> tuple[EntryFacts, ...]:
    """Return the entries of a person (for themselves) or of an organisation, the next to end first."""
    if bool(person) == bool(organisation):
        raise ValueError("entries are those of a person or of an organisation")
    whose = {"organisation": organisation} if organisation else {"person": person, "organisation": ""}
    entries = Entry.objects.filter(**whose, state__in=SHOWN)
    return tuple(sorted(_facts_of(entries), key=lambda each: (str(each.valid_until or "9"), each.register)))


def history_of(register: str, number: str) -> tuple[Happening, ...]:
    """Return what happened to an entry, the newest first: public facts, and no word of who did it."""
    versions = EntryVersion.objects.filter(entry__register=register, entry__number=number)
    return tuple(
        Happening(
            serial=version.serial,
            did=version.did,
            recorded_at=version.recorded_at,
            holds_from=version.holds_from,
            state=version.state,
            valid_from=version.valid_from,
            valid_until=version.valid_until,
            facts=decoded(version.facts),
            changed=_names.decode(version.changed),
        )
        for version in versions.order_by("-serial")
    )


def sealed_facts_of(register: str, number: str, *, reader: Reader) -> Facts:
    """Return the facts of an entry that are not public, for a named reader. Raises ``NoSuchEntry``."""
    entry = Entry.objects.filter(register=register, number=number, state__in=SHOWN).first()
    if entry is None:
        raise NoSuchEntry(register, number)
    version = _last(entry)
    context = context_of(register, number, version.serial)
    plain = unseal(owner=version.owner, sealed=bytes(version.sealed), context=context, reader=reader)
    return _private.decode(plain)


def search_public(register: str, query: str = "", page: int = 1) -> FoundEntries:
    """Return the entries of an open register in which all words of ``query`` stand, by number; each word may go on.

    Whether the register is open is for the caller to say: entries of others have no words to be found by.
    """
    entries = _matching(register, query)
    total = entries.count()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    first = (page - 1) * PAGE_SIZE
    rows = entries[first : first + PAGE_SIZE]
    return FoundEntries(tuple(_facts_of(rows)), total, page, pages)


def all_public(register: str, query: str = "", *, most: int) -> list[EntryFacts]:
    """Return what ``search_public`` finds on all of its pages, at most so many entries."""
    return _facts_of(_matching(register, query)[:most])


def find_entry(register: Register, *, facts: Facts, number: str = "") -> EntryFacts | None:
    """Return the entry of any register that is named, or that these facts identify, for an extract."""
    entries = Entry.objects.filter(register=register.id, state__in=SHOWN)
    entry = entries.filter(number=number.strip().upper()).first() if number.strip() else None
    if entry is None and (marks := identity_marks(register, facts)):
        entry = entries.filter(identity__in=marks, state__in=LIVE).first()
    return None if entry is None else entry_facts(entry, _last(entry))


def extract_of(register: str, number: str) -> Extract | None:
    """Return an entry with all that happened to it, as a certified copy says it, or ``None``."""
    entry = entry_of(register, number)
    return None if entry is None else Extract(entry, history_of(register, number))


def _matching(register: str, query: str) -> QuerySet[Entry]:
    entries = Entry.objects.filter(register=register, state__in=SHOWN).order_by("number")
    for word in dict.fromkeys(words_in(query[:MAX_QUERY])[:_MOST_WORDS]):
        entries = entries.filter(Exists(EntryWord.objects.filter(entry=OuterRef("pk"), word__startswith=word)))
    return entries


def count_entries(registers: Iterable[str]) -> dict[str, int]:
    """Return how many entries may be seen, by register."""
    named = set(registers)
    shown = Entry.objects.filter(register__in=named, state__in=SHOWN).values_list("register").annotate(Count("pk"))
    return dict.fromkeys(named, 0) | dict(shown)


def _facts_of(entries: QuerySet[Entry]) -> list[EntryFacts]:
    rows = list(entries)
    versions = EntryVersion.objects.filter(entry__in=[row.pk for row in rows], serial=F("entry__versions"))
    last = {version.entry_id: version for version in versions}
    return [entry_facts(row, last[row.pk]) for row in rows]


def _last(entry: Entry) -> EntryVersion:
    return entry.history.get(serial=entry.versions)
