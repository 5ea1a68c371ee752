"""Numbers given and given back, entries written, suspended, restored and ended."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import msgspec
from django.db import transaction
from django.db.models import F

from openhall.blocks.journal.facade import KeyDestroyedError, Reader, append_leaf, post, unseal
from openhall.blocks.registers.definitions import (
    WRITING,
    AlreadyEntered,
    EntryContent,
    EntryFacts,
    Fact,
    Facts,
    NoneLeft,
    NoSuchEntry,
    NotListed,
    Register,
    RegisterService,
    TooEarly,
)
from openhall.blocks.registers.keeping import (
    Deed,
    context_of,
    decoded,
    entry_facts,
    identity_marks,
    lock_register,
    write_version,
)
from openhall.blocks.registers.merging import facts_after, is_listed
from openhall.blocks.registers.models import Counter, Entry, EntryVersion
from openhall.blocks.registers.rules import (
    DONE_BY,
    LIVE,
    TAKING,
    Did,
    State,
    end_of_term,
    has_year,
    months_of,
    written_mark,
    written_number,
)

#: The outbox's kind of a reminder that an entry will end.
RENEWAL_REMINDER = "renewal-reminder"
#: For which purpose the hall opens what an entry said before: the next version says it again.
_CARRIED_ON = "register"
_AT_ONCE = 500
#: Deeds that give a further term to what stands already.
_RENEWING = frozenset({"enter", "renew"})
_private = msgspec.json.Decoder(dict[str, Fact])


def reserve_entry(*, register: Register, subject: str, today: date, now: datetime) -> str:
    """Give ``subject`` a number of the register, in the caller's transaction; the second time it is the same one.

    Numbers follow each other without a gap: one that was given back goes to the next. Raises ``NoneLeft``.
    """
    return _reserved(register, subject, today, now).number


def release_reservation(*, register: Register, subject: str, now: datetime) -> bool:
    """Take back the number of a subject that will not be entered; tell whether it had one."""
    lock_register(register.id)
    entry = Entry.objects.filter(register=register.id, subject=subject, state=State.RESERVED).first()
    if entry is None:
        return False
    entry.state, entry.subject = State.FREE, ""
    entry.save(update_fields=["state", "subject"])
    append_leaf(kind="register.released", subject=f"{register.id}/{entry.number}", statement={"case": subject}, now=now)
    return True


def keep_entry(*, register: Register, content: EntryContent, today: date, now: datetime) -> EntryFacts:
    """Write what the outcome of a service does to the register, in the caller's transaction, once for a subject.

    ``enter`` uses the number that was reserved, or the next; where the same thing of the same holder stands already,
    it is a further term of that. ``renew``, ``change`` and ``cancel`` find their entry by ``given_number``, else by the
    facts that identify it; where the register has none yet, it takes it over as a new entry. Only its holder changes
    an entry, or passes it on. Raises ``AlreadyEntered``, ``NotListed`` and ``NoneLeft``; ``LookupError`` where the
    service writes nothing here.
    """
    use, subject = register.services.get(content.service), content.subject
    if use is None or use.does not in WRITING:
        raise LookupError(f"{content.service} writes nothing into {register.id}")
    if (done := _written_by(register.id, subject)) is not None:
        return done
    entry = _found(register, content)
    if entry is None:
        lock_register(register.id)
        if (done := _written_by(register.id, subject)) is not None:
            return done
        entry = _found(register, content)
    is_new = entry is None
    if entry is not None:
        _must_be_same_holder(entry, content)
        release_reservation(register=register, subject=subject, now=now)
    entry = entry or _reserved(register, subject, today, now)
    before = {} if is_new else _earlier(entry, subject, now)
    _must_be_listed(register, entry.number, before, content)
    whole = facts_after(register, before, content)
    if is_new and use.does == "enter":
        whole = {**whole, **_given(register, whole)}
    entry.owner, entry.person, entry.organisation = content.owner, content.person, content.organisation
    if content.passes:
        entry.person, entry.organisation = content.passes_to or "", content.passes_to_firm or ""
    marks = identity_marks(register, whole) or (entry.identity,)
    entry.identity = marks[0]
    _must_be_alone(register, entry.pk, marks)
    did = _did(register, use, content, is_new=is_new)
    _move(register, use, entry, whole, Deed(did, today, now), is_new=is_new)
    deed = Deed(did, today, now, subject, content.service, holds_from=content.holds_from)
    return write_version(register, entry, deed, whole, content.owner)


def amend_entry(*, register: Register, content: EntryContent, today: date, now: datetime) -> EntryFacts | None:
    """Write anew what a subject has entered, where a review of its case found otherwise; nothing where it says so.

    In the caller's transaction. ``None`` where the subject has entered nothing. Raises ``AlreadyEntered``.
    """
    lock_register(register.id)
    written = EntryVersion.objects.filter(register=register.id, subject=content.subject).select_related("entry").first()
    if written is None:
        return None
    entry = Entry.objects.select_for_update().get(pk=written.entry_id)
    before = _earlier(entry, content.subject, now)
    whole = facts_after(register, before, content)
    if whole == before:
        return entry_facts(entry, entry.history.order_by("-serial")[0])
    marks = identity_marks(register, whole) or (entry.identity,)
    entry.identity = marks[0]
    _must_be_alone(register, entry.pk, marks)
    # A subject writes once: what a review changes of it is written as an officer's deed is.
    return write_version(register, entry, Deed(Did.CHANGED, today, now, "", content.service), whole, content.owner)


def check_entry(*, register: Register, content: EntryContent) -> EntryFacts | None:
    """Return the entry that ``keep_entry`` would write on, if there is one. Raises as it would, as far as is public."""
    entry = _found(register, content)
    if entry is None:
        return None
    _must_be_same_holder(entry, content)
    found = entry_facts(entry, entry.history.order_by("-serial")[0])
    _must_be_listed(register, entry.number, found.facts, content)
    _must_be_alone(register, entry.pk, identity_marks(register, facts_after(register, found.facts, content)))
    return found


def check_renewal(*, register: Register, content: EntryContent, today: date) -> None:
    """Raise ``TooEarly`` where somebody asks on ``today`` for a further term of what they have for long still."""
    use = register.services[content.service]
    if register.renew_days is None or use.does not in _RENEWING or content.ends:
        return
    entry = _found(register, content)
    if entry is None or entry.valid_until is None or entry.state == State.EXPIRED:
        return
    _must_be_same_holder(entry, content)
    first_day = register.renewable_from(entry.valid_until)
    if today < first_day:
        raise TooEarly(register.id, entry.number, first_day)


def suspend_entry(*, register: Register, number: str, by: str, reason: str, today: date, now: datetime) -> EntryFacts:
    """Suspend an entry that stands; an officer says why. Raises ``NoSuchEntry``."""
    return _turn(
        register, number, (State.ACTIVE,), State.SUSPENDED, Deed(Did.SUSPENDED, today, now, "", "", by, reason)
    )


def restore_entry(*, register: Register, number: str, by: str, reason: str, today: date, now: datetime) -> EntryFacts:
    """Let a suspended entry stand again; an officer says why. Raises ``NoSuchEntry``."""
    deed = Deed(Did.RESTORED, today, now, by=by, reason=reason)
    return _turn(register, number, (State.SUSPENDED,), State.ACTIVE, deed)


def expire_entries(*, registers: Iterable[Register], today: date, now: datetime) -> int:
    """End the entries whose last day is over; return how many."""
    ended = 0
    for register in registers:
        over = Entry.objects.filter(
            register=register.id, state__in=[State.ACTIVE, State.SUSPENDED], valid_until__lt=today
        )
        for number in over.order_by("number").values_list("number", flat=True)[:_AT_ONCE]:
            try:
                _turn(register, number, (State.ACTIVE, State.SUSPENDED), State.EXPIRED, Deed(Did.EXPIRED, today, now))
            except NoSuchEntry:
                continue  # somebody renewed it meanwhile
            ended += 1
    return ended


def renewals_due(*, registers: Iterable[Register], today: date, now: datetime) -> int:
    """Post a reminder for each entry that ends soon, once for each end; return how many were posted."""
    posted = 0
    for register in registers:
        if not register.remind_days:
            continue
        last = today + timedelta(days=register.remind_days)
        due = Entry.objects.filter(
            register=register.id, state=State.ACTIVE, valid_until__gte=today, valid_until__lte=last
        ).exclude(reminded_for=F("valid_until"))
        for row in due.order_by("valid_until", "number")[:_AT_ONCE]:
            posted += _remind(register, row.pk, now)
    return posted


def _remind(register: Register, entry_id: int, now: datetime) -> int:
    with transaction.atomic():
        entry = Entry.objects.select_for_update().get(pk=entry_id)
        if entry.valid_until is None or entry.reminded_for == entry.valid_until or entry.state != State.ACTIVE:
            return 0
        entry.reminded_for = entry.valid_until
        entry.save(update_fields=["reminded_for"])
        written = entry.history.exclude(subject="").order_by("-serial").first()
        post(
            kind=RENEWAL_REMINDER,
            key=f"{register.id}/{entry.number}/{entry.valid_until}",
            payload={
                "register": register.id,
                "number": entry.number,
                # Whoever passed it on has nothing to renew, and of whom it is now there is no case to write to.
                "subject": written.subject if written and written.did != Did.PASSED else "",
                "until": str(entry.valid_until),
                "service": register.renewed_by(written.service if written else ""),
            },
            now=now,
        )
    return 1


def _reserved(register: Register, subject: str, today: date, now: datetime) -> Entry:
    if not subject:
        raise ValueError("a number is given to somebody")
    lock_register(register.id)
    own = Entry.objects.filter(register=register.id, subject=subject).first()
    if own is not None:
        return own
    year = today.year if has_year(register.number) else 0
    if register.limit is not None:
        taken = Entry.objects.filter(register=register.id, state__in=TAKING).count()
        if taken >= register.limit:
            raise NoneLeft(register.id, register.limit)
    entry = Entry.objects.filter(register=register.id, year=year, state=State.FREE).order_by("serial").first()
    if entry is None:
        entry = _next(register, year)
    entry.state, entry.subject = State.RESERVED, subject
    entry.save()
    append_leaf(kind="register.reserved", subject=f"{register.id}/{entry.number}", statement={"case": subject}, now=now)
    return entry


def _next(register: Register, year: int) -> Entry:
    serial = _count(register.id, year)
    number = written_number(register.number, year, serial)
    return Entry(register=register.id, year=year, serial=serial, number=number)


def _count(name: str, year: int = 0) -> int:
    """Return the next number of a row, under the lock of its register."""
    Counter.objects.bulk_create([Counter(register=name, year=year)], ignore_conflicts=True)
    Counter.objects.filter(register=name, year=year).update(last=F("last") + 1)
    last: int = Counter.objects.values_list("last", flat=True).get(register=name, year=year)
    return last


def _written_by(register: str, subject: str) -> EntryFacts | None:
    version = EntryVersion.objects.filter(register=register, subject=subject).select_related("entry").first()
    return None if version is None else entry_facts(version.entry, version)


def _found(register: Register, content: EntryContent) -> Entry | None:
    entries = Entry.objects.select_for_update().filter(register=register.id, state__in=LIVE)
    number = content.given_number.strip().upper()
    if number and (named := entries.filter(number=number).first()):
        return named
    marks = identity_marks(register, content.facts)
    return entries.filter(identity__in=marks).first() if marks else None


def _must_be_same_holder(entry: Entry, content: EntryContent) -> None:
    """Refuse what somebody else's entry is about. An entry of nobody who is known is whoever's an officer says.

    What is a firm's is the firm's, whoever of its people wrote it.
    """
    if entry.organisation:
        is_other = entry.organisation != content.organisation
    else:
        is_other = bool(entry.person) and (entry.person, "") != (content.person, content.organisation)
    if is_other:
        raise AlreadyEntered(entry.register)


def _must_be_listed(register: Register, number: str, facts: Facts, content: EntryContent) -> None:
    """Refuse to take out of a list what does not stand in it."""
    if not is_listed(facts, content.removes):
        raise NotListed(register.id, number)


def _must_be_alone(register: Register, entry: int, marks: tuple[str, ...]) -> None:
    """Refuse that an entry becomes one about a thing that another entry is about."""
    others = Entry.objects.filter(register=register.id, identity__in=marks, state__in=LIVE)
    if any(marks) and others.exclude(pk=entry).exists():
        raise AlreadyEntered(register.id)


def _given(register: Register, facts: Facts) -> dict[str, Fact]:
    """Return what the register itself says of a new entry: marks of a series, each of them once."""
    given: dict[str, Fact] = {}
    for field in register.fields:
        if field.series is None or field.id in facts:
            continue
        given[field.id] = Fact(written_mark(field.series, _count(f"{register.id}/{field.id}")))
        # What was there before the hall may have such a mark already.
        while field.identifies and _is_taken(register, identity_marks(register, {**facts, **given})):
            given[field.id] = Fact(written_mark(field.series, _count(f"{register.id}/{field.id}")))
    return given


def _is_taken(register: Register, marks: tuple[str, ...]) -> bool:
    return bool(marks) and Entry.objects.filter(register=register.id, identity__in=marks).exists()


def _did(register: Register, use: RegisterService, content: EntryContent, *, is_new: bool) -> Did:
    """Return what was done to an entry, in its own words."""
    if use.does == "cancel" or content.ends:
        return Did.CANCELLED
    if is_new:
        return Did.ENTERED
    if content.passes:
        return Did.PASSED
    if use.does == "enter":
        return Did.CHANGED if register.months is None and register.term is None else Did.RENEWED
    return DONE_BY[use.does]


def _earlier(entry: Entry, subject: str, now: datetime) -> Facts:
    """Return what the entry said before. What its owner had destroyed is not said again."""
    version = entry.history.order_by("-serial").first()
    if version is None:
        return {}
    try:
        plain = unseal(
            owner=version.owner,
            sealed=bytes(version.sealed),
            context=context_of(entry.register, entry.number, version.serial),
            reader=Reader("hall", _CARRIED_ON, subject, now),
        )
    except KeyDestroyedError:
        plain = b"{}"
    return {**decoded(version.facts), **_private.decode(plain)}


def _move(register: Register, use: RegisterService, entry: Entry, facts: Facts, deed: Deed, *, is_new: bool) -> None:
    """Give the entry the state and the days that the deed leaves it with."""
    today = deed.today
    if deed.did == Did.CANCELLED:
        entry.state, entry.valid_until = State.CANCELLED, today
        entry.valid_from = entry.valid_from or today
        return
    if use.does == "change" and not is_new:
        return
    runs_on = deed.did == Did.RENEWED and entry.valid_until is not None and entry.valid_until >= today
    begins = entry.valid_until + timedelta(days=1) if runs_on and entry.valid_until else today
    if not runs_on:
        entry.valid_from = today
    months = months_of(register, use, facts)
    entry.valid_until = None if months is None else end_of_term(begins, months)
    if entry.state != State.SUSPENDED:
        entry.state = State.ACTIVE


def _turn(register: Register, number: str, stands: tuple[State, ...], becomes: State, deed: Deed) -> EntryFacts:
    with transaction.atomic():
        entries = Entry.objects.select_for_update().filter(register=register.id, number=number, state__in=stands)
        if deed.did == Did.EXPIRED:
            entries = entries.filter(valid_until__lt=deed.today)
        entry = entries.first()
        if entry is None:
            raise NoSuchEntry(register.id, number)
        entry.state = becomes
        version = entry.history.order_by("-serial")[0]
        return write_version(register, entry, deed, _earlier(entry, version.subject, deed.now), version.owner)
