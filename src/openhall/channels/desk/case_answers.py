"""The answers of a case in words: what the office reads, as it stands now, and what a later answer has changed."""

from collections.abc import Iterator

from openhall.blocks.forms.facade import Asked, FileGiven
from openhall.channels.desk.looking import Look
from openhall.kernel.languages import pick
from openhall.ui.case_views import Section
from openhall.ui.catalogues import translations
from openhall.ui.desk_case_views import Item

_LONGEST_HINT = 120


def sections_of(look: Look) -> tuple[Section, ...]:
    """Return the answers, without the files, which have their own list."""
    rows = tuple(look.writer.rows(_asked(look), look.dossier.answers, look.dossier.first_answers))
    return (Section("", rows),) if rows else ()


def _asked(look: Look) -> Iterator[Asked]:
    """Yield the questions of the form that are answered in words."""
    for asked in look.form.asked:
        if not isinstance(asked.kind, FileGiven) and not asked.is_declaration:
            yield asked


def withheld_words(look: Look) -> str:
    """Return how many answers other offices read, or nothing."""
    number, words = look.dossier.withheld, translations(look.reader.language)
    if not number:
        return ""
    return words.ngettext(
        "%(num)s answer is read by other offices only.", "%(num)s answers are read by other offices only.", number
    ) % {"num": number}


def fact_items(look: Look, picked: frozenset[str]) -> tuple[Item, ...]:
    """Return the questions that a decision can rest on, each with its answer."""
    return tuple(
        Item(asked.id, pick(asked.question.label, look.reader.language), _hint(look, asked), asked.id in picked)
        for asked in look.form.asked
        if asked.id in look.dossier.answers and not asked.is_declaration
    )


def _hint(look: Look, asked: Asked) -> str:
    words = look.writer.one_line(asked, look.dossier.answers[asked.id])
    return words if len(words) <= _LONGEST_HINT else f"{words[: _LONGEST_HINT - 1]}…"
