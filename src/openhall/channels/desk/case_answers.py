"""The answers of a case in words: what the office reads, as it stands now, and what a later answer has changed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from openhall.blocks.cases.facade import sources_of
from openhall.blocks.exchange.facade import DatedFact, StatedFacts, dated_facts_of
from openhall.blocks.forms.facade import Asked, FileGiven
from openhall.channels.desk.case_stated import words_of
from openhall.channels.desk.looking import Look
from openhall.channels.desk.words import mark as _
from openhall.kernel.languages import pick
from openhall.ui.case_views import AnswerRow, Section
from openhall.ui.catalogues import translations
from openhall.ui.desk_case_views import Item
from openhall.ui.formats import full_date

_LONGEST_HINT = 120
_AS_OF = _("%(source)s, as of %(day)s")
_COPY = _("%(source)s, as of %(day)s. This is a signed copy: the source did not answer.")


def sections_of(look: Look, stated: Mapping[str, StatedFacts]) -> tuple[Section, ...]:
    """Return the answers, without the files, which have their own list; what nobody was asked says where it is from."""
    asked = list(_asked(look))
    given = [each for each in asked if _is_answered(look, each)]
    rows = look.writer.rows(asked, look.dossier.answers, look.dossier.first_answers)
    held = dated_facts_of(look.reference) if any(each.question.prefill for each in given) else {}
    told = tuple(
        replace(row, held=words_of(look, each, stated[each.id]))
        if each.id in stated
        else _with_source(look, held, each, row)
        for each, row in zip(given, rows, strict=True)
    )
    return (Section("", told),) if told else ()


def _is_answered(look: Look, asked: Asked) -> bool:
    return any(each.get(asked.id) is not None for each in (look.dossier.answers, look.dossier.first_answers))


def _with_source(look: Look, held: Mapping[str, DatedFact], asked: Asked, row: AnswerRow) -> AnswerRow:
    fact = held.get(asked.question.prefill or "")
    if fact is None or row.mark:
        return row
    language, catalogue = look.reader.language, look.reader.catalogue
    name = next((pick(each.name, language) for each in sources_of(catalogue) if each.id == fact.source), fact.source)
    words = translations(language).gettext(_COPY if fact.is_copy else _AS_OF)
    return replace(row, held=words % {"source": name, "day": full_date(fact.as_of, language)})


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
