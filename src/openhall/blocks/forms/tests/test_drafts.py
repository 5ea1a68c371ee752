"""Save and return: drafts are kept, found again by their owner alone, and forgotten when their time is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from openhall.blocks.forms import drafts as module
from openhall.blocks.forms.facade import (
    DraftBusy,
    DraftContent,
    DraftFacts,
    DraftFull,
    DraftGone,
    Owner,
    begin_draft,
    change_draft,
    drafts_named,
    drafts_of,
    drop_draft,
    key_of,
    read_draft,
    sweep_drafts,
)
from openhall.blocks.forms.models import Draft
from openhall.blocks.journal.facade import KeyDestroyedError, Reader, SealError, destroy_key, seal, unseal
from tools.rows import rows_of
from tools.together import at_once

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
KEPT = timedelta(days=30)
GUEST = Owner("guest", lambda person: not person)
NOOR = Owner("person:noor", lambda person: person == "noor")
TYPED = "Noor Al-Bahar, 12 Net Lane"


def begin(person: str = "", now: datetime = NOW, **answers: object) -> DraftFacts:
    return begin_draft(
        service="parks/bench",
        version=3,
        revision=2,
        person=person,
        organisation="kites" if person else "",
        content=DraftContent(answers={"name": TYPED, **answers}, seen=["name"]),
        now=now,
    )


def answered(name: str, value: object) -> module.Change:
    def change(facts: DraftFacts) -> DraftFacts:
        content = facts.content
        answers, seen = {**content.answers, name: value}, [*content.seen, name]
        return replace(facts, content=DraftContent(answers=answers, seen=seen, typed=content.typed))

    return change


def read(draft: DraftFacts, owner: Owner = GUEST, now: datetime = NOW) -> DraftFacts:
    return read_draft(reference=draft.reference, owner=owner, now=now)


@pytest.mark.parametrize(("person", "owner"), [("", GUEST), ("noor", NOOR)])
def test_a_draft_comes_back_as_it_was_left(person: str, owner: Owner) -> None:
    begun = begin(person)

    assert read(begun, owner) == begun
    assert (begun.owner, begun.expires_at) == (key_of(begun.reference), NOW + KEPT)


def test_what_was_typed_stands_nowhere_in_the_open() -> None:
    begun = begin("noor")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM forms_draft")
        row = cursor.fetchone()
    sealed = next(bytes(each) for each in row if isinstance(each, bytes | memoryview))
    assert b"Net Lane" not in sealed
    assert "Net Lane" not in str([each for each in row if isinstance(each, str)])
    assert begun.owner == f"matter:{begun.reference}"


def test_a_draft_of_somebody_else_is_like_none() -> None:
    mine, guests = begin("noor"), begin()
    lin = Owner("person:lin", lambda person: person == "lin")

    for draft, owner in ((mine, lin), (mine, GUEST), (guests, lin)):
        with pytest.raises(DraftGone) as theirs:
            read(draft, owner)
        with pytest.raises(DraftGone) as nobodys:
            read_draft(reference="7KQ4M-X2P9C", owner=owner, now=NOW)
        assert (theirs.value.code, theirs.value.params) == (nobodys.value.code, nobodys.value.params)
    assert not rows_of("journal_dataread"), "what was not opened was not read"


def test_reading_is_recorded_once_a_day_for_its_owner() -> None:
    begun = begin("noor")
    for hours in (0, 1, 2, 30):
        read(begun, NOOR, NOW + timedelta(hours=hours))

    reads = rows_of("journal_dataread", "actor", "owner", '"case"', "purpose")
    assert reads == [("person:noor", begun.owner, begun.reference, "own")] * 2


def test_each_answer_keeps_the_draft_for_thirty_days_more() -> None:
    begun, later = begin(), NOW + timedelta(days=29)

    changed = change_draft(draft=begun, owner=GUEST, now=later, change=answered("phone", "555"))

    assert changed.expires_at == later + KEPT
    assert changed.serial == begun.serial + 1
    kept = read(begun, now=later + timedelta(days=29))
    assert kept.content.answers == {"name": TYPED, "phone": "555"}
    assert (kept.created_at, kept.serial) == (NOW, 2)


def test_after_thirty_days_there_is_none() -> None:
    begun, mine = begin(), begin("noor")

    for draft, owner in ((begun, GUEST), (mine, NOOR)):
        assert read(draft, owner, NOW + KEPT - timedelta(seconds=1)) == draft
        with pytest.raises(DraftGone):
            read(draft, owner, NOW + KEPT)
        assert drafts_named(references=[draft.reference], now=NOW + KEPT) == []
    assert drafts_of(person="noor", now=NOW + KEPT) == []


def test_what_is_over_is_swept_and_its_key_destroyed() -> None:
    old, mine, young = begin(), begin("noor"), begin(now=NOW + timedelta(days=1))
    files = seal(owner=old.owner, plain=b"a file of the draft", context=b"file")

    assert sweep_drafts(now=NOW + KEPT) == 2

    assert list(Draft.objects.values_list("reference", flat=True)) == [young.reference]
    destroyed = [owner for owner, at in rows_of("journal_datakey", "owner", "destroyed_at") if at]
    assert set(destroyed) == {old.owner, mine.owner}, "each draft has a key of its own"
    reader = Reader("guest", "own", old.reference, NOW)
    with pytest.raises(KeyDestroyedError):
        unseal(owner=old.owner, sealed=files, context=b"file", reader=reader)
    assert sweep_drafts(now=NOW + KEPT) == 0


def test_a_sweep_takes_no_more_than_it_is_told_to() -> None:
    for _ in range(5):
        begin()

    assert [sweep_drafts(now=NOW + KEPT, limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_a_draft_whose_key_was_destroyed_is_gone() -> None:
    begun = begin()
    destroy_key(begun.owner)

    with pytest.raises(DraftGone):
        read(begun)


def test_a_draft_that_somebody_changed_in_the_database_is_not_opened() -> None:
    one, other = begin(), begin()
    Draft.objects.filter(reference=one.reference).update(sealed=Draft.objects.get(reference=other.reference).sealed)

    with pytest.raises(SealError):
        read(one)
    assert read(other) == other


def test_a_draft_that_is_too_large_is_refused_and_stays_as_it_was() -> None:
    begun = begin()

    with pytest.raises(DraftFull) as refused:
        change_draft(draft=begun, owner=GUEST, now=NOW, change=answered("story", "x" * module.MAX_BYTES))
    with pytest.raises(DraftFull):
        begin(story="長" * module.MAX_BYTES)

    assert refused.value.params == {"most": module.MAX_BYTES}
    assert read(begun) == begun
    assert Draft.objects.count() == 1


def test_two_windows_one_after_the_other_lose_nothing() -> None:
    """Both saw the same draft; the second writes upon what the first has written."""
    seen = begin()

    change_draft(draft=seen, owner=GUEST, now=NOW, change=answered("phone", "555"))
    after = change_draft(draft=seen, owner=GUEST, now=NOW, change=answered("email", "n@example.com"))

    assert after.content.answers == {"name": TYPED, "phone": "555", "email": "n@example.com"}
    assert read(seen) == after


@pytest.mark.usefixtures("shared_database")
def test_windows_at_once_lose_nothing() -> None:
    seen = begin()
    windows = 6

    def type_in(number: int) -> None:
        for step in range(3):
            change = answered(f"q{number}-{step}", step)
            change_draft(draft=seen, owner=GUEST, now=NOW, change=change)

    at_once(windows, type_in)

    kept = read(seen)
    written = {f"q{number}-{step}": step for number in range(windows) for step in range(3)}
    assert kept.content.answers == {"name": TYPED, **written}
    assert kept.serial == seen.serial + len(written)


def test_a_draft_that_others_keep_changing_is_busy_and_not_overwritten() -> None:
    seen = begin()

    def change(facts: DraftFacts) -> DraftFacts:
        Draft.objects.filter(reference=seen.reference).update(serial=facts.serial + 1)
        return facts

    with pytest.raises(DraftBusy):
        change_draft(draft=seen, owner=GUEST, now=NOW, change=change)
    assert read(seen).content == seen.content


def test_what_was_submitted_meanwhile_is_not_brought_back() -> None:
    seen = begin()
    assert drop_draft(reference=seen.reference, serial=seen.serial)

    with pytest.raises(DraftGone):
        change_draft(draft=seen, owner=GUEST, now=NOW, change=answered("phone", "555"))
    assert not Draft.objects.exists()


def test_only_what_was_seen_is_dropped() -> None:
    seen = begin()
    change_draft(draft=seen, owner=GUEST, now=NOW, change=answered("phone", "555"))

    assert not drop_draft(reference=seen.reference, serial=seen.serial)
    assert drop_draft(reference=seen.reference, serial=seen.serial + 1)
    assert not drop_draft(reference=seen.reference, serial=seen.serial + 1)


def test_a_list_has_a_person_s_own_drafts_the_newest_first() -> None:
    first, second, guests = begin("noor"), begin("noor", NOW + timedelta(hours=1)), begin()
    begin("lin")

    assert [each.reference for each in drafts_of(person="noor", now=NOW)] == [second.reference, first.reference]
    assert drafts_of(person="noor", service="parks/tree", now=NOW) == []
    named = drafts_named(references=[guests.reference, "7KQ4M-X2P9C"], now=NOW)
    assert [each.reference for each in named] == [guests.reference]
