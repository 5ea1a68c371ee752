"""Who has been asked and who has answered; who has the ball now."""

from collections.abc import Iterator

from openhall.blocks.cases.facade import APPLICANT, OTHER, Status
from openhall.blocks.processes.facade import REFUSE, TaskFacts, TaskState
from openhall.channels.portal.case_words import holder_name
from openhall.channels.portal.following.naming import node_name
from openhall.channels.portal.following.opening import Following
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.ui.catalogues import translations
from openhall.ui.following_views import OfficeLine
from openhall.ui.formats import full_date

#: So many offices are named in one line; of more only their number is told there.
_FEW = 3


def tasks_now(following: Following) -> list[TaskFacts]:
    """Return the tasks of the way that the case is on now: after an objection, those of the review."""
    tasks = following.dossier.tasks
    newest = max((task.serial for task in tasks), default=0)
    return [task for task in tasks if task.serial == newest]


def office_lines(following: Following) -> Iterator[OfficeLine]:
    """Yield who does or did which step, where several offices take part."""
    tasks = tasks_now(following)
    if any(task.authority != following.facts.authority for task in tasks):
        yield from (_line(following, task) for task in tasks)


def _line(following: Following, task: TaskFacts) -> OfficeLine:
    say, office, step = saying(following.language), following.office(task.authority), node_name(following, task.node)
    day = full_date(task.done_at.astimezone(following.zone).date(), following.language) if task.done_at else ""
    is_lead = task.authority == following.facts.authority
    if task.state == TaskState.DONE and is_lead:
        return OfficeLine(office, step, "answered", translations(following.language).pgettext("step", "Done"), day)
    if task.state == TaskState.DONE:
        words = _("Does not agree") if task.decision == REFUSE else _("Has answered")
        return OfficeLine(office, step, "answered", say(words), day)
    if task.state == TaskState.CANCELLED:
        return OfficeLine(office, step, "over", say(_("No answer; not waited for any more")))
    if task.state == TaskState.WAITING:
        return OfficeLine(office, step, "waiting", say(_("Waits for your answer")))
    if task.claimed_by:
        return OfficeLine(office, step, "working", say(_("Works on it")))
    return OfficeLine(office, step, "asked", say(_("Has not begun yet") if is_lead else _("Has not answered yet")))


def who_has_it(following: Following) -> str:
    """Return whoever has to act now: you, an office, or the offices that all of them wait for."""
    facts, language = following.facts, following.language
    offices = list(dict.fromkeys(task.authority for task in tasks_now(following) if task.state == TaskState.OPEN))
    if facts.holder == APPLICANT or len(offices) < 2:  # noqa: PLR2004 - one office is the holder
        return holder_name(following.catalogue, language, facts.holder)
    if len(offices) > _FEW:
        told = translations(language).ngettext("%(num)s office", "%(num)s offices at once", len(offices))
        return told % {"num": len(offices)}
    return ("、" if language.code != "en" else ", ").join(map(following.office, offices))


def next_step(following: Following) -> str:
    """Return what comes next, in one sentence."""
    say, facts = saying(following.language), following.facts
    if facts.status == Status.WAITING_FOR_PAYMENT:
        return say(_("You pay the fee. Then it goes on by itself."))
    if facts.holder == APPLICANT:
        return say(_("You answer. Then the office goes on from where it stopped."))
    if facts.holder == OTHER:
        return say(_("The other person says yes or no on their own page here. Without a yes nothing changes."))
    working = [task for task in tasks_now(following) if task.state == TaskState.OPEN]
    if any(task.authority != facts.authority for task in working):
        lead = following.office(facts.authority)
        return say(_("When every office has answered, %(office)s goes on.")) % {"office": lead}
    step = node_name(following, working[0].node) if working else ""
    return say(_("This step is done now: %(step)s")) % {"step": step} if step else say(_("The office goes on with it."))
