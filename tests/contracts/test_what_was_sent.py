"""What somebody sent stands on the page of their case, in the words of the questions, and on nobody else's."""

import re

import pytest
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.facade import Applicant, example_for
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.tests.applying import MOORING, NOW, prepared, service, submit
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.documents.facade import keep_sample_files
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.models import DataRead
from tests.applicants import words_in
from tests.followers import Follower, ask, guests_case, open_town

NOOR = Visitor("noor-al-bahar", {"en": "Noor"}, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENHALL_DEMO = True
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def sent_in(page: str, summary: str = "What you sent") -> str:
    """Return the words of the part that is closed at first; nothing where there is none."""
    found = re.search(
        rf'<details class="more"><summary><span>{summary}</span></summary>(.*?)</details>', page, re.DOTALL
    )
    return words_in(f"<main>{found[1]}</main>") if found else ""


def test_a_guest_reads_what_they_sent_in_the_words_of_the_questions() -> None:
    reference = guests_case()
    owner = Follower.with_secret(reference)

    told = sent_in(owner.look().content.decode())

    assert "Which evening? Thursday, 10 December 2026" in told
    assert "What will you sell? Hot food" in told
    assert "What do you cook with? Electricity" in told
    assert "555-0147" in told
    assert "Describe it in a few words" not in told, "what was not answered was not sent"
    assert "changed later" not in told
    owner.slug = "zh-hans"
    assert "您用什么烹煮？ 用电" in sent_in(owner.look().content.decode(), "您提交的资料")


def test_a_later_answer_stands_there_with_what_stood_before() -> None:
    reference = guests_case()
    owner = Follower.with_secret(reference)
    ask(reference)
    owner.fill("answer", {"cooking": "gas"})

    told = sent_in(owner.look().content.decode())

    assert "What do you cook with? Gas changed later Before: Electricity" in told
    assert told.count("changed later") == 1


def test_files_are_told_by_name_and_size_and_the_look_is_written_down() -> None:
    open_town()
    keep_sample_files(now=NOW)
    mooring = service(MOORING)
    answers = example_for(current_catalogue(), mooring, NOW).answers
    reference = submit(prepared(Applicant(NOOR), mooring, answers)).reference
    before = DataRead.objects.count()

    told = sent_in(Follower.signed_in(reference, NOOR.id).look().content.decode())

    assert re.search(r"Your papers Boat papers \S+\.\w+ \([\d.]+ [KM]B\)", told), told
    assert told.index("Your answers") < told.index("Your papers") < told.index("What you declared")
    reads = DataRead.objects.order_by("id")[before:]
    assert {(row.case, row.purpose) for row in reads} == {(reference, "own")}
    assert len(reads) == 2, "one for what is sealed in the case, one for the names of the files"


def test_what_cannot_be_opened_is_not_told() -> None:
    reference = guests_case()
    Case.objects.filter(reference=reference).update(sealed=b"broken")

    page = Follower.with_secret(reference).look().content.decode()

    assert "What you sent cannot be opened now" in page
    assert sent_in(page) == ""


def test_only_the_owner_reads_it() -> None:
    reference = guests_case()
    for stranger in (Follower(reference), Follower.signed_in(reference, NOOR.id)):
        shown = stranger.look()
        assert shown.status_code == 404
        assert "555-0147" not in shown.content.decode()
    Case.objects.filter(reference=reference).update(person="lin-xiaoyu")
    # Whoever has an account shows who they are: the secret alone opens nothing of theirs.
    shown = Follower.with_secret(reference).look()
    assert shown.status_code == 404
    assert "555-0147" not in shown.content.decode()
