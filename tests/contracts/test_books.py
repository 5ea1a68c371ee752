"""The books of a day at the desk: an office sees its own, the treasury sees all and matches what came to the bank."""

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from openhall.blocks.authorities.facade import beyond_walls
from openhall.blocks.cases.facade import take_told
from openhall.blocks.journal.facade import Delivery, deliver_due
from openhall.blocks.payments.facade import (
    BANK_NEWS,
    bank_news,
    close_books,
    import_statement,
    refunds_of,
    trial_balance,
    unmatched_entries,
    unmatched_payments,
)
from openhall.blocks.payments.models import Attempt
from tests.desks import CLERK, KEEPER, Browser, text_of, words_of
from tests.moorings import WRITTEN, paid_mooring, payment, status, unpaid_mooring

PLACE = "/desk/money/books/"
#: Who keeps the town's account at the bank.
SCRIBE = "petra-lim"
KUWAIT = ZoneInfo("Asia/Kuwait")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]


@pytest.fixture(autouse=True, params=["open", pytest.param("walled", marks=pytest.mark.postgres)])
def _walls(request: pytest.FixtureRequest, demo_town: None) -> None:
    """Do all of it again behind the walls of PostgreSQL."""
    del demo_town
    if request.param == "walled":
        request.getfixturevalue("ordinary_role")


def came(amount: str, reference: str = "HELLO", number: str = "1", way: str = "CRDT") -> int:
    """Let the bank show money that moved; return which movement it is."""
    xml = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>{number}</Id>
    <Acct><Id><IBAN>KW81CBKU0000000000001234560101</IBAN></Id></Acct><Ntry><Amt Ccy="KWD">{amount}</Amt>
    <CdtDbtInd>{way}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-27</Dt></BookgDt><NtryDtls><TxDtls><Refs>
    <EndToEndId>{reference}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"""
    import_statement(xml=xml.encode(), decimals=3, now=datetime.now(UTC))
    return unmatched_entries()[-1].id


def delivered() -> None:
    def take(delivery: Delivery) -> None:
        take_told(news=bank_news(delivery.payload), now=datetime.now(UTC))

    deliver_due(handlers={BANK_NEWS: take}, now=datetime.now(UTC) + timedelta(seconds=1))


def rows(page: object) -> Mapping[str, list[str]]:
    """Return the accounts of the page: at the beginning, debit, credit, at the end."""
    table = re.search(r"<table.*?</table>", text_of(page), re.DOTALL)
    assert table is not None, words_of(page)
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", table[0], re.DOTALL):
        cells = [html.unescape(re.sub(r"<[^>]+>", "", each)).strip() for each in re.findall(r"<t[hd].*?</t[hd]>", row)]
        found[cells[0]] = cells[1:]
    return found


def test_an_office_sees_its_own_accounts_of_the_day_and_not_those_of_others() -> None:
    assert "Nothing was ever posted for your office." in words_of(Browser(CLERK).look(PLACE))
    reference = paid_mooring()
    unpaid_mooring()
    page = Browser(CLERK).look(PLACE)
    shown = rows(page)

    assert shown["Earned"] == ["KD0", "KD0", "KD18.250", "-KD18.250"]
    assert shown["Owed by payers"] == ["KD0", "KD36.500", "KD18.250", "KD18.250"]
    assert "Together" not in shown
    assert "At the bank, and nothing of ours" not in words_of(page)
    assert "Open: 1, together KD18.250" in words_of(page)
    assert f"/desk/cases/{reference}/" in text_of(page)
    before = (datetime.now(KUWAIT).date() - timedelta(days=1)).isoformat()
    assert "Nothing was ever posted" in words_of(Browser(CLERK).look(f"{PLACE}?day={before}"))
    assert Browser(CLERK).look(f"{PLACE}?day=soon").status_code == 200

    assert "Nothing was ever posted for your office." in words_of(Browser(KEEPER).look(PLACE))
    file = Browser(CLERK).look("/desk/money/books.csv")
    assert "revenue:harbour-office,KWD,0.000,0.000,18.250,-18.250" in file.content.decode("utf-8-sig")
    assert "harbour-office" not in Browser(KEEPER).look("/desk/money/books.csv").content.decode("utf-8-sig")


def test_the_treasury_sees_all_and_together_they_are_nothing() -> None:
    paid_mooring()
    shown = rows(Browser(SCRIBE).look(PLACE))

    assert shown["Taken, not at the bank yet: Practice payment"][-1] == "KD18.250"
    assert shown["Earned"][-1] == "-KD18.250"
    assert shown["Together"][-1] == "KD0"
    assert "Nothing is open: all that the bank showed matches." in words_of(Browser(SCRIBE).look(PLACE))


def test_books_that_are_closed_show_the_same_and_what_comes_late() -> None:
    paid_mooring()
    before = [rows(Browser(who).look(PLACE)) for who in (CLERK, SCRIBE)]
    with beyond_walls():
        assert close_books(zone=KUWAIT, now=datetime.now(UTC) + timedelta(days=2)) >= 1
    assert [rows(Browser(who).look(PLACE)) for who in (CLERK, SCRIBE)] == before

    late = unpaid_mooring()
    Browser(CLERK).act(late, "cash", slip="T-1", amount=WRITTEN)
    own, everything = (rows(Browser(who).look(PLACE)) for who in (CLERK, SCRIBE))
    assert own["Earned"][-1] == everything["Earned"][-1] == "-KD36.500"
    assert everything["Together"][-1] == "KD0"


def test_money_without_a_number_is_matched_with_the_payment_that_it_was_meant_for() -> None:
    reference = unpaid_mooring()
    entry, scribe = came("18.250"), Browser(SCRIBE)
    listed = words_of(scribe.look(PLACE))
    for told in ("Open movements: 1.", "HELLO", "It pays a fee", "It is the sum of a day", "It is a charge"):
        assert told in listed, told

    wrong = scribe.send(f"{PLACE}{entry}/assign/", payment="2222")
    assert wrong.status_code == 422
    assert "There is no payment with this number." in words_of(wrong)
    assert 'value="2222"' in text_of(wrong)
    assert "<title>Error:" in text_of(wrong)
    assert not Attempt.objects.exists()

    done = scribe.send(f"{PLACE}{entry}/assign/", payment=f" {payment(reference).id.lower()} ")
    assert (done.status_code, done["Location"]) == (303, f"{PLACE}?done=matched")
    again = scribe.send(f"{PLACE}{entry}/assign/", payment=payment(reference).id)
    assert again.status_code == 409
    assert "Somebody matched this movement meanwhile." in words_of(again)
    delivered()
    assert (payment(reference).state, status(reference)) == ("paid", "in-progress")
    assert Attempt.objects.get().recorded_by == SCRIBE
    assert sum(line.closing for line in trial_balance()) == 0


def test_the_cash_of_a_day_is_matched_with_its_deposit() -> None:
    reference = unpaid_mooring()
    Browser(CLERK).act(reference, "cash", slip="T-9", amount=WRITTEN)
    today = datetime.now(KUWAIT).date()
    entry, scribe = came("18.250"), Browser(SCRIBE)

    for day, words in (("soon", "Write a day"), ("2026-01-01", "What is still open of that day is KD0")):
        wrong = scribe.send(f"{PLACE}{entry}/day/", way="counter", day=day)
        assert wrong.status_code == 422
        assert words in words_of(wrong)
    assert scribe.send(f"{PLACE}{entry}/day/", way="counter", day=today.isoformat()).status_code == 303
    with beyond_walls():
        assert (unmatched_entries(), unmatched_payments(now=datetime.now(UTC))) == ([], [])
    assert refunds_of(payment(reference).id) == []


def test_a_sum_of_a_day_comes_less_what_was_kept_of_it() -> None:
    paid_mooring()
    entry, scribe, today = came("18.000"), Browser(SCRIBE), datetime.now(KUWAIT).date().isoformat()
    for kept, words in (("much", "Write an amount"), ("-1", "Write an amount"), ("", "of that day is KD18.250")):
        wrong = scribe.send(f"{PLACE}{entry}/day/", way="sandbox", day=today, kept=kept)
        assert wrong.status_code == 422
        assert words in words_of(wrong)
    wrong = scribe.send(f"{PLACE}{entry}/day/", way="elsewhere", day=today)
    assert "Choose one from the list." in words_of(wrong)

    assert scribe.send(f"{PLACE}{entry}/day/", way="sandbox", day=today, kept="0.250").status_code == 303
    shown = rows(scribe.look(PLACE))
    assert (shown["At the bank"][-1], shown["Charges kept: Practice payment"][-1]) == ("KD18", "KD0.250")
    assert shown["Together"][-1] == "KD0"


def test_what_the_bank_took_for_its_work_is_booked_as_a_charge() -> None:
    entry, scribe = came("1.500", "FEES", way="DBIT"), Browser(SCRIBE)
    listed = words_of(scribe.look(PLACE))
    assert "It is a charge" in listed
    assert "It pays a fee" not in listed
    wrong = scribe.send(f"{PLACE}{entry}/charge/", of="bank", note=" ")
    assert wrong.status_code == 422
    assert "Write in a few words what it was taken for." in words_of(wrong)
    assert scribe.send(f"{PLACE}{entry}/charge/", of="bank", note="Account, November").status_code == 303
    assert scribe.send(f"{PLACE}{entry}/charge/", of="bank", note="Account, November").status_code == 409
    shown = rows(scribe.look(PLACE))
    assert (shown["At the bank"][-1], shown["Charges kept: The bank"][-1]) == ("-KD1.500", "KD1.500")


def test_nobody_else_matches_anything() -> None:
    reference, entry = unpaid_mooring(), came("18.250")
    for who in (CLERK, KEEPER):
        assert Browser(who).send(f"{PLACE}{entry}/assign/", payment=payment(reference).id).status_code == 404
        assert Browser(who).send(f"{PLACE}{entry}/day/", way="counter", day="2026-11-27").status_code == 404
        assert Browser(who).send(f"{PLACE}{entry}/charge/", of="bank", note="Mine").status_code == 404
        assert "HELLO" not in words_of(Browser(who).look(PLACE))
    assert len(unmatched_entries()) == 1


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_page_has_both_languages_and_keeps_to_its_reader(language: str) -> None:
    page = Browser(SCRIBE, language).look(PLACE)
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    assert ("每日账目" in words_of(page)) == (language == "zh-Hans")
