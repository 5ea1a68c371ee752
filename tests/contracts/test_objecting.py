"""Whoever was refused disputes what any of the offices relied on, and reads which office relied on it."""

from zoneinfo import ZoneInfo

import msgspec
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.facade import Verdict, complete_task, disputable
from openhall.blocks.cases.models import CaseEvent
from openhall.blocks.cases.tests.applying import NOW, opened, prepared, service, submit
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.models import Record
from openhall.blocks.processes.tests.drawn import JOINT
from tests.desks import Browser
from tests.followers import REVIEWED, Follower, decide, guests_case, task_at, words_of

HARBOUR, PARKS, CLERK = "harbour-office", "parks-office", "town-clerk"
OFFICERS = {HARBOUR: Visitor("amal-haddad"), PARKS: Visitor("tomas-berg"), CLERK: Visitor("petra-lim")}
ZONE = ZoneInfo("UTC")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENHALL_DEMO = True
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def jointly_refused() -> str:
    """Return a case that three departments had to agree to: two refuse on one answer, one of them on another too."""
    joint = msgspec.structs.replace(service().process, pattern="inspect-and-decide", departments=tuple(OFFICERS))
    stall = service(id=f"{PARKS}/big-stall", process=joint)
    opened(more=(stall,), inspect_and_decide=JOINT, objection_and_review=REVIEWED)
    reference = submit(prepared(of=stall)).reference
    refuse(reference, HARBOUR, "cooking")
    complete_task(task=task_at(reference, CLERK).id, verdict=Verdict("approve"), visitor=OFFICERS[CLERK], now=NOW)
    refuse(reference, PARKS, "sells", "cooking")
    return reference


def refuse(reference: str, office: str, *facts: str) -> None:
    verdict = Verdict("refuse", ("boat-not-safe",), facts)
    complete_task(task=task_at(reference, office).id, verdict=verdict, visitor=OFFICERS[office], now=NOW)


def test_every_office_that_refused_is_named_with_what_it_relied_on(jointly_refused: str) -> None:
    page = Follower.with_secret(jointly_refused).look("objection")
    told = words_of(page)

    assert "What will you sell? Relied on by: Parks and Markets Office" in told
    assert "What do you cook with? Relied on by: Parks and Markets Office, Harbour Office" in told
    assert "Town Clerk" not in told.partition("Which of these was judged wrongly?")[2], "it agreed"
    assert page.content.decode().count('name="facts"') == 2
    found = disputable(jointly_refused, now=NOW, zone=ZONE)
    assert [(each.fact, each.authorities) for each in found.relied_on] == [
        ("sells", (PARKS,)),
        ("cooking", (PARKS, HARBOUR)),
    ]


def test_what_an_earlier_office_relied_on_can_be_disputed(jointly_refused: str) -> None:
    owner = Follower.with_secret(jointly_refused)
    assert owner.fill("objection", {"facts": ["cooking"], "words": "It is electric."}).status_code == 303
    assert CaseEvent.objects.filter(kind="objected").count() == 1
    told = words_of(owner.look())
    assert "The decision that you objected to" in told
    assert told.count("We looked at the boat, and it is not safe yet.") == 2, "the letters of both offices stay"


def test_who_looks_at_it_again_reads_what_is_disputed(jointly_refused: str) -> None:
    owner = Follower.with_secret(jointly_refused)
    owner.fill("objection", {"facts": ["cooking", "sells"], "words": "It is electric."})

    desk = words_of(Browser("wen-yulan").look(f"/desk/cases/{jointly_refused}/"))
    assert "Disputes: What do you cook with? · What will you sell? It is electric." in desk
    assert "Disputes: What do you cook with? · What will you sell? It is electric." in words_of(owner.look("messages"))


def test_over_the_api_everything_is_disputed_where_nothing_is_named(jointly_refused: str) -> None:
    owner = Follower.with_secret(jointly_refused)
    _, _, secret = owner.client.cookies["openhall_matters"].value.partition("_")
    address = f"/api/v1/applications/{jointly_refused}/objection"

    def sent(key: str, **body: object) -> int:
        headers = {"Authorization": f"Secret {secret}", "Idempotency-Key": key}
        return Client().post(address, body, content_type="application/json", headers=headers).status_code

    assert sent("none", text="No.", facts=[]) == 422
    assert sent("all", text="No.") == 200
    assert sent("all", text="No.") == 200, "sent twice it is one"
    assert CaseEvent.objects.filter(kind="objected").count() == 1
    assert '"facts":["sells","cooking"]' in Record.objects.get(kind="case.objected").statement


def test_what_was_sent_back_stands_no_more() -> None:
    reference = guests_case()
    decide(reference, Verdict("approve"))
    decide(reference, Verdict("refuse", ("boat-not-safe",), ("cooking",), "The first try."))
    decide(reference, Verdict("return", ("fact-not-checked",)), Visitor("wen-yulan"))
    decide(reference, Verdict("refuse", ("boat-not-safe",), ("sells",), "The second try."))
    decide(reference, Verdict("approve"), Visitor("wen-yulan"))

    assert disputable(reference, now=NOW, zone=ZONE).facts == ("sells",)
    told = words_of(Follower.with_secret(reference).look())
    assert "The second try." in told
    assert "The first try." not in told
