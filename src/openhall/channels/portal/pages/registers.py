"""Registers for everybody: the list of them, one to search, and an entry with its history."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from urllib.parse import urlencode

from openhall.blocks.catalogue.facade import Catalogue
from openhall.blocks.registers.facade import (
    EntryFacts,
    Extract,
    Facts,
    FoundEntries,
    Happening,
    Register,
)
from openhall.channels.portal.pages.entry_days import AskedDay, day_view
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language, pick
from openhall.ui.citing import law_words
from openhall.ui.formats import moment, plain_date
from openhall.ui.register_views import ChangeRow, EntryRow, FactRow, HistoryRow, RecordRow, RegisterRow
from openhall.ui.register_words import fact_words, until_words

PLACE = "registers/"
_SINCE, _WHOLE = _("Valid from %(day)s"), _("%(register)s, %(number)s: %(field)s")
_WHOLE_ENTRY = _("the whole entry")
#: As many particulars as stand below the name of an entry in a list.
_MOST_TOLD = 3
#: After these an entry may be good until another day.
_GIVES_DAYS = frozenset({"entered", "renewed", "cancelled"})
#: What says nothing by itself, without its label.
_BARE = frozenset({"number", "day", "yes-no"})


def registers_page(catalogue: Catalogue, language: Language, counts: Mapping[str, int]) -> Page:
    """Return all registers; ``counts`` says how many entries those have that are open."""
    rows = [
        (each.public, register_row(catalogue, each, language, counts.get(each.id, 0)))
        for each in catalogue.jurisdiction.registers
    ]
    rows.sort(key=lambda pair: pair[1].name)
    open_to_all, closed = ([row for is_open, row in rows if is_open is wanted] for wanted in (True, False))
    context = {"open": open_to_all, "closed": closed}
    return Page(PLACE, "registers.jinja", context)


def register_page(
    catalogue: Catalogue, language: Language, register: Register, query: str, found: FoundEntries | None
) -> Page:
    """Return one register with what was found in it: nothing (``None``) where it is closed, or too much was asked."""
    href = f"/{language.slug}/{PLACE}{register.id}"
    asked = urlencode({"q": query}) if query else ""
    context = {
        "id": register.id,
        "register": register_row(catalogue, register, language),
        "is_public": register.public,
        "authority_href": f"/{language.slug}/authorities/{register.authority}/",
        "query": query,
        "problem": register.public and found is None,
        "rows": [entry_row(register, each, language) for each in found.entries] if found else [],
        "total": found.total if found else 0,
        "page": found.page if found else 1,
        "pages": found.pages if found else 1,
        "csv_href": f"{href}.csv{'?' if asked else ''}{asked}",
    }
    return Page(f"{PLACE}{register.id}/", "register.jinja", context, asked)


def entry_page(
    catalogue: Catalogue,
    language: Language,
    register: Register,
    extract: Extract,
    asked: AskedDay,
    then: EntryFacts | None,
) -> Page:
    """Return one entry, with a way to say that something in it is wrong beside each particular.

    ``then`` is how it stood on the day that was ``asked`` for: that is shown instead.
    """
    entry, say = then or extract.entry, saying(language)
    is_past = asked.on is not None and not asked.wrong
    history = [each for each in extract.history if then is None or each.serial <= then.serial]
    since = say(_SINCE) % {"day": plain_date(entry.valid_from, language)} if entry.valid_from else ""
    context = {
        "id": register.id,
        "register": register_row(catalogue, register, language),
        "entry": entry_row(register, entry, language),
        "from_words": since,
        "facts": list(_facts(catalogue, language, register, entry, is_past=is_past)),
        "history": list(_history(catalogue, language, register, history)),
        "day": day_view(asked, then, language),
    }
    return Page(f"{PLACE}{register.id}/{entry.number}/", "entry.jinja", context, asked.query)


def register_row(catalogue: Catalogue, register: Register, language: Language, count: int = 0) -> RegisterRow:
    """Return a register as it stands in a list."""
    authority = catalogue.authorities.get(register.authority)
    law = register.law
    return RegisterRow(
        name=pick(register.name, language),
        href=f"/{language.slug}/{PLACE}{register.id}/",
        authority=pick(authority.name, language) if authority else register.authority,
        law=law_words(pick(law.title, language), law.section, language, law.confidence) if law else "",
        count=count,
    )


def entry_row(register: Register, entry: EntryFacts, language: Language) -> EntryRow:
    """Return an entry as it stands in a list: what it says first, in the reader's language if it can, is its name."""
    fields = {field.id: field for field in register.fields}
    speaking = [
        (fields[name].language, words)
        for name, words in told_facts(register, entry.facts, language)
        if fields[name].kind not in _BARE
    ]
    if speaking and speaking[0][0]:
        ours = language.code.partition("-")[0]
        speaking.sort(key=lambda each: each[0] != ours)
    told = list(dict.fromkeys(words for _, words in speaking))
    return EntryRow(
        number=entry.number,
        href=f"/{language.slug}/{PLACE}{register.id}/{entry.number}/",
        title=told[0] if told else entry.number,
        state=entry.state,
        until=until_words(entry.valid_until, language),
        words=" · ".join(told[1 : 1 + _MOST_TOLD]),
    )


def record_rows(
    catalogue: Catalogue, language: Language, entries: Iterable[EntryFacts], today: date
) -> Iterator[RecordRow]:
    """Yield entries of a person or firm as the component ``own_records`` takes them."""
    registers, say = {each.id: each for each in catalogue.jurisdiction.registers}, saying(language)
    for entry in entries:
        register = registers.get(entry.register)
        if register is None:
            continue
        row = entry_row(register, entry, language)
        is_over = entry.state == "cancelled" or entry.valid_until is None
        service = "" if is_over else register.renewed_by(entry.service)
        first_day = register.renewable_from(entry.valid_until) if service and entry.valid_until else today
        yield RecordRow(
            register=pick(register.name, language),
            number=entry.number,
            title=row.title,
            state=entry.state,
            until=row.until,
            href=row.href if register.public else "",
            renew_href=f"/{language.slug}/services/{service}/" if service in catalogue.summaries else "",
            renew_from=plain_date(first_day, language) if first_day > today else "",
            correct_href=_correct_href(catalogue, language, register, entry, say(_WHOLE_ENTRY)),
        )


def told_facts(register: Register, facts: Facts, language: Language) -> Iterator[tuple[str, str]]:
    """Yield the id of each public field that has something in it, with its words."""
    for field in register.fields:
        if field.public and field.id in facts:
            yield field.id, fact_words(field.kind, facts[field.id], language)


def _facts(
    catalogue: Catalogue, language: Language, register: Register, entry: EntryFacts, *, is_past: bool
) -> Iterator[FactRow]:
    for name, words in told_facts(register, entry.facts, language):
        label = _label(register, name, language)
        # What was so once is not corrected: what stands now is.
        yield FactRow(label, words, "" if is_past else _correct_href(catalogue, language, register, entry, label))


def _correct_href(catalogue: Catalogue, language: Language, register: Register, entry: EntryFacts, label: str) -> str:
    """Return where a correction begins, with the record named in it; the front desk where no service takes it."""
    corrections = catalogue.jurisdiction.corrections
    if corrections is None:
        return "#person"
    named = {"register": pick(register.name, language), "number": entry.number, "field": label}
    asked = urlencode({corrections.question: saying(language)(_WHOLE) % named})
    return f"/{language.slug}/apply/{corrections.service}/?{asked}"


def _history(
    catalogue: Catalogue, language: Language, register: Register, history: Iterable[Happening]
) -> Iterator[HistoryRow]:
    zone = catalogue.jurisdiction.time_zone
    newest_first = list(history)
    for place, each in enumerate(newest_first):
        before = newest_first[place + 1].facts if place + 1 < len(newest_first) else {}
        told, earlier = (dict(told_facts(register, facts, language)) for facts in (each.facts, before))
        changes = tuple(
            ChangeRow(_label(register, name, language), earlier.get(name, ""), told.get(name, ""))
            for name in each.changed
            if before
        )
        recorded = moment(each.recorded_at, language, zone)
        until = until_words(each.valid_until, language) if each.did in _GIVES_DAYS else ""
        yield HistoryRow(each.did, plain_date(each.holds_from, language), until, recorded, changes)


def _label(register: Register, name: str, language: Language) -> str:
    field = register.field(name)
    return pick(field.label, language) if field else name
