"""Bills of two departments, paid with one press: each department's own payment, and a receipt from each."""

from datetime import timedelta
from http import HTTPStatus
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import Settings

from openhall.blocks.cases.facade import Applicant, example_for
from openhall.blocks.cases.tests.applying import MOORING, NOW, STALL, prepared, request, service, submit
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.documents.facade import keep_sample_files, papers_of
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.payments.facade import payments_of
from openhall.blocks.processes.tests.drawn import end, flow, model, user
from openhall.blocks.processes.tests.drawn import service as act
from tests.followers import open_town, words_of
from tests.mine import NOOR, signed_in
from tests.outcomes import make_papers

BILLS = "/en/me/bills/"
CHARGED = model(
    "charged",
    '<startEvent id="begin"/>',
    act("charge", "charge"),
    user("review"),
    end("granted", "approved"),
    flow("f1", "begin", "charge"),
    flow("f2", "charge", "review"),
    flow("f3", "review", "granted"),
)
pytestmark = pytest.mark.django_db


def test_two_bills_one_press_two_receipts(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENHALL_DEMO, settings.OPENHALL_URL = True, "https://hall.test"
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    open_town(**{service(name).process.pattern.replace("-", "_"): CHARGED for name in (STALL, MOORING)})
    keep_sample_files(now=NOW)
    noor, person = signed_in(NOOR), Visitor(NOOR, {"en": "Noor"}, 2)
    stall = submit(prepared(Applicant(person)), request("stall")).reference
    answers = example_for(current_catalogue(), service(MOORING), now=NOW).answers
    mooring = submit(prepared(Applicant(person), service(MOORING), answers), request("mooring")).reference
    owed = payments_of([stall, mooring])
    assert {each.authority for each in owed} == {"parks-office", "harbour-office"}

    total = sum(each.amount for each in owed)
    sent = {"bill": [each.id for each in owed], "sum": total, "_once": "press", "way": "sandbox"}
    pressed = [noor.post(BILLS, sent) for _ in range(2)]
    make_papers(NOW + timedelta(seconds=1))

    assert {each.status_code for each in pressed} == {HTTPStatus.SEE_OTHER}
    assert "is paid." in words_of(noor.get(pressed[0]["Location"]))
    paid = payments_of([stall, mooring])
    assert [each.state for each in paid] == ["paid", "paid"]
    assert len({each.receipt_number for each in paid}) == 2
    offices = {stall: "Parks", mooring: "Harbour Office"}
    for payment in paid:
        (receipt,) = papers_of(payment.subject)
        assert (receipt.kind, receipt.number, receipt.authority) == (
            "payment-receipt",
            payment.receipt_number,
            payment.authority,
        )
        file = noor.get(f"/en/track/{payment.subject}/papers/{receipt.id}/")
        text = "\n".join(each.extract_text() for each in PdfReader(BytesIO(file.getvalue())).pages)
        assert payment.receipt_number in text
        assert offices[payment.subject] in text
        assert words_of(noor.get(f"/en/track/{payment.subject}/pay/")).count(payment.receipt_number) >= 1
