"""What a service says of its process, of reasons and of appeals: only what its pattern takes, and only what exists."""

from pathlib import Path
from typing import Any

import pytest

from openhall.blocks.catalogue.tests.drawings import CHECKED, END, START, drawing, flow
from openhall.blocks.catalogue.tests.factories import Files, check, service, town, words

SERVICE = "services/park-office/kite-licence.yaml"


def risk() -> Files:
    """Return a table that looks at everything that a service can say."""
    rows = [
        {"when": {"needs_look": "true"}, "result": "look", "because": words("It says so.")},
        {"when": {"lot": "< share"}, "result": "look", "because": words("By lot.")},
        {"result": "pass", "because": words("Nothing.")},
    ]
    return {"decision": "risk", "name": words("Who looks?"), "inputs": ["needs_look", "lot", "share"], "rows": rows}


def asking_model(**changes: str) -> str:
    """Return a process that reads every parameter; ``changes`` are pieces to put in the place of others."""
    loop = '<multiInstanceLoopCharacteristics openhall:collection="offices"/>'
    said = 'openhall:role="case-officer" openhall:office="each" openhall:decisions="approve refuse"'
    opinion = f'<userTask id="opinion" name="Opinion" {said} openhall:clock="opinion">{loop}</userTask>'
    pieces = {
        "start": START,
        "pick": '<businessRuleTask id="pick" name="Pick" openhall:decision="risk"/>',
        "opinion": opinion,
        "way": '<exclusiveGateway id="way" default="way_e"/>',
        "check": CHECKED,
        "end": END,
        "into": flow("s", "pick"),
        "picked": flow("pick", "opinion"),
        "heard": flow("opinion", "way"),
        "looked": flow("way", "check", "pick == 'look' or silence == 'escalate' or has_amount"),
        "passed": flow("way", "e"),
        "out": flow("check", "e"),
    }
    return drawing("straight-through", *(pieces | changes).values())


def asking() -> Files:
    """Return the test town with a pattern that asks other offices, looks at amounts and draws lots."""
    files = town()
    pattern = files["processes.yaml"]["patterns"][0]
    pattern["takes"] = ["departments", "consulted", "silence", "amount", "examine_if", "examine_share"]
    pattern["clocks"] = {"opinion": 1}
    pattern["tasks"] += [
        {"id": "pick", "name": words("Pick"), "actor": "system"},
        {"id": "opinion", "name": words("Opinion"), "actor": "officer"},
    ]
    files["processes/straight-through.bpmn"] = asking_model()
    files["decisions/risk.yaml"] = risk()
    files["posts.yaml"] = {
        "posts": [{"id": "keeper", "authority": "park-office", "name": words("Keeper"), "role": "case-officer"}]
    }
    files["field_types.yaml"]["field_types"].append({"id": "money", "base": "money"})
    return files


def kite(**process: object) -> dict[str, Any]:
    """Return a service with these parameters, which asks for an amount."""
    price = {"id": "price", "type": "money", "label": words("Price of the kite")}
    own = service()
    reads = {"check": ["full_name", "size", "reason", "price"]}
    return {
        **own,
        "questions": [*own["questions"], price],
        "process": {**own["process"], "reads": reads, **process},
    }


def told(folder: Path, files: Files) -> list[tuple[str, str]]:
    return [(problem.field, problem.message) for problem in check(folder, files).problems]


def test_parameters_come_through(tmp_path: Path) -> None:
    files = asking()
    files[SERVICE] = kite(
        consulted=["park-office"],
        clocks={"opinion": 2},
        silence="no-objection",
        amount="price",
        examine_if="price > 100",
        examine_share=5,
    )
    files[SERVICE]["appeal"] = {"days": 3, "text": words("Ask the mayor.")}

    report = check(tmp_path, files)

    assert report.problems == []
    process = report.services[0].process
    assert (process.clocks, process.silence, process.amount) == ({"opinion": 2}, "no-objection", "price")
    assert (process.examine_if, process.examine_share) == ("price > 100", 5)
    assert report.jurisdiction is not None
    assert [(reason.id, reason.places) for reason in report.jurisdiction.reasons] == [("too-windy", ("refuse", "ask"))]
    assert report.jurisdiction.appeal_of(report.services[0]) == report.services[0].appeal


def test_a_service_without_an_appeal_of_its_own_has_that_of_the_jurisdiction(tmp_path: Path) -> None:
    report = check(tmp_path, town())

    assert report.jurisdiction is not None
    appeal = report.jurisdiction.appeal_of(report.services[0])
    assert appeal is not None
    assert (appeal.days, appeal.text["en"]) == (14, "Come to the park and say so.")


@pytest.mark.parametrize(
    ("process", "field", "message"),
    [
        ({"clocks": {"opinoin": 2}}, "process.clocks.opinoin", "no clock “opinoin”. Did you mean “opinion”?"),
        ({"clocks": {"opinion": 3}, "consulted": ["park-office"]}, "process.clocks.opinion", "pledge is over after 2"),
        ({"silence": "consent"}, "process.silence", "not one of the words"),
        ({"amount": "size"}, "process.amount", "no question for an amount of money called “size”"),
        ({"amount": "pirce"}, "process.amount", "Did you mean “price”?"),
        ({"examine_if": "colour == 'red'"}, "process.examine_if", "no earlier question “colour”"),
        ({"examine_if": "size == 'huge'"}, "process.examine_if", "no option “huge”"),
        ({"examine_if": "size =="}, "process.examine_if", "cannot be read"),
        ({"examine_share": 101}, "process.examine_share", "more than 100"),
        ({"departments": ["zoo"]}, "process.departments[1]", "no authority “zoo”"),
        ({"departments": ["park-office"], "consulted": ["park-office"]}, "process.consulted[1]", "Ask it once"),
    ],
)
def test_a_parameter_that_names_nothing_is_told(
    tmp_path: Path, process: dict[str, object], field: str, message: str
) -> None:
    files = asking()
    files[SERVICE] = kite(**process)

    found = told(tmp_path, files)

    assert [place for place, _ in found] == [field]
    assert message in found[0][1]


@pytest.mark.parametrize("member", ["departments", "consulted", "silence", "amount", "examine_if", "examine_share"])
def test_a_parameter_that_the_pattern_does_not_take_is_told(tmp_path: Path, member: str) -> None:
    values = {"departments": ["park-office"], "consulted": ["park-office"], "silence": "escalate"}
    values |= {"amount": "price", "examine_if": "price > 1", "examine_share": 1}  # type: ignore[dict-item]
    files = town()
    files["field_types.yaml"]["field_types"].append({"id": "money", "base": "money"})
    files[SERVICE] = kite(**{member: values[member]})

    assert [(place, "does not take this" in message) for place, message in told(tmp_path, files)] == [
        (f"process.{member}", True)
    ]


def test_a_reason_stands_once_and_knows_its_places(tmp_path: Path) -> None:
    files = town()
    reasons = files["reasons.yaml"]["reasons"]
    reasons.append(
        {**reasons[0], "name": words("Again"), "letter": words("Again."), "rule": words("Again."), "for": ["ask"]}
    )
    assert told(tmp_path, files) == [("reasons[2].id", "“too-windy” stands in this file twice. Give one another id.")]

    reasons[1] |= {"id": "too-wet", "for": ["shout"]}
    assert [place for place, _ in told(tmp_path, files)] == ["reasons[2].for[1]"]
