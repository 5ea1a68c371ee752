"""A price that nobody has told: the officer who approves sets it with a reason, and the applicant reads both."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from pytest_django import Settings

from openhall.blocks.authorities.facade import enter_office, within_walls
from openhall.blocks.cases.actions.set_fee import FeeSaid
from openhall.blocks.cases.charging import fee_of_case
from openhall.blocks.cases.facade import (
    Dossier,
    Verdict,
    VerdictIncomplete,
    case_of,
    complete_task,
    office_dossier,
    own_dossier,
    secret_of_case,
    take_task,
)
from openhall.blocks.cases.last_word import has_last_word
from openhall.blocks.cases.models import Case, CaseEvent, CaseFee, Judgement
from openhall.blocks.cases.tests.applying import ANSWERS, NOW, opened, prepared, service, submit
from openhall.blocks.cases.tests.applying import request as asked
from openhall.blocks.cases.tests.desks import OFFICERS_ACTS, at_the_desk
from openhall.blocks.catalogue.facade import Service, current_catalogue
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.models import Record
from openhall.blocks.payments.facade import payment_of
from openhall.blocks.processes.facade import TaskFacts, tasks_of
from openhall.blocks.processes.tests.drawn import SIGNED, end, flow, model, user
from openhall.blocks.rules.facade import FeeRow, FlatFee, TableFee, VariableFee
from openhall.kernel.bpmn.reading import read_model
from tests.desks import Browser, text_of, words_of
from tests.outcomes import bring_to_its_end
from tests.reports import report_of

KEEPER, WARDEN, HARBOUR = Visitor("tomas-berg"), Visitor("wen-yulan"), Visitor("amal-haddad")
SLIP = "parks-office/large-stall"
VARIABLE = VariableFee({"en": "By the floor area", "zh-Hans": "按面积计算"}, "low")
SAID = FeeSaid("1,012.5", "45 square metres at KD 22.5")
YES = Verdict("approve")
#: What one decides another one signs, whatever it is.
BOTH = model(
    "appointment",
    '<startEvent id="begin"/>',
    user("decide"),
    user("sign", "supervisor", decisions="approve return"),
    end("granted", "approved"),
    flow("f1", "begin", "decide"),
    flow("f2", "decide", "sign"),
    flow("f3", "sign", "granted"),
)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=["open", pytest.param("walled", marks=pytest.mark.postgres)])
def _walls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.OPENHALL_DEMO = True
    if request.param == "walled":
        request.getfixturevalue("ordinary_role")
        for name in set(OFFICERS_ACTS) & set(vars(request.module)):
            monkeypatch.setattr(request.module, name, at_the_desk(getattr(request.module, name)))


def stall(fee: Any = VARIABLE) -> Service:  # noqa: ANN401 - every kind of fee
    return service(id=SLIP, fee=fee)


def applied(fee: Any = VARIABLE, **answers: Any) -> str:  # noqa: ANN401 - as above
    found = stall(fee)
    opened(appointment=SIGNED, more=[found])
    return submit(prepared(of=found, answers={**ANSWERS, **answers})).reference


def setting(said: FeeSaid) -> Verdict:
    return Verdict("approve", fee_amount=said.amount, fee_reason=said.reason)


def at(reference: str) -> TaskFacts:
    return next(task for task in tasks_of(reference) if task.state == "open")


def decide(reference: str, verdict: Verdict = YES, who: Visitor = KEEPER) -> str:
    return complete_task(task=at(reference).id, verdict=verdict, visitor=who, now=NOW).status


def mine(reference: str) -> Dossier:
    found = own_dossier(reference, actor="guest", now=NOW)
    assert found is not None
    return found


def charged(reference: str, fee: Any = VARIABLE) -> int | None:  # noqa: ANN401 - as above
    case = Case.objects.get(reference=reference)
    return fee_of_case(case, current_catalogue(), stall(fee), ANSWERS).minor


def test_whoever_approves_sets_it_and_the_applicant_reads_it() -> None:
    reference = applied()
    assert charged(reference) is None
    decide(reference)
    assert decide(reference, setting(SAID)) == "in-progress"
    bring_to_its_end(reference)

    row = CaseFee.objects.get()
    assert (row.minor, row.authority, row.by) == (1_012_500, "parks-office", "tomas-berg")
    assert b"square metres" not in bytes(row.reason)
    leaf = Record.objects.get(pk=row.leaf)
    assert "1012500" in str(leaf.statement)
    assert "square" not in str(leaf.statement)
    assert charged(reference) == 1_012_500
    dossier = mine(reference)
    assert dossier.fee is not None
    assert dossier.fee_set is not None
    assert (dossier.fee.minor, dossier.fee_set.reason) == (1_012_500, SAID.reason)
    assert [(line.minor, line.said) for line in dossier.fee.lines] == [(1_012_500, SAID.reason)]


def test_a_program_that_says_nothing_sets_none_and_then_nothing_is_charged() -> None:
    reference = applied()
    decide(reference)
    assert decide(reference) == "in-progress"
    bring_to_its_end(reference)
    assert payment_of(reference) is None

    assert not CaseFee.objects.exists()
    assert charged(reference) is None
    fee = mine(reference).fee
    assert fee is not None
    assert fee.minor is None


def test_a_page_does_not_let_it_be_forgotten() -> None:
    reference = applied()
    decide(reference)
    before = (Judgement.objects.count(), CaseEvent.objects.count())
    with pytest.raises(VerdictIncomplete) as refused:
        decide(reference, Verdict("approve", asks_fee=True))

    assert refused.value.faults == (("fee.amount", "missing"), ("fee.reason", "missing"))
    assert (Judgement.objects.count(), CaseEvent.objects.count()) == before
    assert not CaseFee.objects.exists()


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (FeeSaid("", "Why"), ("fee.amount", "missing")),
        (FeeSaid("much", "Why"), ("fee.amount", "unknown")),
        (FeeSaid("1.2345", "Why"), ("fee.amount", "unknown")),
        (FeeSaid("-1", "Why"), ("fee.amount", "unknown")),
        (FeeSaid("NaN", "Why"), ("fee.amount", "unknown")),
        (FeeSaid("1e30", "Why"), ("fee.amount", "unknown")),
        (FeeSaid("12", "  "), ("fee.reason", "missing")),
        (FeeSaid("12", "w" * 1001), ("fee.reason", "too-long")),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_changes(said: FeeSaid, fault: tuple[str, str]) -> None:
    reference = applied()
    with pytest.raises(VerdictIncomplete) as refused:
        decide(reference, setting(said))

    assert refused.value.faults == (fault,)
    assert not CaseFee.objects.exists()
    assert not Judgement.objects.exists()


def test_free_takes_a_reason_too() -> None:
    reference = applied()
    decide(reference, setting(FeeSaid("0", "A charity")))

    assert charged(reference) == 0


def test_what_was_told_before_is_nobodys_to_change() -> None:
    reference = applied(FlatFee(1750, "high"))
    with pytest.raises(VerdictIncomplete) as refused:
        decide(reference, setting(SAID))

    assert refused.value.faults == (("fee.amount", "not-possible"),)
    assert charged(reference, FlatFee(1750, "high")) == 1750
    assert not CaseFee.objects.exists()


def test_of_a_table_only_the_untold_row_is_set() -> None:
    fee = TableFee(
        (
            FeeRow("base", {"en": "Base"}, 1000, part="base"),
            FeeRow("electric", {"en": "Power"}, None, "cooking == 'electric'"),
            FeeRow("other", {"en": "No power"}, 0, "cooking != 'electric'"),
        ),
        "low",
    )
    reference = applied(fee)
    decide(reference, setting(FeeSaid("2.5", "One socket")))

    assert charged(reference, fee) == 3500
    lines = mine(reference).fee
    assert lines is not None
    assert [(line.id, line.minor, line.said) for line in lines.lines] == [
        ("base", 1000, ""),
        ("electric", 2500, "One socket"),
    ]


def test_the_last_word_counts_and_a_refusal_sets_nothing() -> None:
    reference = applied()
    decide(reference, setting(SAID))
    decide(reference, setting(FeeSaid("7", "Measured again")))
    assert charged(reference) == 7000

    other = submit(prepared(of=stall(), answers=ANSWERS), asked("two")).reference
    decide(other, Verdict("refuse", ("boat-not-safe",), ("cooking",), fee_amount=SAID.amount, fee_reason=SAID.reason))
    assert CaseFee.objects.count() == 2


def test_what_was_set_stays_as_it_was() -> None:
    reference = applied()
    decide(reference, setting(SAID))
    for act in (lambda: CaseFee.objects.update(minor=1), lambda: CaseFee.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    assert charged(reference) == 1_012_500


def test_twice_the_same_press_sets_one_fee() -> None:
    reference = applied()
    task = at(reference).id
    for _ in range(2):
        complete_task(task=task, verdict=setting(SAID), visitor=KEEPER, now=NOW)

    assert CaseFee.objects.count() == 1


def test_at_the_desk_the_boxes_are_asked_for_and_the_owner_reads_the_answer() -> None:
    reference = applied()
    decide(reference)
    desk = Browser("tomas-berg")
    shown = words_of(desk.look(f"/desk/cases/{reference}/"))
    assert "What does it cost?" in shown
    assert "Basis: By the floor area" in shown
    missing = desk.act(reference, "decide", decision="approve")
    assert missing.status_code == 422
    assert "Write how much it costs." in words_of(missing)
    typed = desk.act(reference, "decide", decision="approve", fee_amount="lots", fee_reason="By {area}")
    assert typed.status_code == 422
    assert 'value="lots"' in text_of(typed)
    assert not CaseFee.objects.exists()
    done = desk.act(reference, "decide", decision="approve", fee_amount="12.5", fee_reason="By {area} & <wind>")
    assert done.status_code == 303, words_of(done)

    page = words_of(owner(reference))
    assert "KD12.500" in page
    assert "By {area} & <wind>" in page
    assert "Parks and Markets Office set this fee" in page


def owner(reference: str) -> Any:  # noqa: ANN401 - the test client's own kind of response
    client = Client()
    client.post(
        "/en/track/",
        {"reference": reference, "secret": secret_of_case(reference)},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    return client.get(f"/en/track/{reference}/")


def test_where_nobody_set_one_the_owner_is_told_so() -> None:
    reference = applied()
    decide(reference)
    decide(reference)
    bring_to_its_end(reference)

    found = case_of(reference)
    assert found is not None
    assert found.status == "decided"
    assert "Nobody set a fee, so you are not asked to pay." in words_of(owner(reference))


def test_over_the_api_it_is_a_member_of_fields() -> None:
    reference = applied()
    client = Client()
    body = {"person": "tomas-berg"}
    token = client.post("/api/v1/demo/token", body, content_type="application/json").json()["token"]
    sent = {"Authorization": f"Bearer {token}"}
    (item,) = client.get(f"/api/v1/tasks?case={reference}", headers=sent).json()["items"]
    assert item["example_fields"]["fee"]["amount"] == 100
    place = f"/api/v1/tasks/{item['id']}/complete"
    wrong = {"decision": "approve", "fields": {"fee": {"amount": 1.23456, "reason": "Why"}}}
    refused = client.post(place, wrong, content_type="application/json", headers=sent)
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/fields/fee/amount"]
    # Whoever decides before the last may leave it to them; the last one has to say it, as on a page.
    assert client.post(place, {"decision": "approve"}, content_type="application/json", headers=sent).status_code == 200
    (item,) = client.get(f"/api/v1/tasks?case={reference}", headers=sent).json()["items"]
    place = f"/api/v1/tasks/{item['id']}/complete"
    left_out = client.post(place, {"decision": "approve"}, content_type="application/json", headers=sent)
    assert left_out.status_code == 422
    assert [each["pointer"] for each in left_out.json()["errors"]] == ["/fields/fee/amount", "/fields/fee/reason"]
    assert charged(reference) is None
    right = {"decision": "approve", "fields": {"fee": {"amount": 12.5, "reason": "Why"}}}
    assert client.post(place, right, content_type="application/json", headers=sent).status_code == 200
    assert charged(reference) == 12_500


def test_the_office_that_leads_reads_it_too() -> None:
    reference = applied()
    decide(reference, setting(SAID))
    take_task(task=at(reference).id, visitor=KEEPER, now=NOW)

    lead = office_dossier(reference, visitor=KEEPER, now=NOW)
    assert lead.fee_set is not None
    assert lead.fee_set.reason == SAID.reason


@pytest.mark.postgres
def test_behind_the_walls_another_office_does_not_even_find_it(ordinary_role: None) -> None:
    del ordinary_role
    reference = applied()
    decide(reference, setting(SAID))

    found = {}
    for office in ("parks-office", "harbour-office"):
        with within_walls():
            enter_office(office)
            found[office] = CaseFee.objects.count()
    assert found == {"parks-office": 1, "harbour-office": 0}


@pytest.mark.parametrize(
    ("pattern", "last"),
    [
        ("review-and-decide", {"decide"}),
        ("joint-approval", {"decide"}),
        ("inspect-and-decide", {"decide"}),
        ("panel-decision", {"meet"}),
        ("appointment", {"attend"}),
        ("straight-through", {"review"}),
        ("notice-and-objections", {"review", "hear"}),
    ],
)
def test_the_page_asks_whoever_is_the_last_to_decide(pattern: str, last: set[str]) -> None:
    jurisdiction = report_of("hongkong").jurisdiction
    assert jurisdiction is not None
    model = read_model(next(each.model for each in jurisdiction.patterns if each.id == pattern).encode())
    deciding = {
        node.id
        for node in model.nodes.values()
        if node.attributes.get("office") == "lead" and "refuse" in node.attributes.get("decisions", "")
    }

    assert {task for task in deciding if has_last_word(model, task)} == last


def test_whoever_signs_reads_what_was_set() -> None:
    found = stall()
    opened(appointment=BOTH, more=[found])
    reference = submit(prepared(of=found)).reference
    decide(reference, setting(SAID))

    assert at(reference).is_signature
    shown = words_of(Browser("wen-yulan").look(f"/desk/cases/{reference}/"))
    assert "set it to KD1,012.500: 45 square metres at KD 22.5" in shown
    assert "What does it cost?" not in shown
    decide(reference, YES, WARDEN)
    assert charged(reference) == 1_012_500
