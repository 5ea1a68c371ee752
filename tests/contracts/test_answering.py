"""Answering just what was asked: prefilled, checked as everywhere, taken once, and nothing else is taken."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.facade import Applicant, end_ask, example_for, own_dossier
from openhall.blocks.cases.models import Ask, Supplement
from openhall.blocks.cases.tests.applying import (
    ANSWERS,
    MOORING,
    NOW,
    everything,
    prepared,
    service,
    submit,
)
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.documents.facade import files_of, keep_sample_files
from openhall.blocks.documents.tests.samples import pdf
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.processes.tests.drawn import SIGNED
from tests.followers import KEEPER, Follower, ask, guests_case, hidden_in, open_town, words_of
from tools.together import at_once

AMAL, NOOR = Visitor("amal-haddad"), Visitor("noor-al-bahar", {"en": "Noor"}, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENHALL_DEMO = True
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def reference() -> str:
    return guests_case()


@pytest.fixture
def owner(reference: str) -> Follower:
    return Follower.with_secret(reference)


def answers_of(reference: str) -> dict[str, Any]:
    found = own_dossier(reference, actor="guest", now=NOW)
    assert found is not None
    return dict(found.answers)


def test_only_what_was_asked_stands_there_with_what_was_answered(owner: Follower, reference: str) -> None:
    ask(reference)
    shown = owner.look("answer")
    page = shown.content.decode()

    assert shown.status_code == 200
    assert 'name="cooking" value="electric" checked' in page
    assert 'name="phone"' not in page
    assert "Gas or electric? We cannot tell." in words_of(shown)
    assert "Please answer by Monday, 16 March 2026" in words_of(shown)


def test_an_answer_is_taken_and_the_clock_goes_on(
    owner: Follower, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(reference)
    later = NOW + timedelta(days=7)
    monkeypatch.setattr(timezone, "now", lambda: later)
    sent = owner.fill("answer", {"cooking": "gas"})
    told = words_of(owner.look())

    assert (sent.status_code, sent["Location"]) == (303, owner.place())
    assert answers_of(reference) == {**ANSWERS, "cooking": "gas"}
    assert "We have your answer" in told
    assert "What do you cook with? Gas" in told
    assert "The clock goes on. The new day is Tuesday, 10 March 2026." in told
    assert "while we wait for you" not in told


def test_what_was_not_asked_is_refused_and_nothing_is_changed(owner: Follower, reference: str) -> None:
    ask(reference)
    before = everything()
    for extra in ({"phone": "555-0199"}, {"_page": "cooking phone", "phone": "555-0199"}, {"fee_waived": "true"}):
        shown = owner.fill("answer", {"cooking": "gas", **extra})
        assert shown.status_code == 422
        assert "there is no such question" in words_of(shown)
    assert everything() == before
    assert answers_of(reference) == ANSWERS


@pytest.mark.parametrize(
    ("given", "told"), [("", "Choose an answer for"), ("coal", "Choose one of the answers listed")]
)
def test_an_answer_that_does_not_fit_is_told_as_everywhere(
    owner: Follower, reference: str, given: str, told: str
) -> None:
    ask(reference)
    before = everything()
    shown = owner.fill("answer", {"cooking": given})

    assert shown.status_code == 422
    assert told in words_of(shown)
    assert 'href="#cooking"' in shown.content.decode()
    assert "<title>Error: Answer what was asked" in shown.content.decode()
    assert everything() == before


def test_the_language_changes_and_what_is_typed_stays(owner: Follower, reference: str) -> None:
    ask(reference, "described", "evening")
    before = everything()
    typed = {"described": "Half a wo", "evening-day": "31", "evening-month": "xx", "_language": "zh-hans"}
    shown = owner.fill("answer", typed)
    page = shown.content.decode()

    assert (shown.status_code, shown["Content-Language"]) == (200, "zh-Hans")
    assert "Half a wo" in page
    assert 'name="evening-month" value="xx"' in page
    assert f'action="/zh-hans/track/{reference}/answer/"' in page
    assert everything() == before


def test_what_follows_from_an_answer_is_asked_before_it_is_sent() -> None:
    open_town(appointment=SIGNED)
    answers = {name: value for name, value in ANSWERS.items() if name != "cooking"} | {"sells": ["crafts"]}
    reference = submit(prepared(answers=answers)).reference
    owner = Follower.with_secret(reference)
    ask(reference, "sells")
    assert 'name="cooking"' not in owner.look("answer").content.decode()
    more = owner.fill("answer", {"sells": ["hot_food"]})

    assert more.status_code == 200
    assert "there is a little more to answer" in words_of(more)
    assert 'name="cooking"' in more.content.decode()
    assert 'value="hot_food" checked' in more.content.decode()
    assert Supplement.objects.count() == 0
    sent = owner.send("answer", {**hidden_in(more), "sells": ["hot_food"], "cooking": "gas"})
    assert sent.status_code == 303
    assert answers_of(reference)["cooking"] == "gas"


def test_what_does_not_follow_any_more_is_left_out(owner: Follower, reference: str) -> None:
    ask(reference, "sells")
    sent = owner.fill("answer", {"sells": ["crafts"], "cooking": ""})

    assert sent.status_code == 303
    assert "cooking" not in answers_of(reference)


def test_pressed_twice_it_is_taken_once(owner: Follower, reference: str) -> None:
    ask(reference)
    page = hidden_in(owner.look("answer"))
    for given in ("gas", "gas", "none"):
        sent = owner.send("answer", {**page, "cooking": given})
        assert (sent.status_code, sent["Location"]) == (303, owner.place())

    assert Supplement.objects.count() == 1
    assert answers_of(reference)["cooking"] == "gas"


@pytest.mark.usefixtures("shared_database")
def test_two_answers_at_once_make_one_supplement() -> None:
    reference = guests_case()
    ask(reference)
    page = hidden_in(Follower.with_secret(reference).look("answer"))

    def send(number: int) -> int:
        follower = Follower.with_secret(reference)
        return follower.send("answer", {**page, "cooking": ("gas", "none")[number % 2]}).status_code

    assert set(at_once(6, send)) == {303}
    assert Supplement.objects.count() == 1
    assert answers_of(reference)["cooking"] in {"gas", "none"}


def test_an_answer_to_an_older_ask_is_looked_at_again(owner: Follower, reference: str) -> None:
    ask(reference)
    before = everything()
    shown = owner.send("answer", {"_once": "7", "_page": "cooking", "cooking": "gas"})

    assert shown.status_code == 409
    assert "What is asked has changed" in words_of(shown)
    assert 'value="gas" checked' in shown.content.decode()
    assert everything() == before


def test_after_the_time_is_over_nothing_is_taken(owner: Follower, reference: str) -> None:
    ask(reference)
    page = hidden_in(owner.look("answer"))
    end_ask(reference=reference, ask=Ask.objects.get().pk, now=NOW + timedelta(days=15))
    before = everything()
    sent = owner.send("answer", {**page, "cooking": "gas"})

    assert sent.status_code == 409
    assert "Nothing is asked of you now" in words_of(sent)
    assert owner.look("answer").status_code == 409
    assert everything() == before
    assert "No answer came in time" in words_of(owner.look())


def mooring() -> str:
    """Open the town and let Noor ask for a mooring; return the reference."""
    open_town(inspect_and_decide=SIGNED)
    keep_sample_files(now=NOW)
    of = service(MOORING)
    answers = example_for(current_catalogue(), of, NOW).answers
    return submit(prepared(Applicant(NOOR), of, answers)).reference


def test_a_missing_paper_is_sent_without_a_script() -> None:
    reference = mooring()
    owner = Follower.signed_in(reference, NOOR.id)
    question = ("boat_paper",)
    ask(reference, *question, words="The paper is cut off.", who=AMAL)
    shown = owner.look("answer")
    old = answers_of(reference)["boat_paper"]

    assert 'enctype="multipart/form-data"' in shown.content.decode()
    assert f'name="boat_paper" value="{old}"' in shown.content.decode()
    paper = SimpleUploadedFile("boat.pdf", pdf(), "application/pdf")
    sent = owner.fill("answer", {"boat_paper": [old, paper]})
    new = answers_of(reference)["boat_paper"]
    assert (sent.status_code, sent["Location"]) == (303, owner.place())
    assert new != old
    assert new in {file.id for file in files_of(f"case:{reference}")}
    assert "Boat" in words_of(owner.look())
    assert "boat.pdf" in words_of(owner.look())


def test_a_file_that_is_no_paper_is_refused_and_the_old_one_stays() -> None:
    reference = mooring()
    owner = Follower.signed_in(reference, NOOR.id)
    ask(reference, "boat_paper", who=AMAL)
    before = answers_of(reference)
    wrong = SimpleUploadedFile("boat.exe", b"MZ\x00" * 40, "application/pdf")
    shown = owner.fill("answer", {"boat_paper": wrong})

    assert shown.status_code == 422
    assert "Files of this kind cannot be taken here" in words_of(shown)
    assert answers_of(reference) == before


def test_one_more_of_a_group_and_a_file_taken_away() -> None:
    reference = mooring()
    owner = Follower.signed_in(reference, NOOR.id)
    ask(reference, "skippers", "boat_paper", who=AMAL)
    page = hidden_in(owner.look("answer"))
    old = answers_of(reference)["boat_paper"]
    more = owner.send(
        "answer",
        {**page, "boat_paper": old, "skippers-1-skipper_name": "Maryam", "_do": "add:skippers"},
    )
    assert more.status_code == 200
    assert 'name="skippers-1-skipper_name" type="text" value="Maryam"' in more.content.decode()
    assert 'name="skippers-2-skipper_name"' in more.content.decode()
    without = owner.send("answer", {**page, "boat_paper": old, "_do": f"forget:boat_paper:{old}"})
    assert f'value="{old}"' not in without.content.decode()
    assert Supplement.objects.count() == 0


def test_an_officer_cannot_answer_for_the_applicant(reference: str) -> None:
    ask(reference)
    before = everything()
    for person in (KEEPER.id, AMAL.id):
        sent = Follower.signed_in(reference, person).send("answer", {"_once": "1", "cooking": "gas"})
        assert sent.status_code == 404
    assert everything() == before
