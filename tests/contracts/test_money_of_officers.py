"""What officers do with the money of a case: cash at a counter, a fee waived, money back by two persons."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, transaction

from openhall.blocks.authorities.models import PostRow
from openhall.blocks.cases.facade import (
    NoSuchCase,
    NotYourTask,
    Once,
    VerdictIncomplete,
    approve_asked_refund,
    ask_refund,
    decline_asked_refund,
    pay_refund_out,
    take_cash,
    waive_fee,
)
from openhall.blocks.cases.models import Case, CaseEvent
from openhall.blocks.cases.tests.desks import at_the_desk
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.models import Message, Record
from openhall.blocks.payments.facade import (
    PaymentClosed,
    RefundFacts,
    RefundRefused,
    refunds_of,
    refunds_waiting,
    trial_balance,
    waiver_of,
)
from openhall.blocks.payments.models import Attempt, Refund, Waiver
from tests.desks import CLERK, HARBOUR, KEEPER, MASTER, Browser, text_of, words_of
from tests.moorings import OWED, WRITTEN, paid_mooring, payment, status, unpaid_mooring
from tests.outcomes import make_papers

NOW = datetime.now(UTC)
CLERKS, MASTERS, KEEPERS = Visitor(CLERK), Visitor(MASTER), Visitor(KEEPER)
ONCE = Once("desk:test", "once", "body")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]


@pytest.fixture(autouse=True, params=["open", pytest.param("walled", marks=pytest.mark.postgres)])
def _walls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, demo_town: None) -> None:
    """Do all of it again behind the walls of PostgreSQL, within those of the officer's office."""
    del demo_town
    if request.param == "walled":
        request.getfixturevalue("ordinary_role")
        acts = (approve_asked_refund, ask_refund, decline_asked_refund, pay_refund_out, take_cash, waive_fee)
        for act in acts:
            monkeypatch.setattr(request.module, act.__name__, at_the_desk(act))


def cash(reference: str, who: Visitor = CLERKS, slip: str = "T-001", amount: str = WRITTEN) -> str:
    owed = payment(reference)
    return take_cash(reference=reference, payment=owed.id, slip=slip, amount=amount, visitor=who, now=NOW).state


def waived(reference: str, who: Visitor = MASTERS, reason: str = "The pier was shut.", once: Once | None = None) -> str:
    owed = payment(reference).id
    return waive_fee(reference=reference, payment=owed, reason=reason, visitor=who, now=NOW, once=once).state


def asked(reference: str, who: Visitor = CLERKS, amount: str = "8", reason: str = "Shut for a week.") -> RefundFacts:
    paid = payment(reference).id
    done = ask_refund(reference=reference, payment=paid, amount=amount, reason=reason, visitor=who, now=NOW)
    assert done is not None
    return done


def approved(reference: str, refund: str, who: Visitor = MASTERS) -> RefundFacts:
    return approve_asked_refund(reference=reference, refund=refund, visitor=who, now=NOW)


def declined(reference: str, refund: str, who: Visitor = MASTERS) -> RefundFacts:
    return decline_asked_refund(reference=reference, refund=refund, visitor=who, now=NOW)


def leaves(kind: str) -> int:
    return Record.objects.filter(kind=f"case.{kind}").count()


def test_cash_is_one_payment_however_often_its_slip_is_sent_and_the_case_goes_on() -> None:
    reference = unpaid_mooring()
    assert status(reference) == "waiting-for-payment"

    assert cash(reference) == "paid"
    assert cash(reference) == "paid"
    assert cash(reference, slip=" t-0 01 ") == "paid"

    attempt = Attempt.objects.get(state="captured")
    assert (attempt.provider, attempt.received, attempt.recorded_by) == ("counter", OWED, CLERK)
    assert (payment(reference).paid_by, leaves("cash"), Refund.objects.count()) == ("counter", 1, 0)
    assert CaseEvent.objects.filter(case__reference=reference, kind="paid").count() == 1
    make_papers()
    assert status(reference) == "decided"
    assert sum(line.closing for line in trial_balance()) == 0


@pytest.mark.parametrize(
    ("slip", "amount", "faults"),
    [
        ("", "", (("slip", "missing"), ("amount", "missing"))),
        ("T" * 41, "18,25x", (("slip", "too-long"), ("amount", "unknown"))),
        ("T-1", "18.251", (("amount", "not-owed"),)),
        ("T-1", "-18.250", (("amount", "unknown"),)),
    ],
)
def test_cash_that_is_not_what_is_owed_is_not_taken(slip: str, amount: str, faults: object) -> None:
    reference = unpaid_mooring()
    with pytest.raises(VerdictIncomplete) as refused:
        cash(reference, slip=slip, amount=amount)
    assert refused.value.faults == faults
    assert not Attempt.objects.exists()


def test_a_slip_is_that_of_one_payment_and_what_is_paid_is_not_paid_again() -> None:
    first, second = unpaid_mooring(), unpaid_mooring()
    cash(first)
    with pytest.raises(VerdictIncomplete) as refused:
        cash(second)
    assert refused.value.faults == (("slip", "used"),)
    assert status(second) == "waiting-for-payment"

    with pytest.raises(PaymentClosed):
        cash(first, slip="T-002")
    assert Attempt.objects.count() == 1


def test_another_office_takes_no_cash_waives_nothing_and_gives_nothing_back() -> None:
    reference = unpaid_mooring()
    for act in (cash, waived):
        with pytest.raises(NoSuchCase):
            act(reference, KEEPERS)
    with pytest.raises(NoSuchCase):
        asked(reference, KEEPERS)
    other = unpaid_mooring()
    with pytest.raises(NoSuchCase):
        take_cash(reference=other, payment=payment(reference).id, slip="T-1", amount=WRITTEN, visitor=CLERKS, now=NOW)
    assert (status(reference), Attempt.objects.count(), Waiver.objects.count()) == ("waiting-for-payment", 0, 0)


def test_whoever_answers_for_the_office_waives_a_fee_and_the_case_goes_on() -> None:
    reference = unpaid_mooring()
    with pytest.raises(NotYourTask) as refused:
        waived(reference, CLERKS)
    assert refused.value.why == "rank"
    with pytest.raises(VerdictIncomplete) as incomplete:
        waived(reference, reason="  ")
    assert incomplete.value.faults == (("reason", "missing"),)
    assert (status(reference), leaves("waived")) == ("waiting-for-payment", 0)

    assert waived(reference, once=ONCE) == "waived"
    assert waived(reference, once=ONCE) == "waived"

    why = waiver_of(payment(reference).id)
    assert why is not None
    assert (why.waived_by, why.reason, leaves("waived")) == (MASTER, "", 1)
    event = CaseEvent.objects.get(case__reference=reference, kind="waived")
    assert (event.actor, event.office) == (MASTER, HARBOUR)
    assert status(reference) == "in-progress"
    make_papers()
    assert status(reference) == "decided"
    with pytest.raises(PaymentClosed):
        cash(reference)


def test_a_post_waives_and_approves_no_more_than_its_limit() -> None:
    reference = unpaid_mooring()
    PostRow.objects.filter(id="harbour-master").update(limit_minor=OWED - 1)
    with pytest.raises(NotYourTask) as refused:
        waived(reference)
    assert (refused.value.why, status(reference)) == ("limit", "waiting-for-payment")


def test_money_goes_back_when_two_persons_agree_and_its_owner_is_told_once() -> None:
    reference = paid_mooring()
    refund = asked(reference)
    assert (refund.state, refund.amount, refund.asked_by) == ("asked", 8_000, CLERK)
    assert [each.id for each in refunds_waiting(HARBOUR)] == [refund.id]
    assert refunds_waiting("parks-office") == []
    assert payment(reference).refunded == 0

    assert approved(reference, refund.id).state == "ordered"
    assert approved(reference, refund.id).state == "ordered"

    assert (payment(reference).state, payment(reference).refunded) == ("part-refunded", 8_000)
    assert CaseEvent.objects.filter(case__reference=reference, kind="refunded").count() == 1
    told = [each.payload for each in Message.objects.filter(kind="mail") if "refunded" in str(each.payload)]
    assert len(told) == 1
    assert (leaves("refund-asked"), leaves("refund-approved")) == (1, 1)
    assert sum(line.closing for line in trial_balance()) == 0


def test_whoever_asked_does_not_approve_and_the_database_says_so_too() -> None:
    reference = paid_mooring()
    own = asked(reference, MASTERS)
    with pytest.raises(NotYourTask) as refused:
        approved(reference, own.id)
    assert refused.value.why == "same-person"
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.filter(public_id=own.id).update(approved_by=MASTER)

    theirs = asked(reference)
    with pytest.raises(NotYourTask) as refused:
        approved(reference, theirs.id, CLERKS)
    assert refused.value.why == "rank"
    assert {each.state for each in refunds_of(payment(reference).id)} == {"asked"}
    assert payment(reference).refunded == 0


def test_nobody_asks_for_more_than_was_paid_nor_twice_the_whole() -> None:
    reference = paid_mooring()
    for amount, fault in (("18.251", "too-much"), ("0", "unknown"), ("", "missing")):
        with pytest.raises(VerdictIncomplete) as refused:
            asked(reference, amount=amount)
        assert refused.value.faults == (("amount", fault),)
    first, second = asked(reference, amount=WRITTEN), asked(reference, amount=WRITTEN)
    approved(reference, first.id)
    with pytest.raises(RefundRefused):
        approved(reference, second.id)
    assert (payment(reference).state, payment(reference).refunded) == ("refunded", OWED)


def test_a_refund_is_declined_or_taken_back_and_then_not_approved() -> None:
    reference = paid_mooring()
    theirs, own = asked(reference), asked(reference)
    assert declined(reference, theirs.id).state == "declined"
    assert declined(reference, own.id, CLERKS).state == "declined"
    with pytest.raises(RefundRefused):
        approved(reference, theirs.id)
    other = asked(reference, MASTERS)
    with pytest.raises(NotYourTask):
        declined(reference, other.id, CLERKS)
    assert (payment(reference).refunded, refunds_of(payment(reference).id)[-1].state) == (0, "asked")


def test_cash_goes_back_by_hand_once() -> None:
    reference = unpaid_mooring()
    cash(reference)
    refund = asked(reference)

    def out(slip: str = "R-1") -> RefundFacts:
        return pay_refund_out(reference=reference, refund=refund.id, slip=slip, visitor=CLERKS, now=NOW)

    with pytest.raises(RefundRefused):
        out()
    approved(reference, refund.id)
    assert [each.is_by_hand for each in refunds_waiting(HARBOUR)] == [True]
    with pytest.raises(VerdictIncomplete):
        out(" ")
    assert (out().state, out("R-2").reference) == ("done", "R-1")
    assert Refund.objects.get().paid_out_by == CLERK
    assert refunds_waiting(HARBOUR) == []
    assert sum(line.closing for line in trial_balance()) == 0


def test_nobody_acts_in_their_own_matter() -> None:
    reference = unpaid_mooring()
    Case.objects.filter(reference=reference).update(person=MASTER)
    for act in (cash, waived):
        with pytest.raises(NotYourTask) as refused:
            act(reference, MASTERS)
        assert refused.value.why == "own-matter"
    assert (Attempt.objects.count(), Waiver.objects.count()) == (0, 0)


def place(reference: str) -> str:
    return f"/desk/cases/{reference}/"


def test_a_cashier_finds_the_payment_by_any_of_its_numbers_and_takes_the_cash_on_the_page() -> None:
    reference = unpaid_mooring()
    clerk = Browser(CLERK)
    for number in (
        reference.lower(),
        payment(reference).id,
        f" {payment(reference).id[:5]} {payment(reference).id[5:]}",
    ):
        found = clerk.look(f"/desk/money/?{urlencode({'number': number})}")
        assert (found.status_code, found["Location"]) == (303, f"{place(reference)}#outcome")
    assert "Compare it character by character" in words_of(clerk.look("/desk/money/?number=NONE"))
    assert "Compare it character by character" in words_of(Browser(KEEPER).look(f"/desk/money/?number={reference}"))

    shown = words_of(clerk.look(place(reference)))
    for told in ("Not paid yet", "KD18.250", payment(reference).id, "Take cash", "Waive the fee"):
        assert told in shown, told

    wrong = clerk.act(reference, "cash", slip="T-9", amount="18")
    assert wrong.status_code == 422
    assert "This is not what is owed." in words_of(wrong)
    assert 'value="T-9"' in text_of(wrong)
    assert "<title>Error:" in text_of(wrong)
    assert not Attempt.objects.exists()

    done = clerk.act(reference, "cash", slip="T-9", amount="18.25")
    assert (done.status_code, done["Location"]) == (303, f"{place(reference)}?done=cash#outcome")
    after = words_of(clerk.look(done["Location"]))
    for told in ("The fee is paid.", "Cash at the town desk", "Give money back"):
        assert told in after, told
    assert "Take cash" not in after


def test_what_was_paid_meanwhile_is_said_and_no_cash_is_taken() -> None:
    reference = unpaid_mooring()
    clerk, owed = Browser(CLERK), payment(reference).id
    cash(reference, slip="OTHER")
    late = clerk.send(f"{place(reference)}money/{owed}/cash/", slip="T-1", amount=WRITTEN)
    assert late.status_code == 409
    assert "Take no cash for it." in words_of(late)
    assert Attempt.objects.count() == 1


def test_a_clerk_cannot_waive_on_the_page_and_a_supervisor_can_once() -> None:
    reference = unpaid_mooring()
    clerk, master = Browser(CLERK), Browser(MASTER)
    shown = clerk.look(place(reference))
    assert 'id="waive-form"' not in text_of(shown)
    assert "Only whoever answers for the office" in words_of(shown)
    owed = payment(reference).id
    assert clerk.send(f"{place(reference)}money/{owed}/waive/", reason="No").status_code == 403
    assert Browser(KEEPER).send(f"{place(reference)}money/{owed}/waive/", reason="No").status_code == 404
    assert status(reference) == "waiting-for-payment"

    assert master.act(reference, "waive", reason=" ").status_code == 422
    done = master.act(reference, "waive", reason="The pier was shut.")
    assert done["Location"] == f"{place(reference)}?done=waived#outcome"
    words = words_of(master.look(done["Location"]))
    for told in ("Waived", "The pier was shut.", "The fee was waived You, Harbour Office"):
        assert told in words, told


def test_a_refund_goes_from_the_clerk_to_the_supervisor_over_the_list_of_what_waits() -> None:
    reference = paid_mooring()
    clerk, master = Browser(CLERK), Browser(MASTER)
    assert "No refund waits for anybody." in words_of(clerk.look("/desk/money/"))
    assert clerk.act(reference, "refund", amount="8", reason="Shut for a week.").status_code == 303
    refund = refunds_of(payment(reference).id)[0].id

    assert "Whoever asked" not in words_of(master.look(place(reference)))
    assert f'id="approve-{refund}-form"' not in text_of(clerk.look(place(reference)))
    own = clerk.send(f"{place(reference)}refunds/{refund}/approve/")
    assert (own.status_code, payment(reference).refunded) == (403, 0)

    listed = words_of(master.look("/desk/money/"))
    for told in (reference, "KD8", "Amal Haddad", "Waits for a second person"):
        assert told in listed, told
    assert reference not in words_of(Browser(KEEPER).look("/desk/money/"))
    assert master.act(reference, f"approve-{refund}").status_code == 303
    again = master.send(f"{place(reference)}refunds/{refund}/decline/")
    assert (again.status_code, payment(reference).refunded) == (409, 8_000)
    assert "Paid, part went back" in words_of(master.look(place(reference)))
    assert "No refund waits" in words_of(master.look("/desk/money/"))


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_its_pages_have_both_languages_and_keep_to_their_reader(language: str) -> None:
    page = Browser(CLERK, language).look("/desk/money/")
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    assert ("收费" in words_of(page)) == (language == "zh-Hans")
