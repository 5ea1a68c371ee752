"""What the bench asks for as an officer: each task once, each page with the cookie of somebody who may see it."""

from tools.bench.desk.acts import complete_act, working_acts, worklist_act
from tools.bench.desk.work import Officer, Task, Work

_WORK = Work(
    [Officer("parks", "ann", "s=1"), Officer("parks", "ben", "s=2"), Officer("fire", "cat", "s=3")],
    [Task(number, f"REF-{number}", "fire" if number % 3 == 0 else "parks") for number in range(1, 501)],
)


def test_every_tab_of_every_officer_is_asked_for() -> None:
    asked = list(worklist_act(_WORK.officers).requests())

    assert len(asked) == len({(each.path, each.headers["Cookie"]) for each in asked}) == 18
    assert asked[0].path == "/desk/?tab=mine"


def test_a_task_is_completed_once_by_somebody_of_its_office_from_a_page_of_the_hall() -> None:
    act = complete_act(_WORK)
    asked = list(act.requests())

    assert not act.repeats
    assert act.connections == 4
    assert len({each.path for each in asked}) == len(asked) == 300
    assert (asked[2].path, asked[2].headers["Cookie"]) == ("/api/v1/tasks/3/complete", "s=3")
    assert asked[0].headers["Cookie"] == "s=1"
    assert {each.headers["Sec-Fetch-Site"] for each in asked} == {"same-origin"}


def test_cases_that_are_opened_are_not_completed_meanwhile() -> None:
    _, case, complete = working_acts(_WORK)
    opened = {each.path for each in case.requests()}

    assert len(opened) == 200
    assert "/desk/cases/REF-500/" in opened
    assert not {f"/desk/cases/REF-{each.path.split('/')[4]}/" for each in complete.requests()} & opened
