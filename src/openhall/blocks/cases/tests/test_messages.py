"""Mail about a case: asked for once, holding nothing personal, and opening a case to write is a recorded read."""

from datetime import timedelta

import msgspec
import pytest
from django.db import transaction

from openhall.blocks.cases.facade import (
    MAIL,
    SECRET_MAIL,
    SUBMITTED_MAIL,
    Applicant,
    case_of,
    mail_facts,
    post_mail,
)
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.tests.applying import ANSWERS, NOOR, NOW, prepared, request, submit
from openhall.blocks.journal.facade import SealError, destroy_key
from tools.rows import rows_of

pytestmark = pytest.mark.django_db

READS = "journal_dataread"


def test_opening_a_case_to_write_to_its_owner_is_recorded() -> None:
    reference = submit(prepared(Applicant(NOOR)), request(caller="person:noor")).reference

    facts = mail_facts(reference=reference, actor="openhall", now=NOW)

    assert facts is not None
    assert (facts.person, facts.language, facts.answers) == ("noor", "en", ANSWERS)
    reads = rows_of(READS, "actor", "owner", '"case"', "purpose")
    assert reads == [("openhall", f"matter:{reference}", reference, "notify")]
    mail_facts(reference=reference, actor="openhall", now=NOW)
    assert len(rows_of(READS)) == 2


def test_of_a_case_that_is_not_there_nothing_is_told_or_recorded() -> None:
    assert mail_facts(reference="7KQ4M-X2P9C", actor="openhall", now=NOW) is None
    assert not rows_of(READS)


def test_a_case_that_was_changed_is_not_written_about() -> None:
    reference = submit().reference
    Case.objects.update(sealed=b"\x01" + b"x" * 300)

    with pytest.raises(SealError):
        mail_facts(reference=reference, actor="openhall", now=NOW)
    assert not rows_of(READS)


def test_a_letter_is_asked_for_once_for_each_key() -> None:
    reference = submit().reference
    for _ in range(5):
        post_mail(reference=reference, template=SECRET_MAIL, key="this hour", now=NOW)

    posted = rows_of("journal_message", "kind", "payload")
    payloads = [msgspec.json.decode(payload) for kind, payload in posted if kind == MAIL]
    assert sorted(payload["template"] for payload in payloads) == ["appointment-booked", SECRET_MAIL, SUBMITTED_MAIL]
    assert all(payload.keys() - {"moment", "booking"} == {"reference", "template"} for payload in payloads)


def test_where_a_case_stands_can_be_told_when_its_answers_are_gone_for_ever() -> None:
    reference = submit().reference
    with transaction.atomic():
        destroy_key(f"matter:{reference}", now=NOW + timedelta(days=1))

    facts = case_of(reference)
    assert facts is not None
    assert [(event.kind, event.holder) for event in facts.timeline] == [
        ("submitted", "parks-office"),
        ("booked", "parks-office"),
        ("act-done", "parks-office"),
    ]
