"""A case is moved into a changed process in the moment in which somebody works on it: neither is lost."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from openhall.blocks.cases.facade import Verdict, complete_task, migrate_cases
from openhall.blocks.catalogue.facade import publish_catalogue
from openhall.blocks.catalogue.workshop import check_jurisdiction
from openhall.blocks.documents.facade import keep_sample_files
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.processes.facade import tasks_of
from openhall.blocks.processes.models import Instance, Task
from tests.changed_town import TOWN, change_town
from tests.desks import CLERK, apply_for_mooring, task_at
from tools.source import ROOT
from tools.together import at_once


def decide(task: int) -> None:
    yes = Verdict("approve")
    complete_task(task=task, verdict=yes, visitor=Visitor(CLERK), now=datetime.now(UTC))


@pytest.mark.django_db(transaction=True)
def test_who_works_on_it_at_the_same_moment_comes_before_or_after(
    tmp_path: Path, shared_database: None, settings: Settings
) -> None:
    del shared_database
    settings.OPENHALL_DEMO, changed = True, change_town(tmp_path / "example")
    now = datetime.now(UTC)
    publish_catalogue(report=check_jurisdiction(TOWN, ROOT / "schemas"), actor="test", now=now)
    keep_sample_files(now=now)
    references = [apply_for_mooring() for _ in range(4)]
    for reference in references:
        decide(task_at(reference, "review").id)
    tasks = {reference: task_at(reference, "inspect").id for reference in references}
    publish_catalogue(report=check_jurisdiction(changed, ROOT / "schemas"), actor="test", now=now)

    def act(number: int) -> int:
        if number:
            return sum(done.moved for done in migrate_cases(now=now))
        for task in tasks.values():
            decide(task)
        return 0

    assert sum(at_once(2, act)) == 4
    for reference in references:
        done = Task.objects.get(pk=tasks[reference])
        assert done.state == "done"
        here = {task.node for task in tasks_of(reference) if task.state == "open"}
        assert here == ({"opinion"} if done.node == "inspect" else {"measure", "opinion"})
    assert Instance.objects.values("definition").distinct().count() == 1
