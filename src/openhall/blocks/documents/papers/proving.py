"""Try the templates of a jurisdiction before anybody needs them: each with a sample, in each language."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from openhall.blocks.documents.papers.definitions import (
    PAPER_KINDS,
    PaperContent,
    PaperFact,
    PaperFault,
    PaperMismatch,
    PaperMoney,
    PaperSection,
)
from openhall.blocks.documents.papers.issuing import seal_to_person
from openhall.blocks.documents.papers.setting import as_data, compiled, template_faults

_DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_CODE = "OPENHALLSAMPLE234567ABCDEF"
_WORDS = {
    "en": ("Sample for a check", "A line that says something.", "1,234.50"),
    "zh-Hant": ("檢查用的樣本", "這一行寫了一些內容，包括「引號」和衞、為、裏等字。", "1,234.50元"),
    "zh-Hans": ("检查用的样本", "这一行写了一些内容，包括“引号”和卫、为、里等字。", "1,234.50元"),
}
_SECTIONS = ("reasons", "rule", "facts", "appeal", "bring")


class LetterFault(NamedTuple):
    """What is wrong with a template: its file, and the fault in words for its author."""

    file: str
    told: str


def letter_faults(folder: Path, languages: Sequence[str]) -> tuple[LetterFault, ...]:
    """Return what is wrong with the templates in a folder ``letters``.

    Each kind of paper needs one; each must set a sample in each language, with a shape for every letter, and name
    whom the paper is for, its number, its case and its code.
    """
    texts = {kind: folder / f"{kind}.typ" for kind in PAPER_KINDS}
    return tuple(
        fault
        for kind, path in texts.items()
        for fault in _faults_of(kind, path.read_text("utf-8") if path.is_file() else None, tuple(languages))
    )


@lru_cache(maxsize=64)
def _faults_of(kind: str, template: str | None, languages: tuple[str, ...]) -> tuple[LetterFault, ...]:
    file = f"{kind}.typ"
    if template is None:
        return (LetterFault(file, f"there is no template for a {kind}; copy one from another jurisdiction"),)
    if found := template_faults(template):
        return tuple(LetterFault(file, told) for told in found)
    return tuple(
        LetterFault(file, f"{language}: {told}") for language in languages for told in _tried(kind, template, language)
    )


def _tried(kind: str, template: str, language: str) -> Iterator[str]:
    sample = _sample(kind, language)
    data = as_data(sample, code=_CODE, credential="HC1:SAMPLE", attachment=b"e.sample~", now=_DAY)
    try:
        made = compiled(template, data, _DAY)
        seal_to_person(made, sample, _CODE)
    except PaperFault as fault:
        yield f"it cannot be set: {fault.params['told']}"
    except PaperMismatch as mismatch:
        yield f"the paper does not say its {mismatch.params['missing']}"


def _sample(kind: str, language: str) -> PaperContent:
    title, line, amount = _WORDS.get(language, _WORDS["en"])
    return PaperContent(
        kind=kind,
        subject="7KQ4M-X2P9C",
        service="office/service",
        authority="office",
        authority_name={language: title, "en": "Sample Office"},
        government={language: title},
        language=language,
        title=title,
        holder=("CHAN TAI MAN", "陳大文"),
        issued_on=date(2026, 3, 2),
        number="S-000001",
        facts=(PaperFact(title, line),),
        paragraphs=(line,),
        sections=tuple(PaperSection(each, (line,)) for each in _SECTIONS),
        money=(PaperMoney(line, amount), PaperMoney(title, amount, is_total=True)),
        conditions=(line,),
        valid_from=date(2026, 3, 2),
        valid_until=date(2027, 3, 1),
        signed_by=title,
        is_demo=True,
    )
