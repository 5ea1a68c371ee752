"""The acts of whoever applies: a question shown, a question answered, a whole application sent, a case followed."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus

from tools.bench.acts import Act
from tools.bench.applying.preparing import Case, Prepared, submissions
from tools.bench.applying.subjects import Subject
from tools.bench.requests import Request, form_post

#: As many people send at once.
_SENDERS = 16
#: More than the rehearsal uses up, whatever the machine: it knows no rate yet.
_MOST_AT_FIRST = 6_000


#: The names of these acts.
APPLYING = ("form-page", "form-step", "submit", "track")


def applying_acts(prepared: Prepared) -> tuple[Act, ...]:
    """Return what people do who apply and follow."""
    return (
        Act("form-page", lambda: form_pages(prepared), is_watched=True),
        Act("form-step", lambda: form_steps(prepared), good=HTTPStatus.SEE_OTHER, is_watched=True, waits=True),
        submit_act(prepared.subjects),
        follow_act(prepared.cases),
    )


def submit_act(subjects: Sequence[Subject]) -> Act:
    """Return the sending of whole applications."""
    return Act(
        "submit",
        lambda: submissions(subjects),
        repeats=False,
        good=HTTPStatus.CREATED,
        connections=_SENDERS,
        least=_MOST_AT_FIRST,
        is_watched=True,
        waits=True,
    )


def follow_act(cases: Sequence[Case]) -> Act:
    """Return the looking after cases."""
    return Act("track", lambda: (Request(case.path, headers=case.headers) for case in cases), is_watched=True)


def form_pages(prepared: Prepared) -> Iterator[Request]:
    """Return every question of every draft, another draft and another question each time."""
    for turn in range(max(len(subject.questions) for subject in prepared.subjects)):
        for place, draft in enumerate(prepared.drafts):
            questions = draft.subject.questions
            if turn < len(questions):
                yield Request(draft.page(questions[(place + turn) % len(questions)]), headers=draft.headers)


def form_steps(prepared: Prepared) -> Iterator[Request]:
    """Return an answer to the middle question of every draft, then another answer: each changes what is kept."""
    for is_other in (True, False):
        for draft in prepared.drafts:
            question = draft.subject.questions[draft.subject.middle()]
            yield form_post(draft.page(question), question.other if is_other else question.fields, draft.headers)
