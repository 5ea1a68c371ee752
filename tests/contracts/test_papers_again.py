"""A lost paper is made again: once however often it is asked for, in the language that is wanted, and not too often."""

import json
from datetime import datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import Settings

from openhall.blocks.cases.facade import Applicant, Verdict, count_paid_not_issued, example_for, secret_of_case
from openhall.blocks.cases.models import CaseEvent
from openhall.blocks.cases.tests.applying import MOORING, NOW, everything, prepared, service, submit
from openhall.blocks.catalogue.facade import current_catalogue, register_of
from openhall.blocks.documents.facade import PaperFacts, keep_sample_files, papers_of, read_paper, revoke_paper
from openhall.blocks.documents.models import Paper
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import OWN, Reader
from openhall.blocks.journal.models import Message, Record
from openhall.blocks.processes.tests.drawn import end, flow, model
from openhall.blocks.processes.tests.drawn import service as act
from openhall.blocks.registers.facade import restore_entry, suspend_entry
from tests.followers import ELDER, Follower, browser, decide, guests_case, hidden_in, open_town, refuse, words_of
from tests.outcomes import make_papers
from tools.together import at_once

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Shown

YES, NOOR = Verdict("approve"), Visitor("noor-al-bahar", {"en": "Noor"}, 2)
#: The hall issues at once what is asked for.
ISSUED = model(
    "issued",
    '<startEvent id="begin"/>',
    act("issue", "issue"),
    end("granted", "approved"),
    flow("f1", "begin", "issue"),
    flow("f2", "issue", "granted"),
)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENHALL_DEMO = True
    at(monkeypatch, NOW)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let it be ``moment`` for every page."""
    monkeypatch.setattr(timezone, "now", lambda: moment)


def granted() -> str:
    """Let a guest get a stall, with its paper; return the reference."""
    reference = guests_case()
    decide(reference, YES)
    decide(reference, YES)
    make_papers(NOW)
    return reference


@pytest.fixture
def owner() -> Follower:
    return Follower.with_secret(granted())


def only(reference: str, state: str = "genuine") -> PaperFacts:
    (found,) = (each for each in papers_of(reference) if each.state == state)
    return found


def page(paper: PaperFacts) -> str:
    return f"papers/{paper.id}/again"


def written(paper: PaperFacts) -> str:
    """Return what stands on a paper."""
    reader = Reader(actor="test", purpose=OWN, case=paper.subject, now=NOW)
    raw = BytesIO(b"".join(read_paper(paper.id, reader=reader)))
    return "\n".join(each.extract_text() for each in PdfReader(raw).pages)


def verdict(code: str, slug: str = "en") -> str:
    return browser().get(f"/{slug}/verify/{code}").content.decode()


def letters() -> list[str]:
    return [
        str(payload["paper"])
        for each in Message.objects.filter(kind="mail").order_by("id")
        if (payload := json.loads(each.payload))["template"] == "paper-issued"
    ]


def test_a_new_one_takes_the_place_of_the_old_one_in_another_language(owner: Follower) -> None:
    old = only(owner.reference)
    asking = owner.look(page(old))
    assert asking.status_code == 200
    assert "The old one no longer counts from then on." in words_of(asking)
    sent = owner.fill(page(old), {"language": "zh-Hans"})
    assert (sent.status_code, sent["Location"]) == (303, owner.place("papers"))
    assert "A new one is being made." in words_of(owner.look("papers"))
    assert only(owner.reference) == old

    make_papers(NOW)

    new = only(owner.reference)
    assert only(owner.reference, "replaced").replaced_by == new.id
    assert (new.kind, new.number, new.subject) == (old.kind, old.number, old.subject)
    assert (new.language, old.language) == ("zh-Hans", "en")
    assert new.code != old.code
    assert "Noor Al-Bahar" in written(new)
    assert new.code[:5] in written(new)
    assert letters()[-1] == new.id
    told = words_of(owner.look())
    assert "You asked for a paper again" in told
    assert "Replaced by a newer one" in told
    kinds = [each.kind for each in Record.objects.order_by("id")]
    first = kinds.index("case.paper-ordered-again")
    assert kinds[first:] == ["case.paper-ordered-again", "paper.issued", "paper.replaced"]


@pytest.mark.parametrize("slug", ["en", "zh-hans"])
def test_whoever_found_the_old_one_learns_nothing_of_the_new_one(owner: Follower, slug: str) -> None:
    old = only(owner.reference)
    owner.fill(page(old), {"language": "en"})
    make_papers(NOW)
    new = only(owner.reference)

    told = verdict(old.code, slug)

    assert 'data-verdict="replaced"' in told
    assert new.code not in told
    assert 'data-verdict="genuine"' in verdict(new.code, slug)


def test_asked_for_twice_it_is_made_once(owner: Follower) -> None:
    old = only(owner.reference)
    fields = {**hidden_in(owner.look(page(old))), "language": "en"}
    for _ in range(3):
        assert owner.send(page(old), fields).status_code == 303
    assert owner.fill(page(old), {"language": "zh-Hans"}).status_code == 303
    make_papers(NOW)
    make_papers(NOW)

    assert [each.state for each in papers_of(owner.reference)].count("genuine") == 1
    assert len(papers_of(owner.reference)) == 2
    assert only(owner.reference).language == "en"


def test_nobody_else_can_ask(owner: Follower) -> None:
    old, before = only(owner.reference), everything()
    stranger = Follower(owner.reference)

    assert stranger.look("papers").status_code == 404
    assert stranger.look(page(old)).status_code == 404
    assert stranger.send(page(old), {"language": "en"}).status_code == 404
    assert api(owner.reference, old.id, "wrong").status_code == 404
    assert everything() == before


def test_what_has_no_force_is_not_made_again(owner: Follower) -> None:
    old = only(owner.reference)
    revoke_paper(paper=old.id, reason="test", now=NOW)
    before = everything()

    refused = owner.send(page(old), {"language": "en"})
    gone = owner.send("papers/" + "0" * 32 + "/again", {"language": "en"})

    assert (refused.status_code, gone.status_code) == (409, 404)
    assert "This paper was revoked" in words_of(refused)
    assert "This application has no such paper" in words_of(gone)
    assert everything() == before


def test_what_was_ordered_and_then_revoked_is_not_made(owner: Follower) -> None:
    old = only(owner.reference)
    owner.fill(page(old), {"language": "en"})
    revoke_paper(paper=old.id, reason="test", now=NOW)

    make_papers(NOW)

    assert [each.state for each in papers_of(owner.reference)] == ["revoked"]


def test_a_language_that_there_is_not_is_said(owner: Follower) -> None:
    old, before = only(owner.reference), everything()

    refused = owner.send(page(old), {"language": "tlh"})

    assert refused.status_code == 422
    assert "Choose a language" in words_of(refused)
    assert everything() == before


def test_three_a_day_are_enough(owner: Follower, monkeypatch: pytest.MonkeyPatch) -> None:
    for turn in range(3):
        assert owner.fill(page(only(owner.reference)), {"language": "en"}).status_code == 303
        make_papers(NOW + timedelta(minutes=turn))
    before, last = everything(), only(owner.reference)

    refused = owner.fill(page(last), {"language": "en"})

    assert refused.status_code == 429
    assert "That is enough for today" in words_of(refused)
    assert everything() == before
    at(monkeypatch, NOW + timedelta(days=1, minutes=3))
    assert owner.fill(page(last), {"language": "en"}).status_code == 303
    assert len(papers_of(owner.reference)) == 4


def test_a_refusal_that_was_overturned_is_not_sent_again() -> None:
    reference = guests_case()
    refuse(reference)
    make_papers(NOW)
    owner, letter = Follower.with_secret(reference), only(reference)
    owner.fill(page(letter), {"language": "zh-Hans"})
    make_papers(NOW)
    again = only(reference)
    assert (again.kind, again.language) == ("refusal", "zh-Hans")
    assert "Noor Al-Bahar" in written(again)

    owner.fill("objection", {"words": "It does not stand too near.", "facts": ["cooking"]})
    decide(reference, YES, ELDER)
    before = everything()
    refused = owner.send(page(again), {"language": "en"})

    assert refused.status_code == 409
    assert "What it says has changed since." in words_of(refused)
    assert everything() == before


def test_what_the_register_does_not_say_any_more_is_not_made_again() -> None:
    """A licence of a suspended entry is none, however often it was lost; once it stands again it can be had again."""
    open_town(inspect_and_decide=ISSUED)
    keep_sample_files(now=NOW)
    mooring = service(MOORING)
    answers = example_for(current_catalogue(), mooring, NOW).answers
    reference = submit(prepared(Applicant(NOOR), mooring, answers)).reference
    make_papers(NOW)
    owner, licence = Follower.signed_in(reference, NOOR.id), only(reference)
    register = register_of(current_catalogue().jurisdiction, MOORING)
    assert register is not None
    assert licence.number != reference
    by, why, day = "amal-haddad", "It leaks.", NOW.date()
    suspend_entry(register=register, number=licence.number, by=by, reason=why, today=day, now=NOW)
    before = everything()

    refused = owner.send(page(licence), {"language": "zh-Hans"})

    assert (refused.status_code, "What it says has changed since." in words_of(refused)) == (409, True)
    assert everything() == before
    restore_entry(register=register, number=licence.number, by=by, reason=why, today=day, now=NOW)
    assert owner.fill(page(licence), {"language": "zh-Hans"}).status_code == 303
    make_papers(NOW)
    again = only(reference)
    assert (again.number, again.valid_until, again.language) == (licence.number, licence.valid_until, "zh-Hans")
    assert licence.number in written(again)


def api(reference: str, paper: str, secret: str = "", **changes: Any) -> "Shown":
    headers = {
        "Authorization": f"Secret {secret or secret_of_case(reference)}",
        "Idempotency-Key": changes.pop("key", "k"),
    }
    place = f"/api/v1/applications/{reference}/papers/{paper}/again"
    return Client().post(place, {"language": "zh-Hans", **changes}, content_type="application/json", headers=headers)


def test_a_program_asks_with_the_secret(owner: Follower) -> None:
    old = only(owner.reference)
    answers = [api(owner.reference, old.id) for _ in range(2)]
    assert [each.status_code for each in answers] == [202, 202]
    assert api(owner.reference, old.id, language="en").status_code == 422
    assert api(owner.reference, old.id, language="tlh", key="o").json()["errors"][0]["pointer"] == "/language"
    make_papers(NOW)

    told = api(owner.reference, old.id, key="n")
    assert (told.status_code, told.json()["code"]) == (409, "paper-not-again")
    papers = {each["state"]: each for each in answers[0].json()["papers"]}
    assert set(papers) == {"genuine"}
    assert only(owner.reference).language == "zh-Hans"


def test_an_order_that_waits_is_not_counted_as_paid_and_not_issued(owner: Follower) -> None:
    owner.fill(page(only(owner.reference)), {"language": "en"})

    assert count_paid_not_issued(now=NOW + timedelta(hours=1)) == 0


@pytest.mark.django_db(transaction=True)
def test_pressed_twenty_times_at_once_it_is_made_once(shared_database: None, settings: Settings) -> None:
    del shared_database
    settings.OPENHALL_DEMO = True
    reference = granted()
    old, owners = only(reference), [Follower.with_secret(reference) for _ in range(20)]
    answers = at_once(20, lambda number: owners[number].send(page(old), {"language": "en", "_once": f"press-{number}"}))
    made = at_once(3, lambda _: make_papers(NOW))

    assert {each.status_code for each in answers} == {303}
    assert sum(made) == 1
    assert sorted(each.state for each in Paper.objects.all()) == ["genuine", "replaced"]
    assert CaseEvent.objects.filter(kind="reordered").count() == 1
    assert Record.objects.filter(kind="case.paper-ordered-again").count() == 1
