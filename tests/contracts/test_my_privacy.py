"""What is kept of somebody and until when: they see it, take it home, have erased what may go, and hold the proof."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.facade import withdraw_case
from openhall.blocks.cases.tests.applying import ANSWERS, NOW, begun
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import log_verifier, sequence_leaves, verify_document
from tests.followers import browser, open_town
from tests.mine import IDRIS, NOOR, case_for, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
PLACE = "/en/me/privacy/"


@pytest.fixture(autouse=True)
def _today(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENHALL_DEMO = True
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    open_town()


def _withdrawn(key: str = "one") -> str:
    reference = case_for(NOOR, key)
    withdraw_case(reference=reference, visitor=Visitor(NOOR, {"en": NOOR}, 2), now=NOW)
    return reference


def _text(client: Client, place: str = PLACE) -> str:
    return client.get(place).content.decode()


def test_a_person_erases_what_may_go_and_keeps_the_proof() -> None:
    noor, gone, stays = signed_in(NOOR), _withdrawn("one"), case_for(NOOR, "two")
    begun(Visitor(NOOR, {"en": NOOR}, 2))
    before = _text(noor)
    assert "You can have it erased now." in before
    assert "It is not decided yet." in before
    assert "Matters that can go now: 1. Begun and not sent: 1." in before

    assert noor.post(PLACE, {}).status_code == 422
    assert _text(noor) == before, "nothing goes without a tick"
    led = noor.post(PLACE, {"sure": "yes"})
    assert led.status_code == 303
    after = _text(noor, led["Location"])
    assert "Erased: 1." in after
    assert "Nobody can read it again." in after
    assert "There is nothing now that may go." in after

    sequence_leaves(now=NOW)
    proof = noor.get(f"{PLACE}{gone}.json")
    assert verify_document(proof.content, log_verifier()).is_genuine
    assert proof.json()["statement"]["why"] == "asked"
    assert noor.get(f"{PLACE}{stays}.json").status_code == 404
    for stranger in (browser(), signed_in(IDRIS)):
        assert stranger.get(f"{PLACE}{gone}.json").status_code == 404


def test_every_page_of_an_erased_case_answers_kindly() -> None:
    noor, gone = signed_in(NOOR), _withdrawn()
    noor.post(PLACE, {"sure": "yes"})

    page = _text(noor, f"/en/track/{gone}/")
    assert "deleted" in page
    assert ANSWERS["phone"] not in page
    for place in ("messages", "papers", "receipt", "sent", "pay", "withdraw", "answer", "appointment", "objection"):
        answer = noor.get(f"/en/track/{gone}/{place}/")
        assert answer.status_code < 500, place
        assert ANSWERS["phone"] not in answer.content.decode(), place
    for place in ("/en/me/", "/en/me/letters/", "/en/me/bills/", PLACE):
        assert noor.get(place).status_code < 500, place
    officer = signed_in("tomas-berg")
    shown = officer.get(f"/desk/cases/{gone}/")
    assert shown.status_code == 200
    assert "Erased: nobody can read any more" in shown.content.decode()
    for place in ("/desk/work/", "/desk/counts/", f"/desk/letters/{gone}/"):
        assert officer.get(place).status_code < 500, place


def test_all_of_it_goes_home_in_one_archive_and_nothing_of_others() -> None:
    noor, own, gone, theirs = signed_in(NOOR), case_for(NOOR, "one"), _withdrawn("gone"), case_for(IDRIS, "theirs")
    noor.post(PLACE, {"sure": "yes"})
    draft = begun(Visitor(NOOR, {"en": NOOR}, 2))

    answer = noor.get(f"{PLACE}my-data.zip")
    archive = ZipFile(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]  # it is streamed
    assert archive.testzip() is None
    names = archive.namelist()
    assert {"me.json", f"cases/{own}/case.json", f"cases/{gone}/case.json", f"drafts/{draft.reference}.json"} == {
        *names
    }
    case = json.loads(archive.read(f"cases/{own}/case.json"))
    assert case["answers"]["full_name"] == ANSWERS["full_name"]
    assert json.loads(archive.read(f"cases/{gone}/case.json")) == {"reference": gone, "erased": True}
    assert not any(theirs in name for name in names)
    assert answer["Cache-Control"] == "no-store"


def test_a_guest_is_led_to_sign_in() -> None:
    assert browser().get(PLACE)["Location"].startswith("/en/sign-in/")
    assert browser().get(f"{PLACE}my-data.zip")["Location"].startswith("/en/sign-in/")
