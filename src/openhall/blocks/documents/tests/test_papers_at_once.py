"""Papers that are issued at the same moment to different people: each gets their own, and a mix-up is let out never.

This is how certificates of one person came out of a machine for another, in more than one country: a buffer, a file
or an object that two requests shared.
"""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier, Event

import pytest
from pytest_django.fixtures import Settings

from openhall.blocks.documents.facade import PaperContent, PaperMismatch, SetPaper, set_paper
from openhall.blocks.documents.papers import issuing
from openhall.blocks.documents.papers.setting import composed
from openhall.blocks.documents.storing.places import store_of
from openhall.blocks.documents.tests.issued import NOW, content, text_of
from openhall.blocks.documents.tests.keeping import stored

pytestmark = pytest.mark.once
_SEAMS = ("composed", "signed", "seal_to_person", "new_file_key")
_FAMILIES, _GIVEN = "陳李張黃何梁吳劉蔡林", "大文志明美玲家輝詠詩子軒"


@pytest.fixture
def delays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each step of the making of a paper wait for some moments of its own, so that others get in between."""
    chance = random.Random(14)  # noqa: S311 - the same delays each time
    never = Event()

    def delayed(step: Callable[..., object], *args: object, **named: object) -> object:
        never.wait(chance.random() / 500)
        return step(*args, **named)

    for seam in _SEAMS:
        monkeypatch.setattr(issuing, seam, partial(delayed, getattr(issuing, seam)))


def _orders(first: int, rounds: int) -> Iterator[tuple[PaperContent, PaperContent]]:
    for number in range(first, first + rounds):
        yield _order(number, "kiosk A"), _order(number, "kiosk B")


def _order(number: int, kiosk: str) -> PaperContent:
    code = random.Random(f"{number} {kiosk}")  # noqa: S311 - names, not secrets
    chinese = code.choice(_FAMILIES) + "".join(code.sample(_GIVEN, 2))
    latin = f"{kiosk[-1]}{number:05} HOLDER"
    language = code.choice(["en", "zh-Hant", "zh-Hans"])
    return content("certificate", language, holder=(latin, chinese), number=f"C-{kiosk[-1]}-{number:06}")


def _issue(order: PaperContent, together: Barrier) -> SetPaper:
    together.wait(60)
    return set_paper(content=order, now=NOW)


def _mismatches(first: int, rounds: int) -> int:
    wrong = 0
    with ThreadPoolExecutor(2) as kiosks:
        for orders in _orders(first, rounds):
            together = Barrier(2)
            papers = list(kiosks.map(_issue, orders, [together] * 2))
            for paper, own, other in zip(papers, orders, reversed(orders), strict=True):
                told = text_of(paper.data)
                wrong += own.holder[0] not in told or other.holder[0] in told or own.number not in told
                store_of(paper.scheme).remove(paper.address)
    return wrong


@pytest.mark.usefixtures("delays")
def test_two_kiosks_that_order_at_once_get_each_their_own() -> None:
    assert _mismatches(0, 20) == 0


@pytest.mark.long
@pytest.mark.usefixtures("delays")
@pytest.mark.parametrize("part", range(8))
def test_two_kiosks_order_at_once_ten_thousand_times(part: int) -> None:
    assert _mismatches(part * 1250, 1250) == 0


def test_a_buffer_that_two_papers_share_is_noticed_before_anything_is_let_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sabotage: what is set is what stood in the common place last, as in the machines that mixed people up."""
    common: list[PaperContent] = []
    written = Barrier(2)

    def sabotaged(order: PaperContent, **named: object) -> bytes:
        common[:] = [order]
        written.wait(60)
        return composed(common[0], **named)  # type: ignore[arg-type] # passed on as it came

    monkeypatch.setattr(issuing, "composed", sabotaged)
    together, (orders,) = Barrier(2), _orders(0, 1)
    with ThreadPoolExecutor(2) as kiosks:
        ends = [kiosks.submit(_issue, order, together) for order in orders]
        found = [end.exception() for end in ends]

    assert sorted(type(each).__name__ for each in found) == ["NoneType", "PaperMismatch"]
    assert len(stored()) == 1


@pytest.mark.parametrize(
    "sabotage",
    [
        "#show: paper\n#d.title #d.number #d.reference #closing() LI SIU MING 李小明",
        "#show: paper\n#d.title #d.number #d.reference #closing() #for each in d.holder [X#{each}X ]",
        "#show: paper\n#d.title #d.number #d.reference #closing() #d.holder.first()",
    ],
)
def test_a_template_that_names_somebody_else_is_noticed(sabotage: str, tmp_path: Path, settings: Settings) -> None:
    letters = tmp_path / "town" / "letters"
    letters.mkdir(parents=True)
    (letters / "licence.typ").write_text(sabotage, "utf-8")
    settings.JURISDICTION_FOLDER = tmp_path / "town"

    with pytest.raises(PaperMismatch) as refused:
        set_paper(content=content(holder=("CHAN TAI MAN", "陳大文")), now=NOW)

    assert refused.value.params["missing"] == "holder"
    assert stored() == []


def test_a_paper_of_another_case_with_the_same_holder_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:

    def sabotaged(order: PaperContent, **named: object) -> bytes:
        del order
        return composed(content(subject="3M9QX-7KP2T"), **named)  # type: ignore[arg-type] # as above

    monkeypatch.setattr(issuing, "composed", sabotaged)
    with pytest.raises(PaperMismatch) as refused:
        set_paper(content=content(), now=NOW)

    assert refused.value.params["missing"] == "subject"
    assert stored() == []
