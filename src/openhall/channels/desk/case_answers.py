"""The answers of a case in words: what the office reads, as it stands now, and what a later answer has changed."""

from collections.abc import Iterator

from openhall.blocks.forms.facade import Asked, FileGiven
from openhall.channels.desk.looking import Look
from openhall.channels.desk.words import mark as _
from openhall.kernel.languages import pick
from openhall.ui.case_views import AnswerRow, Section
from openhall.ui.catalogues import translations
from openhall.ui.desk_case_views import Item

_CHANGED = _("changed later")
_LONGEST_HINT = 120


def sections_of(look: Look) -> tuple[Section, ...]:
    """Return the answers, without the files, which have their own list."""
    rows = tuple(_rows(look))
    return (Section("", rows),) if rows else ()


def _rows(look: Look) -> Iterator[AnswerRow]:
    now, first = look.dossier.answers, look.dossier.first_answers
    for asked in look.form.asked:
        if isinstance(asked.kind, FileGiven) or asked.is_declaration or (asked.id not in now and asked.id not in first):
            continue
        words, before = _written(look, asked, now.get(asked.id)), _written(look, asked, first.get(asked.id))
        is_changed = now.get(asked.id) != first.get(asked.id)
        label = pick(asked.question.label, look.reader.language)
        mark = look.reader.say(_CHANGED) if is_changed else ""
        yield AnswerRow(label, words, mark=mark, before=_one_line(before) if is_changed else "")


def _written(look: Look, asked: Asked, value: object) -> str | tuple[str, ...]:
    lines = look.writer.lines(asked, value)
    return lines[0] if len(lines) == 1 and "\n" not in lines[0] else tuple(lines)


def _one_line(words: str | tuple[str, ...]) -> str:
    return words if isinstance(words, str) else " ".join(words).replace("\n", " ")


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
    words = _one_line(_written(look, asked, look.dossier.answers[asked.id]))
    return words if len(words) <= _LONGEST_HINT else f"{words[: _LONGEST_HINT - 1]}…"
