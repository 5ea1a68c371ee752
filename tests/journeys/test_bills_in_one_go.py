"""Somebody owes three departments: one code with the sum, one movement at the bank, three receipts; one goes back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.facade import Applicant, example_for, take_told
from openhall.blocks.cases.tests.applying import MOORING, NOW, STALL, opened, prepared, request, service, submit
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.documents.facade import keep_sample_files, papers_of
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import Delivery, deliver_due
from openhall.blocks.messages.facade import inbox_of
from openhall.blocks.payments.facade import (
    BANK_NEWS,
    PaymentFacts,
    bank_news,
    import_statement,
    match_entries,
    payment_by_id,
    payments_of,
    record_payout,
    refund_payment,
    trial_balance,
    unmatched_entries,
    unmatched_payments,
)
from openhall.blocks.processes.facade import model_of
from openhall.project.handlers import HANDLERS
from tests.contracts.test_bills_of_departments import CHARGED
from tests.followers import words_of
from tests.mine import NOOR, PLACE, signed_in
from tests.outcomes import make_papers

pytestmark = pytest.mark.django_db
BILLS, CLERK = "/en/me/bills/", "town-clerk"
LATER = NOW + timedelta(hours=1)
_SHOWN = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>{number}</Id>
<Acct><Id><IBAN>KW81CBKU0000000000001234560101</IBAN></Id></Acct><Ntry><Amt Ccy="KWD">{amount}</Amt>
<CdtDbtInd>{way}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt><AcctSvcrRef>b{number}</AcctSvcrRef>
<NtryDtls><TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt>
</Document>"""


def bank_shows(number: int, amount: int, reference: str) -> int:
    """Let the bank's file show one movement; return how many of it match."""
    way, major = ("DBIT" if amount < 0 else "CRDT"), f"{abs(amount) / 1000:.3f}"
    xml = _SHOWN.format(number=number, amount=major, way=way, reference=reference)
    return import_statement(xml=xml.encode(), decimals=3, now=LATER).matched


@pytest.fixture
def owed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[PaymentFacts]:
    """Let Noor owe the parks, the harbour and the town clerk."""
    settings.OPENHALL_DEMO, settings.OPENHALL_URL = True, "https://hall.test"
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    model_of.cache_clear()
    third = service(STALL, id=f"{CLERK}/certificate", authority=CLERK)
    patterns: dict[str, Any] = {service(name).process.pattern.replace("-", "_"): CHARGED for name in (STALL, MOORING)}
    opened(more=(third,), **patterns)
    keep_sample_files(now=NOW)
    applicant = Applicant(Visitor(NOOR, {"en": "Noor"}, 2))
    berth = example_for(current_catalogue(), service(MOORING), now=NOW).answers
    sent = [
        submit(prepared(applicant), request("stall")).reference,
        submit(prepared(applicant, service(MOORING), berth), request("berth")).reference,
        submit(prepared(applicant, third), request("certificate")).reference,
    ]
    found = payments_of(sent)
    assert len({each.authority for each in found}) == 3
    return found


def sending(page: str) -> dict[str, list[str]]:
    """Return what the form of a page sends."""
    form = re.search(r'<form class="form-page bills".*?</form>', page, re.DOTALL)
    assert form is not None
    sent: dict[str, list[str]] = {"way": ["fps"]}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[0]):
        sent.setdefault(name, []).append(value)
    return sent


def scanned(noor: Client, owed: list[PaymentFacts]) -> str:
    """Tick all on the own page and press once; return the number of the code with the sum."""
    mine = noor.get(PLACE).content.decode()
    assert all(f'value="{each.id}"' in mine for each in owed)
    page = noor.get(BILLS, {"bill": [each.id for each in owed]}).content.decode()
    answer = noor.post(BILLS, sending(page))
    assert answer.status_code == 303
    code = noor.get(answer["Location"])
    total = sum(each.amount for each in owed)
    assert f"KD{total / 1000:.3f}" in words_of(code)
    assert all(each.subject in words_of(code) for each in owed)
    number = re.search(r'paying__number numbers">([^<]+)<', code.content.decode())
    assert number is not None
    return number[1].replace(" ", "")


def told_by_bank(delivery: Delivery) -> None:
    take_told(news=bank_news(delivery.payload), now=LATER)


def held() -> dict[str, int]:
    return {line.account: line.closing for line in trial_balance() if line.closing}


def test_three_departments_one_code_one_movement_and_one_bill_goes_back(owed: list[PaymentFacts]) -> None:
    noor, total = signed_in(NOOR), sum(each.amount for each in owed)
    number = scanned(noor, owed)

    assert bank_shows(1, total, number) == 1
    for _ in range(2):  # as when a worker died after it did it
        deliver_due(handlers={BANK_NEWS: told_by_bank}, now=LATER)
        take_told(news=bank_news({"entry": 1, "attempt": number, "amount": total, "currency": "KWD"}), now=LATER)
    earned = {f"revenue:{each.authority}": -each.amount for each in owed}
    assert held() == {"bank": total, **earned}
    assert (unmatched_entries(), unmatched_payments(now=LATER)) == ([], [])

    for _ in range(2):
        deliver_due(handlers=HANDLERS, now=LATER)
    make_papers(LATER)
    paid = [found for each in owed if (found := payment_by_id(each.id))]
    assert {each.state for each in paid} == {"paid"}
    for each in paid:
        (receipt,) = [paper for paper in papers_of(each.subject) if paper.kind == "payment-receipt"]
        assert (receipt.number, receipt.authority) == (each.receipt_number, each.authority)
    letters = [each.template for each in inbox_of(person=NOOR).letters if each.template.startswith("pa")]
    assert letters.count("paid-together") == 1

    # The harbour gives its own bill back, and only that.
    back = paid[1]
    refund = refund_payment(payment=back.id, amount=back.amount, key="r", rule="withdrawn", now=LATER)
    record_payout(refund=refund.id, paid_by="rae", reference="out-1", now=LATER)
    assert bank_shows(2, -back.amount, "out-1") == 1
    assert match_entries(now=LATER) == 0
    del earned[f"revenue:{back.authority}"]
    assert held() == {"bank": total - back.amount, **earned}
    now = {each.id: each.state for each in payments_of([one.subject for one in owed])}
    assert [now[each.id] for each in owed] == ["paid", "refunded", "paid"]
