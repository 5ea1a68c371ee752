"""A case on one page: everything that the office may read, and every act that the officer may do."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from openhall.blocks.catalogue.facade import Catalogue
from openhall.blocks.identity.facade import names_of
from openhall.blocks.processes.facade import TaskFacts, TaskState
from openhall.channels.desk.amounts import amount_words
from openhall.channels.desk.asking import for_officers
from openhall.channels.desk.case_answers import sections_of, withheld_words
from openhall.channels.desk.case_clocks import clocks_of, due_now, pauses_of
from openhall.channels.desk.case_forms import ask_form, barred_words, decide_form, message_form, pass_form
from openhall.channels.desk.case_papers import open_paper_of, papers_of
from openhall.channels.desk.case_picture import picture_of
from openhall.channels.desk.case_stated import difference_of, notices_of, stated_in
from openhall.channels.desk.case_story import history_of, messages_of, opinions_of
from openhall.channels.desk.frame import DeskPage, Reader, desk_page
from openhall.channels.desk.looking import Look, look_at
from openhall.channels.desk.naming import day_words, moment_words, task_name
from openhall.channels.desk.outcome import outcome_of
from openhall.channels.desk.sending import Sent
from openhall.channels.desk.taking_back import ask_at, take_back_href
from openhall.channels.desk.words import mark as _
from openhall.channels.desk.work_acts import number_of
from openhall.channels.desk.work_rows import APPLICANTS
from openhall.kernel.languages import Language, pick
from openhall.ui.desk_case_views import Claim, DeskCase

_HELPED = _("%(helper)s sent it for %(person)s by a mandate.")
_ERASED = _("Erased: nobody can read any more what was sent or written.")
_READS = _("Reads %(language)s")
_TAKE, _GIVE_BACK = _("Take it"), _("Give it back")
_ASKED = _("The applicant was asked: %(words)s (until %(day)s)")


@for_officers()
def case(request: HttpRequest, reader: Reader, reference: str) -> HttpResponse:
    """Show a case."""
    look = look_at(reader, reference, number_of(request.GET.get("task", "")))
    return case_page(request, look, Sent())


def case_page(request: HttpRequest, look: Look, sent: Sent, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """Show a case, with a form as it was sent where it could not be done."""
    view = _view(request, look, sent)
    title = f"{look.reference} {view.service}"
    page = DeskPage(f"cases/{look.reference}/", "case.jinja", view, title=title, here="work", status=status)
    return desk_page(request, look.reader, page)


def _note(look: Look) -> str:
    """Return what the office should know of whoever applied: their language, and who sent it for whom."""
    reader, facts = look.reader, look.dossier.facts
    reads = reader.say(_READS) % {"language": _language_name(reader.catalogue, look.dossier.language)}
    if not facts.helper:
        return reads
    names = {each: pick(name, reader.language) for each, name in names_of([facts.helper, facts.person]).items()}
    told = {"helper": names.get(facts.helper, facts.helper), "person": names.get(facts.person, facts.person)}
    gap = " – " if reader.language.code == "en" else "　"
    return f"{reads}{gap}{reader.say(_HELPED) % told}"


def _view(request: HttpRequest, look: Look, sent: Sent) -> DeskCase:
    dossier, facts, reader = look.dossier, look.dossier.facts, look.reader
    papers, barred = papers_of(look, request.GET.get("paper", "")), barred_words(look)
    stated = stated_in(look)
    kind = "organisation" if facts.organisation else "person" if facts.person else "guest"
    return DeskCase(
        reference=look.reference,
        service=pick(dossier.service.name, reader.language),
        service_href=f"/{reader.language.slug}/services/{facts.service}/",
        applicant=reader.say(APPLICANTS[kind]),
        applicant_note=reader.say(_ERASED) if dossier.is_erased else _note(look),
        status=facts.status,
        decision=facts.decision,
        amount=amount_words(look),
        submitted=day_words(reader, facts.submitted_at.astimezone(reader.zone).date()),
        due=due_now(look),
        list_href="/desk/",
        task=task_name(reader, look.task) if look.task else "",
        more_tasks=tuple(_link(look, task) for task in look.others),
        holder=look.names.get(look.task.claimed_by, "") if look.task else "",
        is_mine=look.task is not None and look.task.claimed_by == reader.visitor.id,
        claim=_claim(look),
        waiting=_waiting(look),
        take_back_href=take_back_href(look),
        next_href="/desk/next/",
        conflict=sent.conflict,
        notices=notices_of(look, stated),
        difference=difference_of(look, stated),
        answers=sections_of(look, stated),
        withheld=withheld_words(look),
        papers=papers,
        paper=open_paper_of(look, papers),
        opinions=opinions_of(look),
        messages=messages_of(look),
        clocks=clocks_of(look),
        pauses=pauses_of(look),
        history=history_of(look),
        diagram=picture_of(look),
        outcome=outcome_of(look, sent),
        decide=decide_form(look, sent, barred),
        ask=ask_form(look, sent, barred),
        pass_on=pass_form(look, sent, barred),
        message=message_form(look, sent),
        printed=moment_words(reader, reader.now),
    )


def _language_name(catalogue: Catalogue, code: str) -> str:
    found: Language | None = next((each for each in catalogue.languages if each.code == code), None)
    return found.name if found else code


def _link(look: Look, task: TaskFacts) -> tuple[str, str]:
    return task_name(look.reader, task), f"{look.place}?task={task.id}"


def _claim(look: Look) -> Claim | None:
    task, say = look.task, look.reader.say
    if task is None or task.state != TaskState.OPEN:
        return None
    place = f"{look.place}tasks/{task.id}/"
    if task.claimed_by == look.reader.visitor.id:
        return Claim(f"{place}give-back/", say(_GIVE_BACK))
    return Claim(f"{place}take/", say(_TAKE)) if look.is_free and not look.barred else None


def _waiting(look: Look) -> str:
    """Say what the applicant was asked for at the task of the page."""
    ask = ask_at(look, look.task.id) if look.task else None
    if ask is None:
        return ""
    return look.reader.say(_ASKED) % {"words": ask.words, "day": day_words(look.reader, ask.until)}
