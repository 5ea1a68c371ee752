"""A sum that was asked for: an officer grants another one, with a reason; notice, signature and objection follow it."""

from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import Settings

from openhall.blocks.cases.actions.set_award import AwardSaid
from openhall.blocks.cases.award_models import CaseAward
from openhall.blocks.cases.facade import (
    Dossier,
    NothingToObjectTo,
    Objection,
    Verdict,
    VerdictIncomplete,
    case_of,
    complete_task,
    disputable,
    object_to_refusal,
    own_dossier,
    take_task,
)
from openhall.blocks.cases.tests.applying import ANSWERS, NOW, opened, prepared, service, submit
from openhall.blocks.catalogue.facade import Service
from openhall.blocks.documents.facade import papers_of
from openhall.blocks.identity.facade import GUEST, Visitor
from openhall.blocks.journal.models import Record
from openhall.blocks.processes.facade import TaskFacts, tasks_of
from openhall.blocks.processes.tests.drawn import end, flow, model, user
from openhall.blocks.processes.tests.drawn import service as act
from openhall.blocks.registers.facade import Register, RegisterField, RegisterService, entry_of_subject, history_of
from tests.desks import Browser, words_of
from tests.followers import Follower
from tests.outcomes import bring_to_its_end

KEEPER, WARDEN, ELDER = Visitor("tomas-berg"), Visitor("wen-yulan"), Visitor("old-matthias")
FUND = "parks-office/green-fund"
ASKED, LESS = 9_000, AwardSaid("6,500.5", "Of the fence only half is paid.")
YES, ZONE = Verdict("approve"), ZoneInfo("UTC")
#: Whoever decides has their sum signed by somebody whose post may sign that much.
FUNDED = model(
    "appointment",
    '<startEvent id="begin"/>',
    user("decide"),
    user("sign", "supervisor", decisions="approve return", by_amount="yes"),
    act("issue", "issue"),
    end("granted", "approved"),
    flow("f1", "begin", "decide"),
    flow("f2", "decide", "sign"),
    flow("f3", "sign", "issue"),
    flow("f4", "issue", "granted"),
)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENHALL_DEMO = True
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def fund() -> Service:
    """Return a service that grants money which it asks how much of."""
    stall = service()
    asks = msgspec.structs.replace(
        stall.questions[-1], id="grant", type="number", prefill=None, label={"en": "Grant", "zh-Hans": "资助"}
    )
    reads = dict.fromkeys(("decide", "sign", "reconsider"), ("evening", "grant"))
    process = msgspec.structs.replace(stall.process, amount="grant", reads=reads)
    return service(id=FUND, questions=(*stall.questions, asks), process=process, outcome="award", kind="application")


#: Anybody reads what was granted.
GRANTS = Register(
    id="grants",
    name={"en": "Grants"},
    authority="parks-office",
    public=True,
    number="G-{year}-{serial:04}",
    fields=(RegisterField("grant", {"en": "Grant"}, "number", public=True),),
    services={FUND: RegisterService("enter", {"grant": "grant"})},
)


def applied(*registers: Register) -> str:
    opened(appointment=FUNDED, more=[fund()], registers=registers)
    return submit(prepared(of=fund(), answers={**ANSWERS, "grant": ASKED})).reference


def granting(said: AwardSaid) -> Verdict:
    return Verdict("approve", award_amount=said.amount, award_reason=said.reason)


def at(reference: str) -> TaskFacts:
    return next(task for task in tasks_of(reference) if task.state == "open")


def decide(reference: str, verdict: Verdict = YES, who: Visitor = KEEPER) -> str:
    return complete_task(task=at(reference).id, verdict=verdict, visitor=who, now=NOW).status


def mine(reference: str) -> Dossier:
    found = own_dossier(reference, actor="guest", now=NOW)
    assert found is not None
    return found


def granted_less(*registers: Register) -> str:
    reference = applied(*registers)
    decide(reference, granting(LESS))
    decide(reference, YES, WARDEN)
    bring_to_its_end(reference, NOW)
    return reference


def notices(reference: str) -> list[str]:
    """Return the words of each notice of award."""
    follower = Follower.with_secret(reference)
    found = [each for each in papers_of(reference) if each.kind == "award"]
    files = [follower.client.get(follower.place(f"papers/{each.id}")) for each in found]
    texts = [[page.extract_text() for page in PdfReader(BytesIO(file.getvalue())).pages] for file in files]
    return [" ".join("\n".join(each).split()) for each in texts]


def test_another_sum_is_granted_with_a_reason_and_signed_as_that() -> None:
    reference = applied()
    decide(reference, granting(LESS))
    assert at(reference).amount == 6_500_500
    decide(reference, YES, WARDEN)
    bring_to_its_end(reference, NOW)

    row = CaseAward.objects.get()
    assert (row.asked, row.minor, row.authority, row.by) == (9_000_000, 6_500_500, "parks-office", "tomas-berg")
    assert b"fence" not in bytes(row.reason)
    award = mine(reference).award
    assert award is not None
    assert (award.minor, award.reason) == (6_500_500, LESS.reason)
    assert mine(reference).answers["grant"] == ASKED
    assert Record.objects.filter(kind="case.award-set").count() == 1
    facts = case_of(reference)
    assert facts is not None
    assert facts.decision == "granted"


def test_the_notice_says_what_is_granted_why_and_the_way_to_object() -> None:
    (told,) = notices(granted_less())
    assert "Grant 6,500.5" in told
    assert "You asked for KD9,000. KD6,500.500 is granted." in told
    assert LESS.reason in told
    assert "You can object until" in told


def test_the_applicant_reads_it_on_the_page_of_the_case_and_the_officer_who_signs_before() -> None:
    reference = applied()
    decide(reference, granting(LESS))
    signing = words_of(Browser("wen-yulan").look(f"/desk/cases/{reference}/"))
    assert "granted KD6,500.500 instead of KD9,000: Of the fence only half is paid." in signing
    decide(reference, YES, WARDEN)
    bring_to_its_end(reference, NOW)
    page = words_of(Follower.with_secret(reference).look())
    assert "granted KD6,500.500 instead of KD9,000: Of the fence only half is paid." in page
    assert f'href="/en/track/{reference}/objection/"' in Follower.with_secret(reference).look().content.decode()


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        (AwardSaid("", "Why"), [("award.amount", "missing")]),
        (AwardSaid("lots", ""), [("award.amount", "unknown"), ("award.reason", "missing")]),
        (AwardSaid("0", "Nothing"), [("award.amount", "unknown")]),
        (AwardSaid("-5", "Less"), [("award.amount", "unknown")]),
        (AwardSaid("9000", "The same"), [("award.amount", "as-asked")]),
        (AwardSaid("5", "x" * 1_001), [("award.reason", "too-long")]),
    ],
)
def test_what_is_no_other_sum_or_has_no_reason_is_refused(said: AwardSaid, faults: list[tuple[str, str]]) -> None:
    reference = applied()
    with pytest.raises(VerdictIncomplete) as refused:
        decide(reference, granting(said))
    assert list(refused.value.faults) == faults
    assert (at(reference).node, CaseAward.objects.count()) == ("decide", 0)


def test_nobody_grants_more_than_their_post_may_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = applied()
    monkeypatch.setattr("openhall.blocks.cases.actions.set_award.covers", lambda _limit, minor: minor <= 10_000_000)
    with pytest.raises(VerdictIncomplete) as refused:
        decide(reference, granting(AwardSaid("10,000.001", "A second fence")))
    assert list(refused.value.faults) == [("award.amount", "above-limit")]
    decide(reference, granting(AwardSaid("10,000", "A second fence")))
    assert at(reference).amount == 10_000_000


def test_where_no_sum_is_asked_for_none_is_granted() -> None:
    opened(appointment=FUNDED)
    reference = submit(prepared()).reference
    with pytest.raises(VerdictIncomplete) as refused:
        decide(reference, granting(LESS))
    assert list(refused.value.faults) == [("award.amount", "not-possible")]


def test_whoever_signs_cannot_be_given_boxes_and_what_was_said_never_changes() -> None:
    reference = applied()
    take_task(task=at(reference).id, visitor=KEEPER, now=NOW)
    assert "Grant another amount?" in words_of(Browser("tomas-berg").look(f"/desk/cases/{reference}/"))
    decide(reference, granting(LESS))
    take_task(task=at(reference).id, visitor=WARDEN, now=NOW)
    assert "Grant another amount?" not in words_of(Browser("wen-yulan").look(f"/desk/cases/{reference}/"))
    for change in (lambda: CaseAward.objects.update(minor=1), lambda: CaseAward.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_it_is_typed_at_the_desk_and_faults_stand_at_their_boxes() -> None:
    reference, desk = applied(), Browser("tomas-berg")
    take_task(task=at(reference).id, visitor=KEEPER, now=NOW)
    typed = desk.act(reference, "decide", decision="approve", award_amount="lots", award_reason="Half")
    assert "Write an amount above 0 in figures" in words_of(typed)
    assert not CaseAward.objects.exists()
    desk.act(reference, "decide", decision="approve", award_amount="6,500.5", award_reason="Half & <half>")
    assert CaseAward.objects.get().minor == 6_500_500


def objected(reference: str) -> str:
    open_to = disputable(reference, now=NOW, zone=ZONE)
    assert open_to.facts == ("grant",)
    object_to_refusal(
        reference=reference, objection=Objection(None, "The whole fence is needed."), visitor=GUEST, now=NOW
    )
    return reference


def test_whoever_got_less_objects_and_the_review_grants_more() -> None:
    reference = objected(granted_less())
    assert at(reference).node == "reconsider"
    with pytest.raises(VerdictIncomplete) as refused:
        decide(reference, YES, ELDER)
    assert list(refused.value.faults) == [("award.amount", "missing"), ("award.reason", "missing")]
    decide(reference, granting(AwardSaid("9000", "All of it stands on public ground.")), ELDER)
    bring_to_its_end(reference, NOW)
    (told,) = [each for each in notices(reference) if "KD9,000 is granted." in each]
    assert "All of it stands on public ground." in told
    assert "You can object until" not in told
    states = [each.state for each in papers_of(reference) if each.kind == "award"]
    assert sorted(states) == ["genuine", "replaced"]
    with pytest.raises(NothingToObjectTo):
        disputable(reference, now=NOW, zone=ZONE)


def test_a_review_that_changes_nothing_leaves_what_was_granted() -> None:
    reference = objected(granted_less())
    reasons: dict[str, Any] = {"reasons": ("boat-not-safe",), "facts": ("grant",)}
    decide(reference, Verdict("refuse", **reasons), ELDER)
    bring_to_its_end(reference, NOW)
    facts, award = case_of(reference), mine(reference).award
    assert facts is not None
    assert award is not None
    assert (facts.decision, award.minor) == ("granted", 6_500_500)


def test_a_register_says_what_was_granted_and_a_review_writes_it_anew() -> None:
    reference = objected(granted_less(GRANTS))
    entry = entry_of_subject("grants", reference)
    assert entry is not None
    assert entry.facts["grant"].value == 6500.5

    decide(reference, granting(AwardSaid("9000", "All of it stands on public ground.")), ELDER)
    bring_to_its_end(reference, NOW)

    happened = history_of("grants", entry.number)
    assert [each.facts["grant"].value for each in happened] == [9000, 6500.5]
    assert [each.did for each in happened] == ["changed", "entered"]


def test_whoever_got_all_they_asked_for_has_nothing_to_object_to() -> None:
    reference = applied()
    decide(reference)
    decide(reference, YES, WARDEN)
    bring_to_its_end(reference, NOW)
    with pytest.raises(NothingToObjectTo):
        disputable(reference, now=NOW, zone=ZONE)
