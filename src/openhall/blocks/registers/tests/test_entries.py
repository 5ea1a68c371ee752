"""Entries: numbered without gaps, written once for a case, with a history that never changes."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from openhall.blocks.journal.facade import Reader, verify_log
from openhall.blocks.registers.facade import (
    AlreadyEntered,
    EntryContent,
    NoneLeft,
    NoSuchEntry,
    entries_of,
    entry_as_known,
    entry_of,
    entry_on,
    expire_entries,
    history_of,
    keep_entry,
    release_reservation,
    renewals_due,
    reserve_entry,
    restore_entry,
    sealed_facts_of,
    search_public,
    suspend_entry,
)
from openhall.blocks.registers.models import Entry, EntryVersion
from openhall.blocks.registers.tests.vessels import (
    BOATS,
    CANCEL,
    CHANGE,
    ENTER,
    NOW,
    RENEW,
    TODAY,
    facts,
    keep,
    limited,
)
from tools.together import at_once

pytestmark = pytest.mark.django_db


def _reserve(subject: str, register: object = BOATS, today: date = TODAY) -> str:
    with transaction.atomic():
        return reserve_entry(register=register, subject=subject, today=today, now=NOW)  # type: ignore[arg-type]


def test_numbers_follow_each_other_and_each_subject_has_one() -> None:
    assert [_reserve("a"), _reserve("b"), _reserve("a")] == ["B-2026-0001", "B-2026-0002", "B-2026-0001"]
    assert _reserve("c", today=date(2027, 1, 1)) == "B-2027-0001"
    assert Entry.objects.count() == 3


def test_a_number_that_is_given_back_goes_to_the_next() -> None:
    _reserve("a"), _reserve("b")
    with transaction.atomic():
        assert release_reservation(register=BOATS, subject="a", now=NOW)
        assert not release_reservation(register=BOATS, subject="a", now=NOW)

    assert [_reserve("c"), _reserve("d")] == ["B-2026-0001", "B-2026-0003"]


def test_a_limited_register_says_when_it_is_full_and_has_room_again_after_a_cancellation() -> None:
    small = limited(1)
    keep("a", register=small, mark="B1", name="Sea")

    with pytest.raises(NoneLeft) as refused:
        _reserve("b", small)
    assert refused.value.params == {"register": "boats", "limit": 1}
    assert Entry.objects.count() == 1

    keep("c", CANCEL, register=small, mark="b1")
    assert _reserve("b", small) == "B-2026-0002"


@pytest.mark.usefixtures("shared_database")
@pytest.mark.django_db(transaction=True)
def test_five_hundred_ask_at_once_for_thirty_places() -> None:
    small = limited(30)

    def ask(worker: int) -> list[str]:
        given = []
        for number in range(worker, 500, 20):
            try:
                given.append(_reserve(f"case-{number}", small))
            except NoneLeft:
                given.append("")
        return given

    answers = [number for each in at_once(20, ask) for number in each]

    assert len(answers) == 500
    assert sorted(filter(None, answers)) == [f"B-2026-{serial:04}" for serial in range(1, 31)]
    assert Entry.objects.count() == 30


@pytest.mark.usefixtures("shared_database")
@pytest.mark.django_db(transaction=True)
def test_one_case_written_by_many_at_once_is_one_entry() -> None:
    kept = at_once(8, lambda _: keep("a", mark="B1", name="Sea"))

    assert {each.number for each in kept} == {"B-2026-0001"}
    assert EntryVersion.objects.count() == 1


def test_an_entry_is_written_with_what_anybody_reads_and_the_rest_sealed() -> None:
    kept = keep("a", mark="B1", name="Sea", phone="555-0147")

    assert (kept.number, kept.state, kept.valid_from, kept.valid_until) == (
        "B-2026-0001",
        "active",
        TODAY,
        date(2027, 3, 1),
    )
    assert kept.facts == facts(mark="B1", name="Sea")
    assert entry_of("boats", kept.number) == kept
    assert b"555-0147" not in bytes(EntryVersion.objects.get().sealed)
    read = sealed_facts_of("boats", kept.number, reader=Reader("officer", "office:port", "a", NOW))
    assert read == facts(phone="555-0147")
    assert apps.get_model("journal", "DataRead").objects.get().actor == "officer"
    assert not apps.get_model("journal", "Record").objects.filter(statement__contains="555-0147").exists()
    assert verify_log() == []


def test_the_same_case_writes_once() -> None:
    first = keep("a", mark="B1", name="Sea")

    assert keep("a", mark="B1", name="Other") == first
    assert EntryVersion.objects.count() == 1


def test_a_reserved_number_is_the_one_that_is_entered() -> None:
    _reserve("z")
    number = _reserve("a")

    assert entry_of("boats", number) is None
    assert keep("a", mark="B1", name="Sea").number == number


def test_what_stands_for_somebody_else_is_not_entered_again() -> None:
    keep("a", mark="B1", name="Sea")

    with pytest.raises(AlreadyEntered):
        keep("b", mark="b1", name="Mine", person="lin")
    assert EntryVersion.objects.count() == 1
    assert keep("c", mark="B1", name="Sea again").number == "B-2026-0001"


def test_a_change_cannot_make_one_thing_of_two() -> None:
    number = keep("a", mark="B1", name="Sea").number
    keep("b", mark="B2", name="Star")

    with pytest.raises(AlreadyEntered):
        keep("c", CHANGE, number=number, mark="B2", name="Sea")
    assert EntryVersion.objects.count() == 2
    assert entry_of("boats", number).facts["mark"].value == "B1"  # type: ignore[union-attr]


def test_a_renewal_goes_on_from_the_last_day_and_keeps_what_it_does_not_ask() -> None:
    first = keep("a", mark="B1", name="Sea", phone="555-0147")
    again = keep("b", RENEW, mark="B1", today=date(2027, 2, 1), now=NOW + timedelta(days=336))

    assert (again.number, again.serial) == (first.number, 2)
    assert (again.valid_from, again.valid_until) == (TODAY, date(2028, 3, 1))
    assert again.facts["name"].value == "Sea"
    read = sealed_facts_of("boats", first.number, reader=Reader("officer", "office:port", "b", NOW))
    assert read == facts(phone="555-0147")


def test_a_renewal_too_late_begins_anew() -> None:
    keep("a", mark="B1", name="Sea")
    later = date(2027, 4, 1)
    assert expire_entries(registers=[BOATS], today=later, now=NOW) == 1
    assert expire_entries(registers=[BOATS], today=later, now=NOW) == 0

    again = keep("b", RENEW, mark="B1", today=later)
    assert (again.state, again.valid_from, again.valid_until) == ("active", later, date(2028, 3, 31))


def test_an_entry_is_found_by_the_number_that_the_applicant_gives() -> None:
    number = keep("a", mark="B1", name="Sea").number

    changed = keep("b", CHANGE, number=number.lower(), mark="B2", name="Sea")
    assert (changed.number, changed.person) == (number, "noor")
    assert changed.valid_until == date(2027, 3, 1)
    (newest, oldest) = history_of("boats", number)
    assert (newest.did, newest.changed, oldest.did) == ("changed", ("mark",), "entered")


def test_what_was_there_before_the_hall_is_taken_over_at_its_first_renewal() -> None:
    taken = keep("a", RENEW, mark="B1", name="Sea")

    assert (taken.number, taken.state) == ("B-2026-0001", "active")
    assert [each.did for each in history_of("boats", taken.number)] == ["entered"]


def test_a_service_that_writes_nothing_is_a_mistake() -> None:
    content = EntryContent("a", "port/unknown", "matter:a", "noor", "", facts(mark="B1"))
    with transaction.atomic(), pytest.raises(LookupError):
        keep_entry(register=BOATS, content=content, today=TODAY, now=NOW)
    assert not Entry.objects.exists()


def test_what_was_known_when() -> None:
    keep("a", mark="B1", name="Sea")
    later = NOW + timedelta(days=10)
    keep("b", CHANGE, mark="B1", name="Star", now=later, today=TODAY + timedelta(days=10))

    def name_at(moment: timedelta) -> object:
        known = entry_as_known("boats", "B-2026-0001", NOW + moment)
        return known and known.facts["name"].value

    assert name_at(-timedelta(seconds=1)) is None
    assert name_at(timedelta(days=9)) == "Sea"
    assert name_at(timedelta(days=10)) == "Star"


def test_what_was_so_on_a_day_by_what_was_known_when() -> None:
    number = keep("a", mark="B1", name="Sea").number
    # It was so from the third day on, and the register heard of it on the tenth.
    keep("b", CHANGE, mark="B1", name="Star", now=NOW + timedelta(days=10), today=TODAY + timedelta(days=3))

    def name_on(day: int, known: int) -> object:
        found = entry_on("boats", number, TODAY + timedelta(days=day), NOW + timedelta(days=known))
        return found and found.facts["name"].value

    assert name_on(-1, 20) is None
    assert name_on(0, 0) is None  # nothing was known before it was entered
    assert [name_on(day, 20) for day in (0, 2, 3, 20)] == ["Sea", "Sea", "Star", "Star"]
    assert [name_on(day, 9) for day in (0, 3)] == ["Sea", "Sea"]


@pytest.mark.parametrize(
    ("said", "held"),
    [(None, 10), (4, 4), (10, 10), (12, 10), (-5, 0)],
    ids=["unsaid", "before", "today", "to come", "before it was entered"],
)
def test_a_change_is_so_from_the_day_that_was_said(said: int | None, held: int) -> None:
    number = keep("a", mark="B1", name="Sea").number
    day = None if said is None else TODAY + timedelta(days=said)
    tenth = TODAY + timedelta(days=10)
    keep("b", CHANGE, mark="B1", name="Star", now=NOW + timedelta(days=10), today=tenth, change={"holds_from": day})

    newest = history_of("boats", number)[0]
    assert newest.holds_from == TODAY + timedelta(days=held)
    assert newest.recorded_at == NOW + timedelta(days=10)


def test_an_entry_ends_on_the_day_that_was_said() -> None:
    number = keep("a", mark="B1", name="Sea").number
    later, eleventh = NOW + timedelta(days=10), TODAY + timedelta(days=10)
    keep("b", CANCEL, mark="B1", now=later, today=eleventh, change={"holds_from": TODAY + timedelta(days=6)})

    found = [entry_on("boats", number, TODAY + timedelta(days=day), later + timedelta(1)) for day in (5, 6, 10)]
    assert [each and each.state for each in found] == ["active", "cancelled", "cancelled"]


def test_what_had_come_to_its_end_had_no_force_on_the_days_after() -> None:
    entry = keep("a", mark="B1", name="Sea")
    assert entry.valid_until is not None
    days = (entry.valid_until, entry.valid_until + timedelta(days=1))
    found = [entry_on("boats", entry.number, day, NOW + timedelta(days=1)) for day in days]
    assert [each and each.state for each in found] == ["active", "expired"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE registers_entryversion SET facts = '{}'",
        "DELETE FROM registers_entryversion",
        "UPDATE registers_entry SET number = 'X'",
        "UPDATE registers_entry SET state = 'free', subject = ''",
        "DELETE FROM registers_entry",
        "UPDATE registers_counter SET last = 0",
        "DELETE FROM registers_counter",
    ],
)
def test_the_database_keeps_what_was_entered(statement: str) -> None:
    kept = keep("a", mark="B1", name="Sea")

    with pytest.raises(DatabaseError, match="kept as it was"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert entry_of("boats", kept.number) == kept
    assert _reserve("b") == "B-2026-0002"


def test_an_officer_suspends_and_restores_with_a_reason() -> None:
    number = keep("a", mark="B1", name="Sea").number
    done = suspend_entry(register=BOATS, number=number, by="post-1", reason="No lights.", today=TODAY, now=NOW)
    assert done.state == "suspended"
    with pytest.raises(NoSuchEntry):
        suspend_entry(register=BOATS, number=number, by="post-1", reason="Again.", today=TODAY, now=NOW)
    assert keep("b", RENEW, mark="B1").state == "suspended"

    done = restore_entry(register=BOATS, number=number, by="post-1", reason="It has lights.", today=TODAY, now=NOW)
    assert done.state == "active"
    assert [each.did for each in history_of("boats", number)] == ["restored", "renewed", "suspended", "entered"]
    told = apps.get_model("journal", "Record").objects.filter(kind="register.suspended").get()
    assert '"by":"post-1"' in told.statement


def test_nobody_suspends_without_a_reason() -> None:
    number = keep("a", mark="B1", name="Sea").number
    with pytest.raises(DatabaseError), transaction.atomic():
        suspend_entry(register=BOATS, number=number, by="post-1", reason="", today=TODAY, now=NOW)
    assert entry_of("boats", number).state == "active"  # type: ignore[union-attr]


def test_a_reminder_is_posted_once_for_each_end() -> None:
    number = keep("a", mark="B1", name="Sea").number
    assert renewals_due(registers=[BOATS], today=date(2027, 1, 1), now=NOW) == 0
    near = date(2027, 2, 1)
    assert [renewals_due(registers=[BOATS], today=near, now=NOW) for _ in range(2)] == [1, 0]
    message = apps.get_model("journal", "Message").objects.get(kind="renewal-reminder")
    assert message.key == f"boats/{number}/2027-03-01"
    assert '"service":"port/again"' in message.payload

    keep("b", RENEW, mark="B1", today=near)
    assert renewals_due(registers=[BOATS], today=date(2028, 2, 20), now=NOW) == 1
    assert apps.get_model("journal", "Message").objects.filter(kind="renewal-reminder").count() == 2


def test_the_records_of_a_person_come_with_the_next_to_end_first() -> None:
    keep("a", mark="B1", name="Sea", today=date(2026, 3, 5))
    keep("b", mark="B2", name="Star")
    keep("c", mark="B3", name="Other", person="lin")

    assert [each.facts["name"].value for each in entries_of(person="noor")] == ["Star", "Sea"]
    with pytest.raises(ValueError, match="person or of an organisation"):
        entries_of()


def test_search_finds_by_number_name_and_either_script() -> None:
    keep("a", mark="B1", name="海龍號 Sea Dragon")
    keep("b", mark="B2", name="Café del Mar")
    keep("c", mark="B3", name="Sealand")

    def found(query: str) -> list[str]:
        return [each.facts["mark"].value for each in search_public("boats", query).entries]

    assert found("海龙号") == found("海龍") == found("DRAGON") == ["B1"]
    assert found("cafe mar") == ["B2"]
    assert found("sea") == ["B1", "B3"]
    assert found("B-2026-0002") == found("b20260002") == ["B2"]
    assert found("nothing") == []
    assert found("") == ["B1", "B2", "B3"]


def test_what_changed_is_found_by_its_new_words_alone() -> None:
    keep("a", mark="B1", name="Sea")
    keep("b", CHANGE, mark="B1", name="Star")

    assert search_public("boats", "sea").total == 0
    assert search_public("boats", "star").total == 1


def test_pages_of_what_is_found() -> None:
    for number in range(23):
        keep(f"case-{number}", ENTER, mark=f"B{number}", name="Sea")

    page = search_public("boats", "sea", page=9)
    assert (page.total, page.page, page.pages, len(page.entries)) == (23, 2, 2, 3)
