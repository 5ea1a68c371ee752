"""One officer's look at one case: what their office may know, which task it is about, and what keeps them from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404

from openhall.blocks.cases.facade import (
    HALL,
    Dossier,
    EventKind,
    NoSuchCase,
    Side,
    TimelineEvent,
    is_readable,
    objections_to,
    office_dossier,
    office_reader,
    people_of,
    readable_by,
    seen_roles,
    why_not,
)
from openhall.blocks.catalogue.facade import form_of
from openhall.blocks.documents.facade import StoredFile, named_files
from openhall.blocks.forms.facade import Asked, FileGiven, Form, Group, country_names
from openhall.blocks.journal.facade import Reader as DataReader
from openhall.blocks.processes.facade import TaskFacts, TaskState
from openhall.channels.desk.frame import Reader
from openhall.channels.desk.naming import office_name, people_names
from openhall.kernel.references import read_reference
from openhall.ui.answer_words import AnswerWriter
from openhall.ui.form_views import KeptFile

_BY_OFFICERS = {
    EventKind.TAKEN_UP,
    EventKind.TASK_DONE,
    EventKind.ASKED,
    EventKind.TAKEN_BACK,
    EventKind.PASSED_ON,
    EventKind.WAIVED,
    EventKind.REFUNDED,
}
_AT_HAND = {TaskState.OPEN, TaskState.WAITING}


@dataclass(frozen=True)
class Look:
    """A case as an officer sees it. ``task`` is what the page is about (none: nothing to do for their office).

    ``others`` are the office's other tasks at hand; ``barred`` is the rule that keeps the reader from ``task``.
    """

    reader: Reader
    dossier: Dossier
    task: TaskFacts | None
    others: tuple[TaskFacts, ...]
    barred: str

    @property
    def reference(self) -> str:
        """The case's reference."""
        return self.dossier.facts.reference

    @property
    def place(self) -> str:
        """Where the case is on the desk."""
        return f"/desk/cases/{self.reference}/"

    @property
    def is_lead(self) -> bool:
        """Tell whether the reader's office leads the case."""
        return self.dossier.facts.authority == self.reader.office.authority

    @property
    def is_mine(self) -> bool:
        """Tell whether the task is the reader's, or somebody's for whom they stand in."""
        return self.task is not None and self.task.claimed_by in people_of(self.reader.office)

    @property
    def is_free(self) -> bool:
        """Tell whether nobody has the task, or whoever has it is the reader."""
        return self.task is not None and (not self.task.claimed_by or self.is_mine)

    @cached_property
    def objections(self) -> tuple[TaskFacts, ...]:
        """The opinions that stand against approving at the task of the page."""
        return tuple(objections_to(self.task, self.dossier.tasks)) if self.task is not None else ()

    @property
    def objecting(self) -> tuple[str, ...]:
        """The names of the offices that object, each once."""
        return tuple(dict.fromkeys(office_name(self.reader, each.authority) for each in self.objections))

    @cached_property
    def form(self) -> Form:
        """The questions, as they were when the case was submitted."""
        return form_of(self.dossier.service, self.reader.catalogue.jurisdiction)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of everybody who did something here for an office."""
        dossier = self.dossier
        people = {task.claimed_by for task in dossier.tasks} | {task.done_by for task in dossier.tasks}
        people |= {each.by for each in dossier.judgements} | {each.by for each in dossier.asks}
        people |= {letter.by for letter in dossier.letters if letter.authority}
        people |= {event.actor for event in dossier.facts.timeline if is_of_office(event)}
        return people_names(self.reader, people)

    @cached_property
    def files(self) -> Mapping[str, StoredFile]:
        """The files that the reader's office reads, also those that were replaced, by id. The look is recorded."""
        given = (self.dossier.answers, self.dossier.first_answers)
        ids = {file_id for answers in given for _asked, file_id in self.file_answers(answers)}
        return named_files(ids, reader=self.data_reader)

    @property
    def data_reader(self) -> DataReader:
        """Who reads what the applicant sent, and for which office."""
        return office_reader(self.dossier.facts, self.reader.office, now=self.reader.now)

    def file_answers(self, answers: Mapping[str, Any]) -> Iterator[tuple[Asked, str]]:
        """Yield each file among answers with its question, also from within groups."""
        for asked in self.form.asked:
            yield from _files_in(asked, answers.get(asked.id))

    @cached_property
    def _readable(self) -> frozenset[str]:
        dossier, office = self.dossier, self.reader.office.authority
        return readable_by(dossier.service, office, dossier.facts.authority, dossier.tasks, dossier.position)

    def may_read(self, question: str) -> bool:
        """Tell whether the reader's office reads the answer to a question, given or not."""
        return is_readable(question, self._readable)

    @cached_property
    def writer(self) -> AnswerWriter:
        """What writes answers out for the reader."""
        files = {each.id: KeptFile(each.id, each.name, each.size) for each in self.files.values()}
        language = self.reader.language
        return AnswerWriter(language, files, country_names(language))


def is_of_office(event: TimelineEvent) -> bool:
    """Tell whether an officer did something; otherwise the hall did it, or the applicant, whose name is an answer."""
    if event.actor == HALL:
        return False
    return event.kind in _BY_OFFICERS or (event.kind == EventKind.WRITTEN and event.detail == Side.OFFICE)


def _files_in(asked: Asked, value: Any) -> Iterator[tuple[Asked, str]]:  # noqa: ANN401 - any JSON
    if value is None:
        return
    if isinstance(asked.kind, Group):
        for item in value:
            for inner in asked.kind.asked.values():
                yield from _files_in(inner, item.get(inner.id))
    elif isinstance(asked.kind, FileGiven):
        for file_id in [value] if isinstance(value, str) else value:
            yield asked, file_id


def look_at(reader: Reader, address: str, task: int = 0) -> Look:
    """Return a case to an officer, about ``task`` where it is one of theirs; whatever is not for them is not there."""
    try:
        dossier = office_dossier(read_reference(address) or "", visitor=reader.visitor, now=reader.now)
    except NoSuchCase:
        raise Http404 from None
    mine, roles = people_of(reader.office), seen_roles(reader.office)
    at_hand = [
        each
        for each in dossier.tasks
        if each.authority == reader.office.authority and each.role in roles and each.state in _AT_HAND
    ]
    barred = {each.id: why_not(each, visitor=reader.visitor, now=reader.now) for each in at_hand}

    def pressing(each: TaskFacts) -> tuple[object, ...]:
        is_others = bool(each.claimed_by) and each.claimed_by not in mine
        is_wanted, is_mine = each.id == task, each.claimed_by in mine
        return (not is_wanted, not is_mine, bool(barred[each.id]), is_others, each.pressing_on, each.id)

    at_hand.sort(key=pressing)
    if not at_hand:
        return Look(reader, dossier, None, (), "")
    return Look(reader, dossier, at_hand[0], tuple(at_hand[1:]), barred[at_hand[0].id])
