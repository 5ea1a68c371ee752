"""From the answers of a case to what an entry of a register says, in words that stay readable without the questions."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from openhall.blocks.catalogue.definitions import Jurisdiction, Service, ServiceSummary
from openhall.blocks.forms.facade import FieldType, Question, country_names
from openhall.blocks.registers.facade import (
    EntryContent,
    EntryFacts,
    Fact,
    FieldKind,
    NoticeLine,
    Register,
    find_entry,
    search_public,
)
from openhall.kernel.languages import BY_CODE, Text, pick

Answers = Mapping[str, Any]
#: Papers that are more than their kind.
_TITLED = frozenset({"licence", "permit", "certificate", "registration", "award"})
#: How answers are written that say nothing in every language by themselves.
_KINDS: Mapping[str, FieldKind] = {
    "date": "day",
    "number": "number",
    "integer": "number",
    "money": "number",
    "boolean": "yes-no",
}
#: As many entries as a search by a case finds.
_MOST_FOUND = 50


def register_of(jurisdiction: Jurisdiction, service: str) -> Register | None:
    """Return the register that a service enters, changes, copies from or searches."""
    return next((each for each in jurisdiction.registers if service in each.services), None)


def paper_called(jurisdiction: Jurisdiction, service: Service | ServiceSummary, kind: str) -> Text | None:
    """Return what a paper of a service is called; ``None`` where its kind says it.

    It is the one word for it everywhere: on the paper, in lists, and where somebody checks it.
    """
    if kind not in _TITLED:
        return None
    if service.paper:
        return service.paper
    register = register_of(jurisdiction, service.id)
    use = register.services[service.id] if register else None
    if register is not None and use is not None and use.does in {"enter", "renew"} and register.paper:
        return register.paper
    is_changed = use is not None and use.does in {"renew", "change", "cancel"}
    return None if kind == "registration" or is_changed else service.name


def entry_content(
    jurisdiction: Jurisdiction, service: Service, answers: Answers, *, subject: str, owner: str
) -> EntryContent | None:
    """Return what the answers of a case say to the register of its service, or ``None`` where it has none.

    Whose it is stays open: ``dataclasses.replace`` adds ``person`` and ``organisation``. So does to whom it passes:
    ``passes_to`` or ``passes_to_firm`` is the number that was given, as it was written.
    """
    register = register_of(jurisdiction, service.id)
    if register is None:
        return None
    use = register.services[service.id]
    return EntryContent(
        subject=subject,
        service=service.id,
        owner=owner,
        person="",
        organisation="",
        facts=facts_for(jurisdiction, service, register, answers),
        given_number=str(answers.get(use.number, "")) if use.number else "",
        becomes=_facts_by(use.becomes, jurisdiction, service, answers),
        adds=_lines(use.adds, answers),
        removes=_lines(use.removes, answers),
        ends=any(answers.get(question) == option for question, option in use.ends_if.items()),
        passes_to=_number(answers, use.passes_to),
        passes_to_firm=_number(answers, use.passes_to_firm),
        holds_from=_day(answers, use.holds_from),
    )


def facts_for(jurisdiction: Jurisdiction, service: Service, register: Register, answers: Answers) -> dict[str, Fact]:
    """Return what the answers say in each field of a register; fields that nobody answered are left out."""
    return _facts_by(register.services[service.id].fields, jurisdiction, service, answers)


def _number(answers: Answers, question: str) -> str | None:
    return str(answers[question]) if question and answers.get(question) else None


def _day(answers: Answers, question: str) -> date | None:
    return date.fromisoformat(answers[question]) if question and answers.get(question) else None


def _lines(paths: Mapping[str, str], answers: Answers) -> dict[str, str]:
    return {field: str(answers[question]) for field, question in paths.items() if answers.get(question)}


def _facts_by(
    paths: Mapping[str, str], jurisdiction: Jurisdiction, service: Service, answers: Answers
) -> dict[str, Fact]:
    questions = {question.id: question for question in service.questions}
    types = {each.id: each for each in jurisdiction.field_types}
    found: dict[str, Fact] = {}
    for field, path in paths.items():
        name, _, inner = path.partition(".")
        question, value = questions.get(name), answers.get(name)
        if question is None or value in (None, "", []):
            continue
        if inner:
            value = [row[inner] for row in value if row.get(inner) not in (None, "")]
            question = next((each for each in question.questions if each.id == inner), question)
        found[field] = Fact(value, _words(jurisdiction, question, types.get(question.type), value))
    return found


def notice_lines(jurisdiction: Jurisdiction, service: Service, answers: Answers) -> tuple[NoticeLine, ...]:
    """Return what the answers of a case say on a notice that everybody can read."""
    return told_lines(jurisdiction, service, answers, service.process.notice)


def told_lines(
    jurisdiction: Jurisdiction, service: Service, answers: Answers, names: Iterable[str]
) -> tuple[NoticeLine, ...]:
    """Return what was answered to some questions of a case, for whoever may read it and does not know its form."""
    facts = _facts_by({name: name for name in names}, jurisdiction, service, answers)
    questions = {question.id: question for question in service.questions}
    types = {each.id: each for each in jurisdiction.field_types}
    kinds = {name: _KINDS.get(types[questions[name].type].base, "text") for name in facts}
    return tuple(NoticeLine(questions[name].label, fact, kinds[name]) for name, fact in facts.items())


def found_for(
    jurisdiction: Jurisdiction, service: Service, answers: Answers
) -> tuple[Register | None, tuple[EntryFacts, ...]]:
    """Return the register that a service searches, or copies from, and the entries that its answers ask for.

    Of a closed register there is only the one that is named, or identified, exactly.
    """
    register = register_of(jurisdiction, service.id)
    if register is None:
        return None, ()
    use = register.services[service.id]
    number = str(answers.get(use.number, "")) if use.number else ""
    meant = find_entry(register, facts=facts_for(jurisdiction, service, register, answers), number=number)
    if meant is not None or not register.public:
        return register, (meant,) if meant else ()
    found: dict[str, EntryFacts] = {}
    for path in dict.fromkeys(filter(None, [use.number, *use.fields.values()])):
        asked = answers.get(path)
        if isinstance(asked, str) and asked.strip():
            for entry in search_public(register.id, asked).entries:
                found.setdefault(entry.number, entry)
    return register, tuple(found.values())[:_MOST_FOUND]


def _words(jurisdiction: Jurisdiction, question: Question, kind: FieldType | None, value: Any) -> Text:  # noqa: ANN401
    """Return the words of an answer in each language, where they are others than the value itself."""
    base = kind.base if kind else ""
    write = _WRITERS.get(base)
    if write is None:
        return {}
    return {code: write(question, kind, value, code) for code in jurisdiction.languages}


def _chosen(question: Question, _kind: FieldType | None, value: Any, code: str) -> str:  # noqa: ANN401
    listed: Sequence[Any] = value if isinstance(value, list) else [value]
    labels = {option.id: pick(option.label, BY_CODE[code]) for option in question.options}
    return _joined((labels.get(each, str(each)) for each in listed), code)


def _address(_question: Question, kind: FieldType | None, value: Any, code: str) -> str:  # noqa: ANN401
    if not isinstance(value, dict) or kind is None:
        return str(value)
    parts: list[str] = []
    for box in kind.boxes:
        if box.id in value:
            labels = {option.id: pick(option.label, BY_CODE[code]) for option in box.options}
            parts.append(labels.get(value[box.id], str(value[box.id])))
    return _joined(iter(parts), code)


def _country(_question: Question, _kind: FieldType | None, value: Any, code: str) -> str:  # noqa: ANN401
    return country_names(BY_CODE[code]).get(str(value), str(value))


def _joined(parts: Iterator[str], code: str) -> str:
    return (", " if code == "en" else "、").join(parts)


_WRITERS: Mapping[str, Callable[[Question, FieldType | None, Any, str], str]] = {
    "choice": _chosen,
    "choices": _chosen,
    "address": _address,
    "country": _country,
}
