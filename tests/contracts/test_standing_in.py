"""Who stands in for somebody is no second pair of eyes on what that somebody did, unless from a seat of their own."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from openhall.blocks.authorities.facade import Absence, end_substitute, name_substitute
from openhall.blocks.authorities.models import Holding
from openhall.blocks.cases.models import Case, Judgement, Working
from openhall.blocks.journal.models import Record
from openhall.blocks.processes.models import Task
from openhall.kernel.canonical import read_json
from tests.desks import CLERK, ELDER, MASTER, Browser, apply_for_mooring, task_at, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]
BARRED = "The officer who is away did an earlier step: nobody does this one from their seat."


@pytest.fixture
def reference() -> str:
    """Return a case that the clerk, who is a harbour master as well, wants to refuse: somebody has to sign that."""
    Holding.objects.create(post_id="harbour-master", person_id=CLERK, begun_at=datetime.now(UTC))
    reference = apply_for_mooring()
    Browser(CLERK).act(reference, "decide", decision="refuse", reasons=["boat-not-safe"], facts=["boat_length"])
    assert task_at(reference).node == "sign"
    return reference


def stand_in(person: str, post: str = "harbour-master", holder: str = CLERK) -> int:
    """Let somebody stand in; return its number."""
    now = datetime.now(UTC)
    held = Holding.objects.get(post_id=post, person_id=holder, ended_at=None)
    return name_substitute(
        holding=held.pk, person=person, absence=Absence(now, now + timedelta(days=3)), actor=holder, now=now
    )


def test_nobody_signs_from_the_seat_of_who_did_it_on_screen_or_over_the_api(reference: str) -> None:
    stand_in(ELDER)
    elder = Browser(ELDER)
    assert BARRED in words_of(elder.look(f"/desk/cases/{reference}/"))
    task = task_at(reference).id
    sent = elder.send(f"/desk/cases/{reference}/tasks/{task}/decide/", decision="approve")
    assert (sent.status_code, BARRED in words_of(sent)) == (403, True)
    assert elder.send("/desk/next/")["Location"] == "/desk/?done=none"

    client = Client()
    token = client.post("/api/v1/demo/token", {"person": ELDER}, content_type="application/json").json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    for act, status in (("claim", 409), ("complete", 403)):
        body = {"decision": "approve"}
        answer = client.post(f"/api/v1/tasks/{task}/{act}", body, content_type="application/json", headers=headers)
        assert (answer.status_code, "stood-in" in answer.json()["detail"]) == (status, True)
    assert Case.objects.get(reference=reference).status == "in-progress"
    assert Judgement.objects.count() == 1


def test_they_do_from_a_seat_of_their_own_or_of_somebody_who_had_no_part_in_it(reference: str) -> None:
    stand_in(ELDER)
    stand_in(ELDER, holder=MASTER)
    assert Browser(ELDER).act(reference, "decide", decision="approve").status_code == 303
    signed = Task.objects.get(subject=reference, node="sign")
    assert (signed.done_by, signed.done_for, signed.done_post) == (ELDER, MASTER, "harbour-master")
    said = read_json(Record.objects.get(pk=Judgement.objects.get(node="sign").leaf).statement.encode())
    assert isinstance(said, dict)
    assert said["instead_of"] == MASTER

    other = apply_for_mooring()
    Browser(CLERK).act(other, "decide", decision="refuse", reasons=["boat-not-safe"], facts=["boat_length"])
    stand_in(MASTER)
    assert Browser(MASTER).act(other, "decide", decision="approve").status_code == 303
    assert Task.objects.get(subject=other, node="sign").done_for == ""


def test_the_database_refuses_it_as_well(reference: str) -> None:
    signing = Task.objects.filter(subject=reference, node="sign")
    done = {"state": "done", "done_by": ELDER, "done_at": datetime.now(UTC), "decision": "approve"}
    with pytest.raises(IntegrityError), transaction.atomic():
        signing.update(done_for=CLERK, **done)
    assert signing.update(done_for=MASTER, **done) == 1


def test_nobody_decides_on_an_application_from_the_seat_of_who_applied() -> None:
    stand_in(ELDER, "harbour-clerk")
    own, others = apply_for_mooring(CLERK), apply_for_mooring()
    assert "It is their own application" in words_of(Browser(ELDER).look(f"/desk/cases/{own}/"))
    assert Browser(ELDER).act(others, "decide", decision="approve").status_code == 303


def test_what_a_substitute_typed_goes_back_when_their_time_is_over() -> None:
    """Attack 48: the form is still open, the right is gone. Nothing is done, and nothing that was typed is lost."""
    reference = apply_for_mooring()
    number, task = stand_in(ELDER, "harbour-clerk"), task_at(reference).id
    place = f"/desk/cases/{reference}/notes/?task={task}&form=decide"
    elder, clerk = Browser(ELDER), Browser(CLERK)
    case_page = f"/desk/cases/{reference}/"
    assert elder.send(place, decision="refuse", note="It leaks astern.").status_code == 204
    # For as long as somebody stands in, it is theirs alone.
    assert "It leaks astern." in words_of(elder.look(case_page))
    assert "It leaks astern." not in words_of(clerk.look(case_page))

    end_substitute(substitute=number, actor=CLERK, now=datetime.now(UTC))
    assert elder.send(place, decision="refuse", note="It leaks even more.").status_code == 403
    sent = elder.send(f"{case_page}tasks/{task}/decide/", decision="approve", note="Anyhow.")
    assert sent.status_code == 403
    assert "It leaks astern." not in words_of(elder.look(case_page))
    assert not Judgement.objects.exists()
    (kept,) = Working.objects.all()
    assert (kept.person, kept.instead_of) == (ELDER, CLERK)
    assert "It leaks astern." in words_of(clerk.look(case_page))
    assert "It leaks astern." not in words_of(Browser(MASTER).look(case_page))

    # Who goes on with it, or empties it, does not find it again.
    assert clerk.send(place, note="").status_code == 204
    assert "It leaks astern." not in words_of(clerk.look(case_page))
    assert not Working.objects.exists()


def test_what_somebody_typed_themselves_stands_over_what_came_back() -> None:
    reference = apply_for_mooring()
    number, task = stand_in(ELDER, "harbour-clerk"), task_at(reference).id
    place, case_page = f"/desk/cases/{reference}/notes/?task={task}&form=decide", f"/desk/cases/{reference}/"
    clerk = Browser(CLERK)
    Browser(ELDER).send(place, note="The substitute's.")
    clerk.send(place, note="The holder's own.")
    assert Working.objects.count() == 2
    end_substitute(substitute=number, actor=CLERK, now=datetime.now(UTC))
    shown = words_of(clerk.look(case_page))
    assert "The holder's own." in shown
    assert "The substitute's." not in shown
    assert clerk.act(reference, "decide", decision="approve").status_code == 303
    assert not Working.objects.exists()
