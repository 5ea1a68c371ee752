"""From answers to what may be submitted: who may, for whom, with which files, and by when it is decided."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import msgspec
import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from openhall.blocks.cases.actions.prepare import MoreProofNeeded, SignInNeeded
from openhall.blocks.cases.facade import (
    AnswersRefused,
    Applicant,
    NotEligible,
    due_day,
    organisation_of,
)
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.tests.applying import (
    ANSWERS,
    LIN,
    MOORING,
    NOOR,
    NOW,
    everything,
    firm,
    prepared,
    request,
    service,
    submit,
    town,
)
from openhall.blocks.catalogue.facade import Pledge, Service
from openhall.blocks.documents.facade import FileRefused, Limits, attach_files, file_of, secret_of_file, take_file
from openhall.blocks.identity.facade import (
    GUEST,
    MYSELF,
    NotYours,
    OrganisationDefinition,
    OrganisationNeeded,
    People,
    PersonDefinition,
    Seat,
    keep_demo_people,
)

pytestmark = pytest.mark.django_db

PAPER = settings.ROOT / "src" / "openhall" / "blocks" / "documents" / "samples" / "letter.pdf"

BOAT: dict[str, object] = {
    "boat_mark": "B1204A",
    "boat_length": 5.8,
    "mooring": "pier",
    "from_date": "2026-12-06",
    "full_name": "Noor",
    "phone": "555-0147",
    "declaration": True,
}


def test_below_its_level_a_service_asks_to_sign_in() -> None:
    before = everything()

    with pytest.raises(SignInNeeded) as refused:
        prepared(Applicant(GUEST), service(MOORING), BOAT)

    assert refused.value.params == {"level": 2}
    assert everything() == before


def test_whoever_is_signed_in_below_its_level_is_told_which_it_takes() -> None:
    before = everything()

    with pytest.raises(MoreProofNeeded) as refused:
        prepared(Applicant(replace(NOOR, level=1)), service(MOORING), BOAT)

    assert refused.value.params == {"level": 1, "required_level": 2}
    assert everything() == before


def test_faults_of_answers_are_all_told_at_once() -> None:
    wrong = {"evening": "2020-01-01", "phone": "?", "fee_waived": True, "department": "mine"}

    with pytest.raises(AnswersRefused) as refused:
        prepared(answers=ANSWERS | wrong)

    told = {(fault.pointer, fault.code) for fault in refused.value.faults}
    assert {("/fee_waived", "unknown-member"), ("/department", "unknown-member"), ("/evening", "too-early")} <= told
    assert refused.value.params == {"count": len(refused.value.faults)}


def test_a_rule_of_the_service_ends_it_with_its_reason() -> None:
    """Somebody with a boat that is too long is told so, and why."""
    before = everything()

    with pytest.raises(NotEligible) as refused:
        prepared(Applicant(NOOR), service(MOORING, evidence=(), revision=99), BOAT | {"boat_length": 30})

    assert refused.value.rule.id == "too-long"
    assert everything() == before


@pytest.mark.parametrize(
    ("audience", "organisations", "named", "expected"),
    [
        (["citizen"], ("kites",), "", ""),
        (["citizen", "business"], ("kites",), "", ""),
        (["citizen", "business"], ("kites",), "kites", "kites"),
        (["citizen", "business"], ("kites",), MYSELF, ""),
        (["business"], (), MYSELF, ""),
        (["business"], (), "", ""),
        (["business"], ("kites",), "", "kites"),
        (["business"], ("kites", "lamps"), "lamps", "lamps"),
    ],
)
def test_for_whom_it_is(audience: list[str], organisations: tuple[str, ...], named: str, expected: str) -> None:
    visitor = replace(NOOR, organisations=tuple(map(firm, organisations)))

    assert organisation_of(service(audience=audience), Applicant(visitor, named)) == expected


def test_among_several_firms_none_is_guessed() -> None:
    visitor = replace(NOOR, organisations=(firm("kites"), firm("lamps"), firm("club", "organisation")))

    with pytest.raises(OrganisationNeeded) as refused:
        prepared(Applicant(visitor), service(audience=["business"]))

    assert refused.value.params["fitting"] == ("kites", "lamps")


def test_what_is_for_firms_only_nobody_asks_for_themselves() -> None:
    visitor = replace(NOOR, organisations=(firm("kites"),))
    before = everything()

    with pytest.raises(OrganisationNeeded):
        prepared(Applicant(visitor, MYSELF), service(audience=["business"]))

    assert everything() == before


@pytest.mark.parametrize("named", ["lamps", "club", "x" * 10_000, "\x00"])
def test_nobody_applies_for_a_firm_of_others(named: str) -> None:
    visitor = replace(NOOR, organisations=(firm("kites"), firm("club", "organisation")))
    before = everything()

    with pytest.raises(NotYours):
        prepared(Applicant(visitor, named), service(audience=["business"]))
    with pytest.raises(NotYours):
        prepared(Applicant(GUEST, named), service(audience=["citizen", "business"]))

    assert everything() == before


def test_the_firm_stands_in_the_case() -> None:
    said = {"en": "x"}
    kites = OrganisationDefinition("kites", said, "business", {})
    lin = PersonDefinition("lin", said, said, 2, organisations=(Seat("kites", "director"),))
    with override_settings(OPENHALL_DEMO=True):
        keep_demo_people(People(organisations=(kites,), people=(lin,)))
    visitor = replace(LIN, organisations=(firm("kites"),))

    submit(prepared(Applicant(visitor), service(audience=["business"])), request(caller="person:lin"))

    case = Case.objects.get()
    assert (case.person, case.organisation, case.owner) == ("lin", "kites", f"matter:{case.reference}")


@pytest.mark.parametrize(
    ("pledge", "start", "due"),
    [
        (Pledge(value=5, unit="working_days", confidence="high"), NOW, date(2026, 3, 9)),
        (Pledge(value=0, unit="immediate", confidence="high"), NOW, date(2026, 3, 2)),
        (Pledge(value=5, unit="working_days", confidence="high"), datetime(2199, 1, 1, tzinfo=UTC), None),
    ],
)
def test_the_day_by_which_it_is_decided(pledge: Pledge, start: datetime, due: date | None) -> None:
    """Where the calendar ends no day is promised, and nothing is refused for it."""
    assert due_day(town(), service(pledge=pledge), start) == due


def _file(owner: str) -> str:
    limits = Limits(("pdf",), 1_000_000)
    return take_file(stream=BytesIO(PAPER.read_bytes()), name="paper.pdf", limits=limits, owner=owner, now=NOW).id


def test_a_file_of_somebody_else_is_none() -> None:
    theirs, guests = _file("person:lin"), _file("")
    stall = _with_file()

    for claimed in (theirs, guests, "sample", "\x00", "../../etc/passwd", "f" * 200):
        with pytest.raises(AnswersRefused) as refused:
            prepared(Applicant(NOOR), stall, ANSWERS | {"photo": claimed})
        assert [fault.code for fault in refused.value.faults] == ["unknown-file"], claimed


def test_a_guest_shows_the_secret_of_a_file() -> None:
    sent, stall = _file(""), _with_file()
    right, wrong = {sent: secret_of_file(sent)}, {sent: secret_of_file("another")}

    with pytest.raises(AnswersRefused):
        prepared(Applicant(GUEST, file_secrets=wrong), stall, ANSWERS | {"photo": sent})
    done = submit(prepared(Applicant(GUEST, file_secrets=right), stall, ANSWERS | {"photo": sent}))

    file = file_of(sent)
    assert file is not None
    assert done.receipt["statement"]["files_sha256"] == [file.sha256]


def test_a_file_goes_with_one_application_only() -> None:
    """What was handed in with another case is refused, and nothing of the submission stays."""
    sent, stall = _file("person:noor"), _with_file()
    application = prepared(Applicant(NOOR), stall, ANSWERS | {"photo": sent})
    with transaction.atomic():
        attach_files([sent], owner="person:noor", subject="case:another")
    before = everything()

    with pytest.raises(FileRefused):
        submit(application, request(caller="person:noor"))

    assert everything() == before


def _with_file() -> Service:
    """Return the stall with a photo to send."""
    stall = service()
    photo = msgspec.structs.replace(
        stall.questions[0], id="photo", type="file", constraints={"accept": ["pdf"]}, example=None, hint=None
    )
    return service(questions=(*stall.questions, photo), version=99)
