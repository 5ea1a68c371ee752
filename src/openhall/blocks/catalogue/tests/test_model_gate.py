"""Models of processes: drawn, proved, and everything that they name is there, in every language."""

import re
from pathlib import Path
from typing import Any

import pytest

from openhall.blocks.catalogue.tests.drawings import CHECKED, END, START, checking, drawing, flow
from openhall.blocks.catalogue.tests.factories import Files, check, town, words
from openhall.blocks.catalogue.tests.test_process_gate import SERVICE, asking, asking_model, kite
from openhall.kernel.bpmn.model import NodeKind
from openhall.kernel.bpmn.reading import read_model

MODEL = "processes/straight-through.bpmn"
_EACH = 'openhall:role="case-officer" openhall:office="each" openhall:decisions="approve refuse"'
_OPINION = '<userTask id="opinion" name="Opinion" {}{}>{}</userTask>'
_LOOP = '<multiInstanceLoopCharacteristics openhall:collection="{}"/>'


def told(folder: Path, files: Files) -> list[tuple[str, str, str]]:
    return [(problem.file, problem.field, problem.message) for problem in check(folder, files).problems]


def test_the_model_is_published_with_its_pattern_and_the_tables_with_the_jurisdiction(tmp_path: Path) -> None:
    files = asking()
    files[SERVICE] = kite(consulted=["park-office"])

    report = check(tmp_path, files)

    assert report.problems == []
    assert report.jurisdiction is not None
    pattern = report.jurisdiction.patterns[0]
    assert (pattern.model, pattern.clocks, "amount" in pattern.takes) == (asking_model(), {"opinion": 1}, True)
    table = report.jurisdiction.tables[0]
    assert (table.id, table.inputs, [row.result for row in table.rows]) == (
        "risk",
        ("needs_look", "lot", "share"),
        ["look", "look", "pass"],
    )


def test_what_is_drawn_has_its_words_in_every_language(tmp_path: Path) -> None:
    files = town()
    files[MODEL] = drawing(
        "straight-through", START, CHECKED, END, flow("s", "check"), flow("check", "e", name="All is well")
    )
    assert told(tmp_path, files) == [
        (MODEL, "check_e", "“All is well” has no words in processes.yaml. Add it under labels.")
    ]

    files["processes.yaml"]["patterns"][0]["labels"] = {"check_e": words("All is well")}
    assert told(tmp_path, files) == []

    files["processes.yaml"]["patterns"][0]["labels"] = {"check_e": {"en": "All is well"}}
    assert [(file, field) for file, field, _ in told(tmp_path, files)] == [
        ("processes.yaml", "patterns[1].labels.check_e.zh-Hans")
    ]

    files["processes.yaml"]["patterns"][0]["labels"] = {"check_e": words("Well"), "chekc_e": words("Nothing")}
    assert sorted(message for _, _, message in told(tmp_path, files)) == [
        "is called “All is well” here and “Well” in processes.yaml. Call both the same.",
        "“chekc_e” is not drawn in processes/straight-through.bpmn. Did you mean “check_e”?",
    ]


def test_a_pattern_without_a_model_and_a_model_without_a_pattern_are_told(tmp_path: Path) -> None:
    files = town()
    files["processes/other.bpmn"] = files.pop(MODEL).replace("straight-through", "other")

    assert told(tmp_path, files) == [
        ("processes.yaml", "patterns[1].id", "has no drawing. Add processes/straight-through.bpmn."),
        (
            "processes/other.bpmn",
            "",
            "there is no pattern “other” in processes.yaml. Add it, or remove this file.",
        ),
    ]


def test_a_file_that_is_no_model_is_told_with_its_line(tmp_path: Path) -> None:
    files = town()
    files[MODEL] = checking().replace("serviceTask", "scriptTask")

    found = told(tmp_path, files)

    assert {(file, field) for file, field, _ in found} == {(MODEL, "check")}
    assert any("a script is not run" in message for _, _, message in found)


def calling() -> dict[str, Any]:
    """Return the test town whose process calls another one, where its fee is taken."""
    files = town()
    call = '<callActivity id="pay" name="Pay" calledElement="paying"/>'
    fee = '<serviceTask id="fee" name="Fee" openhall:act="charge"/>'
    files[MODEL] = drawing(
        "straight-through", START, CHECKED, call, END, flow("s", "check"), flow("check", "pay"), flow("pay", "e")
    )
    ends = '<startEvent id="p"/>', '<endEvent id="paid" openhall:outcome="approved"/>'
    files["processes/paying.bpmn"] = drawing("paying", *ends, fee, flow("p", "fee"), flow("fee", "paid"))
    pattern = files["processes.yaml"]["patterns"][0]
    pattern["labels"] = {"pay": words("Pay")}
    tasks = [{"id": "fee", "name": words("Fee"), "actor": "system"}]
    steps = [dict(step) for step in pattern["steps"]]
    files["processes.yaml"]["patterns"].append(
        {"id": "paying", "name": words("Paying"), "tasks": tasks, "steps": steps}
    )
    return files


def test_what_a_process_calls_lies_in_what_is_published(tmp_path: Path) -> None:
    assert told(tmp_path, calling()) == []

    jurisdiction = check(tmp_path, calling()).jurisdiction
    assert jurisdiction is not None
    pattern = next(each for each in jurisdiction.patterns if each.id == "straight-through")
    model = read_model(pattern.model.encode())
    assert (model.nodes["fee"].scope, model.nodes["pay"].kind) == ("pay", NodeKind.SUBPROCESS)
    assert [task.id for task in pattern.tasks] == ["check", "fee"]


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "message"),
    [
        (MODEL, '"paying"', '"payng"', "pay", "it calls “payng”, which is not there"),
        (
            "processes/paying.bpmn",
            '(id|sourceRef|bpmnElement)="p"',
            r'\1="s"',
            "pay",
            "“s” of “paying” is there already; call it otherwise",
        ),
        (MODEL, '"paying"', '"straight-through"', "pay", "it calls itself: straight-through › straight-through"),
    ],
)
def test_a_call_that_leads_nowhere_or_back_is_told(
    tmp_path: Path, file: str, old: str, new: str, place: str, message: str
) -> None:
    files = calling()
    files[file] = re.sub(old, new, files[file])
    assert (MODEL, place, message) in told(tmp_path, files)


def test_what_is_called_is_proved_where_it_is_called(tmp_path: Path) -> None:
    """Another process in which nobody does anything is sound alone, and not in a circle."""
    files = calling()
    again = '<exclusiveGateway id="again" default="again_e"/>'
    files[MODEL] = drawing(
        "straight-through",
        *(START, CHECKED, '<callActivity id="pay" name="Pay" calledElement="paying"/>', again, END),
        *(flow("s", "check"), flow("check", "pay"), flow("pay", "again"), flow("again", "e")),
        flow("again", "pay", "has_amount"),
    )
    files["processes.yaml"]["patterns"][0]["takes"] = ["amount"]
    assert told(tmp_path, files) == [
        (MODEL, "fee", "a loop in which no person, time or message is waited for (check › fee)")
    ]

    files[MODEL] = files[MODEL].replace(flow("again", "pay", "has_amount"), "")
    files["processes.yaml"]["patterns"][0]["takes"] = []
    assert told(tmp_path, files) == []


def test_a_task_is_in_the_list_and_in_the_drawing(tmp_path: Path) -> None:
    files = town()
    files["processes.yaml"]["patterns"][0]["tasks"] = [{"id": "chat", "name": words("Chat"), "actor": "system"}]
    files[SERVICE]["process"]["reads"] = {"chat": ["full_name", "size", "reason"]}

    assert sorted(message for _, _, message in told(tmp_path, files)) == [
        "is no task in processes.yaml. Add it under tasks.",
        "“Check” has no words in processes.yaml. Add it under labels.",
        "“chat” is not drawn in processes/straight-through.bpmn.",
    ]


def test_nothing_is_left_undrawn(tmp_path: Path) -> None:
    files = town()
    body = (START, CHECKED, END, flow("s", "check"), flow("check", "e"))
    files[MODEL] = drawing("straight-through", *body, is_drawn=False)

    found = told(tmp_path, files)

    assert [field for _, field, _ in found] == ["s", "check", "e"]
    assert {message.partition(".")[0] for _, _, message in found} == {"is not drawn"}


@pytest.mark.parametrize(
    ("pieces", "element", "message"),
    [
        ({"check": CHECKED.replace("issue", "isue")}, "check", "no act “isue”."),
        (
            {"pick": '<businessRuleTask id="pick" name="Pick" openhall:decision="rsik"/>'},
            "pick",
            "no decision table “rsik”. Did you mean “risk”?",
        ),
        (
            {"opinion": _OPINION.format(_EACH, ' openhall:clock="opnion"', _LOOP.format("offices"))},
            "opinion",
            "no clock",
        ),
        ({"opinion": _OPINION.format(_EACH, "", _LOOP.format("offices"))}, "opinion", "nothing here runs by"),
        ({"opinion": _OPINION.format(_EACH, ' openhall:clock="opinion"', "")}, "opinion", "no loop is around it"),
        (
            {"opinion": _OPINION.format(_EACH, ' openhall:clock="opinion"', _LOOP.format("everybody"))},
            "opinion",
            "no result or parameter “everybody”",
        ),
        ({"opinion": _OPINION.format('openhall:clock="opinion"', "", "")}, "opinion", "say who does it"),
        ({"end": '<endEvent id="e"/>'}, "e", "say how it ends"),
        ({"looked": flow("way", "check", "pick == 'lok'")}, "way_check", "no result of “pick” called “lok”"),
        ({"looked": flow("way", "check", "opinion == 'return'")}, "way_check", "no decision of “opinion” called"),
        ({"looked": flow("way", "check", "silence == 'gold'")}, "way_check", "no such silence as “gold”"),
        ({"looked": flow("way", "check", "weather == 'bad'")}, "way_check", "no result or parameter “weather”"),
        ({"looked": flow("way", "check", "pick == 'look' or has_amount")}, "silence", "nothing here reads it"),
        ({"out": flow("check", "way")}, "check", "time or message is waited for ("),
    ],
)
def test_a_name_in_a_model_that_nobody_knows_is_told(
    tmp_path: Path, pieces: dict[str, str], element: str, message: str
) -> None:
    files = asking()
    files[MODEL] = asking_model(**pieces)

    found = [(field, words) for file, field, words in told(tmp_path, files) if file == MODEL]

    assert [field for field, words in found if message in words] == [element], found


def test_a_model_reads_only_what_its_pattern_takes(tmp_path: Path) -> None:
    files = asking()
    files["processes.yaml"]["patterns"][0]["takes"] = ["examine_if", "examine_share", "silence", "amount"]

    found = told(tmp_path, files)

    assert found == [(MODEL, "opinion", "reads “offices”. Add consulted or departments to the takes of the pattern.")]


def test_somebody_must_be_able_to_do_every_task(tmp_path: Path) -> None:
    files = asking()
    files[SERVICE] = kite(departments=["park-office"])
    assert told(tmp_path, files) == []

    files["posts.yaml"]["posts"][0]["role"] = "supervisor"
    assert told(tmp_path, files) == [
        (SERVICE, "process.pattern", "“park-office” has no case-officer for “opinion”. Add a post.")
    ]


def test_somebody_must_be_able_to_sign_any_amount(tmp_path: Path) -> None:
    files = asking()
    said = 'openhall:role="supervisor" openhall:decisions="approve" openhall:by-amount="yes"'
    files["processes.yaml"]["patterns"][0]["tasks"][0]["actor"] = "officer"
    files[MODEL] = asking_model(check=f'<userTask id="check" name="Check" {said}/>')
    head: dict[str, Any] = {"id": "head", "authority": "park-office", "name": words("Head"), "role": "supervisor"}
    files["posts.yaml"]["posts"].append({**head, "limit": 500})
    files[SERVICE] = kite(amount="price")

    assert told(tmp_path, files) == [
        (
            SERVICE,
            "process.amount",
            "every supervisor of “park-office” has a limit, and nobody can sign more. Add a post without one.",
        )
    ]

    files["posts.yaml"]["posts"].append({**head, "id": "mayor", "name": words("Mayor")})
    assert told(tmp_path, files) == []


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"decision": "rsik"}, "decision", "Give both the same name"),
        ({"inputs": ["moon"]}, "inputs[1]", "not one of the words"),
        ({"inputs": ["needs_look", "lot"]}, "rows", "“share” is no input of the table"),
        ({"rows": [{"when": {"lot": "> 1"}, "result": "look", "because": words("x")}]}, "rows", "must hold always"),
        (
            {
                "rows": [
                    {"when": {"lot": ">< 1"}, "result": "look", "because": words("x")},
                    {"result": "pass", "because": words("y")},
                ]
            },
            "rows[1].when.lot",
            "cannot be read",
        ),
    ],
)
def test_a_table_that_cannot_be_used_is_told(
    tmp_path: Path, change: dict[str, object], field: str, message: str
) -> None:
    files = asking()
    files["decisions/risk.yaml"] |= change

    found = [(place, words) for file, place, words in told(tmp_path, files) if file == "decisions/risk.yaml"]

    assert [place for place, words in found if message in words] == [field], found
