"""Entries as rows: under the lock of their register, each change a version, a leaf and new words to find it by."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

import msgspec
from django.db import connection

from openhall.blocks.journal.facade import append_leaf, marks_of, seal
from openhall.blocks.registers.definitions import EntryFacts, Fact, Facts, Register
from openhall.blocks.registers.models import Counter, Entry, EntryVersion, EntryWord
from openhall.blocks.registers.rules import Did, identity_of, private_facts, public_facts, words_of

#: The use of the marks of what entries are about.
IDENTITIES = "register-identity"
_facts = msgspec.json.Decoder(dict[str, Fact])


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done to an entry: what, by whom or which subject, and when; ``holds_from`` is since when it is so."""

    did: Did
    today: date
    now: datetime
    subject: str = ""
    service: str = ""
    by: str = ""
    reason: str = ""
    holds_from: date | None = None


def lock_register(register: str) -> Counter:
    """Take the lock of a register until the transaction ends: numbers are given one after the other."""
    if not connection.in_atomic_block:
        raise RuntimeError("a register is locked in the transaction that changes it")
    Counter.objects.bulk_create([Counter(register=register, year=0)], ignore_conflicts=True)
    return Counter.objects.select_for_update().get(register=register, year=0)


def decoded(text: str) -> Facts:
    """Return facts as they were kept."""
    return _facts.decode(text)


def identity_marks(register: Register, facts: Facts) -> tuple[str, ...]:
    """Return every keyed hash of what an entry is about, that of now first: nobody can try numbers against them."""
    text = identity_text(register, facts)
    return marks_of(IDENTITIES, text) if text else ()


def identity_text(register: Register, facts: Facts) -> str:
    """Return what is marked of what an entry is about; empty where that is not known whole."""
    identity = identity_of(register, facts)
    return f"{register.id}\x00{identity}" if identity else ""


def context_of(register: str, number: str, serial: int) -> bytes:
    """Return what the sealed facts of a version are bound to."""
    return f"register:{register}/{number}/{serial}".encode()


def write_version(register: Register, entry: Entry, deed: Deed, facts: Facts, owner: str) -> EntryFacts:
    """Write a version of an entry and the entry itself, with its leaf and its words."""
    before = entry.history.order_by("-serial").first()
    shown = public_facts(register, facts)
    earlier = {} if before is None else decoded(before.facts)
    changed = sorted(name for name in {*shown, *earlier} if shown.get(name) != earlier.get(name))
    entry.versions += 1
    sealed = seal(
        owner=owner,
        plain=msgspec.json.encode(private_facts(register, facts)),
        context=context_of(register.id, entry.number, entry.versions),
    )
    told = msgspec.json.encode(shown, order="sorted")
    leaf = append_leaf(
        kind=f"register.{deed.did}",
        subject=f"{register.id}/{entry.number}",
        statement={
            "version": entry.versions,
            "state": entry.state,
            "from": str(entry.valid_from or ""),
            "until": str(entry.valid_until or ""),
            "case": deed.subject,
            "by": deed.by,
            "public": sha256(told).hexdigest(),
            "sealed": sha256(sealed).hexdigest(),
        },
        now=deed.now,
    )
    version = EntryVersion.objects.create(
        entry=entry,
        serial=entry.versions,
        did=deed.did,
        recorded_at=deed.now,
        holds_from=_holds_from(deed, before),
        register=register.id,
        subject=deed.subject,
        service=deed.service,
        by=deed.by,
        reason=deed.reason,
        state=entry.state,
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
        facts=told.decode(),
        changed=msgspec.json.encode(changed).decode(),
        owner=owner,
        sealed=sealed,
        leaf=leaf.id,
    )
    entry.save()
    if register.public:
        _find_by(entry, words_of(entry.number, shown))
    return entry_facts(entry, version)


def _holds_from(deed: Deed, before: EntryVersion | None) -> date:
    """Return the day from which a version is so: not one to come, and not before that of what it changes."""
    said = min(deed.holds_from or deed.today, deed.today)
    return said if before is None else max(said, before.holds_from)


def _find_by(entry: Entry, words: set[str]) -> None:
    known = set(entry.words.values_list("word", flat=True))
    if gone := known - words:
        entry.words.filter(word__in=gone).delete()
    EntryWord.objects.bulk_create([EntryWord(entry=entry, word=word) for word in sorted(words - known)])


def entry_facts(entry: Entry, version: EntryVersion) -> EntryFacts:
    """Return an entry as a version says it is."""
    return EntryFacts(
        register=entry.register,
        number=entry.number,
        state=version.state,
        valid_from=version.valid_from,
        valid_until=version.valid_until,
        facts=decoded(version.facts),
        serial=version.serial,
        recorded_at=version.recorded_at,
        subject=version.subject,
        person=entry.person,
        organisation=entry.organisation,
        service=version.service,
    )


def hand_on_entries(
    *, before: str, after: str, only: Collection[str] | None = None, subject: str = ""
) -> tuple[str, ...]:
    """Make the entries of one person those of another, or ``only`` these of them; return their ids.

    With ``subject`` only what that case has entered: so they come from a guest (``before`` is empty) and go back.
    Inside the caller's transaction. What an entry says of its owner is no part of this: no version is made.
    """
    if not (before or subject):
        raise ValueError("what guests have entered is of one case each")
    rows = Entry.objects.filter(person=before, **({"subject": subject} if subject else {}))
    if only is not None:
        rows = rows.filter(pk__in=[int(each) for each in only])
    moved = tuple(rows.values_list("pk", flat=True))
    Entry.objects.filter(pk__in=moved).update(person=after)
    return tuple(map(str, moved))
