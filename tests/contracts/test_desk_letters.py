"""The letter of a decision before it goes out, and a decision that comes from somebody who was signed out."""

import html
import re

import pytest
from django.test import Client

from openhall.blocks.cases.models import Case, Judgement
from tests.desks import CLERK, KEEPER, MASTER, Browser, apply_for_mooring, task_at, text_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]


@pytest.fixture
def reference() -> str:
    return apply_for_mooring()


def test_the_letter_can_be_read_before_in_the_applicant_s_language_first() -> None:
    reference = apply_for_mooring()
    Case.objects.filter(reference=reference).update(language="zh-Hans")
    shown = Browser(CLERK).act(
        reference,
        "decide",
        _do="preview",
        decision="refuse",
        reasons=["boat-not-safe"],
        facts=["boat_length"],
        note="Mind the plank.",
    )
    text = text_of(shown)

    assert shown.status_code == 200
    assert re.findall(r'class="sheet" lang="([\w-]+)"', text) == ["zh-Hans", "en"]
    assert "我们看过船，目前还不安全" in text
    assert "We looked at the boat, and it is not safe yet." in text
    assert text.count("Mind the plank.") >= 3
    assert not Judgement.objects.exists()


def test_who_signs_a_refusal_reads_that_and_not_an_approval(reference: str) -> None:
    Browser(CLERK).act(
        reference, "decide", decision="refuse", reasons=["boat-not-safe"], facts=["boat_length"], note="It leaks."
    )
    master = Browser(MASTER)
    asked = words_of(master.look(f"/desk/cases/{reference}/"))
    assert "Agree a The refusal goes out to the applicant." in asked
    shown = words_of(master.act(reference, "decide", _do="preview", decision="approve", note="I agree."))
    assert "Your application is not approved. The reasons are: We looked at the boat, and it is not safe yet." in shown
    assert "The office adds: It leaks." in shown
    assert "Your application is approved." not in shown


def test_who_signs_a_refusal_is_told_that_they_signed(reference: str) -> None:
    Browser(CLERK).act(reference, "decide", decision="refuse", reasons=["boat-not-safe"], facts=["boat_length"])
    done = Browser(MASTER).act(reference, "decide", decision="approve")
    for language, told in (
        ("en", ("Done: you signed it.", "Signed You, Harbour Office", "signed Captain Reyes")),
        ("zh-Hans", ("已完成：您签批了。", "已签署 您")),
    ):
        shown = words_of(Browser(MASTER, language).look(done["Location"]))
        for words in told:
            assert words in shown, words
        assert "approved" not in shown.lower()
    # What is not a signature is approved as before.
    assert "Refused: Read the application" in words_of(Browser(CLERK).look(f"/desk/cases/{reference}/"))


def test_no_letter_is_shown_for_a_step_after_which_others_are_asked(reference: str) -> None:
    clerk = Browser(CLERK)
    shown = words_of(clerk.act(reference, "decide", _do="preview", decision="approve"))
    assert "The case goes on. No letter goes out yet." in shown
    assert "Your application is approved." not in shown
    for officer in (clerk, clerk, Browser(KEEPER)):
        officer.act(reference, "decide", decision="approve")
    assert task_at(reference).node == "decide"
    shown = words_of(clerk.act(reference, "decide", _do="preview", decision="approve"))
    assert "Your application is approved." in shown


def test_what_was_sent_after_the_session_ended_stands_there_to_be_sent_again(reference: str) -> None:
    place = f"/desk/cases/{reference}/tasks/{task_at(reference).id}/decide/"
    typed = {"decision": "refuse", "reasons": ["boat-not-safe", "fact-not-checked"], "note": "It leaks <badly>."}
    nobody = Client(headers={"Sec-Fetch-Site": "same-origin", "Accept-Language": "zh-Hans"}).post(place, typed)

    assert (nobody.status_code, nobody["Cache-Control"]) == (401, "no-store")
    text = text_of(nobody)
    assert f'method="post" action="{place}"' in text
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text)
    assert [(name, html.unescape(value)) for name, value in found] == [
        ("decision", "refuse"),
        ("reasons", "boat-not-safe"),
        ("reasons", "fact-not-checked"),
        ("note", "It leaks <badly>."),
    ]
    assert 'href="/zh-hans/sign-in/?next=/desk/"' in text
    assert not Judgement.objects.exists()
