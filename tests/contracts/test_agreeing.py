"""Somebody else has to agree: nothing moves and nobody pays before they say yes; a no, or silence, changes nothing."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.agreed import Agreement
from openhall.blocks.cases.facade import (
    AGREEMENT,
    MAIL,
    TIMER,
    MoreProofNeeded,
    NobodyElse,
    NoSuchAgreement,
    Verdict,
    agreement_for,
    answer_agreement,
    awaited_of,
    fire_case_timer,
    withdraw_case,
)
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.tests.applying import ANSWERS, NOW
from openhall.blocks.identity.facade import RoleForbids, Visitor
from openhall.blocks.journal.facade import deliver_due, verify_log
from openhall.blocks.journal.models import DataRead, Message
from openhall.blocks.messages.facade import inbox_of
from openhall.blocks.processes.models import Token
from openhall.project.handlers import HANDLERS
from tests.agreed import COOPERATIVE, FIRM_NUMBER, LIN, NOOR, NUMBERS, WANG, apply, of_firm, open_for_two
from tests.followers import Follower, decide, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _town(settings: Settings, demo_town: None, monkeypatch: pytest.MonkeyPatch) -> None:
    del demo_town
    settings.OPENHALL_DEMO = True
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    open_for_two()


def stands(reference: str) -> tuple[str, str, str]:
    """Return where a case stands, how it ended, and who has it."""
    case = Case.objects.get(reference=reference)
    return case.status, case.decision, case.holder


def papers_asked_for() -> int:
    """Count the papers that were ordered."""
    return Message.objects.filter(kind="paper").count()


def test_nothing_moves_before_they_agree_and_then_it_goes_on() -> None:
    reference = apply()
    assert stands(reference) == ("in-progress", "", "other-party")
    assert papers_asked_for() == 0
    assert Case.objects.get(reference=reference).paused_on == date(2026, 3, 2)
    (waits,) = awaited_of(LIN)
    assert (waits.reference, waits.until) == (reference, date(2026, 3, 5))
    assert awaited_of(NOOR) == awaited_of(WANG) == ()

    answer_agreement(reference=reference, visitor=LIN, agrees=True, now=NOW)

    assert stands(reference)[2] == "parks-office"
    assert papers_asked_for() == 1
    assert awaited_of(LIN) == ()
    assert verify_log() == []


def test_said_twice_or_by_many_at_once_it_is_said_once() -> None:
    reference = apply()
    answer_agreement(reference=reference, visitor=LIN, agrees=True, now=NOW)
    answer_agreement(reference=reference, visitor=LIN, agrees=True, now=NOW)
    with pytest.raises(NoSuchAgreement):
        answer_agreement(reference=reference, visitor=LIN, agrees=False, now=NOW)
    assert papers_asked_for() == 1


def test_a_no_ends_it_and_both_are_told() -> None:
    reference = apply()
    answer_agreement(reference=reference, visitor=LIN, agrees=False, now=NOW)
    assert stands(reference)[:2] == ("decided", "lapsed")
    assert papers_asked_for() == 0
    deliver_due(handlers={MAIL: HANDLERS[MAIL]}, now=NOW)
    assert "not-agreed" in [each.template for each in inbox_of(person=NOOR.id).letters]
    shown = words_of(Follower.signed_in(reference, NOOR.id).look())
    assert "The other person did not agree" in shown


def test_without_an_answer_in_time_nothing_changes() -> None:
    reference = apply()
    token = Token.objects.get(instance__subject=reference, node="silent")
    later = NOW + timedelta(days=4)
    fire_case_timer(reference=reference, instance=token.instance_id, token=token.number, now=later)
    assert stands(reference)[:2] == ("decided", "lapsed")
    assert awaited_of(LIN) == ()
    with pytest.raises(NoSuchAgreement):
        answer_agreement(reference=reference, visitor=LIN, agrees=True, now=later)
    assert "An office did not answer" not in words_of(Follower.signed_in(reference, NOOR.id).look())


def test_the_timer_is_due_when_the_last_day_is_over() -> None:
    apply()
    due = Message.objects.get(kind=TIMER).due_at
    assert due.isoformat() == "2026-03-05T21:00:00+00:00"  # midnight in the town


def test_what_was_signed_on_paper_is_looked_at_by_an_officer_and_whoever_signed_is_told() -> None:
    reference = apply(described="signed by both")
    assert stands(reference) == ("submitted", "", "parks-office")
    assert awaited_of(LIN) == ()
    assert papers_asked_for() == 0

    decide(reference, Verdict("approve"), now=NOW)

    assert papers_asked_for() == 1
    for _ in range(2):
        deliver_due(handlers={AGREEMENT: HANDLERS[AGREEMENT]}, now=NOW)
    (letter,) = [each for each in inbox_of(person=LIN.id).letters if each.template == "agreement-signed"]
    assert reference in letter.titles["en"]
    assert "their signature was seen" in words_of(Follower.signed_in(reference, NOOR.id).look())


def test_where_the_signature_is_not_in_order_they_are_asked() -> None:
    reference = apply(described="signed by nobody")
    decide(reference, Verdict("return", ("fact-not-checked",)), now=NOW)
    assert stands(reference)[2] == "other-party"
    (waits,) = awaited_of(LIN)
    assert waits.reference == reference
    answer_agreement(reference=reference, visitor=LIN, agrees=True, now=NOW)
    assert papers_asked_for() == 1


def test_nobody_signs_for_themselves_as_the_other() -> None:
    with pytest.raises(NobodyElse):
        apply("own", NUMBERS[NOOR.id], described="signed by both")
    assert Case.objects.count() == 0


def test_nobody_agrees_with_themselves_or_for_somebody_else() -> None:
    with pytest.raises(NobodyElse):
        apply("own", NUMBERS[NOOR.id])
    assert Case.objects.count() == Agreement.objects.count() == 0
    reference = apply()
    for other in (NOOR, WANG, Visitor("")):
        with pytest.raises(NoSuchAgreement):
            answer_agreement(reference=reference, visitor=other, agrees=True, now=NOW)
        with pytest.raises(NoSuchAgreement):
            agreement_for(reference, other, NOW)
    assert stands(reference)[2] == "other-party"


def test_who_is_not_known_surely_enough_has_to_prove_more() -> None:
    reference = apply(number=NUMBERS[WANG.id])
    with pytest.raises(MoreProofNeeded):
        answer_agreement(reference=reference, visitor=WANG, agrees=True, now=NOW)
    assert stands(reference)[2] == "other-party"


def test_whoever_takes_something_over_is_known_even_where_anybody_may_apply() -> None:
    open_for_two(sign_in=0)
    reference = apply(number=NUMBERS[WANG.id])
    assert agreement_for(reference, WANG, NOW).level == 2
    with pytest.raises(MoreProofNeeded):
        answer_agreement(reference=reference, visitor=WANG, agrees=True, now=NOW)
    assert stands(reference)[2] == "other-party"


def test_withdrawn_it_asks_nobody_any_more() -> None:
    reference = apply()
    withdraw_case(reference=reference, visitor=NOOR, now=NOW)
    assert awaited_of(LIN) == ()


def test_they_are_told_in_their_inbox_and_read_no_more_than_they_need() -> None:
    reference = apply()
    for _ in range(2):
        deliver_due(handlers={AGREEMENT: HANDLERS[AGREEMENT]}, now=NOW)
    (letter,) = [each for each in inbox_of(person=LIN.id).letters if each.template == "agreement-asked"]
    assert reference in letter.titles["en"]

    other = Client(headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin"})
    other.post("/en/sign-in/", {"person": LIN.id})
    assert "Say yes or no" in words_of(other.get("/en/me/"))
    page = words_of(other.get(f"/en/me/agreements/{reference}/"))
    assert "You can answer until Thursday, 5 March 2026" in page
    assert ANSWERS["phone"] not in page
    assert DataRead.objects.filter(purpose="agree").count() == 1
    answer = other.post(f"/en/me/agreements/{reference}/", {"answer": "yes"})
    assert (answer.status_code, answer["Location"]) == (303, "/en/me/?agreed=yes")
    assert "You agreed" in words_of(other.get("/en/me/?agreed=yes"))
    assert other.get(f"/en/me/agreements/{reference}/").status_code == 404


def test_where_the_answers_name_nobody_else_nobody_is_asked() -> None:
    open_for_two("described")
    reference = apply()
    assert Agreement.objects.count() == 0
    assert stands(reference)[2] == "parks-office"
    assert papers_asked_for() == 1


def test_a_firm_agrees_by_whoever_may_submit_for_it() -> None:
    open_for_two("evening", firm="full_name")
    reference = apply(number=FIRM_NUMBER)
    manager, clerk = of_firm(LIN.id, "manager"), of_firm(WANG.id, "staff")
    (waits,) = awaited_of(manager)
    assert (waits.reference, waits.firm) == (reference, COOPERATIVE)
    assert agreement_for(reference, manager, NOW).awaited.firm == COOPERATIVE
    for other in (LIN, clerk, NOOR):
        assert awaited_of(other) == ()
        with pytest.raises(NoSuchAgreement):
            answer_agreement(reference=reference, visitor=other, agrees=True, now=NOW)

    answer_agreement(reference=reference, visitor=manager, agrees=True, now=NOW)

    row = Agreement.objects.get(case__reference=reference)
    assert (row.agreed, row.by, row.organisation) == (True, LIN.id, COOPERATIVE)
    assert papers_asked_for() == 1
    assert verify_log() == []


def test_whose_place_in_the_firm_is_gone_does_not_agree_for_it() -> None:
    open_for_two("evening", firm="full_name")
    reference = apply(number=FIRM_NUMBER)
    with pytest.raises(RoleForbids):
        answer_agreement(reference=reference, visitor=of_firm(WANG.id, "manager"), agrees=True, now=NOW)
    assert stands(reference)[2] == "other-party"


def test_who_applied_does_not_agree_for_their_own_firm() -> None:
    open_for_two("evening", firm="full_name")
    seller = of_firm(LIN.id, "manager")
    reference = apply(number=FIRM_NUMBER, who=seller)
    assert awaited_of(seller) == ()
    with pytest.raises(NoSuchAgreement):
        answer_agreement(reference=reference, visitor=seller, agrees=True, now=NOW)
    assert stands(reference)[2] == "other-party"


def test_a_firm_is_told_in_its_inbox_and_answers_on_the_page() -> None:
    open_for_two("evening", firm="full_name")
    reference = apply(number=FIRM_NUMBER)
    for _ in range(2):
        deliver_due(handlers={AGREEMENT: HANDLERS[AGREEMENT]}, now=NOW)
    inbox = inbox_of(person="nobody-else", organisations=(COOPERATIVE,))
    (letter,) = [each for each in inbox.letters if each.template == "agreement-asked"]
    assert (letter.organisation, letter.person) == (COOPERATIVE, LIN.id)
    browser = Client(headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin"})
    browser.post("/en/sign-in/", {"person": LIN.id})
    assert "The Lamp Oil Cooperative" in words_of(browser.get("/en/me/"))
    page = words_of(browser.get(f"/en/me/agreements/{reference}/"))
    assert "with The Lamp Oil Cooperative. Nothing changes before you say yes in its name" in page
    assert browser.post(f"/en/me/agreements/{reference}/", {"answer": "no"}).status_code == 303
    assert stands(reference)[:2] == ("decided", "lapsed")


def test_a_firm_that_signed_on_paper_is_told() -> None:
    open_for_two("evening", firm="full_name")
    reference = apply(number=FIRM_NUMBER, described="signed by both")
    decide(reference, Verdict("approve"), now=NOW)
    assert papers_asked_for() == 1
    deliver_due(handlers={AGREEMENT: HANDLERS[AGREEMENT]}, now=NOW)
    letters = inbox_of(person="nobody-else", organisations=(COOPERATIVE,)).letters
    assert [each.template for each in letters] == ["agreement-signed"]
