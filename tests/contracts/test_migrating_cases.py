"""Cases that run while their process is changed: those with a place in it go on there, the others end as they began."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker, Settings

from openhall.blocks.cases.models import Case, CaseEvent
from openhall.blocks.journal.facade import sequence_leaves, verify_log
from openhall.blocks.journal.models import Record
from openhall.blocks.processes.facade import position_of, tasks_of
from openhall.project.cli import main
from openhall.project.commands import load
from tests.changed_town import REASON, change_file, change_town
from tests.desks import CLERK, KEEPER, MASTER, NOOR, Browser, apply_for_mooring, task_at, town, words_of
from tests.outcomes import bring_to_its_end

pytestmark = pytest.mark.django_db
_FIELDS = {
    "refuse": {"reasons": "boat-not-safe", "facts": "boat_length"},
    "return": {"reasons": "fact-not-checked", "facts": "boat_length"},
}
Load = Callable[[], str]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return change_town(tmp_path_factory.mktemp("changed") / "example")


@pytest.fixture(scope="module")
def _town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    del django_db_setup
    with town(django_db_blocker):
        yield


@pytest.fixture
def _open(_town: None, db: None, settings: Settings) -> None:
    del db
    settings.OPENHALL_DEMO = True


@pytest.fixture
def load_changed(
    changed: Path,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Load:
    """Return what loads the changed files and gives back what was said."""
    settings.JURISDICTION_FOLDER, settings.OPENHALL_HOME = changed, tmp_path
    monkeypatch.setattr(load, "prepare", lambda: None)

    def run() -> str:
        capsys.readouterr()
        assert main(["load"]) == 0
        return capsys.readouterr().out

    return run


def do(reference: str, node: str, decision: str = "approve", who: str = CLERK) -> None:
    place = f"/desk/cases/{reference}/tasks/{task_at(reference, node).id}/decide/"
    answer = Browser(who).send(place, decision=decision, **_FIELDS.get(decision, {}))
    assert answer.status_code == 303, words_of(answer)


def here(reference: str) -> set[str]:
    return {task.node for task in tasks_of(reference) if task.state == "open"}


@pytest.mark.usefixtures("_open")
def test_a_case_with_a_place_goes_on_and_one_without_ends_as_it_began(load_changed: Load) -> None:
    moving, staying = apply_for_mooring(), apply_for_mooring()
    do(moving, "review")
    do(staying, "review", "refuse")
    assert (here(moving), here(staying)) == ({"inspect", "opinion"}, {"sign"})
    acts = Case.objects.get(reference=moving).acts

    said = load_changed()

    assert "moved 1, kept 1" in said
    assert "at sign, it is not there any more: 1" in said
    assert "inspect-and-decide: cases that run on an older drawing" in said
    assert (here(moving), here(staying)) == ({"visit", "opinion"}, {"sign"})
    assert Case.objects.get(reference=moving).acts == acts + 1
    assert Record.objects.filter(kind="case.migrated").count() == 1
    assert "moved 0, kept 1" in load_changed()
    assert CaseEvent.objects.filter(kind="migrated").count() == 1

    do(moving, "visit")
    do(moving, "measure")
    do(moving, "opinion", who=KEEPER)
    do(moving, "decide")
    # The older drawing has a task and a clock that are nowhere else any more.
    assert "Sign what was decided" in words_of(Browser(MASTER).look(f"/desk/cases/{staying}/"))
    do(staying, "sign", "return", MASTER)
    do(staying, "review", "refuse")
    do(staying, "sign", who=MASTER)
    bring_to_its_end(moving)
    cases = Case.objects.filter(reference__in=[moving, staying])
    assert dict(cases.values_list("reference", "decision")) == {moving: "granted", staying: "refused"}
    sequence_leaves(now=datetime.now(UTC))
    assert verify_log() == []


@pytest.mark.usefixtures("_open")
def test_officers_and_applicant_are_told_and_what_was_done_keeps_its_name(load_changed: Load) -> None:
    reference = apply_for_mooring()
    do(reference, "review")
    do(reference, "inspect")

    assert "moved 1, kept 0" in load_changed()

    words = words_of(Browser(CLERK).look(f"/desk/cases/{reference}/"))
    for told in ("The process of this case was renewed", REASON["en"], "Approved: Look at the boat and the place"):
        assert told in words
    assert REASON["zh-Hans"] in words_of(Browser(CLERK, "zh-Hans").look(f"/desk/cases/{reference}/?lang=zh-Hans"))
    own = words_of(Browser(NOOR).look(f"/en/track/{reference}/"))
    assert "The steps of your application were renewed" in own
    assert "Look at the boat and the place" in own
    found = position_of(reference)
    assert found is not None
    assert found.passed == ("review", "visit")

    do(reference, "opinion", who=KEEPER)
    do(reference, "decide", "refuse")
    assert task_at(reference, "confirm").other == {"review", "visit", "inspect", "decide"}
    do(reference, "confirm", who=MASTER)
    assert Case.objects.get(reference=reference).decision == "refused"


@pytest.mark.usefixtures("_open")
def test_a_page_that_was_drawn_before_is_not_taken_for_the_new_task(load_changed: Load) -> None:
    reference = apply_for_mooring()
    do(reference, "review")
    seen, task = Case.objects.get(reference=reference).acts, task_at(reference, "inspect").id
    load_changed()
    late = Browser(CLERK).send(f"/desk/cases/{reference}/tasks/{task}/decide/", decision="approve", _seen=str(seen))
    assert late.status_code == 409
    assert "visit" in here(reference)


@pytest.mark.usefixtures("_open")
def test_a_rule_about_a_drawing_that_was_never_loaded_is_told(
    changed: Path, load_changed: Load, tmp_path: Path, settings: Settings
) -> None:
    folder = tmp_path / "example"
    shutil.copytree(changed, folder)
    change_file(
        folder / "process_migrations.yaml", lambda value: value["migrations"][0].update({"from": "0123456789abcdef"})
    )
    settings.JURISDICTION_FOLDER = folder
    assert "from 0123456789ab: no older drawing with this digest was ever loaded" in load_changed()
