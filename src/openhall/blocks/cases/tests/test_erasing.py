"""What is erased is gone: no key opens it, here or in a copy that is put back; the log proves that it is so."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import msgspec
import pytest
from django.db import DatabaseError, connection, transaction

from openhall.blocks.cases.facade import (
    Applicant,
    CaseGone,
    MayNotErase,
    Why,
    case_of,
    erase_case,
    erase_due,
    erase_own,
    erase_person,
    erasure_receipt,
    is_erased,
    keeping_of,
    mail_facts,
    own_dossier,
    submitted_answers,
    withdraw_case,
)
from openhall.blocks.cases.models import Case, CaseEvent, Erasure, Hold
from openhall.blocks.cases.rules import months_after, months_before
from openhall.blocks.cases.tests.applying import ANSWERS, NOOR, NOW, begun, opened, prepared, request, submit
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.journal.facade import (
    OWN,
    KeyDestroyedError,
    Reader,
    destroy_again,
    log_verifier,
    sequence_leaves,
    verify_document,
    verify_log,
)
from tools.rows import rows_of

LATER = NOW + timedelta(days=1)
TODAY = date(2026, 3, 3)


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _town() -> None:
    opened()


def _withdrawn(key: str = "one") -> str:
    reference = submit(prepared(Applicant(NOOR)), request(key, caller="person:noor")).reference
    withdraw_case(reference=reference, visitor=NOOR, now=NOW)
    return reference


def test_the_key_of_one_matter_opens_no_other() -> None:
    first, second = _withdrawn("one"), _withdrawn("two")
    assert erase_case(reference=first, by="noor", why=Why.ASKED, now=LATER)

    reader = Reader("noor", OWN, "", LATER)
    assert submitted_answers(first, reader=reader) is None
    assert submitted_answers(second, reader=reader) == ANSWERS
    assert (is_erased(first), is_erased(second)) == (True, False)


def test_what_was_erased_is_proven_and_the_log_still_holds() -> None:
    reference = _withdrawn()
    erase_case(reference=reference, by="noor", why=Why.ASKED, now=LATER)
    sequence_leaves(now=LATER)
    receipt = erasure_receipt(reference)

    verdict = verify_document(msgspec.json.encode(receipt), log_verifier())
    assert verdict.is_genuine, verdict.reasons
    assert verdict.statement is not None
    assert verdict.statement["kind"] == "case.erased"
    assert verdict.statement["key_sha256"] == sha256(f"matter:{reference}".encode()).hexdigest()
    assert "Noor" not in str(receipt)
    assert [*verify_log(key=log_verifier())] == []


def test_a_key_that_comes_back_is_named_by_the_audit_and_destroyed_again() -> None:
    reference = _withdrawn()
    before = rows_of("journal_datakey", "owner", "wrapped", "made_at")
    erase_case(reference=reference, by="noor", why=Why.ASKED, now=LATER)
    sequence_leaves(now=LATER)
    wrapped = next(bytes(row[1]) for row in before if row[0] == f"matter:{reference}")
    _put_back(f"matter:{reference}", wrapped)

    faults = [str(fault) for fault in verify_log(key=log_verifier())]
    assert len(faults) == 1, faults
    assert "is there again" in faults[0]
    assert destroy_again(now=LATER) == 1
    assert destroy_again(now=LATER) == 0
    assert [*verify_log(key=log_verifier())] == []


def test_erasing_twice_is_erasing_once_and_what_is_not_there_is_said() -> None:
    reference = _withdrawn()
    assert erase_case(reference=reference, by="noor", why=Why.ASKED, now=LATER)
    assert not erase_case(reference=reference, by="noor", why=Why.ASKED, now=LATER)
    assert Erasure.objects.count() == 1
    with pytest.raises(CaseGone):
        erase_case(reference="NOSUCHCASE12", by="noor", why=Why.ASKED, now=LATER)


def test_what_runs_stays() -> None:
    reference = submit(prepared(Applicant(NOOR)), request(caller="person:noor")).reference
    keys = rows_of("journal_datakey")
    with pytest.raises(MayNotErase) as refused:
        erase_case(reference=reference, by="noor", why=Why.OPERATOR, now=LATER)

    assert refused.value.because == "running"
    assert rows_of("journal_datakey") == keys


def test_what_is_held_stays_whoever_asks_and_the_database_refuses_too() -> None:
    reference = _withdrawn()
    case = Case.objects.get(reference=reference)
    Hold.objects.create(case=case, number=1, at=NOW, by="ivo", reason=b"sealed", leaf=1)
    with pytest.raises(MayNotErase) as refused:
        erase_case(reference=reference, by="noor", why=Why.ASKED, now=LATER)
    assert refused.value.because == "held"
    with pytest.raises(DatabaseError), transaction.atomic():
        Erasure.objects.create(case=case, at=LATER, by="noor", why="asked", leaf=2)
    assert erase_due(now=NOW + timedelta(days=4000)) == 0

    Hold.objects.update(ended_at=LATER, ended_by="ivo")
    assert erase_case(reference=reference, by="noor", why=Why.ASKED, now=LATER)


def test_an_erased_case_can_still_be_told_of_and_writes_to_nobody() -> None:
    reference = _withdrawn()
    erase_case(reference=reference, by="noor", why=Why.ASKED, now=LATER)

    facts = case_of(reference)
    assert facts is not None
    assert facts.status == "withdrawn"
    assert mail_facts(reference=reference, actor="openhall", now=LATER) is None
    with pytest.raises(KeyDestroyedError):
        own_dossier(reference, actor="noor", now=LATER)


def test_time_erases_what_is_due_and_nothing_else() -> None:
    old, running = _withdrawn("old"), submit(prepared(), request("running")).reference
    ended = CaseEvent.objects.filter(case__reference=old).order_by("-id").values_list("at", flat=True)[0]
    day = months_after(ended.date(), 60)

    assert erase_due(now=datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)) == 0
    assert erase_due(now=datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=2)) == 1
    assert erase_due(now=datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=2)) == 0
    assert (is_erased(old), is_erased(running)) == (True, False)
    kinds = [kind for (kind,) in rows_of("journal_record", "kind")]
    assert kinds.count("retention.kept") == 1


def test_a_person_gets_told_what_goes_and_what_stays_until_when() -> None:
    gone, stays = _withdrawn("gone"), submit(prepared(Applicant(NOOR)), request("stays", caller="person:noor"))
    draft = begun(NOOR)
    told = erase_own(person="noor", today=TODAY, now=LATER)

    assert (told.erased, told.drafts) == ((gone,), 1)
    assert [each.reference for each in told.kept] == [stays.reference]
    assert draft.reference not in [reference for (reference,) in rows_of("forms_draft", "reference")]
    (kept,) = keeping_of([gone], current_catalogue())
    assert (kept.why, kept.erased_at) == ("asked", LATER)
    again = erase_own(person="noor", today=TODAY, now=LATER)
    assert (again.erased, again.drafts) == ((), 0)


def test_a_person_with_something_that_runs_stays() -> None:
    submit(prepared(Applicant(NOOR)), request(caller="person:noor"))
    done = erase_person(person="noor", by="operator", now=LATER)

    assert done.receipt is None
    assert len(done.kept) == 1


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 5, 31), 84, date(2033, 5, 31)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then
    assert months_after(months_before(day, months), months).month == day.month


def _put_back(owner: str, wrapped: bytes) -> None:
    """Do what an old copy of the database would: the guards are not asked when a copy is put back."""
    guards: list[tuple[str, str]] = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE journal_datakey DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE '%datakey'")
            guards = cursor.fetchall()
            for name, _ in guards:
                cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(
            "UPDATE journal_datakey SET wrapped = %s, destroyed_at = NULL WHERE owner = %s", [wrapped, owner]
        )
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE journal_datakey ENABLE TRIGGER USER")
        else:
            for _, sql in guards:
                cursor.execute(sql)
