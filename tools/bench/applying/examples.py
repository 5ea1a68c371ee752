"""Run by `tools.bench.inside`: write every service with answers that pass, made from its form alone, as JSON."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

import msgspec
from django.conf import settings

from openhall.blocks.catalogue.facade import Jurisdiction, Service, form_of
from openhall.blocks.catalogue.workshop import check_jurisdiction
from openhall.blocks.forms.facade import Form, FormPage
from tools.bench.applying.subjects import Question, Subject, as_fields

#: So many examples are looked at for another way to answer.
_TRIED = 6


def main() -> int:
    """Write the list."""
    report = check_jurisdiction(settings.JURISDICTION_FOLDER, settings.SCHEMAS_FOLDER)
    if report.jurisdiction is None:
        print(*report.problems, sep="\n", file=sys.stderr)
        return 1
    today = datetime.now(UTC).date()
    subjects = [_subject(service, report.jurisdiction, today) for service in report.services]
    sys.stdout.buffer.write(msgspec.json.encode(subjects))
    return 0


def _subject(service: Service, jurisdiction: Jurisdiction, today: date) -> Subject:
    form = form_of(service, jurisdiction)
    wanted: list[tuple[str, ...]] = []

    def file(kinds: tuple[str, ...]) -> str:
        wanted.append(kinds)
        return "0"

    examples = [form.example(number, today=today, file=file) for number in range(_TRIED)]
    return Subject(
        service=service.id,
        sign_in=service.sign_in,
        needs_files=bool(wanted),
        questions=_questions(form, examples, today),
        answers=examples[0],
    )


def _questions(form: Form, examples: Sequence[Mapping[str, Any]], today: date) -> list[Question]:
    answers = examples[0]
    route = [page.id for page in form.route(answers)]

    def is_another_way(page: FormPage, fields: dict[str, list[str]]) -> bool:
        reading = form.read(page, fields, today=today, answers=answers)
        changed = {name: value for name, value in answers.items() if name not in _names(page)} | reading.answers
        return (
            not reading.faults
            and reading.answers != {name: answers[name] for name in _names(page) if name in answers}
            and not form.check(changed, today=today).faults
            and [each.id for each in form.route(changed)] == route
        )

    # A declaration is made where all answers are checked, not on a page of its own.
    pages = [page for page in form.route(answers) if not page.is_declaration]
    return [_question(form, page, examples, is_another_way) for page in pages]


def _question(
    form: Form,
    page: FormPage,
    examples: Sequence[Mapping[str, Any]],
    is_another_way: Callable[[FormPage, dict[str, list[str]]], bool],
) -> Question:
    first, *others = [as_fields(form.written(page, answers)) for answers in examples]
    ways = chain(others, _changed(first))
    return Question(page.id, first, next((each for each in ways if is_another_way(page, each)), {}))


def _changed(fields: Mapping[str, Sequence[str]]) -> Iterator[dict[str, list[str]]]:
    """Yield what might be typed instead: a word more, or a number higher by one."""
    for name, typed in fields.items():
        for text in typed:
            yield {**as_fields(fields), name: [str(int(text) + 1) if text.isdecimal() else f"{text} too"]}


def _names(page: FormPage) -> set[str]:
    return {each.id for each in page.asked}


if __name__ == "__main__":
    sys.exit(main())
