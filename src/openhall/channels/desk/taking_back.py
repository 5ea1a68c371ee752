"""Take back what the applicant was asked by mistake: the way to it, and a page that says what follows."""

from secrets import token_urlsafe

from django.http import HttpRequest, HttpResponse

from openhall.blocks.cases.facade import AskFacts, NothingAsked, NotYourTask, may_take_back
from openhall.channels.desk.frame import DeskPage, desk_page
from openhall.channels.desk.looking import Look
from openhall.channels.desk.naming import day_words, joined, moment_words, office_name
from openhall.kernel.languages import pick
from openhall.ui.desk_case_views import TakeBackView

ACT = "take-back"


def ask_at(look: Look, task: int) -> AskFacts | None:
    """Return what the applicant is asked for at a task now."""
    return next((ask for ask in look.dossier.open_asks if ask.task == task), None)


def take_back_href(look: Look) -> str:
    """Return the page to take back what is asked at the task of the page, for whoever may."""
    ask = ask_at(look, look.task.id) if look.task else None
    return f"{look.place}tasks/{ask.task}/{ACT}/" if ask and _may(look, ask) else ""


def take_back_page(request: HttpRequest, look: Look, task: int) -> HttpResponse:
    """Show what was asked and what follows from taking it back; raise what the act would raise."""
    ask = ask_at(look, task)
    if ask is None:
        raise NothingAsked
    if not _may(look, ask):
        raise NotYourTask("others-question")
    view = _view(look, ask)
    page = DeskPage(f"cases/{look.reference}/tasks/{task}/{ACT}/", "take_back.jinja", view, here="work")
    return desk_page(request, look.reader, page)


def _may(look: Look, ask: AskFacts) -> bool:
    holder = next((each.claimed_by for each in look.dossier.tasks if each.id == ask.task), "")
    return may_take_back(look.reader.office, asked_by=ask.by, claimed_by=holder)


def _view(look: Look, ask: AskFacts) -> TakeBackView:
    reader, language = look.reader, look.reader.language
    known = (look.form.by_id[name] for name in ask.questions if name in look.form.by_id)
    return TakeBackView(
        reference=look.reference,
        service=pick(look.dossier.service.name, language),
        action=f"{look.place}tasks/{ask.task}/{ACT}/",
        once=token_urlsafe(16),
        back_href=f"{look.place}?task={ask.task}",
        who=joined(reader, look.names.get(ask.by, ""), office_name(reader, ask.authority)),
        when=moment_words(reader, ask.at),
        until=day_words(reader, ask.until),
        words=ask.words,
        questions=tuple(pick(asked.question.label, language) for asked in known),
        others=len(look.dossier.open_asks) - 1,
    )
