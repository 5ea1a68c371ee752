"""Papers that are issued: what stands on them, whose they are, and how they lose their force."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from openhall.blocks.documents import facade
from openhall.blocks.documents.facade import PaperContent, PaperFact, PaperFault, PaperMismatch, keep_paper, set_paper
from openhall.blocks.documents.models import Paper
from openhall.blocks.documents.papers.setting import composed
from openhall.blocks.documents.tests.issued import (
    NOW,
    OWNER,
    SUBJECT,
    content,
    every_paper,
    leaves,
    made,
    owners_read,
    text_of,
)
from openhall.blocks.documents.tests.keeping import stored
from openhall.blocks.journal.facade import KeyDestroyedError, Reader, destroy_key

HOLDER = Reader("person:chan", "own", SUBJECT, NOW)
LATER = NOW + timedelta(days=3)


def _kept(key: str = "issue:1", **changes: object) -> facade.PaperFacts:
    paper = made(**changes)
    with transaction.atomic():
        return keep_paper(paper=paper, owner=OWNER, key=key, now=NOW)


@pytest.mark.once
@pytest.mark.parametrize("wanted", every_paper(), ids=lambda each: f"{each.kind} {each.language}")
def test_every_kind_of_paper_names_its_holder_in_every_language(wanted: PaperContent) -> None:
    paper = set_paper(content=wanted, now=NOW)

    told = re.sub(r"\s", "", text_of(paper.data))
    assert all(re.sub(r"\s", "", line) in told for line in (*wanted.holder, wanted.title, wanted.number, paper.code))
    assert all(re.sub(r"\s", "", fact.value) in told for fact in wanted.facts)
    catalogue: Any = PdfReader(BytesIO(paper.data)).trailer["/Root"]
    assert catalogue["/Lang"].startswith({"en": "en", "zh-Hant": "zh", "zh-Hans": "zh-CN"}[wanted.language])


@pytest.mark.once
def test_the_same_content_and_code_are_set_to_the_same_bytes() -> None:
    first, second = (
        composed(content(), code="A" * 26, credential="HC1:ABC", attachment=b"e.y~", now=NOW) for _ in range(2)
    )

    assert first == second


@pytest.mark.once
def test_the_file_says_that_it_is_archival_and_made_for_all_readers() -> None:
    catalogue: Any = PdfReader(BytesIO(made().data)).trailer["/Root"]
    metadata = catalogue["/Metadata"].get_data().decode()

    assert re.search(r"pdfaid:part[^\d]*3", metadata)
    assert re.search(r"pdfaid:conformance\W*A", metadata)
    assert re.search(r"pdfuaid:part[^\d]*1", metadata)


@pytest.mark.once
def test_a_credential_travels_within_the_file() -> None:
    paper = set_paper(content=content(), now=NOW, credential="HC1:" + "A1" * 200, attachment=b"eyJhbGciOiJFUzI1NiJ9~")

    assert PdfReader(BytesIO(paper.data)).attachments == {"credential.sd-jwt": [b"eyJhbGciOiJFUzI1NiJ9~"]}


@pytest.mark.once
@pytest.mark.parametrize(
    "attack",
    ["{{ ''.__class__.__mro__ }}", '#eval("1+1")', "$x^2$", "*bold* _it_ @ref <label>", '#read("/etc/passwd")'],
)
def test_words_are_printed_as_they_are_and_never_evaluated(attack: str) -> None:
    paper = made(holder=(attack,), facts=(PaperFact("Remark", attack),), title=attack, paragraphs=(attack,))

    squeezed = re.sub(r"\s", "", text_of(paper.data))
    assert squeezed.count(re.sub(r"\s", "", attack)) >= 4


@pytest.mark.once
def test_a_letter_without_a_shape_is_written_as_its_number_and_names_that_turn_text_round_do_not() -> None:
    told = text_of(made(holder=("\u202eNAM IAT\u202c 😀",), facts=(PaperFact("Name", "กา"),)).data)

    assert "NAM IAT [U+1F600]" in told
    assert "[U+0E01][U+0E32]" in told


@pytest.mark.once
@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_a_demonstration_says_so_in_the_language_of_the_paper(language: str) -> None:
    words = {"en": "Demonstration: not a government paper", "zh-Hant": "並非政府文件", "zh-Hans": "不是政府文件"}[
        language
    ]

    demo, real = (text_of(made(language=language, is_demo=is_demo).data) for is_demo in (True, False))

    assert words in demo.replace("\n", "")
    assert words not in real.replace("\n", "")


def test_a_refusal_without_its_reasons_is_not_set() -> None:
    with pytest.raises(PaperFault, match="appeal, reasons"):
        made(kind="refusal", sections=())

    assert stored() == []


@pytest.mark.django_db
def test_a_kept_paper_is_the_same_when_it_is_read_and_the_read_is_recorded() -> None:
    paper = made()
    with transaction.atomic():
        kept = keep_paper(paper=paper, owner=OWNER, key="issue:1", now=NOW)

    assert b"".join(facade.read_paper(kept.id, reader=HOLDER)) == paper.data
    assert owners_read() == [OWNER]
    assert facade.papers_of(SUBJECT) == (kept,)
    assert (kept.sha256, kept.code, kept.state, kept.number) == (paper.sha256, paper.code, "genuine", "FR-2026-000123")
    assert all(b"CHAN" not in path.read_bytes() for path in stored())


@pytest.mark.django_db
def test_the_same_act_issues_one_paper_however_often_it_is_done() -> None:
    first, second = _kept(), _kept()

    assert first == second
    assert Paper.objects.count() == 1
    (leaf,) = leaves("paper.issued")
    assert first.sha256 in leaf
    assert first.code not in leaf
    assert "CHAN" not in leaf


@pytest.mark.django_db
def test_what_is_rolled_back_was_never_issued() -> None:
    paper = made()

    def fail() -> None:
        with transaction.atomic():
            keep_paper(paper=paper, owner=OWNER, key="issue:1", now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert facade.paper_by_code(paper.code) is None
    assert leaves("paper.issued") == []


@pytest.mark.django_db
def test_a_code_tells_how_a_paper_stands_and_nothing_of_anybody() -> None:
    kept = _kept()

    standing = facade.paper_by_code(f" {facade.written_code(kept.code).lower()} ")

    assert standing is not None
    assert standing.state == "genuine"
    assert standing == facade.paper_by_sha256(kept.sha256)
    assert "CHAN" not in repr(standing)
    # For the hall to look up what it tells of; pages never show it.
    assert standing.subject == SUBJECT
    assert facade.paper_by_code("A" * 26) is None
    assert facade.paper_by_code("A' OR 1=1 --") is None


@pytest.mark.django_db
def test_a_revoked_paper_has_no_force_at_once_and_for_good() -> None:
    kept = _kept()

    with transaction.atomic():
        facade.revoke_paper(paper=kept.id, reason="obtained-by-fraud", now=LATER)
        facade.revoke_paper(paper=kept.id, reason="again", now=LATER)

    standing = facade.paper_by_code(kept.code)
    assert standing is not None
    assert (standing.state, standing.changed_at) == ("revoked", LATER)
    assert len(leaves("paper.revoked")) == 1
    with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
        Paper.objects.filter(id=kept.id).update(state="genuine", changed_at=None)


@pytest.mark.django_db
def test_a_lost_paper_is_issued_again_and_the_old_one_is_replaced() -> None:
    old, new = _kept(), _kept("issue:2")

    with transaction.atomic():
        replaced = facade.replace_paper(paper=old.id, by=new.id, now=LATER)

    assert (replaced.state, replaced.replaced_by) == ("replaced", new.id)
    assert [each.state for each in facade.papers_of(SUBJECT)] in (["replaced", "genuine"], ["genuine", "replaced"])
    assert len(leaves("paper.replaced")) == 1


@pytest.mark.django_db
def test_a_paper_is_not_replaced_by_one_of_somebody_else() -> None:
    old, other = _kept(), _kept("issue:2", subject="3M9QX-7KP2T")

    with pytest.raises(ValueError, match="same subject"), transaction.atomic():
        facade.replace_paper(paper=old.id, by=other.id, now=LATER)

    assert Paper.objects.get(id=old.id).state == "genuine"


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"sha256": "0" * 64}, {"code": "B" * 26}, {"subject": "another"}])
def test_the_database_keeps_an_issued_paper_as_it_was(change: dict[str, str]) -> None:
    kept = _kept()

    with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
        Paper.objects.filter(id=kept.id).update(**change)
    with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
        Paper.objects.filter(id=kept.id).delete()

    assert facade.papers_of(SUBJECT) == (kept,)


@pytest.mark.django_db
def test_a_paper_of_an_erased_person_opens_no_more_but_its_standing_stays() -> None:
    kept = _kept()

    destroy_key(OWNER)

    with pytest.raises(KeyDestroyedError):
        b"".join(facade.read_paper(kept.id, reader=HOLDER))
    assert facade.paper_by_code(kept.code) is not None


@pytest.mark.django_db
def test_papers_that_were_set_and_never_kept_are_swept_and_those_that_were_kept_are_not() -> None:
    kept, _ = _kept(), made()
    assert len(stored()) == 2

    for hour in range(256):
        facade.sweep_files(now=NOW + timedelta(days=365 * 50, hours=hour))

    assert len(stored()) == 1
    assert b"".join(facade.read_paper(kept.id, reader=HOLDER))


@pytest.mark.once
def test_a_paper_that_names_somebody_else_is_not_let_out() -> None:
    with pytest.raises(PaperMismatch):
        made(holder=("",))

    assert stored() == []
