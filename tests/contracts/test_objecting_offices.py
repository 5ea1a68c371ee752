"""An office objects: whoever approves all the same says why, at the desk and at the API alike."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from openhall.blocks.cases.models import Case, Judgement
from openhall.blocks.cases.tests.applying import opened
from openhall.blocks.journal.models import Record
from openhall.blocks.processes.facade import model_of
from openhall.blocks.processes.tests.drawn import end, flow, model, user
from openhall.kernel.canonical import read_json
from tests.desks import CLERK, KEEPER, MASTER, PARKS, Browser, apply_for_mooring, task_at, words_of
from tests.outcomes import bring_to_its_end

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]
PARKS_NAME = "Parks and Markets Office"
OBJECTS = f"{PARKS_NAME} objects: Boat is not safe yet; Birds breed there"
WHY = "The birds are gone by May."

#: As the shared model for joint approvals has it: review, opinions, decide, sign.
JOINT_AND_SIGNED = model(
    "inspect-and-decide",
    '<startEvent id="begin"/>',
    user("review"),
    '<subProcess id="opinions"><multiInstanceLoopCharacteristics openhall:collection="offices"/>',
    '<startEvent id="asked"/>',
    user("opinion", office="each"),
    '<endEvent id="heard"/>',
    flow("s1", "asked", "opinion"),
    flow("s2", "opinion", "heard"),
    "</subProcess>",
    user("decide"),
    user("sign", "supervisor", "approve return", other="review decide"),
    '<exclusiveGateway id="signed" default="f6"/>',
    end("granted", "approved"),
    flow("f1", "begin", "review"),
    flow("f2", "review", "opinions"),
    flow("f3", "opinions", "decide"),
    flow("f4", "decide", "sign"),
    flow("f5", "sign", "signed"),
    flow("f6", "signed", "granted"),
    flow("f7", "signed", "decide", "sign == 'return'"),
)


@pytest.fixture
def reference() -> str:
    return apply_for_mooring()


def objected(reference: str, decision: str = "refuse", officers: int = 2) -> None:
    """Let the parks say what they think of a mooring, after the harbour's own ``officers`` steps."""
    for _ in range(officers):
        Browser(CLERK).act(reference, "decide", decision="approve")
    reasons = ["boat-not-safe"] if decision == "refuse" else []
    said = {"decision": decision, "reasons": reasons, "facts": ["boat_length"], "note": "Birds breed there."}
    assert Browser(KEEPER).act(reference, "decide", **said).status_code == 303
    assert task_at(reference).node == "decide"


def mooring_that_is_signed() -> str:
    """Publish a model in which everything that was decided is signed, and apply for a mooring by it."""
    model_of.cache_clear()
    opened(inspect_and_decide=JOINT_AND_SIGNED)
    return apply_for_mooring()


def over_the_api(person: str, reference: str, body: Mapping[str, Any] | None = None, language: str = "en") -> Any:  # noqa: ANN401 - the test client's own kind of response
    """Complete an officer's task with what the hall itself gives as an example, or with ``body``."""
    client = Client()
    token = client.post("/api/v1/demo/token", {"person": person}, content_type="application/json").json()["token"]
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
    item = client.get(f"/api/v1/tasks?case={reference}", headers=headers).json()["items"][0]
    body = body or {"decision": "approve", "reasons": [], "fields": item["example_fields"]}
    place = f"/api/v1/tasks/{item['id']}/complete"
    return client.post(place, body, content_type="application/json", headers=headers)


def test_who_decides_and_who_signs_says_why_at_the_desk(reference: str) -> None:
    objected(reference)
    clerk = Browser(CLERK)
    shown = words_of(clerk.look(f"/desk/cases/{reference}/"))
    assert OBJECTS in shown
    assert "To approve it, write here why, although somebody objects." in shown

    refused = clerk.act(reference, "decide", decision="approve")
    assert refused.status_code == 422
    assert "Parks and Markets Office objected. Write why it is approved all the same." in words_of(refused)
    assert task_at(reference).node == "decide"
    assert "反对：" in words_of(Browser(CLERK, "zh-Hans").look(f"/desk/cases/{reference}/"))
    assert clerk.act(reference, "decide", decision="approve", note="  ").status_code == 422
    assert clerk.act(reference, "decide", decision="approve", note=WHY).status_code == 303
    bring_to_its_end(reference)
    assert Case.objects.get(reference=reference).decision == "granted"


def test_who_signs_says_why_as_well_and_may_send_it_back_without(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True
    reference = mooring_that_is_signed()
    objected(reference, officers=1)
    clerk, master = Browser(CLERK), Browser(MASTER)
    assert clerk.act(reference, "decide", decision="approve", note=WHY).status_code == 303
    assert task_at(reference).node == "sign"
    assert OBJECTS in words_of(master.look(f"/desk/cases/{reference}/"))
    assert master.act(reference, "decide", decision="approve").status_code == 422
    sent_back = master.act(reference, "decide", decision="return", reasons=["fact-not-checked"])
    assert sent_back.status_code == 303
    assert clerk.act(reference, "decide", decision="approve").status_code == 422
    assert clerk.act(reference, "decide", decision="approve", note=WHY).status_code == 303
    assert master.act(reference, "decide", decision="approve", note="I weighed it too.").status_code == 303
    assert Case.objects.get(reference=reference).decision == "granted"


def test_an_inspection_that_goes_on_meanwhile_answers_no_objection(reference: str) -> None:
    Browser(CLERK).act(reference, "decide", decision="approve")
    said = {"decision": "refuse", "reasons": ["boat-not-safe"], "facts": ["boat_length"]}
    Browser(KEEPER).act(reference, "decide", **said)
    bare = {"decision": "approve", "reasons": [], "fields": {}}
    assert over_the_api(CLERK, reference, bare).status_code == 200
    assert task_at(reference).node == "decide"
    assert over_the_api(CLERK, reference, bare).status_code == 422


def test_the_reason_stands_in_the_story_and_the_log_proves_it(reference: str) -> None:
    objected(reference)
    clerk = Browser(CLERK)
    clerk.act(reference, "decide", decision="approve", note=WHY)
    assert WHY.rstrip(".") in words_of(clerk.look(f"/desk/cases/{reference}/"))
    judged = Judgement.objects.get(node="decide")
    said = read_json(Record.objects.get(pk=judged.leaf).statement.encode())
    assert isinstance(said, dict)
    assert judged.note is not None
    assert (said["against"], said["note_sha256"]) == ([PARKS], sha256(bytes(judged.note)).hexdigest())


def test_the_api_names_who_objects_and_its_examples_pass(reference: str) -> None:
    objected(reference)
    bare = {"decision": "approve", "reasons": [], "fields": {}}
    refused = over_the_api(CLERK, reference, bare)
    assert (refused.status_code, refused.json()["code"]) == (422, "reason-needed")
    assert (
        refused.json()["detail"]
        == "Parks and Markets Office objected. Say in “fields.note” why it is approved all the same."
    )
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/fields/note"]
    assert "提出反对" in over_the_api(CLERK, reference, bare, "zh-Hans").json()["detail"]

    assert over_the_api(CLERK, reference).status_code == 200
    bring_to_its_end(reference)
    case = Case.objects.get(reference=reference)
    assert (case.status, case.decision) == ("decided", "granted")


def test_nobody_is_asked_for_a_reason_where_nobody_objects(reference: str) -> None:
    objected(reference, "approve")
    with CaptureQueriesContext(connection) as looked:
        shown = words_of(Browser(CLERK).look(f"/desk/cases/{reference}/"))
    assert "objects" not in shown
    assert not [query for query in looked if "processes_instance" in query["sql"] and " IN (" in query["sql"]]
    bare = {"decision": "approve", "reasons": [], "fields": {}}
    assert over_the_api(CLERK, reference, bare).status_code == 200


def test_who_agrees_with_the_objection_needs_no_more_than_a_refusal_does(reference: str) -> None:
    objected(reference)
    said = {"decision": "refuse", "reasons": ["boat-not-safe"], "facts": ["boat_length"]}
    assert Browser(CLERK).act(reference, "decide", **said).status_code == 303
    master = Browser(MASTER)
    assert "objects" not in words_of(master.look(f"/desk/cases/{reference}/"))
    assert master.act(reference, "decide", decision="approve").status_code == 303
    assert Case.objects.get(reference=reference).decision == "refused"
