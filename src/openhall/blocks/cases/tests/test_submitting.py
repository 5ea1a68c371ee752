"""Submitting: all of it or nothing, once and only once."""

from datetime import timedelta
from hashlib import sha256

import msgspec
import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from openhall.blocks.cases.actions import submit as module
from openhall.blocks.cases.facade import (
    Applicant,
    DraftChanged,
    OtherBody,
    case_of,
    is_secret_of_case,
    post_mail,
    secret_of_case,
)
from openhall.blocks.cases.models import Case, CaseEvent
from openhall.blocks.cases.rules import digest_of_answers
from openhall.blocks.cases.tests.applying import (
    ANSWERS,
    NOOR,
    NOW,
    anybody,
    begun,
    everything,
    prepared,
    request,
    submit,
)
from openhall.blocks.forms.facade import DraftContent, DraftGone, change_draft, read_draft
from openhall.blocks.identity.facade import GUEST
from openhall.blocks.journal.facade import Reader, receipt_of, sequence_leaves, unseal, verify_log
from openhall.blocks.processes.facade import tasks_of
from openhall.kernel.references import read_reference
from tools.rows import rows_of, values_of
from tools.together import at_once

pytestmark = pytest.mark.django_db

#: What one submission adds rows to, and how many: its letter and that of its time, two reminders of that, and a look at
#: the clock of its first task.
ADDED = {"cases_case": 1, "processes_instance": 1, "journal_record": 2, "journal_message": 5}


def test_a_submission_is_a_case_its_process_a_leaf_a_message_and_a_clock() -> None:
    done = submit()

    case = Case.objects.get()
    event, kept, booked = CaseEvent.objects.order_by("id")
    (record, subject), (_, also) = rows_of("journal_record", "id", "subject")
    posted = [(kind, msgspec.json.decode(payload)) for kind, payload in rows_of("journal_message", "kind", "payload")]
    payload = next(each for kind, each in posted if kind == "mail" and each["template"] == "submitted")
    clock = next(each for _, each in posted if "task" in each)
    assert read_reference(done.reference) == done.reference == case.reference == subject
    assert (case.status, case.decision, case.holder, case.submitted_at) == ("submitted", "", "parks-office", NOW)
    assert (event.case_id, event.kind, event.actor, event.at) == (case.pk, "submitted", "guest", NOW)
    assert also == subject
    assert kept.kind == "booked"
    assert (booked.kind, booked.detail) == ("act-done", "book")
    (task,) = tasks_of(case.reference)
    assert (task.node, task.authority) == ("attend", "parks-office")
    assert clock == {"reference": done.reference, "task": task.id}
    assert case.leaf == record
    assert payload == {"reference": done.reference, "template": "submitted"}
    assert done.receipt["statement"]["subject"] == done.reference
    assert done.is_new


def test_what_the_log_holds_are_hashes_of_what_was_answered() -> None:
    done = submit()

    case = Case.objects.get()
    reader = Reader("test", "work", done.reference, NOW)
    context = b"case:" + done.reference.encode()
    plain = unseal(owner=case.owner, sealed=bytes(case.sealed), context=context, reader=reader)
    kept = msgspec.json.decode(plain)
    statement = done.receipt["statement"]
    assert kept["answers"] == ANSWERS
    assert len(bytes.fromhex(kept["salt"])) == 16
    assert statement["answers_sha256"] == digest_of_answers(ANSWERS, bytes.fromhex(kept["salt"]))
    assert statement["sealed_sha256"] == sha256(bytes(case.sealed)).hexdigest()
    assert b"Noor" not in bytes(case.sealed)
    assert "Noor" not in values_of("journal_record", "statement")[0]


def test_equal_answers_have_different_hashes() -> None:
    first, second = submit(asked=request("one")), submit(asked=request("two"))

    hashes = {done.receipt["statement"]["answers_sha256"] for done in (first, second)}
    assert len(hashes) == 2


@pytest.mark.parametrize("step", ["seal", "append_leaf", "add_case", "drop_draft", "post_mail", "Conductor"])
def test_a_fault_at_any_step_leaves_nothing(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = begun()
    application = prepared(Applicant(GUEST, reference=draft.reference, draft_serial=draft.serial))
    before = everything()

    def fail(*_args: object, **_more: object) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(module, step, fail)
    with pytest.raises(DatabaseError, match="disk"):
        submit(application)

    assert everything() == before
    monkeypatch.undo()
    assert submit(application).reference == draft.reference


def test_a_fault_after_the_last_step_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message is written and then the transaction cannot be ended: all of it goes."""
    before = everything()

    def post_and_fail(**more: object) -> None:
        post_mail(**more)  # type: ignore[arg-type]
        raise DatabaseError("the line is cut")

    monkeypatch.setattr(module, "post_mail", post_and_fail)
    with pytest.raises(DatabaseError, match="line"):
        submit()

    assert everything() == before


def test_the_same_request_gives_the_same_answer_for_ever() -> None:
    first = submit()
    sequence_leaves(now=NOW)
    again = submit(now=NOW + timedelta(days=400))

    assert (first.is_new, again.is_new) == (True, False)
    assert (again.reference, again.secret, again.status, again.receipt) == (
        first.reference,
        first.secret,
        first.status,
        first.receipt,
    )
    assert {table: len(rows_of(table)) for table in ADDED} == ADDED


def test_for_a_new_request_the_database_is_not_searched_for_an_old_one() -> None:
    with CaptureQueriesContext(connection) as asked:
        submit(prepared(), request())

    assert not [each["sql"] for each in asked if each["sql"].startswith("SELECT") and '"cases_case"' in each["sql"]]


def test_the_same_key_with_another_body_is_refused() -> None:
    submit()
    before = everything()

    with pytest.raises(OtherBody):
        submit(prepared(answers=ANSWERS | {"full_name": "Somebody Else"}), request(body="another"))

    assert everything() == before


def test_a_key_belongs_to_its_caller() -> None:
    mine = submit(prepared(Applicant(NOOR)), request(caller="person:noor"))
    theirs = submit(prepared(), request(caller="guest"))

    assert mine.reference != theirs.reference
    assert Case.objects.count() == 2


def test_a_person_s_case_is_sealed_with_their_key_and_a_guest_s_with_its_own() -> None:
    mine = submit(prepared(Applicant(NOOR)), request("one", caller="person:noor"))
    guest = submit(asked=request("two"))

    assert set(values_of("journal_datakey", "owner")) == {f"matter:{mine.reference}", f"matter:{guest.reference}"}
    found = case_of(mine.reference)
    assert found is not None
    assert found.person == "noor"


def test_a_draft_becomes_a_case_of_the_same_number() -> None:
    draft = begun()

    done = submit(prepared(Applicant(GUEST, reference=draft.reference, draft_serial=draft.serial)))

    assert done.reference == draft.reference
    with pytest.raises(DraftGone):
        read_draft(reference=draft.reference, owner=anybody(), now=NOW)
    assert case_of(draft.reference) is not None


def test_what_was_changed_since_it_was_shown_is_not_submitted() -> None:
    draft = begun()
    application = prepared(Applicant(GUEST, reference=draft.reference, draft_serial=draft.serial))
    change_draft(draft=draft, owner=anybody(), now=NOW, change=lambda facts: facts)
    before = everything()

    with pytest.raises(DraftChanged):
        submit(application)

    assert everything() == before


def test_an_expired_draft_that_was_swept_is_not_submitted() -> None:
    draft = begun()
    application = prepared(Applicant(GUEST, reference="7KQ4M-X2P9C", draft_serial=draft.serial))
    before = everything()

    with pytest.raises(DraftChanged):
        submit(application)

    assert everything() == before


def test_the_secret_is_derived_and_opens_only_its_own_case() -> None:
    first, second = submit(asked=request("one")), submit(asked=request("two"))

    assert first.secret == secret_of_case(first.reference) != second.secret
    assert is_secret_of_case(first.reference, f" {first.secret.lower()} ")
    assert not is_secret_of_case(first.reference, second.secret)
    assert not is_secret_of_case(first.reference, "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_case")
        assert first.secret not in str(cursor.fetchall())


def test_the_receipt_is_complete_once_the_log_took_it_in() -> None:
    done = submit()
    sequence_leaves(now=NOW)

    receipt = receipt_of(Case.objects.get().leaf)

    assert receipt is not None
    assert receipt["statement"] == done.receipt["statement"]
    assert verify_log() == []


@pytest.mark.parametrize("kind", ["api", "page"])
@pytest.mark.usefixtures("shared_database")
def test_twenty_at_once_make_one_case(kind: str) -> None:
    draft = begun()
    paged = Applicant(GUEST, reference=draft.reference, draft_serial=draft.serial)
    application = prepared(paged if kind == "page" else None)

    def press(_number: int) -> tuple[str, str, bytes]:
        done = submit(application)
        return done.reference, done.secret, msgspec.json.encode(done.receipt)

    assert len(set(at_once(20, press))) == 1
    assert {table: len(rows_of(table)) for table in ADDED} == ADDED
    sequence_leaves(now=NOW)
    assert verify_log() == []


def test_the_content_of_a_draft_is_what_is_sealed() -> None:
    draft = begun()

    assert read_draft(reference=draft.reference, owner=anybody(), now=NOW).content == DraftContent(answers=ANSWERS)
