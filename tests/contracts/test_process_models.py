"""The processes of the first jurisdiction, walked through step by step by the interpreter, as officers would."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from openhall.blocks.rules.facade import DecisionTable, decide_by_table
from openhall.kernel.bpmn import machine
from openhall.kernel.bpmn.model import Model, NodeKind
from openhall.kernel.bpmn.reading import read_model
from tests.reports import report_of

_BY_ITSELF = {NodeKind.SERVICE, NodeKind.RULE}
_SEVERITY = ("approve", "return", "refuse")


def _jurisdiction() -> Any:  # noqa: ANN401 - a report that has problems has none
    report = report_of("hongkong")
    assert report.problems == []
    return report.jurisdiction


@dataclass
class Walk:
    """One matter on its way through a model; what waits for nobody is done at once, as a hall does it."""

    model: Model
    tables: dict[str, DecisionTable]
    data: dict[str, Any]
    inputs: dict[str, Any]
    inner: dict[int, dict[str, Any]] = field(default_factory=dict)
    acts: list[str] = field(default_factory=list)
    state: machine.State = field(default_factory=machine.State)
    outcome: str = ""

    def begin(self) -> "Walk":
        self._take(machine.begin(self.model, self._facts()))
        return self

    @property
    def open(self) -> list[str]:
        """What waits for people, ``task`` or ``task:item`` in a loop."""
        users = [t for t in machine.waits(self.model, self.state) if self.model.nodes[t.node].kind is NodeKind.USER]
        return [f"{token.node}:{item}" if (item := self._item(token)) >= 0 else token.node for token in users]

    def do(self, task: str, decision: str) -> "Walk":
        """Decide an open task."""
        token = next(t for t in machine.waits(self.model, self.state) if self._called(t) == task)
        self._note(token, decision)
        self._take(machine.finish(self.model, self.state, token.id, self._facts()))
        return self

    def fire(self, item: int) -> "Walk":
        """Let the clock of one office run out."""
        timers = [t for t in machine.waits(self.model, self.state) if self.model.nodes[t.node].event is not None]
        token = next(t for t in timers if self._item(t) == item)
        self._take(machine.finish(self.model, self.state, token.id, self._facts()))
        return self

    def _called(self, token: machine.Token) -> str:
        return f"{token.node}:{self._item(token)}" if self._item(token) >= 0 else token.node

    def _item(self, token: machine.Token) -> int:
        by_id = {each.id: each for each in self.state.tokens}
        here: machine.Token | None = token
        while here is not None and here.item < 0:
            here = by_id.get(here.scope)
        return here.item if here is not None else -1

    def _note(self, token: machine.Token, decision: str) -> None:
        """Keep a result as conditions see it: the item's own within a loop, the severest outside it."""
        if token.scope:
            self.inner.setdefault(token.scope, {})[token.node] = decision
            decision = max(self.data.get(token.node, "approve"), decision, key=_SEVERITY.index)
        self.data[token.node] = decision

    def _facts(self) -> machine.Facts:
        return machine.Facts(self.data, self.inner)

    def _take(self, step: machine.Step) -> None:
        self.state = step.state
        for token in self._waiting_for_nobody(step):
            node = self.model.nodes[token.node]
            if node.kind is NodeKind.RULE:
                self.data[node.id] = decide_by_table(self.tables[node.attributes["decision"]], self.inputs)
            else:
                self.acts.append(node.attributes["act"])
            self._take(machine.finish(self.model, self.state, token.id, self._facts()))
        if step.ended:
            self.outcome = self.model.nodes[step.ended].attributes["outcome"]

    def _waiting_for_nobody(self, step: machine.Step) -> Iterator[machine.Token]:
        return (token for token in step.opened if self.model.nodes[token.node].kind in _BY_ITSELF)


def walk(pattern: str, offices: int = 0, **given: Any) -> Walk:
    jurisdiction = _jurisdiction()
    xml = next(each.model for each in jurisdiction.patterns if each.id == pattern)
    inputs = {"changed_facts": 0, "needs_look": False, "lot": 99, "share": 5, **given}
    data = {"offices": [f"office-{n}" for n in range(offices)], "silence": "escalate", "has_amount": False, **given}
    tables = {table.id: table for table in jurisdiction.tables}
    return Walk(read_model(xml.encode()), tables, data, inputs).begin()


GRANTED = ["charge", "issue", "register"]


def test_several_departments_answer_at_the_same_time_and_one_decision_follows() -> None:
    matter = walk("joint-approval", offices=2)
    assert matter.open == ["review"]
    assert matter.do("review", "approve").open == ["opinion:0", "opinion:1"]
    assert matter.do("opinion:1", "approve").open == ["opinion:0"]
    assert matter.do("opinion:0", "approve").open == ["decide"]
    assert matter.do("decide", "approve").open == ["sign"]

    matter.do("sign", "approve")

    assert (matter.outcome, matter.acts, matter.open) == ("approved", GRANTED, [])


def test_whoever_is_silent_is_asked_further_up() -> None:
    matter = walk("joint-approval", offices=2).do("review", "approve").fire(0)
    assert sorted(matter.open) == ["escalated_opinion:0", "opinion:1"]

    matter.do("opinion:1", "approve").do("escalated_opinion:0", "refuse")

    assert (matter.open, matter.data["escalated_opinion"]) == (["decide"], "refuse")


def test_silence_can_mean_that_nobody_objects() -> None:
    matter = walk("joint-approval", offices=2, silence="no-objection").do("review", "approve").fire(1)

    assert (matter.open, matter.acts) == (["opinion:0"], ["note-silence"])
    assert matter.do("opinion:0", "approve").open == ["decide"]


_REVIEWED = ["joint-approval", "review-and-decide", "inspect-and-decide", "notice-and-objections", "panel-decision"]


@pytest.mark.parametrize("pattern", _REVIEWED)
def test_a_refusal_at_the_first_look_is_signed_by_somebody_else_or_goes_back_there(pattern: str) -> None:
    matter = walk(pattern, offices=1).do("review", "refuse")
    assert matter.open == ["sign"]
    assert matter.do("sign", "return").open == ["review"]
    assert matter.do("review", "refuse").do("sign", "approve").outcome == "refused"
    assert set(matter.acts) <= {"book"}


@pytest.mark.parametrize("pattern", ["joint-approval", "review-and-decide", "inspect-and-decide"])
def test_a_refusal_at_the_end_is_signed_by_somebody_else_or_goes_back_there(pattern: str) -> None:
    matter = walk(pattern, offices=0).do("review", "approve")
    if pattern == "inspect-and-decide":
        matter.do("inspect", "refuse")
    assert matter.do("decide", "refuse").open == ["sign"]
    assert matter.do("sign", "return").open == ["decide"]
    assert matter.do("decide", "refuse").do("sign", "approve").outcome == "refused"
    assert matter.acts == []


def test_an_amount_is_signed_and_what_costs_nothing_is_not() -> None:
    free = walk("review-and-decide").do("review", "approve").do("decide", "approve")
    assert (free.outcome, free.acts) == ("approved", GRANTED)

    grant = walk("review-and-decide", has_amount=True).do("review", "approve").do("decide", "approve")
    assert grant.open == ["sign"]
    assert grant.do("sign", "approve").outcome == "approved"


def test_a_visit_and_the_questions_to_other_offices_run_side_by_side() -> None:
    matter = walk("inspect-and-decide", offices=1).do("review", "approve")
    assert sorted(matter.open) == ["inspect", "opinion:0"]
    assert matter.do("opinion:0", "approve").open == ["inspect"]
    assert matter.do("inspect", "approve").open == ["decide"]
    assert matter.do("decide", "approve").outcome == "approved"

    assert walk("inspect-and-decide").do("review", "approve").open == ["inspect"]


def test_what_is_in_order_is_done_at_once_and_a_rule_never_refuses() -> None:
    assert walk("straight-through").outcome == "approved"

    looked = walk("straight-through", changed_facts=1)
    assert looked.open == ["review"]
    assert looked.do("review", "refuse").open == ["sign"]
    assert looked.do("sign", "return").open == ["review"]
    assert looked.do("review", "approve").outcome == "approved"


@pytest.mark.parametrize(
    ("given", "is_examined"),
    [({"lot": 5}, False), ({"lot": 4}, True), ({"needs_look": True}, True), ({"lot": 0, "share": 0}, False)],
)
def test_declarations_are_examined_by_condition_and_by_lot(given: dict[str, Any], is_examined: bool) -> None:  # noqa: FBT001 - a row of a table
    declared = walk("declaration-with-risk-selection", **given)
    assert (declared.open, declared.outcome) == ((["examine"], "") if is_examined else ([], "approved"))


def test_an_appointment_can_be_kept_moved_or_end_in_a_refusal() -> None:
    matter = walk("appointment")
    assert (matter.open, matter.acts) == (["attend"], ["book"])
    assert matter.do("attend", "return").acts == ["book", "book"]
    assert matter.do("attend", "refuse").do("sign", "return").open == ["attend"]
    assert matter.do("attend", "approve").outcome == "approved"


def test_bills_and_searches_need_nobody() -> None:
    assert [(walk(pattern).outcome, walk(pattern).acts) for pattern in ("pay-bill", "register-search")] == [
        ("approved", ["charge"]),
        ("approved", ["charge", "search", "deliver"]),
    ]


def test_an_objection_changes_the_decision_or_not() -> None:
    assert walk("objection-and-review").open == ["reconsider"]
    assert walk("objection-and-review").do("reconsider", "refuse").outcome == "refused"
    changed = walk("objection-and-review").do("reconsider", "approve")
    assert (changed.outcome, changed.acts) == ("approved", GRANTED)
    assert changed.model.nodes["reconsider"].attributes["other"] == "earlier"


def test_nobody_signs_what_they_decided() -> None:
    for pattern in _jurisdiction().patterns:
        nodes = read_model(pattern.model.encode()).nodes
        deciders = {n.id for n in nodes.values() if "refuse" in n.attributes.get("decisions", "")}
        lead = {name for name in deciders if nodes[name].attributes.get("office") == "lead" and name != "reconsider"}
        if lead:
            assert set(nodes["sign"].attributes["other"].split()) == lead, pattern.id
