"""A case at the desk, through the framework: what an office reads, what an officer does, and what comes back."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from openhall.blocks.authorities.facade import Absence, name_substitute, posts_of
from openhall.blocks.authorities.models import PostRow
from openhall.blocks.cases.facade import Applicant, supplement_case
from openhall.blocks.cases.models import Ask, Judgement, Letter, Working
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.models import DataRead
from openhall.blocks.processes.facade import TaskState
from openhall.blocks.processes.models import Task
from tests.desks import (
    CLERK,
    HARBOUR,
    KEEPER,
    MASTER,
    NOOR,
    PARKS,
    WARDEN,
    Browser,
    apply_for_mooring,
    task_at,
    text_of,
    words_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]


@pytest.fixture
def reference() -> str:
    return apply_for_mooring()


def test_the_case_is_on_one_page_with_everything_that_the_office_reads(reference: str) -> None:
    shown = Browser(CLERK).look(f"/desk/cases/{reference}/")
    words = words_of(shown)

    assert (shown.status_code, shown["Cache-Control"]) == (200, "no-store")
    for told in (
        "Rent a mooring",
        "Read the application",
        "B1204A",
        "5.8",
        "A person",
        "What was pledged",
        "Submitted",
    ):
        assert told in words, told
    assert "Reads English" in words
    # The desk says who has to do something, never "you" to the officer where the applicant is meant.
    assert "Waiting for you" not in words
    read = DataRead.objects.filter(case=reference, actor=CLERK)
    assert {(row.purpose, row.office) for row in read} == {("work", HARBOUR)}


def test_a_consulted_office_reads_just_its_part(reference: str) -> None:
    Browser(CLERK).act(reference, "decide", decision="approve")
    words = words_of(Browser(KEEPER).look(f"/desk/cases/{reference}/"))

    assert "Give the opinion of a department" in words
    assert "555-0158" not in words
    assert "answers are read by other offices only" in words


def test_it_is_not_there_for_other_offices_residents_and_guests(reference: str) -> None:
    address = f"/desk/cases/{reference}/"
    assert Browser(KEEPER).look(address).status_code == 404
    assert Browser(NOOR).look(address).status_code == 403
    assert Client().get(address).status_code == 302
    assert Browser(CLERK).look("/desk/cases/22222-22223/").status_code == 404
    assert not DataRead.objects.filter(case=reference, actor__in=[KEEPER, NOOR]).exists()


def test_every_language_has_the_same_page(reference: str) -> None:
    assert "查看申请" in words_of(Browser(CLERK, "zh-Hans").look(f"/desk/cases/{reference}/"))


def test_a_decision_is_made_with_reasons_and_stands_in_the_story(reference: str) -> None:
    clerk = Browser(CLERK)
    missing = clerk.act(reference, "decide", decision="refuse", note="Kept words")
    assert missing.status_code == 422
    assert "Tick at least one reason." in words_of(missing)
    assert "Kept words" in text_of(missing)
    assert "<title>Error:" in text_of(missing)
    # Also for whoever goes away from that page.
    assert "Kept words" in text_of(clerk.look(f"/desk/cases/{reference}/"))
    assert not Judgement.objects.exists()

    done = clerk.act(
        reference, "decide", decision="refuse", reasons=["boat-not-safe"], facts=["boat_length"], note="It leaks."
    )
    assert (done.status_code, done["Location"]) == (303, f"/desk/cases/{reference}/?done=refuse")
    judged = Judgement.objects.get()
    assert (judged.by, judged.decision, judged.post) == (CLERK, "refuse", "harbour-clerk")
    words = words_of(clerk.look(done["Location"]))
    assert "Done: you refused it." in words
    assert "Refused: Read the application You, Harbour Office" in words
    assert "Nothing for your office just now" in words or "None of the posts fits" in words


def test_reasons_of_another_decision_are_left_out(reference: str) -> None:
    done = Browser(CLERK).act(reference, "decide", decision="approve", reasons=["boat-not-safe"])
    assert done.status_code == 303
    assert Judgement.objects.get().reasons == "[]"


def test_what_is_typed_is_kept_sealed_comes_back_elsewhere_and_is_gone_when_it_is_done(reference: str) -> None:
    task = task_at(reference).id
    place = f"/desk/cases/{reference}/notes/?task={task}&form=decide"
    kept = Browser(CLERK).send(place, decision="refuse", reasons="boat-not-safe", facts=["boat_mark"], note="It leaks.")
    assert kept.status_code == 204
    row = Working.objects.get()
    assert b"leaks" not in bytes(row.sealed)

    shown = text_of(Browser(CLERK).look(f"/desk/cases/{reference}/"))
    assert re.search(r"<textarea[^>]*>\s*It leaks\.</textarea>", shown)
    assert re.search(r'value="refuse" checked', shown)
    assert re.search(r'name="reasons" value="boat-not-safe" checked', shown)
    assert re.search(r'name="facts" value="boat_mark" checked', shown)
    # It is the officer's own: their supervisor sees nothing of it.
    assert "It leaks." not in text_of(Browser(MASTER).look(f"/desk/cases/{reference}/"))

    Browser(CLERK).act(reference, "decide", decision="approve")
    assert not Working.objects.exists()


def test_a_case_is_passed_on_only_to_where_somebody_could_do_it(reference: str) -> None:
    clerk, option = Browser(CLERK), f'<option value="{PARKS}"'
    assert option in text_of(clerk.look(f"/desk/cases/{reference}/"))
    PostRow.objects.filter(authority=PARKS, role="case-officer").update(closed_at=datetime.now(UTC))
    assert option not in text_of(clerk.look(f"/desk/cases/{reference}/"))
    refused = clerk.act(reference, "pass", office=PARKS, words="Theirs")
    assert refused.status_code == 422
    assert "No post of that office does this kind of task. Choose another one." in words_of(refused)
    assert task_at(reference).authority == HARBOUR


def test_notes_have_an_end_and_a_place(reference: str) -> None:
    clerk, task = Browser(CLERK), task_at(reference).id
    place = f"/desk/cases/{reference}/notes/"
    assert clerk.send(f"{place}?task={task}&form=decide", facts=["x" * 200] * 200).status_code == 409
    assert clerk.send(f"{place}?task={task}&form=message", words="x").status_code == 409
    assert clerk.send(f"{place}?task=0&form=message", words="Dear Noor").status_code == 204
    assert Browser(KEEPER).send(f"{place}?task={task}&form=decide", note="x").status_code == 404
    other = apply_for_mooring()
    assert clerk.send(f"/desk/cases/{other}/notes/?task={task}&form=decide", note="x").status_code == 404
    assert [row.form for row in Working.objects.all()] == ["message"]
    # Emptied, there is nothing to keep.
    assert clerk.send(f"{place}?task=0&form=message", words="").status_code == 204
    assert not Working.objects.exists()


def test_whoever_comes_second_is_told_what_happened_and_keeps_their_words(reference: str) -> None:
    shown = Browser(CLERK).look(f"/desk/cases/{reference}/")
    task = task_at(reference).id
    seen = re.findall(r'name="_seen" value="(\d+)"', text_of(shown))[0]
    Browser(MASTER).act(reference, "message", words="We are looking at it.")
    late = Browser(CLERK).send(
        f"/desk/cases/{reference}/tasks/{task}/decide/", _seen=seen, decision="approve", note="All is well."
    )

    assert late.status_code == 409
    words = words_of(late)
    assert "Somebody else was faster." in words
    assert "Message to the applicant" in words
    assert "Captain Reyes" in words
    assert text_of(late).count("All is well.") == 2  # to read, and in the form to send again
    assert task_at(reference).id == task

    assert Browser(CLERK).act(reference, "decide", decision="approve").status_code == 303
    again = Browser(CLERK).send(f"/desk/cases/{reference}/tasks/{task}/decide/", decision="refuse", note="No.")
    assert again.status_code == 409
    assert "No." in words_of(again)
    assert Judgement.objects.get().decision == "approve"


def test_the_applicant_is_asked_once_by_anybody_and_again_by_a_supervisor_with_a_reason(reference: str) -> None:
    clerk = Browser(CLERK)
    wrong = clerk.act(reference, "ask", words="", days="2")
    told = words_of(wrong)
    assert wrong.status_code == 422
    for words in (
        "Tick what is missing.",
        "Write what the applicant has to know.",
        "Write a number of days from 3 to 90.",
    ):
        assert words in told
    assert not Ask.objects.exists()

    asked = clerk.act(reference, "ask", asked=["boat_length"], words="How long with the bowsprit?", days="10")
    assert (asked.status_code, asked["Location"]) == (303, f"/desk/cases/{reference}/?done=asked")
    shown = words_of(clerk.look(f"/desk/cases/{reference}/"))
    assert "The applicant was asked: How long with the bowsprit?" in shown
    assert "Clock stopped" in shown
    assert "Waiting for the applicant" in shown

    noor = Applicant(Visitor(NOOR, {"en": "Noor"}, 2))
    supplement_case(reference=reference, answers={"boat_length": 6.4}, applicant=noor, now=datetime.now(UTC))
    shown = words_of(clerk.look(f"/desk/cases/{reference}/"))
    assert "6.4 changed later Before: 5.8" in shown
    assert "Only a supervisor can stop it again." in shown
    assert "Why does the clock have to stop once more?" in words_of(Browser(MASTER).look(f"/desk/cases/{reference}/"))


def test_a_question_is_taken_back_on_a_page_that_says_what_follows(reference: str) -> None:
    clerk, place = Browser(CLERK), f"/desk/cases/{reference}/tasks/{task_at(reference).id}/take-back/"
    clerk.act(reference, "ask", asked=["boat_length"], words="How long with the bowsprit?", days="10")
    assert f'href="{place}"' in text_of(clerk.look(f"/desk/cases/{reference}/"))
    # Their supervisor neither asked nor has the task.
    master = Browser(MASTER)
    assert place not in text_of(master.look(f"/desk/cases/{reference}/"))
    for answer in (master.look(place), master.send(place)):
        assert answer.status_code == 403
        assert "Only whoever asked, or has the task, can take the question back." in words_of(answer)
    page = clerk.look(place)
    told = words_of(page)
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    for words in ("How long with the bowsprit?", "Length of the boat (m)", "only a supervisor can ask again"):
        assert words in told, words
    assert Ask.objects.get().state == "open", "looking does nothing"

    once = re.findall(r'name="_once" value="([^"]+)"', text_of(page))[0]
    done, again = clerk.send(place, _once=once), clerk.send(place, _once=once)
    assert (done.status_code, again.status_code) == (303, 303)
    assert done["Location"].endswith("done=taken-back")
    told = words_of(clerk.look(done["Location"]))
    assert "Taken back. The applicant is told that they need not answer." in told
    assert "The question to the applicant was taken back You, Harbour Office" in told
    assert "Only a supervisor can stop it again." in told
    late = clerk.send(place)
    assert late.status_code == 409
    assert "The question to the applicant was taken back" in words_of(late)
    assert task_at(reference).state == "open"


def test_over_the_api_a_question_is_taken_back_too(reference: str) -> None:
    client = Client()
    token = client.post("/api/v1/demo/token", {"person": CLERK}, content_type="application/json").json()["token"]
    address, headers = f"/api/v1/tasks/{task_at(reference).id}/", {"Authorization": f"Bearer {token}"}
    nothing = client.post(f"{address}take-back", headers=headers)
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing-asked")
    body = {"decision": "ask", "fields": {"questions": ["boat_length"], "words": "How long?"}}
    client.post(f"{address}complete", body, content_type="application/json", headers=headers)
    assert task_at(reference).state == "waiting"

    taken = client.post(f"{address}take-back", headers=headers)
    assert (taken.status_code, taken.json()["state"]) == (200, "open")
    assert Ask.objects.get().state == "taken-back"


def test_a_form_that_is_sent_twice_counts_once(reference: str) -> None:
    clerk = Browser(CLERK)
    form = dict(re.findall(r'name="(_once|_seen)" value="([^"]+)"', text_of(clerk.look(f"/desk/cases/{reference}/"))))
    for _ in range(2):
        assert clerk.send(f"/desk/cases/{reference}/message/", words="Hello", _once=form["_once"]).status_code == 303
    assert Letter.objects.count() == 1
    other = clerk.send(f"/desk/cases/{reference}/message/", words="Other", _once=form["_once"])
    assert (other.status_code, Letter.objects.count()) == (409, 1)
    assert "This form was sent before, with other words." in words_of(other)

    task = task_at(reference).id
    for _ in range(2):
        place = f"/desk/cases/{reference}/tasks/{task}/ask/"
        sent = clerk.send(place, asked="boat_mark", words="Which one?", days="14", _once="ask-once")
        assert sent.status_code == 303
    assert Ask.objects.count() == 1


def test_a_task_is_taken_given_back_and_handed_over(reference: str) -> None:
    task, place = task_at(reference).id, f"/desk/cases/{reference}/tasks/{task_at(reference).id}/"
    clerk, master = Browser(CLERK), Browser(MASTER)
    assert clerk.send(f"{place}take/").status_code == 303
    assert Task.objects.get(pk=task).claimed_by == CLERK
    assert "Give it back" in words_of(clerk.look(f"/desk/cases/{reference}/"))
    assert "Amal Haddad" in words_of(master.look(f"/desk/cases/{reference}/"))

    assert clerk.send(f"{place}give-back/").status_code == 303
    assert Task.objects.get(pk=task).claimed_by == ""
    # A clerk gives no work to others; a supervisor does, to whoever may do it.
    assert clerk.send(f"{place}hand/", colleague=CLERK).status_code == 303
    clerk.send(f"{place}give-back/")
    assert master.send(f"{place}hand/", colleague=MASTER).status_code == 403
    assert master.send(f"{place}hand/", colleague=CLERK).status_code == 303
    assert Task.objects.get(pk=task).claimed_by == CLERK
    assert master.send(f"{place}take/").status_code == 403


def test_a_case_is_passed_on_with_a_reason(reference: str) -> None:
    clerk = Browser(CLERK)
    wrong = clerk.act(reference, "pass", office="", words="Not ours")
    assert wrong.status_code == 422
    assert "Choose the office that should have it." in words_of(wrong)
    assert "Not ours" in text_of(wrong)

    done = clerk.act(reference, "pass", office=PARKS, words="The pond is theirs.")
    assert (done.status_code, done["Location"]) == (303, "/desk/?done=passed")
    assert task_at(reference).authority == PARKS
    assert "Read the application" in words_of(Browser(KEEPER).look(f"/desk/cases/{reference}/"))


def test_a_paper_is_handed_out_to_whoever_reads_its_question_and_the_look_is_recorded(reference: str) -> None:
    clerk = Browser(CLERK)
    shown = text_of(clerk.look(f"/desk/cases/{reference}/"))
    address = re.search(r'href="(/desk/cases/[^"]+/papers/[^"]+)"', shown)
    assert address is not None
    before = DataRead.objects.count()
    handed = clerk.look(address[1])

    assert handed.status_code == 200
    assert b"".join(handed.streaming_content)[:4] in {b"%PDF", b"\x89PNG", b"\xff\xd8\xff\xe0"}
    assert handed["Content-Disposition"].startswith("inline")
    assert handed["Content-Security-Policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'self'" in handed["Content-Security-Policy"]
    assert (handed["Cache-Control"], handed["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert DataRead.objects.count() > before
    opened = text_of(clerk.look(f"/desk/cases/{reference}/?paper={address[1].rpartition('/')[2]}"))
    assert 'id="paper"' in opened

    clerk.act(reference, "decide", decision="approve")
    keeper = Browser(KEEPER)
    assert keeper.look(f"/desk/cases/{reference}/").status_code == 200
    assert keeper.look(address[1]).status_code == 404
    assert Client().get(address[1]).status_code == 302


def test_a_substitute_goes_on_with_what_the_absent_officer_has(reference: str) -> None:
    now, task = datetime.now(UTC), task_at(reference).id
    Browser(CLERK).send(f"/desk/cases/{reference}/tasks/{task}/take/")
    held = next(post.holders[0].holding for post in posts_of(HARBOUR) if post.id == "harbour-clerk")
    absence = Absence(now - timedelta(hours=1), now + timedelta(days=3))
    name_substitute(holding=held, person=MASTER, absence=absence, actor=CLERK, now=now)

    master = Browser(MASTER)
    assert "Case officer, for Amal Haddad" in text_of(master.look("/desk/"))
    assert reference in words_of(master.look("/desk/?tab=mine"))
    assert master.act(reference, "decide", decision="approve").status_code == 303
    assert (Judgement.objects.get().by, Judgement.objects.get().post) == (MASTER, "harbour-clerk")


def test_addresses_answer_their_methods_only(reference: str) -> None:
    clerk, task = Browser(CLERK), task_at(reference).id
    for act in ("decide", "ask", "pass", "take", "give-back", "hand"):
        answer = clerk.look(f"/desk/cases/{reference}/tasks/{task}/{act}/")
        assert (answer.status_code, answer["Allow"]) == (405, "POST"), act
    assert Task.objects.get(pk=task).state == TaskState.OPEN


@pytest.mark.parametrize("person", [WARDEN, NOOR])
def test_nobody_else_does_anything(reference: str, person: str) -> None:
    before = Task.objects.values().get()
    somebody, task = Browser(person), task_at(reference).id
    for act in ("decide", "ask", "pass", "take", "give-back", "hand"):
        sent = somebody.send(f"/desk/cases/{reference}/tasks/{task}/{act}/", decision="approve", colleague=person)
        assert sent.status_code in {403, 404}, act
    assert somebody.send(f"/desk/cases/{reference}/message/", words="Hello").status_code in {403, 404}
    assert Task.objects.values().get() == before
    assert not Letter.objects.exists()
