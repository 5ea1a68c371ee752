"""``openhall replay``: in words and in figures, and when there is nothing to tell."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import transaction

from openhall.blocks.processes.facade import (
    Conducting,
    Doer,
    TaskState,
    begin_process,
    finish_task,
    keep_definition,
    tasks_of,
)
from openhall.project.cli import main

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_DRAWN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:openhall="https://openhall.org/bpmn/1" targetNamespace="https://town.example/processes">
<process id="permit" isExecutable="true"><startEvent id="begin"/>
<userTask id="look" openhall:role="case-officer" openhall:office="lead" openhall:decisions="approve refuse"/>
<userTask id="{second}" openhall:role="case-officer" openhall:office="lead" openhall:decisions="approve refuse"/>
<endEvent id="end" openhall:outcome="approved"/>
<sequenceFlow id="f1" sourceRef="begin" targetRef="look"/><sequenceFlow id="f2" sourceRef="look" targetRef="{second}"/>
<sequenceFlow id="f3" sourceRef="{second}" targetRef="end"/></process></definitions>"""
pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """Let one case be decided, and draw its process with another second task."""
    keep_definition(name="permit", xml=_DRAWN.format(second="decide"), now=NOW)
    how = Conducting(
        lead="parks",
        topic="parks/permit",
        act=lambda _act, _node: True,
        judge=lambda _table: "",
        day_of=lambda _model, _clock: date(2026, 3, 9),
        moment_of=lambda _model, _duration: NOW,
    )
    with transaction.atomic():
        begin_process(subject="22222-22223", serial=1, model="permit", data={}, conducting=how, now=NOW)
        for _ in range(2):
            task = next(each for each in tasks_of("22222-22223") if each.state == TaskState.OPEN)
            finish_task(task=task.id, decision="approve", doer=Doer("ann", "clerk"), conducting=how, now=NOW)
    path = tmp_path / "permit.bpmn"
    path.write_text(_DRAWN.format(second="sign"), "utf-8")
    return path


def test_what_cannot_go_on_is_told_with_its_node(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "--model", str(changed)]) == 0

    told = capsys.readouterr().out
    assert "permit: 1 cases" in told
    assert "1 (100.0%) cannot go on\n    at sign, nobody ever decided there: 1" in told


def test_assumed_decisions_and_figures_for_programs(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "--model", str(changed), "--assume", "approve", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["cases"], told["alike"], told["otherwise"], told["stuck"]) == (1, 1, [], [])
    assert told["fallen"] == [{"node": "decide", "tasks": 1}]
    assert told["new"] == [{"node": "sign", "tasks": 1}]
    assert told["tasks_each"] == {"was": 2.0, "is": 2.0}


def test_there_is_nothing_to_tell_without_a_model_or_a_case(
    changed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.bpmn"
    broken.write_text("<definitions/>", "utf-8")

    assert main(["replay", "--model", str(broken)]) == 2
    assert main(["replay", "--model", str(tmp_path / "nowhere.bpmn")]) == 2
    assert main(["replay", "--model", str(changed), "--pattern", "another"]) == 2
    assert capsys.readouterr().err.count("\n") == 3
