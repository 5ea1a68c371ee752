"""Letters about a case: sent once by the worker, to the contact in the case, with nothing personal on top."""

import email
import re
import time
from collections.abc import Iterator
from email.message import Message
from email.policy import default

import pytest

from tests import halls
from tests.applicants import Applicant, words_of
from tests.halls import Hall
from tests.officers import Officers
from tests.reports import report_of

#: A service that a guest may use, and that asks for an email address.
SERVICE = "environmental-protection-department/pollution-complaint"
#: One that calls by telephone, and asks for an address for whoever loses the code.
DRAIN = "drainage-services-department/blocked-drain-report"
_PATIENCE_SECONDS = 30
_LOST = {"en": "secret code again if you lose it", "zh-Hant": "遺失密碼", "zh-Hans": "密码丢了"}


@pytest.fixture(scope="module")
def working_hall(hall: Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Return a hall with its worker and a home of its own, so that no other test writes letters there."""
    home = halls.copied(hall.home, tmp_path_factory.mktemp("letters") / "home", as_loaded=True)
    with halls.serving(home, worker=True) as running:
        yield running


@pytest.fixture
def guest(working_hall: Hall) -> Iterator[Applicant]:
    somebody = Applicant(working_hall)
    yield somebody
    somebody.close()


def _letters(hall: Hall, reference: str, count: int) -> list[Message]:
    """Wait for ``count`` letters that name ``reference``."""
    until = time.monotonic() + _PATIENCE_SECONDS
    found: list[Message] = []
    while time.monotonic() < until and len(found) < count:
        found = [letter for letter in _all(hall) if reference in str(letter["Subject"])]
        time.sleep(0.1)
    return found


def _only(letters: list[Message], subject: str) -> Message:
    """Return the one letter with this subject: those that go out in one moment come in any order."""
    (letter,) = (each for each in letters if each["Subject"] == subject)
    return letter


def _all(hall: Hall) -> Iterator[Message]:
    # Files of the same second have names in no order.
    for path in sorted((hall.home / "mail").glob("*"), key=lambda each: each.stat().st_mtime_ns):
        for raw in re.split(rb"\n-{79}\n", path.read_bytes()):
            if raw.strip():
                yield email.message_from_bytes(raw.strip() + b"\n", policy=default)


def test_whoever_may_apply_without_an_account_is_asked_where_the_code_can_be_sent() -> None:
    report = report_of("hongkong")
    assert report.jurisdiction is not None
    addresses = {kind.id for kind in report.jurisdiction.field_types if kind.base == "email"}
    for_guests = [service for service in report.services if service.sign_in == 0]

    assert len(for_guests) == 41
    for service in for_guests:
        (asked,) = (question for question in service.questions if question.type in addresses)
        if not asked.required:
            assert asked.hint is not None, service.id
            assert all(word in asked.hint[code] for code, word in _LOST.items()), service.id


@pytest.mark.parametrize("service", [SERVICE, DRAIN])
def test_a_guest_gets_one_letter_and_the_code_again_on_asking(
    working_hall: Hall, guest: Applicant, service: str
) -> None:
    example = guest.call("GET", f"/api/v1/services/{service}/example").json()
    to = example["answers"]["email"]
    body = {"service": service, "answers": example["answers"]}

    given = guest.call(
        "POST", "/api/v1/applications", body, Idempotency_Key=f"letters {service}", Accept_Language="zh-Hant"
    ).json()
    reference, secret = given["reference"], given["secret"]
    first = _letters(working_hall, reference, 1)

    assert len(first) == 1
    assert first[0]["To"] == to
    assert first[0]["Subject"] == f"我們已收到你的申請：{reference}"
    words = first[0].get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert secret in words
    assert "/zh-hant/track/" in words

    for _ in range(3):
        asked = guest.send("/en/track/lost/", {"reference": reference.lower()})
        assert asked.status == 200
    again = _letters(working_hall, reference, 2)

    assert len(again) == 2, "asked for three times within the hour, sent once"
    assert secret in again[1].get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert {letter["To"] for letter in again} == {to}
    assert len({letter["Message-ID"] for letter in again}) == 2


def test_the_answer_is_the_same_for_a_number_that_nobody_has(guest: Applicant) -> None:
    example = guest.call("GET", f"/api/v1/services/{SERVICE}/example").json()
    body = {"service": SERVICE, "answers": example["answers"]}
    given = guest.call("POST", "/api/v1/applications", body, Idempotency_Key="letters-2").json()

    known = words_of(guest.send("/en/track/lost/", {"reference": given["reference"]}))
    unknown = words_of(guest.send("/en/track/lost/", {"reference": "22222-22223"}))

    assert known.replace(given["reference"], "") == unknown.replace("22222-22223", "")


def test_each_step_that_concerns_the_applicant_is_written_about_once(working_hall: Hall, guest: Applicant) -> None:
    """Asked and decided: the subject tells nothing, the link leads to the page, and no letter repeats the code."""
    example = guest.call("GET", f"/api/v1/services/{SERVICE}/example").json()
    body = {"service": SERVICE, "answers": example["answers"]}
    given = guest.call(
        "POST", "/api/v1/applications", body, Idempotency_Key="letters-4", Accept_Language="zh-Hans"
    ).json()
    reference, authority = given["reference"], SERVICE.partition("/")[0]
    officers = Officers(working_hall)
    person, task = officers.tasks(reference, [authority])[0]
    fields = {"questions": ["email"], "words": "Which of the two?", "days": 14}
    asked = officers.of(person).call(
        "POST", f"/api/v1/tasks/{task['id']}/complete", {"decision": "ask", "reasons": [], "fields": fields}
    )
    assert asked.status == 200, asked.text
    letter = _only(_letters(working_hall, reference, 2), f"请答复：{reference}")
    words = letter.get_payload(decode=True).decode()  # type: ignore[union-attr]

    assert f"/zh-hans/track/{reference}/answer/" in words
    assert "在您答复之前" in words
    assert "Which of the two?" not in words
    assert given["secret"] not in words

    page = f"/en/track/{reference}/"
    guest.send("/en/track/", {"reference": reference, "secret": given["secret"]})
    sent = guest.send(f"{page}answer/", {"_once": "1", "_page": "email", "email": example["answers"]["email"]})
    assert (sent.status, sent.headers["location"]) == (303, page)
    officers.finish(reference, [authority], {"*": "approve"})
    officers.close()
    letter = _only(_letters(working_hall, reference, 3), f"已有决定：{reference}")

    assert f"/zh-hans/track/{reference}/\n" in letter.get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_the_receipt_is_complete_within_two_seconds(guest: Applicant) -> None:
    example = guest.call("GET", f"/api/v1/services/{SERVICE}/example").json()
    body = {"service": SERVICE, "answers": example["answers"]}
    given = guest.call("POST", "/api/v1/applications", body, Idempotency_Key="letters-3").json()

    address = f"/api/v1/applications/{given['reference']}/receipt"
    receipt = guest.call("GET", address, Authorization=f"Secret {given['secret']}")

    assert receipt.status == 200
    assert receipt.json()["checkpoint"].splitlines()[0] == receipt.json()["log"]
