"""A whole application as one citizen sends it, and what it costs the web process, first question to receipt."""

import time
from collections.abc import Callable
from itertools import cycle, islice

from tools.bench.applying.pages import read_page
from tools.bench.applying.preparing import Prepared, answer, begin
from tools.bench.applying.subjects import USUAL_LENGTH, Subject
from tools.bench.errors import BenchError
from tools.bench.memory import name_of
from tools.bench.processes import family, processor_seconds
from tools.bench.servers import Server
from tools.bench.table import Figure, Target
from tools.bench.visitor import Visitor

_JOURNEYS = 200
_FIRST = 5


def journey_figure(prepared: Prepared, hall: Server, say: Callable[[str], None]) -> Figure:
    """Return the processor time of a whole application of a service of the usual length, in milliseconds.

    Where the longest that a guest may ask for is shorter, its time is counted up in proportion.
    """
    subject = prepared.subjects[0]
    for language in islice(cycle(prepared.languages), _FIRST):
        travel(hall.port, language, subject)
    started, before = time.monotonic(), _web_seconds(hall)
    for language in islice(cycle(prepared.languages), _JOURNEYS):
        travel(hall.port, language, subject)
    spent, passed = _web_seconds(hall) - before, time.monotonic() - started
    each, questions = spent / _JOURNEYS * 1000, len(subject.questions)
    say(
        f"{_JOURNEYS} applications of {questions} questions: {each:.1f} ms each, {passed / _JOURNEYS * 1000:.1f} passed"
    )
    counted = each * max(1.0, USUAL_LENGTH / questions)
    return Figure(
        f"processor time of an application of {USUAL_LENGTH} questions",
        counted,
        "ms",
        Target(100, " ms", is_ceiling=True),
    )


def travel(port: int, language: str, subject: Subject) -> str:
    """Apply as a browser does, each page shown and answered; return the address of the last page."""
    with Visitor(port) as visitor:
        questions = subject.questions
        visitor.get(f"/{language}/apply/{subject.service}/new/{questions[0].page}/")
        draft = begin(visitor, language, subject)
        location = draft.page(questions[1])
        for place, question in enumerate(questions[1:], start=1):
            visitor.get(location)
            location = answer(visitor, draft, place, question.fields)
        done = _send(visitor, location)
        visitor.get(done)
        return done


def _send(visitor: Visitor, location: str) -> str:
    """Look at all answers, agree to what has to be agreed to, and press the button."""
    forms = [form for form in read_page(visitor.get(location).text).forms if form.action in {"", location}]
    if len(forms) != 1:
        raise BenchError(f"{location} has {len(forms)} forms that send the application, and not one.")
    return visitor.post(location, {**forms[0].fields, **forms[0].ticks}).location


def _web_seconds(hall: Server) -> float:
    return sum(processor_seconds(pid) for pid in family(hall.pid) if name_of(pid, hall) == "web")
