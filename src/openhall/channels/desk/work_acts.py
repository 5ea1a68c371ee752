"""What is done with a list of work: give it to a colleague, go to the next case."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from openhall.blocks.cases.facade import NoSuchTask, NotAllGiven, NotYourTask, give_tasks, take_next
from openhall.blocks.processes.facade import TaskFacts
from openhall.channels.desk.asking import POST, for_officers
from openhall.channels.desk.frame import Reader, go_to
from openhall.channels.desk.refusing import not_yours_words
from openhall.channels.desk.words import mark as _
from openhall.channels.desk.worklist import Asked, worklist
from openhall.kernel.references import read_reference

_LONGEST_NUMBER = 18
_NOTHING_TICKED = _("Tick what you want to give to somebody.")
_NOBODY_CHOSEN = _("Choose a colleague.")
_NOT_GIVEN = _("Nothing was given: %(faults)s")
_FAULT = _("%(reference)s: %(why)s")
_UNKNOWN = _("Nothing was given: something that you ticked is not your office’s work any more.")


@for_officers(POST)
def assign(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Give all that is ticked to a colleague, or nothing of it."""
    asked = Asked.read(request.POST)
    tasks = [number_of(text) for text in request.POST.getlist("tasks")]
    colleague = request.POST.get("colleague", "")[:64]
    if not tasks or not colleague:
        return _refused(request, reader, asked, reader.say(_NOBODY_CHOSEN if tasks else _NOTHING_TICKED))
    try:
        give_tasks(tasks=tasks, person=colleague, visitor=reader.visitor, now=reader.now)
    except NotAllGiven as refusal:
        return _refused(request, reader, asked, _told(reader, refusal))
    except NoSuchTask:
        return _refused(request, reader, asked, reader.say(_UNKNOWN))
    return go_to("/desk/", tab=asked.tab.value, service=asked.service, done="assigned")


def _refused(request: HttpRequest, reader: Reader, asked: Asked, words: str) -> HttpResponse:
    return worklist(request, reader, asked, (("colleague", words),), HTTPStatus.UNPROCESSABLE_ENTITY)


def _told(reader: Reader, refusal: NotAllGiven) -> str:
    def fault(task: TaskFacts, why: str) -> str:
        return reader.say(_FAULT) % {"reference": task.subject, "why": not_yours_words(why, reader.language)}

    between = "; " if reader.language.code == "en" else "；"
    return reader.say(_NOT_GIVEN) % {"faults": between.join(fault(task, why) for task, why in refusal.faults)}


@for_officers(POST)
def next_case(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Take the most pressing task that whoever asks may do, and open its case."""
    but = read_reference(request.POST.get("but", "")) or ""
    try:
        task = take_next(visitor=reader.visitor, now=reader.now, but=but)
    except NotYourTask:
        task = None
    if task is None:
        return go_to("/desk/", done="none")
    return go_to(f"/desk/cases/{task.subject}/", task=str(task.id))


def number_of(text: str) -> int:
    """Return the number of something as a form sends it; 0 is nothing's."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else 0
