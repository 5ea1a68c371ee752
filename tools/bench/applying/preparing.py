"""What must be there before applying can be measured: drafts begun in the hall, and cases submitted to it."""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import cycle, islice

from tools.bench.applying.pages import read_page
from tools.bench.applying.subjects import Question, Subject, read_subjects
from tools.bench.catalogue import read_offer
from tools.bench.errors import BenchError
from tools.bench.requests import Fields, Request
from tools.bench.servers import Site
from tools.bench.visitor import Visitor

_CASES = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with every question answered: its address, and the headers of the browser that it belongs to."""

    subject: Subject
    path: str
    headers: Mapping[str, str]

    def page(self, question: Question) -> str:
        """Return the address of a question."""
        return f"{self.path}{question.page}/"


@dataclass(frozen=True, slots=True)
class Case:
    """A case that can be followed."""

    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that the acts of applying need; ``drafts`` and ``cases`` mix services and languages."""

    subjects: Sequence[Subject]
    languages: Sequence[str]
    drafts: Sequence[Draft]
    cases: Sequence[Case]


def prepare(site: Site, drafts: int, say: Callable[[str], None]) -> Prepared:
    """Begin so many drafts and submit some cases; look on the way whether answers are kept."""
    languages = [language.lower() for language in read_offer(site.port).languages]
    subjects = read_subjects(site)
    turns = [(language, subject) for subject in subjects for language in languages]
    begun = [begun_and_filled(site.port, *turn) for turn in islice(cycle(turns), drafts)]
    for draft in begun[: len(turns)]:
        look_whether_kept(site.port, draft)
    cases = [submitted(site.port, *turn) for turn in islice(cycle(turns), _CASES)]
    lengths = ", ".join(str(len(subject.questions)) for subject in subjects)
    say(f"prepared {len(begun)} drafts and {len(cases)} cases of services with {lengths} questions")
    return Prepared(subjects, languages, begun, cases)


def begin(visitor: Visitor, language: str, subject: Subject) -> Draft:
    """Answer the first question, which begins a draft."""
    start, first = f"/{language}/apply/{subject.service}/", subject.questions[0]
    location = visitor.post(f"{start}new/{first.page}/", first.fields).location
    reference = location.removeprefix(start).partition("/")[0]
    if not location.startswith(start) or not reference:
        raise BenchError(f"A draft of {subject.service} begins at “{location}”: no reference can be seen there.")
    return Draft(subject, f"{start}{reference}/", visitor.cookie_header)


def answer(visitor: Visitor, draft: Draft, place: int, fields: Fields) -> str:
    """Answer one question, and return where the hall sends the browser; it has to be the next page."""
    questions = draft.subject.questions
    location = visitor.post(draft.page(questions[place]), fields).location
    expected = draft.page(questions[place + 1]) if place + 1 < len(questions) else draft.path
    if not location.startswith(expected):
        raise BenchError(f"{draft.page(questions[place])} leads to “{location}” and not to {expected}.")
    return location


def begun_and_filled(port: int, language: str, subject: Subject) -> Draft:
    """Begin a draft in a browser of its own, and answer every question."""
    with Visitor(port) as visitor:
        draft = begin(visitor, language, subject)
        for place, question in enumerate(subject.questions[1:], start=1):
            answer(visitor, draft, place, question.fields)
        return draft


def look_whether_kept(port: int, draft: Draft) -> None:
    """Answer the middle question in both ways, and find each on the page again."""
    question = draft.subject.questions[draft.subject.middle()]
    with Visitor(port) as visitor:
        visitor.cookies = cookies_in(draft.headers)
        for fields in (question.other, question.fields):
            # Where nothing else waits for an answer, it leads back to where all of them are checked.
            visitor.post(draft.page(question), fields)
            shown = visitor.get(draft.page(question)).text
            if not stands_in(shown, fields):
                raise BenchError(f"{draft.page(question)} does not show what was answered there: {fields}.")


def stands_in(page: str, fields: Fields) -> bool:
    """Tell whether a form of the page has what was typed in its fields."""
    return any(
        all(form.fields.get(name) == list(typed) for name, typed in fields.items()) for form in read_page(page).forms
    )


def submissions(subjects: Sequence[Subject]) -> Iterator[Request]:
    """Return submissions without end, none twice."""
    bodies = [json.dumps({"service": each.service, "answers": each.answers}).encode() for each in subjects]
    for body in cycle(bodies):
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        yield Request("/api/v1/applications", "POST", {"Accept": "application/json", **headers}, body)


def submitted(port: int, language: str, subject: Subject) -> Case:
    """Submit through the API, then show number and secret as on another device, so that the browser may follow."""
    with Visitor(port) as visitor:
        told = json.loads(visitor.send(next(submissions([subject])), HTTPStatus.CREATED).text)
        visitor.post(f"/{language}/track/", {"reference": [told["reference"]], "secret": [told["secret"]]})
        return Case(f"/{language}/track/{told['reference']}/", visitor.cookie_header)


def cookies_in(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the cookies that stand in headers."""
    parts = (part.partition("=") for part in headers.get("Cookie", "").split("; ") if part)
    return {name: text for name, _, text in parts}
