"""Several bills with one charge of their sum: each is paid once, and nobody else's."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.facade import case_of
from openhall.blocks.cases.tests.applying import NOW
from openhall.blocks.journal.facade import deliver_due
from openhall.blocks.messages.facade import inbox_of
from openhall.blocks.payments.facade import PaymentFacts, attempts_of, payment_by_id, payments_of
from openhall.blocks.payments.models import SandboxCharge
from openhall.blocks.processes.tests.drawn import end, flow, model, service, user
from openhall.project.handlers import HANDLERS
from tests.followers import browser, open_town, words_of
from tests.mine import IDRIS, NOOR, PLACE, bill_for, case_for, signed_in

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Shown

BILLS = "/en/me/bills/"
#: The hall asks for the fee at once, and an office goes on when it is paid.
CHARGED = model(
    "charged",
    '<startEvent id="begin"/>',
    service("charge", "charge"),
    user("review"),
    end("granted", "approved"),
    flow("f1", "begin", "charge"),
    flow("f2", "charge", "review"),
    flow("f3", "review", "granted"),
)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENHALL_DEMO = True
    settings.OPENHALL_URL = "https://hall.test"
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    open_town(appointment=CHARGED)


@pytest.fixture
def noor() -> Client:
    return signed_in(NOOR)


def owed_by(person: str, count: int) -> list[PaymentFacts]:
    """Let somebody apply several times; return what they are asked to pay."""
    return payments_of([case_for(person, f"{person}-{number}") for number in range(count)])


def states_of(*bills: PaymentFacts) -> list[str]:
    """Return where payments stand now."""
    return [payment.state for bill in bills if (payment := payment_by_id(bill.id))]


def pressed(client: Client, *bills: PaymentFacts, once: str = "once", way: str = "sandbox") -> "Shown":
    """Press the button of the page with these bills and the sum that it showed."""
    total = sum(bill.amount for bill in bills)
    return client.post(BILLS, {"bill": [bill.id for bill in bills], "sum": total, "_once": once, "way": way})


def test_what_is_ticked_stands_with_its_sum_before_it_is_paid(noor: Client) -> None:
    first, second, third = owed_by(NOOR, 3)
    page = noor.get(BILLS, {"bill": [first.id, third.id]})
    source = page.content.decode()

    assert "Pay KD3.500 in one go" in words_of(page)
    assert 'name="sum" value="3500"' in source
    assert first.id in source
    assert third.id in source
    assert second.id not in source
    assert page["Cache-Control"] == "no-store"
    assert "Pay KD5.250 in one go" in words_of(noor.get(BILLS))


def test_one_press_pays_all_of_them_with_one_charge_and_a_second_one_nothing(noor: Client) -> None:
    first, second, left = owed_by(NOOR, 3)
    answer = pressed(noor, first, second)
    again = pressed(noor, first, second)
    told = words_of(noor.get(answer["Location"]))
    mine = noor.get(PLACE)

    assert answer.status_code == again.status_code == 303
    assert answer["Location"] == again["Location"]
    assert states_of(first, second, left) == ["paid", "paid", "due"]
    assert [len(attempts_of(each.id)) for each in (first, second, left)] == [1, 1, 0]
    assert list(SandboxCharge.objects.values_list("amount", flat=True)) == [3_500]
    assert case_of(first.subject, may_see=lambda _person: True).holder == "parks-office"  # type: ignore[union-attr]  # it is there
    assert "KD3.500 is paid." in told
    # What is paid is due on no day any more; each leads to its receipt.
    assert "Pay by" not in told
    assert told.count("See the receipt") == 2
    assert f'value="{left.id}"' in mine.content.decode()
    assert f'value="{first.id}"' not in mine.content.decode()


def test_one_code_has_the_sum_and_the_page_stays_until_the_money_has_come(noor: Client) -> None:
    first, second = owed_by(NOOR, 2)
    place = pressed(noor, first, second, way="fps")["Location"]
    page = noor.get(place)
    source = page.content.decode()
    assert "Code for a payment of KD3.500" in source
    assert first.subject in source
    assert second.subject in source
    press = place.partition("press=")[2]
    looked = noor.post(BILLS, {"_key": press, "look": "yes"})
    assert "Your payment has not arrived yet" in words_of(noor.get(looked["Location"]))
    assert states_of(first, second) == ["pending", "pending"]
    played = [noor.post(BILLS, {"_key": press, "play": "yes"}) for _ in range(2)]
    assert "KD3.500 is paid." in words_of(noor.get(played[0]["Location"]))
    assert states_of(first, second) == ["paid", "paid"]
    # Whoever else knows the address of a press sees nothing of it.
    assert first.subject not in signed_in(IDRIS).get(place).content.decode()


def test_where_one_was_paid_or_ended_meanwhile_nothing_is_charged_and_the_page_says_which(noor: Client) -> None:
    first, second, third = owed_by(NOOR, 3)
    pressed(noor, third, once="before")
    answer = pressed(noor, first, second, third)
    told = words_of(answer)
    assert answer.status_code == 409
    assert "Something has changed, so nothing was charged" in told
    assert "This was paid, changed or ended meanwhile:" in told
    assert third.subject in told
    assert "Pay KD3.500 in one go" in told
    assert states_of(first, second, third) == ["due", "due", "paid"]
    assert [len(attempts_of(each.id)) for each in (first, second)] == [0, 0]
    form = answer.content.decode()
    once = form.partition('name="_once" value="')[2].partition('"')[0]
    assert once not in {"", "once"}
    assert "KD3.500 is paid." in words_of(noor.get(pressed(noor, first, second, once=once)["Location"]))


@pytest.mark.parametrize("total", ["3499", "0", "", "-1", "x", "³"])
def test_another_sum_than_was_shown_is_not_charged(noor: Client, total: str) -> None:
    first, second = owed_by(NOOR, 2)
    sent = {"bill": [first.id, second.id], "_once": "once", "way": "sandbox", "sum": total}
    answer = noor.post(BILLS, sent)
    assert answer.status_code == 409
    assert "The bills are not the same any more." in words_of(answer)
    assert states_of(first, second) == ["due", "due"]


def letters_of(seconds: int) -> list[tuple[str, str]]:
    """Let the worker do what is due then; return what the inbox says, the oldest first: title and words."""
    for _ in range(2):
        deliver_due(handlers=HANDLERS, now=NOW + timedelta(seconds=seconds))
    found = reversed(inbox_of(person=NOOR).letters)
    return [(each.titles["en"], each.template) for each in found if each.template.startswith(("paid", "payment-r"))]


def test_one_press_brings_one_letter_that_names_each_bill(noor: Client) -> None:
    owed = owed_by(NOOR, 3)
    for _ in range(2):
        pressed(noor, *owed[:2])
    told = letters_of(1)
    assert [template for _title, template in told] == ["paid-together"]
    assert told[0][0] == f"We have received your payments: {owed[0].subject} and others"
    letter = next(each for each in inbox_of(person=NOOR).letters if each.template == "paid-together")
    page = words_of(noor.get(f"/en/me/letters/{letter.id}/"))
    for bill in owed[:2]:
        assert f"({bill.subject}): KD1.750" in page
    assert "Together: KD3.500" in page
    assert owed[2].subject not in page
    # One that is paid by itself later is told by itself.
    pressed(noor, owed[2], once="later")
    assert sorted(template for _title, template in letters_of(60)) == ["paid-together", "payment-received"]


def test_what_comes_late_is_told_when_it_comes(noor: Client) -> None:
    (first,) = owed_by(NOOR, 1)
    slow = bill_for(first.subject, 3_341, purpose="slow")
    told = words_of(noor.get(pressed(noor, first, slow)["Location"]))
    assert "We have not heard of this yet" in told
    assert states_of(first, slow) == ["pending", "pending"]
    assert letters_of(11) == []


def test_what_fails_charges_nothing_and_can_be_tried_again(noor: Client) -> None:
    (good,) = owed_by(NOOR, 1)
    other = bill_for(good.subject, 3_342, purpose="more")
    told = words_of(noor.get(pressed(noor, other, good)["Location"]))
    assert "This was not paid" in told
    assert "Pay KD5.092 in one go" in told
    assert states_of(good, other) == ["due", "due"]


def test_a_way_that_is_away_charges_nothing_and_the_same_press_tries_again(noor: Client) -> None:
    (good,) = owed_by(NOOR, 1)
    # The sandbox does not answer for a sum that ends so.
    other = bill_for(good.subject, 3_346, purpose="more")
    answer = pressed(noor, other, good)
    assert answer.status_code == 422
    assert "This way to pay does not answer now." in words_of(answer)
    assert 'name="_once" value="once"' in answer.content.decode()
    assert pressed(noor, other, good, way="fps").status_code == 303


def test_nobody_pays_or_sees_the_bill_of_another(noor: Client) -> None:
    (other,) = owed_by(IDRIS, 1)
    page = noor.get(BILLS, {"bill": other.id, "done": other.id})

    assert pressed(noor, other).status_code == 409
    assert other.subject not in page.content.decode()
    assert states_of(other) == ["due"]
    assert attempts_of(other.id) == []


def test_a_guest_pays_nothing_here() -> None:
    (bill,) = owed_by(NOOR, 1)

    assert pressed(browser(), bill).status_code in {302, 303, 401}
    assert states_of(bill) == ["due"]


@pytest.mark.parametrize("way", ["", "counter", "nothing"])
def test_a_way_that_is_not_offered_here_is_asked_for_again(noor: Client, way: str) -> None:
    (bill,) = owed_by(NOOR, 1)
    page = pressed(noor, bill, way=way)

    assert page.status_code == 422
    assert "Choose how you want to pay" in words_of(page)
    assert bill.id in page.content.decode()
    assert states_of(bill) == ["due"]
