"""The example town after its harbour has changed how it decides about moorings.

It looks at the boat under another name, measures it afterwards, and confirms instead of signing.
"""

import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from tools.source import ROOT

TOWN = ROOT / "jurisdictions/example"
MODEL, SERVICE = "processes/inspect-and-decide.bpmn", "services/harbour-office/mooring-permit/service.yaml"
REASON = {"en": "Boats are measured from now on.", "zh-Hans": "今后船只须丈量。"}
NAMES = {
    "visit": {"en": "Visit the boat", "zh-Hans": "上船查看"},
    "measure": {"en": "Measure the boat", "zh-Hans": "丈量船只"},
    "confirm": {"en": "Confirm what was decided", "zh-Hans": "确认决定"},
}
SHAPE = '<bpmndi:BPMNShape bpmnElement="measure"><dc:Bounds x="0" y="0" width="9" height="9"/></bpmndi:BPMNShape>'
EDGE = (
    '<bpmndi:BPMNEdge bpmnElement="measure_both_done"><di:waypoint x="0" y="0"/><di:waypoint x="9" y="0"/>'
    "</bpmndi:BPMNEdge>"
)


def _renamed(text: str, old: str, new: str) -> str:
    """Return a drawing in which a task has another id and name."""
    for place in ('id="{}"', 'sourceRef="{}"', 'targetRef="{}"', 'bpmnElement="{}"', ">{} == "):
        text = text.replace(place.format(old), place.format(new))
    text = text.replace("review inspect decide", "review visit decide")
    before, found, after = text.partition(f'id="{new}" name="')
    return before + found + NAMES[new]["en"] + after[after.index('"') :]


def _drawing(text: str) -> str:
    """Return the harbour's process as it is from now on."""
    text = _renamed(_renamed(text, "inspect", "visit"), "sign", "confirm")
    text = text.replace('openhall:clock="sign"', 'openhall:clock="confirm"')
    text = text.replace('id="inspect_both_done"', 'id="visit_measure"').replace(
        'sourceRef="visit" targetRef="both_done" />',
        'sourceRef="visit" targetRef="measure" />'
        '<bpmn:sequenceFlow id="measure_both_done" sourceRef="measure" targetRef="both_done" />'
        f'<bpmn:userTask id="measure" name="{NAMES["measure"]["en"]}" openhall:role="case-officer"'
        ' openhall:office="lead" openhall:decisions="approve" />',
    )
    text = text.replace('bpmnElement="inspect_both_done"', 'bpmnElement="visit_measure"')
    return text.replace("</bpmndi:BPMNPlane>", f"{SHAPE}{EDGE}</bpmndi:BPMNPlane>")


def change_file(path: Path, how: Callable[[Any], None]) -> None:
    """Change what stands in a YAML file."""
    value = yaml.safe_load(path.read_text("utf-8"))
    how(value)
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), "utf-8")


def _patterns(value: Any) -> None:  # noqa: ANN401 - a file
    pattern = next(each for each in value["patterns"] if each["id"] == "inspect-and-decide")
    for task in pattern["tasks"]:
        task["id"] = {"inspect": "visit", "sign": "confirm"}.get(task["id"], task["id"])
        task["name"] = NAMES.get(task["id"], task["name"])
    pattern["clocks"]["confirm"] = pattern["clocks"].pop("sign")
    pattern["tasks"].append({"id": "measure", "name": NAMES["measure"], "actor": "officer"})


def _service(value: Any) -> None:  # noqa: ANN401 - a file
    value["version"] += 1
    value["process"]["reads"]["visit"] = value["process"]["reads"].pop("inspect")


def change_town(folder: Path) -> Path:
    """Write the changed files of the town into ``folder``, with a rule for what runs."""
    shutil.copytree(TOWN, folder)
    drawing = folder / MODEL
    old = drawing.read_bytes()
    drawing.write_text(_drawing(old.decode()), "utf-8")
    change_file(folder / "processes.yaml", _patterns)
    change_file(folder / SERVICE, _service)
    rule = {
        "process": "inspect-and-decide",
        "from": sha256(old).hexdigest()[:12],
        "nodes": {"inspect": "visit"},
        "flows": {"inspect_both_done": "measure_both_done"},
        "reason": REASON,
    }
    (folder / "process_migrations.yaml").write_text(yaml.safe_dump({"migrations": [rule]}, allow_unicode=True), "utf-8")
    return folder
