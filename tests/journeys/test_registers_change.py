"""What a register says follows life: a car gets its mark, is sold, and is renewed by whoever has it now; a company
moves and gets a new director; a dog gets a new keeper. Nobody changes what is somebody else's.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tests.applicants import Applicant
from tests.halls import Hall
from tests.journeys.papers import work
from tests.officers import Officers
from tests.outcomes import pay_over_http

TRANSPORT = "transport-department"
SELLER, BUYER, STRANGER, FOUNDER = "chan-wing-sze", "wong-tai-loi", "leung-mei-fong", "ho-ka-ming"
NUMBERS = {BUYER: "Z001035(A)", STRANGER: "Z001042(2)"}


class Hand:
    """Somebody with a token, who sends the example of a service with answers of their own."""

    def __init__(self, hall: Hall, person: str) -> None:
        self.hall, self.person, self.caller = hall, person, Applicant(hall)
        self.caller.become(person)

    def example(self, service: str) -> dict[str, Any]:
        answers: dict[str, Any] = self.caller.call("GET", f"/api/v1/services/{service}/example").json()["answers"]
        return answers

    def sends(self, service: str, key: str, answers: dict[str, Any], **members: str) -> tuple[int, dict[str, Any]]:
        body = {"service": service, "answers": answers, **members}
        answer = self.caller.call("POST", "/api/v1/applications", body, Idempotency_Key=key)
        return answer.status, answer.json()

    def stands(self, reference: str) -> dict[str, Any]:
        found: dict[str, Any] = self.caller.call("GET", f"/api/v1/applications/{reference}").json()
        return found

    def is_refused(self, service: str, key: str, answers: dict[str, Any], office: str, **members: str) -> str:
        """Apply for what the register does not allow; return the code of the refusal: at once, or at the desk."""
        status, given = self.sends(service, key, answers, **members)
        if status == 201:
            officers = Officers(self.hall)
            (person, task), *_ = officers.tasks(given["reference"], [office])
            officer, place = officers.of(person), f"/api/v1/tasks/{task['id']}"
            assert officer.call("POST", f"{place}/claim").status == 200
            body = {"decision": "approve", "reasons": [], "fields": task["example_fields"]}
            answer = officer.call("POST", f"{place}/complete", body)
            status, given = answer.status, answer.json()
            officers.close()
        assert status == 409, given
        return str(given["code"])

    def gets(self, service: str, key: str, answers: dict[str, Any], offices: list[str], **members: str) -> str:
        """Apply, let officers approve, pay and wait for the paper; return its words."""
        status, given = self.sends(service, key, answers, **members)
        assert status == 201, given
        officers = Officers(self.hall)
        officers.finish(given["reference"], offices, {"*": "approve"})
        officers.close()
        pay_over_http(self.caller, self.stands(given["reference"]))
        work(self.hall)
        self.papers = [each for each in self.stands(given["reference"])["papers"] if each["kind"] != "payment-receipt"]
        assert self.papers, self.stands(given["reference"])
        place = re.sub(r"^https?://[^/]*", "", self.papers[-1]["url"])
        data = self.caller.ask("GET", place).body
        return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())


@pytest.fixture
def hands(quiet_hall: Hall) -> Iterator[dict[str, Hand]]:
    known = {person: Hand(quiet_hall, person) for person in (SELLER, BUYER, STRANGER, FOUNDER)}
    yield known
    for each in known.values():
        each.caller.close()


def verdict(hand: Hand, code: str) -> str:
    found = re.search(r'data-verdict="([a-z-]+)"', hand.caller.look(f"/en/verify/{code}").text)
    assert found is not None
    return found[1]


def test_a_car_gets_a_mark_is_sold_and_is_renewed_by_whoever_has_it(hands: dict[str, Hand]) -> None:
    seller, buyer, stranger = hands[SELLER], hands[BUYER], hands[STRANGER]
    first = f"{TRANSPORT}/vehicle-first-registration"
    words = seller.gets(first, "first", seller.example(first), [TRANSPORT, "customs-and-excise-department"])
    assert "Vehicle registration document" in words
    mark = re.search(r"Vehicle registration mark (ZN\d+)", words)
    number = re.search(r"VR-\d{4}-\d{6}", words)
    assert mark is not None, words
    assert number is not None, words
    document = seller.papers[-1]["verify_code"]
    assert verdict(stranger, document) == "genuine"

    transfer = f"{TRANSPORT}/vehicle-transfer"
    sold = {**seller.example(transfer), "vehicle_mark": mark[1], "name_of_buyer": "WONG Tai Loi"}
    sold |= {"buyer_hkid": NUMBERS[BUYER], "buyer_agrees": "signs_in"}
    del sold["signed_form"]
    # Nothing moves before the buyer has said yes to it.
    status, given = seller.sends(transfer, "sold", sold)
    assert (status, seller.stands(given["reference"])["holder"]["id"]) == (201, "other-party")
    assert number[0] in _records(seller)
    assert number[0] not in _records(buyer)
    place = f"/api/v1/agreements/{given['reference']}"
    assert stranger.caller.call("POST", place, {"agrees": True}).status == 404
    (waits,) = buyer.caller.call("GET", "/api/v1/agreements").json()["items"]
    assert waits["reference"] == given["reference"]
    assert buyer.caller.call("POST", place, {"agrees": True}).status == 200
    told = seller.gets(transfer, "sold", sold, [TRANSPORT])
    for expected in ("WONG Tai Loi", mark[1], number[0]):
        assert expected in told, told
    assert "Vehicle licence" not in told
    assert verdict(stranger, document) == "ended"
    assert number[0] in _records(buyer)
    assert number[0] not in _records(seller)

    renewal = f"{TRANSPORT}/vehicle-licence-renewal"
    again = {**buyer.example(renewal), "vehicle_mark": mark[1]}
    assert seller.is_refused(renewal, "not hers any more", again, TRANSPORT) == "register-already-entered"
    # It is good for a year still: the buyer reads from which day it can be renewed.
    assert "You can renew it from" in _records(buyer)


@pytest.mark.thorough
def test_a_firm_buys_a_car_and_any_of_its_people_renews_it(hands: dict[str, Hand]) -> None:
    seller, founder, stranger = hands[SELLER], hands[FOUNDER], hands[STRANGER]
    first, transfer = f"{TRANSPORT}/vehicle-first-registration", f"{TRANSPORT}/vehicle-transfer"
    words = seller.gets(first, "for a firm", seller.example(first), [TRANSPORT, "customs-and-excise-department"])
    mark, number = re.search(r"Vehicle registration mark (ZN\d+)", words), re.search(r"VR-\d{4}-\d{6}", words)
    assert mark is not None, words
    assert number is not None, words
    sold = {**seller.example(transfer), "vehicle_mark": mark[1], "name_of_buyer": "Lantern Noodle House Limited"}
    sold |= {"buyer_is": "firm", "buyer_brn": "00000201", "buyer_agrees": "signs_in"}
    del sold["signed_form"], sold["buyer_hkid"]
    status, given = seller.sends(transfer, "sold to a firm", sold)
    assert (status, seller.stands(given["reference"])["holder"]["id"]) == (201, "other-party")
    place = f"/api/v1/agreements/{given['reference']}"
    for other in (stranger, seller):
        assert other.caller.call("POST", place, {"agrees": True}).status == 404
    waits = founder.caller.call("GET", place).json()
    assert waits["organisation"] == "lantern-noodle-house"
    assert founder.caller.call("POST", place, {"agrees": True}).status == 200
    told = seller.gets(transfer, "sold to a firm", sold, [TRANSPORT])
    assert "Lantern Noodle House Limited" in told
    assert number[0] in _records(founder)
    assert number[0] not in _records(seller)


def _records(hand: Hand) -> str:
    """Return the entries of somebody as their own page lists them."""
    page = Applicant(hand.hall)
    page.sign_in(hand.person)
    text = page.look("/en/me/").text
    page.close()
    return " ".join(re.findall(r'<ul class="records">(.*?)</ul>', text, re.DOTALL))


COMPANIES, DOGS = "companies-registry", "agriculture-fisheries-and-conservation-department"


def test_a_company_moves_and_gets_another_director_and_anybody_reads_it(hands: dict[str, Hand]) -> None:
    founder, anybody = hands[FOUNDER], hands[STRANGER]
    founding, change = f"{COMPANIES}/company-incorporation", f"{COMPANIES}/company-particulars-change"
    firm = {"on_behalf_of": "lantern-noodle-house"}
    answers = {**founder.example(founding), "company_en": "Paper Crane Limited", "company_zh": "紙鶴有限公司"}
    words = founder.gets(founding, "founded", answers, [COMPANIES], **firm)
    number = re.search(r"\b\d{7}\b", words)
    assert number is not None, words
    base = founder.example(change)
    for name in ("type_of_change", "appointed_director", "ceased_director", "officer_name", "officer_hkid"):
        base.pop(name, None)
    base = {name: value for name, value in base.items() if not name.startswith("new_")} | {
        "company_en": "Paper Crane Limited",
        "company_number": number[0],
    }

    told = founder.gets(
        change,
        "appointed",
        {**base, "type_of_change": "appointment", "appointed_director": "LAM, SIU YIN"},
        [COMPANIES],
        **firm,
    )
    assert "Confirmation of registration" in told
    assert "LAM, SIU YIN" in told
    ceased = {**base, "type_of_change": "cessation", "ceased_director": "NOBODY, AT ALL"}
    assert founder.is_refused(change, "nobody", ceased, COMPANIES, **firm) == "register-not-listed"
    place = {"building": "Heron House", "street": "3 Reed Street", "district": "tai_po"}
    founder.gets(
        change,
        "moved",
        {**base, "type_of_change": "registered_office", "new_office_address": place},
        [COMPANIES],
        **firm,
    )

    page = anybody.caller.look(f"/en/registers/companies/{number[0]}/").text
    for expected in ("LAM, SIU YIN", "Heron House", "instead of", "Changed"):
        assert expected in page, expected


def test_a_dog_goes_to_a_new_keeper_and_its_licence_does_not_count_for_the_old_one(hands: dict[str, Hand]) -> None:
    keeper, other = hands[SELLER], hands[BUYER]
    licence, change = f"{DOGS}/dog-licence", f"{DOGS}/dog-keeper-change"
    answers = {**keeper.example(licence), "microchip": "number_known", "microchip_number": "344000000000042"}
    words = keeper.gets(licence, "dog", answers, [DOGS])
    number = re.search(r"D-\d{4}-\d{6}", words)
    assert number is not None, words
    paper = keeper.papers[-1]["verify_code"]
    example = {**keeper.example(change), "microchip_number": "344000000000042"}
    alone = {name: value for name, value in example.items() if "keeper" not in name and name != "signed_form"}
    moved = {**alone, "what_changed": "new_address", "new_keeper_address": example["new_keeper_address"]}
    keeper.gets(change, "moved", moved, [DOGS])  # with its keeper: nobody else is asked
    assert number[0] in _records(keeper)
    given = {**example, "what_changed": "new_keeper", "new_keeper_agrees": "signs_in"}
    given |= {"previous_keeper": "CHAN, WING SZE", "new_keeper": "WONG, TAI LOI", "new_keeper_hkid": NUMBERS[BUYER]}
    del given["signed_form"]
    status, sent = keeper.sends(change, "given away", given)
    assert (status, keeper.stands(sent["reference"])["holder"]["id"]) == (201, "other-party")
    assert verdict(other, paper) == "genuine"
    assert number[0] not in _records(other)
    assert other.caller.call("POST", f"/api/v1/agreements/{sent['reference']}", {"agrees": True}).status == 200
    keeper.gets(change, "given away", given, [DOGS])
    assert verdict(other, paper) == "ended"
    assert number[0] in _records(other)
    assert number[0] not in _records(keeper)


@pytest.mark.parametrize(
    ("record", "keeper", "name"),
    [
        ("Companies, 0000001: Registered office", COMPANIES, "Companies Registry"),
        ("The sign over the door", "digital-policy-office", "Digital Policy Office"),
    ],
)
def test_a_wrong_record_is_looked_at_and_answered_by_whoever_keeps_it(
    hands: dict[str, Hand], record: str, keeper: str, name: str
) -> None:
    anybody, service = hands[STRANGER], "digital-policy-office/correct-a-record"
    answers = {**anybody.example(service), "record": record}
    status, given = anybody.sends(service, f"wrong:{keeper}", answers)
    assert status == 201, given
    assert anybody.stands(given["reference"])["holder"]["id"] == keeper
    letter = anybody.gets(service, f"answered:{keeper}", answers, [keeper])
    assert name in letter


def test_a_notice_of_marriage_is_read_by_everybody_and_gone_with_its_matter(hands: dict[str, Hand]) -> None:
    bride, anybody = hands[SELLER], hands[STRANGER]
    service, office = "immigration-department/marriage-notice-appointment", "immigration-department"
    answers = {**bride.example(service), "groom": "POON, TSZ LONG", "bride": "CHAN, WING SZE"}
    status, given = bride.sends(service, "marriage", answers)
    assert status == 201, given
    officers = Officers(bride.hall)
    # Nobody reads of it before an officer has taken the notice in.
    assert "POON, TSZ LONG" not in anybody.caller.look("/en/notices/").text
    (person, _task), *_ = officers.tasks(given["reference"], [office])
    officers.does(person, given["reference"], "approve")
    officers.close()
    shown = anybody.caller.look("/en/notices/").text
    for expected in ("POON, TSZ LONG", "CHAN, WING SZE", "Never married", given["reference"], "Immigration Department"):
        assert expected in shown, expected
    for kept in (answers["groom_hkid"], answers["phone"]):
        assert kept not in shown
    bride.caller.call("POST", f"/api/v1/applications/{given['reference']}/withdraw", {}, Idempotency_Key="w")
    assert "POON, TSZ LONG" not in anybody.caller.look("/en/notices/").text
