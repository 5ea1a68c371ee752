"""What was said and done in a case: opinions of offices, messages, and its history."""

from collections.abc import Iterator, Mapping

from openhall.blocks.cases.facade import HALL, EventKind, JudgementFacts, LetterFacts, Side, TimelineEvent
from openhall.blocks.processes.facade import APPROVE, TaskFacts, TaskState, migration_reason
from openhall.channels.desk.looking import Look, is_of_office
from openhall.channels.desk.naming import day_words, joined, moment_words, office_name, task_name
from openhall.channels.desk.words import mark as _
from openhall.kernel.languages import pick
from openhall.ui.answer_words import disputed_words
from openhall.ui.case_event_words import SIGNED, event_words
from openhall.ui.desk_case_views import HistoryEntry, Message, Opinion

_APPLICANT, _HALL, _YOU = _("The applicant"), _("The hall, by itself"), _("You")
_WORDS: Mapping[str, str] = {
    "approve": _("has no objection"),
    "refuse": _("does not agree"),
    "return": _("sends it back"),
    "waiting": _("has not answered yet"),
    "late": _("is late with its answer"),
    "asking": _("waits for the applicant"),
}
#: The leading office does not give an opinion: it goes on with the case, or not.
_LEADING: Mapping[str, str] = {"approve": _("approved"), "refuse": _("refused"), "return": _("sent back")}
_SIGNED = _("signed")
_DUE = _("due %(day)s")
_OBJECTS, _OBJECTS_SILENTLY = _("%(office)s objects: %(words)s"), _("%(office)s objects.")
_AT_HAND = (TaskState.OPEN, TaskState.WAITING)


def opinions_of(look: Look) -> tuple[Opinion, ...]:
    """Return what every office says that was asked, and who has not answered yet; the reader's own task is not here."""
    waiting = [task for task in look.dossier.tasks if task.state in _AT_HAND and task != look.task]
    return (*(_opinion(look, each) for each in look.dossier.judgements), *(_missing(look, each) for each in waiting))


def objections_of(look: Look) -> tuple[str, ...]:
    """Return who objects to what would be approved at the task of the page, and why, one sentence for each."""
    return tuple(_objection(look, each) for each in look.objections)


def _objection(look: Look, task: TaskFacts) -> str:
    office = office_name(look.reader, task.authority)
    judged = next((each for each in look.dossier.judgements if each.task == task.id), None)
    words = _reasons_and_note(look, judged) if judged else ""
    return look.reader.say(_OBJECTS if words else _OBJECTS_SILENTLY) % {"office": office, "words": words}


def _opinion(look: Look, judged: JudgementFacts) -> Opinion:
    task = next((each for each in look.dossier.tasks if each.id == judged.task), None)
    is_signed = task is not None and task.is_signature and judged.decision == APPROVE
    words = _LEADING if judged.authority == look.dossier.facts.authority else _WORDS
    return Opinion(
        office=_office_and_task(look, judged.authority, task),
        state=judged.decision if judged.decision in {"refuse", "return"} else "approve",  # type: ignore[arg-type]
        word=look.reader.say(_SIGNED if is_signed else words.get(judged.decision, words["approve"])),
        who=look.names.get(judged.by, ""),
        when=moment_words(look.reader, judged.at),
        words=_reasons_and_note(look, judged),
    )


def _reasons_and_note(look: Look, judged: JudgementFacts) -> str:
    reasons = [pick(each.name, look.reader.language) for each in judged.reasons]
    between = "; " if look.reader.language.code == "en" else "；"
    return between.join(each.rstrip(".。") for each in (*reasons, judged.note) if each)


def _missing(look: Look, task: TaskFacts) -> Opinion:
    is_asking = task.state == TaskState.WAITING
    is_late = task.due_on is not None and task.due_on < look.reader.today and not is_asking
    due = look.reader.say(_DUE) % {"day": day_words(look.reader, task.due_on)} if task.due_on else ""
    return Opinion(
        office=_office_and_task(look, task.authority, task),
        state="late" if is_late else "waiting",
        word=look.reader.say(_WORDS["late" if is_late else "asking" if is_asking else "waiting"]),
        who=look.names.get(task.claimed_by, ""),
        due=due,
    )


def _office_and_task(look: Look, authority: str, task: TaskFacts | None) -> str:
    office = office_name(look.reader, authority)
    colon = ": " if look.reader.language.code == "en" else "："
    return f"{office}{colon}{task_name(look.reader, task)}" if task else office


def messages_of(look: Look) -> tuple[Message, ...]:
    """Return what applicant and offices wrote, the oldest first."""
    return tuple(
        Message(
            who=look.reader.say(_APPLICANT)
            if letter.side == Side.APPLICANT
            else joined(look.reader, look.names.get(letter.by, ""), office_name(look.reader, letter.authority)),
            when=moment_words(look.reader, letter.at),
            words=letter.words,
            is_from_applicant=letter.side == Side.APPLICANT,
            about=_disputed(look, letter),
        )
        for letter in look.dossier.letters
    )


def _disputed(look: Look, letter: LetterFacts) -> str:
    known = (look.form.by_id.get(fact) for fact in letter.facts)
    return disputed_words((each.question.label if each else None for each in known), look.reader.language)


def history_of(look: Look) -> tuple[HistoryEntry, ...]:
    """Return everything that happened, the oldest first."""
    return tuple(_entries(look))


def _entries(look: Look) -> Iterator[HistoryEntry]:
    for event in look.dossier.facts.timeline:
        yield HistoryEntry(
            moment_words(look.reader, event.at), who_did(look, event), words_of_event(look, event), _more(look, event)
        )


def _more(look: Look, event: TimelineEvent) -> str:
    """Return to which office a case was passed on, or why its process was renewed."""
    if event.kind == EventKind.MIGRATED:
        return pick(migration_reason(int(event.detail)), look.reader.language)
    return office_name(look.reader, event.detail) if event.kind == EventKind.PASSED_ON else ""


def words_of_event(look: Look, event: TimelineEvent) -> str:
    """Return what happened."""
    detail = SIGNED if _is_signed(look, event) else event.detail
    return event_words(event.kind, detail, _task_of_event(look, event), look.reader.language)


def _is_signed(look: Look, event: TimelineEvent) -> bool:
    """Tell whether somebody signed what another one had decided, be it a refusal."""
    if event.kind != EventKind.TASK_DONE or event.detail != APPROVE:
        return False
    return any(each.node == event.node and each.is_signature for each in look.dossier.tasks)


def _task_of_event(look: Look, event: TimelineEvent) -> str:
    """Return what the task of an event is called; one that went on under another name was called so then."""
    tasks = sorted(look.dossier.tasks, key=lambda each: each.node != event.node)
    called = (look.reader.catalogue.element_name(each.model, event.node) for each in tasks)
    name = next(filter(None, called), None) if event.node else None
    return pick(name, look.reader.language) if name else event.node


def who_did(look: Look, event: TimelineEvent) -> str:
    """Return who did something, and for which office."""
    if event.actor == HALL:
        return look.reader.say(_HALL)
    if not is_of_office(event):
        return look.reader.say(_APPLICANT)
    name = look.reader.say(_YOU) if event.actor == look.reader.visitor.id else look.names.get(event.actor, "")
    return joined(look.reader, name, office_name(look.reader, event.office))
