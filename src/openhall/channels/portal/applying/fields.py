"""From the questions of a page, what stands in them and what is wrong with it, to the fields that are drawn."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from openhall.blocks.forms.facade import (
    Address,
    Asked,
    Box,
    Day,
    Fault,
    FileGiven,
    FormPage,
    Group,
    Line,
    country_names,
)
from openhall.channels.portal.applying.answers import answer_lines
from openhall.kernel.languages import Language, Text, pick, sentences
from openhall.ui.faults import words_for
from openhall.ui.form_views import Choice, FieldView, KeptFile
from openhall.ui.formats import plain_date

#: Ends of file names by kind of file, where they differ from it.
_ENDINGS = {"jpg": (".jpg", ".jpeg"), "heic": (".heic", ".heif")}
_INPUT_MODES = {"integer": "numeric", "number": "decimal", "money": "decimal", "telephone": "tel", "email": "email"}
_WIDTHS = {"integer": 8, "number": 8, "money": 12, "telephone": 20, "time": 8}
#: A line that may hold this many characters takes all the room there is.
_WIDE = 20


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the fields of one page are drawn with.

    ``typed`` is what stands in the fields by name (``Reading.typed``, or ``form.written`` for kept answers);
    ``files`` are the files that were sent, by id; ``sources`` say who holds an answer that was filled in, by
    question, and ``silent`` why one is asked whose source does not answer; ``spare`` is how many empty items each
    group shows beyond those that are filled in; ``uploads`` is where a script may send files in parts, with the
    service whose limits apply.
    """

    language: Language
    typed: Mapping[str, Any]
    faults: Sequence[Fault] = ()
    files: Mapping[str, KeptFile] | None = None
    sources: Mapping[str, str] | None = None
    silent: Mapping[str, str] | None = None
    spare: Mapping[str, int] | None = None
    uploads: str = ""


def field_views(page: FormPage, drawing: Drawing) -> tuple[FieldView, ...]:
    """Return the fields of ``page``."""
    return tuple(_view(asked, asked.id, drawing) for asked in page.asked)


def error_pairs(faults: Iterable[Fault], language: Language) -> tuple[tuple[str, str], ...]:
    """Return the lines of the summary of errors: the name of a field and its sentence."""
    first: dict[str, str] = {}
    for fault in faults:
        first.setdefault(fault.field, words_for(fault.code, fault.params, language, fault.mend))
    return tuple(first.items())


def notices_of(faults: Iterable[Fault], language: Language) -> tuple[str, ...]:
    """Return the sentences for faults that no field of the page has."""
    return tuple(words_for(each.code, each.params, language, each.mend) for each in faults if not each.field)


def _view(asked: Asked, name: str, drawing: Drawing) -> FieldView:
    question, kind, language = asked.question, asked.kind, drawing.language
    say = _picker(language)
    typed, silent = drawing.typed.get(name, ""), drawing.silent or {}
    view = FieldView(
        name=name,
        base=kind.base,
        label=say(question.label),
        hint=say(question.hint),
        example=_example(asked, language),
        why=sentences((say(question.why), say(question.ask_because), silent.get(question.id, "")), language),
        error=_error(name, drawing),
        required=question.required,
        value=typed[0] if isinstance(typed, list) and kind.base != "choices" and typed else typed,
        autocomplete=asked.autocomplete,
        inputmode=_INPUT_MODES.get(kind.base, ""),
        width=_WIDTHS.get(kind.base, 0),
        source=(drawing.sources or {}).get(question.id, ""),
        is_statement=asked.is_declaration,
    )
    return _completed(asked, view, drawing)


def _completed(asked: Asked, view: FieldView, drawing: Drawing) -> FieldView:
    """Add what only one kind of answer has."""
    kind = asked.kind
    if isinstance(kind, Group):
        return _group(kind, view, drawing)
    if isinstance(kind, Address):
        boxes = tuple(_box(kind, box, f"{view.name}-{box.id}", drawing) for box in kind.boxes.values())
        return replace(view, value="", fields=boxes)
    if isinstance(kind, FileGiven):
        return _file(kind, view, drawing)
    if isinstance(kind, Day) and kind.parts:
        return _day(kind, view, drawing)
    if isinstance(kind, Line):
        return replace(view, max_length=kind.longest, width=_width(kind))
    return _chosen(asked, view, drawing.language)


def _chosen(asked: Asked, view: FieldView, language: Language) -> FieldView:
    if view.base == "country":
        return replace(view, choices=_countries(language))
    if view.base == "boolean":
        return replace(view, value=view.value == "true")
    if view.base == "money":
        return replace(view, prefix=asked.kind.setting.currency.symbol)
    say = _picker(language)
    options = asked.question.options
    return replace(view, choices=tuple(Choice(row.id, say(row.label), say(row.hint)) for row in options))


@cache
def _countries(language: Language) -> tuple[Choice, ...]:
    names = sorted(country_names(language).items(), key=lambda pair: pair[1])
    return tuple(Choice(code, name) for code, name in names)


def _group(kind: Group, view: FieldView, drawing: Drawing) -> FieldView:
    start = len(view.name) + 1
    numbers = [name[start:].partition("-")[0] for name in drawing.typed if name.startswith(f"{view.name}-")]
    filled = max((int(number) for number in numbers if number.isdigit()), default=0)
    wanted = max(1, kind.fewest, filled + max(0, (drawing.spare or {}).get(view.name, 0)))
    count = min(wanted, max(kind.most, filled))
    items = tuple(
        tuple(_view(asked, f"{view.name}-{number}-{inner}", drawing) for inner, asked in kind.asked.items())
        for number in range(1, count + 1)
    )
    repeat = kind.question.repeat
    return replace(
        view,
        value="",
        items=items,
        item_label=pick(repeat.item, drawing.language) if repeat else "",
        can_add=count < kind.most,
        can_remove=count > max(1, kind.fewest),
    )


def _box(kind: Address, box: Box, name: str, drawing: Drawing) -> FieldView:
    say = _picker(drawing.language)
    options = [option for option in box.options if option.id in kind.options.get(box.id, ())]
    return FieldView(
        name=name,
        base="choice" if box.options else "string",
        label=say(box.label),
        hint=say(box.hint),
        error=_error(name, drawing),
        required=box.required or box.either,
        value=drawing.typed.get(name, ""),
        choices=tuple(Choice(option.id, say(option.label), say(option.hint)) for option in options),
        max_length=box.max_length,
        width=box.max_length if box.max_length <= _WIDE else 0,
        is_list=bool(box.options),
    )


def _file(kind: FileGiven, view: FieldView, drawing: Drawing) -> FieldView:
    ids = drawing.typed.get(view.name) or []
    files = drawing.files or {}
    return replace(
        view,
        value="",
        kept=tuple(files[each] for each in ids if each in files),
        accept=",".join(end for each in kind.accept for end in _ENDINGS.get(each, (f".{each}",))),
        max_bytes=kind.max_bytes,
        max_files=kind.max_files,
        upload=f"{drawing.uploads}&question={kind.question.id}" if drawing.uploads else "",
    )


def _day(kind: Day, view: FieldView, drawing: Drawing) -> FieldView:
    parts = {part: drawing.typed.get(f"{view.name}-{part}", "") for part in kind.parts}
    if not any(parts.values()) and view.value:
        parts[kind.parts[0]] = view.value
    wrong = next((fault.params.get("parts") for fault in drawing.faults if fault.field == view.name), None)
    return replace(view, value=parts, wrong=" ".join(wrong or kind.parts) if view.error else "")


def _error(name: str, drawing: Drawing) -> str:
    fault = next((fault for fault in drawing.faults if fault.field == name), None)
    return "" if fault is None else words_for(fault.code, fault.params, drawing.language, fault.mend)


def _width(kind: Line) -> int:
    if kind.base == "text":
        return 0
    sample = kind.question.example or kind.type.example or ""
    if kind.patterns and sample:
        return len(sample) + 4
    return kind.longest if kind.longest <= _WIDE else 0


def _example(asked: Asked, language: Language) -> str:
    """Return one good answer, written as people write it; a choice shows its answers already."""
    given = asked.question.example
    if given is None or asked.kind.base in {"choice", "choices", "boolean", "file", "country", "address"}:
        return ""
    if asked.kind.base == "date":
        return plain_date(given, language)
    if asked.kind.base in {"month", "datetime"}:
        return " ".join(answer_lines(asked, given, language, {}))
    return asked.kind.shown(given)


def _picker(language: Language) -> Callable[[Text | None], str]:
    return lambda text: "" if text is None else pick(text, language)
