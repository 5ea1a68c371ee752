"""A voucher goes from the office that gives it out to whoever pays a fee with it, once."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any

import pytest
from django.test import Client

from openhall.blocks.authorities.models import PostRow
from openhall.blocks.cases.facade import Why, erase_case, secret_of_case
from openhall.blocks.cases.models import CaseEvent
from openhall.blocks.journal.facade import Purpose, Reader
from openhall.blocks.journal.models import Record
from openhall.blocks.payments.facade import reason_of_voucher, trial_balance, waiver_of
from openhall.blocks.payments.models import Attempt, Voucher, Waiver
from tests.desks import CLERK, KEEPER, MASTER, NOOR, WARDEN, Browser, text_of, words_of
from tests.moorings import OWED, WRITTEN, paid_mooring, payment, status, unpaid_mooring
from tests.outcomes import make_papers

PLACE = "/desk/money/vouchers/"
WHY = "The pier was shut for a week."
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]


@pytest.fixture(autouse=True, params=["open", pytest.param("walled", marks=pytest.mark.postgres)])
def _walls(request: pytest.FixtureRequest, demo_town: None) -> None:
    """Do all of it again behind the walls of PostgreSQL."""
    del demo_town
    if request.param == "walled":
        request.getfixturevalue("ordinary_role")


def given(who: str = MASTER, once: str = "once", **changes: str) -> Any:  # noqa: ANN401 - as the browser's
    """Send the form of the desk."""
    until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    fields = {"most": WRITTEN, "valid_until": until, "reason": WHY, "_once": once}
    return Browser(who).send(PLACE, **(fields | changes))


def code_on(page: Any) -> str:  # noqa: ANN401 - as above
    found = re.search(r"([2-9A-Z]{4,5}(?:-[2-9A-Z]{4,5})+)", words_of(page))
    assert found is not None, words_of(page)
    return found[1]


def paid_with(reference: str, code: str) -> Any:  # noqa: ANN401 - as above
    return Browser(NOOR).send(f"/en/track/{reference}/pay/", voucher=code)


def test_a_supervisor_gives_one_out_and_an_applicant_pays_with_it() -> None:
    page = given()
    assert page.status_code == 200
    code = code_on(page)
    row = Voucher.objects.get()
    assert (row.authority, row.most, row.issued_by) == ("harbour-office", OWED, MASTER)
    assert row.reason is not None
    assert WHY.encode() not in bytes(row.reason)
    assert WHY in text_of(Browser(MASTER).look(PLACE))
    # Nobody finds it in a log or a page again.
    assert code not in text_of(Browser(MASTER).look(PLACE))
    leaf = json.loads(Record.objects.get(kind="payment.voucher").statement)
    assert leaf["most"] == OWED
    assert code.replace("-", "") not in json.dumps(leaf)

    reference = unpaid_mooring()
    shown = words_of(Browser(NOOR).look(f"/en/track/{reference}/pay/"))
    assert "I have a voucher" in shown
    done = paid_with(reference, f" {code.lower()} ")
    assert (done.status_code, done["Location"]) == (303, f"/en/track/{reference}/")
    assert "You need not pay the fee" in words_of(Browser(NOOR).look(done["Location"]))
    make_papers()
    assert status(reference) == "decided"
    assert CaseEvent.objects.filter(case__reference=reference, kind="waived").count() == 1
    assert sum(line.closing for line in trial_balance()) == 0

    at_desk = words_of(Browser(CLERK).look(f"/desk/cases/{reference}/"))
    assert "Paid with a voucher that was given out by" in at_desk
    assert WHY in at_desk
    assert "Used" in words_of(Browser(CLERK).look(PLACE))
    # Why it was given is read at the case from now on.
    assert WHY not in text_of(Browser(MASTER).look(PLACE))
    # Sending the page again finds nothing to pay.
    assert paid_with(reference, code).status_code == 303
    assert Waiver.objects.count() == 1


def test_why_it_was_given_goes_with_the_case_that_it_was_spent_on() -> None:
    code, reference = code_on(given()), unpaid_mooring()
    other = code_on(given(once="another"))
    assert paid_with(reference, code).status_code == 303
    make_papers()
    reader = Reader(MASTER, Purpose.WORK, reference, datetime.now(UTC))
    assert reason_of_voucher(payment(reference).id, reader=reader) == WHY

    erase_case(reference=reference, by="operator", why=Why.OPERATOR, now=datetime.now(UTC))

    assert reason_of_voucher(payment(reference).id, reader=reader) == ""
    assert WHY in text_of(Browser(MASTER).look(PLACE)), "the other one is nobody's yet"
    assert paid_with(unpaid_mooring(), other).status_code == 303


def test_the_form_sent_twice_is_one_voucher_and_shows_its_code_again() -> None:
    assert code_on(given()) == code_on(given())
    assert code_on(given(once="another")) != code_on(given())
    assert Voucher.objects.count() == 2


def test_only_who_answers_for_the_office_gives_one_out_within_their_limit() -> None:
    refused = given(CLERK)
    assert refused.status_code == 403
    assert "Only whoever answers for the office" in words_of(Browser(CLERK).look(PLACE))
    PostRow.objects.filter(id="harbour-master").update(limit_minor=OWED - 1)
    above = given()
    assert above.status_code == 403
    assert "above what the post may sign" in words_of(above)
    assert WHY in text_of(above)
    assert not Voucher.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("most", "", "Write the amount."),
        ("most", "18,25x", "Write an amount in figures"),
        ("valid_until", "2020-01-01", "Write a day from today to a year from now"),
        ("valid_until", "soon", "Write a day from today to a year from now"),
        ("reason", " ", "Write why."),
    ],
)
def test_what_is_missing_is_said_and_all_that_was_typed_comes_back(field: str, value: str, words: str) -> None:
    page = given(**{field: value})
    assert page.status_code == 422
    assert words in words_of(page)
    assert "<title>Error:" in text_of(page)
    assert (WRITTEN if field != "most" else WHY) in html.unescape(text_of(page))
    assert not Voucher.objects.exists()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("unknown", "No voucher has this code."),
        ("foreign", "This voucher is of another department"),
        ("small", "The fee is larger than what this voucher pays."),
        ("used", "This voucher was used before."),
    ],
)
def test_one_that_does_not_fit_says_why_and_the_fee_stays_due(fault: str, words: str) -> None:
    reference = unpaid_mooring()
    if fault == "unknown":
        code = "2222-2222-2222-2222"
    elif fault == "foreign":
        code = code_on(given(WARDEN))
    else:
        code = code_on(given(most="18.249" if fault == "small" else WRITTEN))
    if fault == "used":
        other = unpaid_mooring()
        assert paid_with(other, code).status_code == 303
    page = paid_with(reference, code)
    assert page.status_code == 422
    assert words in words_of(page)
    assert f'value="{code}"' in text_of(page)
    assert "<title>Error:" in text_of(page)
    assert status(reference) == "waiting-for-payment"
    assert (waiver_of(payment(reference).id), Attempt.objects.count()) == (None, 0)


def test_what_is_paid_takes_no_voucher_and_other_offices_see_none() -> None:
    code = code_on(given())
    reference = paid_mooring()
    assert paid_with(reference, code).status_code == 200  # the receipt
    assert not Waiver.objects.exists()
    assert "Your office has given out no voucher." in words_of(Browser(KEEPER).look(PLACE))


def test_over_the_api_it_is_the_same() -> None:
    code, reference = code_on(given()), unpaid_mooring()
    sent = {"Authorization": f"Secret {secret_of_case(reference)}", "Idempotency-Key": token_hex()}
    place = f"/api/v1/applications/{reference}/voucher"

    def call(value: str) -> Any:  # noqa: ANN401 - the test client's own kind of response
        return Client().post(place, {"code": value}, content_type="application/json", headers=sent)

    wrong = call("2222")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/code")
    assert "unknown" in wrong.json()["detail"]
    assert status(reference) == "waiting-for-payment"
    for _ in range(2):
        done = call(code)
        assert (done.status_code, done.json()["payment"]["state"]) == (200, "waived")
    assert Client().post(place, {"code": code}, content_type="application/json").status_code == 404
