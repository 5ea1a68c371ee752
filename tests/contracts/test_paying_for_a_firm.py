"""Who acts for a firm files in its name, and pays in its name: the bill is the firm's, and a colleague can pay it."""

import io

import pytest
from django.test import Client
from pypdf import PdfReader

from openhall.blocks.cases.facade import secret_of_case
from openhall.blocks.documents.facade import papers_of
from openhall.blocks.payments.facade import payment_of
from tests.desks import NOOR, Browser, words_of
from tests.moorings import unpaid_mooring
from tests.outcomes import make_papers

LIN, FIRM, NAME = "lin-xiaoyu", "lamp-oil-cooperative", "The Lamp Oil Cooperative"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]


def test_the_bill_the_page_and_the_receipt_are_in_the_name_of_the_firm() -> None:
    reference = unpaid_mooring(LIN, FIRM)
    owed = payment_of(reference)
    assert owed is not None
    assert owed.payer == f"organisation:{FIRM}"

    lin, place = Browser(LIN), f"/en/track/{reference}/pay/"
    assert f"You pay in the name of {NAME}." in words_of(lin.look(place))
    assert Browser(NOOR).look(place).status_code == 404
    assert lin.send(place, way="sandbox", _key="once").status_code == 303
    receipt = words_of(lin.look(place))
    assert f"In the name of {NAME}" in receipt

    make_papers()
    (paper,) = [each for each in papers_of(reference) if each.kind == "payment-receipt"]
    sent = {"Authorization": f"Secret {secret_of_case(reference)}"}
    file = Client().get(f"/api/v1/applications/{reference}/papers/{paper.id}", headers=sent)
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(file.getvalue())).pages)
    assert NAME in " ".join(words.split())


def test_who_files_for_themselves_pays_as_themselves() -> None:
    reference = unpaid_mooring(LIN)
    owed = payment_of(reference)
    assert owed is not None
    assert owed.payer == f"person:{LIN}"
    assert "in the name of" not in words_of(Browser(LIN).look(f"/en/track/{reference}/pay/"))
