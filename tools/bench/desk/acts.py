"""The acts of officers: the list of their work, one case, one task done."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from tools.bench.acts import Act
from tools.bench.desk.work import Officer, Task, Work
from tools.bench.requests import Request

WORKLIST, CASE, COMPLETE = "worklist", "case", "complete"
#: The names of these acts.
WORKING = (WORKLIST, CASE, COMPLETE)
TABS = ("mine", "office", "unclaimed", "waiting", "overdue", "escalated")
_APPROVE = b'{"decision":"approve"}'
#: Tasks are completed over so many connections at once.
_COMPLETERS = 4
#: What an officer waits for is measured one after the other: in a line it would be the line.
_ONE = 1
_CASES = 200
#: Enough for a rehearsal: nobody knows the rate yet.
_MOST_AT_FIRST = 1_000
#: A task is done once: of these few are made more than are needed.
_MARGIN = 1.5


def working_acts(work: Work) -> tuple[Act, ...]:
    """Return what officers do."""
    return (worklist_act(work.officers), case_act(work), complete_act(work))


def worklist_act(officers: Sequence[Officer], name: str = WORKLIST, tabs: Sequence[str] = TABS) -> Act:
    """Return the looking at one's work, tab after tab."""
    return Act(name, lambda: worklists(officers, tabs), connections=_ONE, is_watched=True, waits=True)


def case_act(work: Work) -> Act:
    """Return the opening of cases by those who have to do something in them."""
    return Act(CASE, lambda: cases(work, work.tasks[-_CASES:]), connections=_ONE, is_watched=True, waits=True)


def complete_act(work: Work) -> Act:
    """Return the doing of tasks, each once."""
    return Act(
        COMPLETE,
        # The last ones are opened as cases: they stay open.
        lambda: completions(work, work.tasks[:-_CASES]),
        repeats=False,
        connections=_COMPLETERS,
        least=_MOST_AT_FIRST,
        margin=_MARGIN,
        is_watched=True,
        waits=True,
    )


def worklists(officers: Sequence[Officer], tabs: Sequence[str]) -> Iterator[Request]:
    """Return every tab of every officer."""
    for tab in tabs:
        for officer in officers:
            yield Request(f"/desk/?{urlencode({'tab': tab})}", headers={"Cookie": officer.cookie})


def cases(work: Work, tasks: Sequence[Task]) -> Iterator[Request]:
    """Return the pages of cases at the desk."""
    known = _cookies(work)
    for task in tasks:
        yield Request(f"/desk/cases/{task.reference}/", headers={"Cookie": known[task.authority]})


def completions(work: Work, tasks: Sequence[Task]) -> Iterator[Request]:
    """Return approvals over the API, as a page of the hall itself sends them."""
    known = _cookies(work)
    for task in tasks:
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Cookie": known[task.authority],
            "Sec-Fetch-Site": "same-origin",
        }
        yield Request(f"/api/v1/tasks/{task.id}/complete", "POST", headers, _APPROVE)


def _cookies(work: Work) -> Mapping[str, str]:
    return {officer.authority: officer.cookie for officer in reversed(work.officers)}
