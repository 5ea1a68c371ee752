"""A form as a whole: its pages, its conditions, its groups, and what it refuses."""

from dataclasses import dataclass
from typing import Any

import pytest

from openhall.blocks.forms.faults import FileFacts
from openhall.blocks.forms.form import Form
from openhall.blocks.forms.tests.factories import TODAY, faults, form, only, options, question
from openhall.kernel.languages import ENGLISH


@dataclass(frozen=True)
class Paper:
    id: str
    form: str = "file"
    needed_if: str | None = None
    max_files: int | None = None
    hint: None = None

    @property
    def label(self) -> dict[str, str]:
        return {"en": self.id}


@dataclass(frozen=True)
class Rule:
    id: str
    stop_if: str
    reason: Any = None
    instead: Any = None


def boats() -> Form:
    """A small licence: who, how long, with whom, and a statement to agree to."""
    return form(
        question("agree", "boolean", constraints={"must_be": True}),
        question("kind", "choice", options=options("sail", "motor", "other")),
        question("engine", "integer", ask_if="kind == 'motor'"),
        question("other_kind", "string", required=False, ask_if="kind == 'other'"),
        question("from_day", "date", constraints={"min": "today"}),
        question("to_day", "date", constraints={"after": "from_day"}),
        question(
            "crew",
            "group",
            required=False,
            repeat={"min": 1, "max": 3, "item": {"en": "Sailor"}},
            questions=[
                {"id": "called", "type": "string", "label": {"en": "Name"}},
                {"id": "phone", "type": "telephone", "label": {"en": "Telephone"}, "required": False},
            ],
        ),
        question("plan", "file", constraints={"max_files": 2}),
        papers=[Paper("plan"), Paper("proof", needed_if="kind != 'other'"), Paper("card", form="original")],
        rules=[Rule("too-strong", "engine > 500")],
    )


GOOD: dict[str, Any] = {
    "agree": True,
    "kind": "motor",
    "engine": 40,
    "from_day": "2026-12-01",
    "to_day": "2026-12-03",
    "crew": [{"called": "Åse", "phone": "555 0147"}, {"called": "陳大文"}],
    "plan": ["a"],
    "proof": "b",
}


def files(name: str) -> FileFacts | None:
    return {"a": FileFacts("pdf", 10), "b": FileFacts("jpg", 10), "big": FileFacts("pdf", 2_000_000)}.get(
        name, FileFacts("exe", 10) if name == "exe" else None
    )


def test_good_answers_pass() -> None:
    checked = boats().check(GOOD, today=TODAY, files=files)
    assert (checked.faults, checked.answers) == ((), GOOD)


def test_one_page_for_each_question_and_statements_last() -> None:
    made = boats()
    assert [page.id for page in made.pages] == [
        *["kind", "engine", "other-kind", "from-day", "to-day", "crew", "plan", "proof", "agree"]
    ]
    assert [page.id for page in made.pages if page.is_declaration] == ["agree"]
    assert [original.id for original in made.originals] == ["card"]


def test_the_route_follows_the_answers() -> None:
    made = boats()
    assert "engine" not in [page.id for page in made.route({})]
    assert "engine" in [page.id for page in made.route({"kind": "motor"})]
    assert "proof" not in [page.id for page in made.route({"kind": "other"})]


def _with(**changes: Any) -> dict[str, Any]:
    return {**GOOD, **changes}


def _without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in GOOD.items() if name not in names}


REFUSED: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("missing", _without("from_day"), [("/from_day", "required")]),
    ("missing paper", _without("proof"), [("/proof", "required")]),
    ("not asked", _with(kind="sail"), [("/engine", "not-asked")]),
    ("unknown", _with(fee_waived=True), [("/fee_waived", "unknown-member")]),
    ("unknown with a slash", _with(**{"a/b~": 1}), [("/a~1b~0", "unknown-member")]),
    ("null", _with(engine=None), [("/engine", "wrong-type")]),
    ("wrong type", _with(engine="40"), [("/engine", "wrong-type")]),
    ("true is no number", _with(engine=True), [("/engine", "wrong-type")]),
    ("one is not true", _with(agree=1), [("/agree", "wrong-type")]),
    ("must be", _with(agree=False), [("/agree", "must-be")]),
    ("no option", _with(kind="raft", engine=40), [("/kind", "not-an-option")]),
    ("not canonical", _with(from_day="1 Dec 2026"), [("/from_day", "not-canonical-day")]),
    ("no such day", _with(from_day="2026-11-31"), [("/from_day", "not-canonical-day")]),
    ("after", _with(to_day="2026-11-30"), [("/to_day", "before")]),
    ("too many", _with(crew=[{"called": "a"}] * 4), [("/crew", "too-many-items")]),
    ("none", _with(crew=[]), [("/crew", "too-few-items")]),
    ("inner missing", _with(crew=[{"called": "a"}, {}]), [("/crew/1/called", "required")]),
    ("inner unknown", _with(crew=[{"called": "a", "role": 1}]), [("/crew/0/role", "unknown-member")]),
    ("inner pattern", _with(crew=[{"called": "a", "phone": "no"}]), [("/crew/0/phone", "pattern")]),
    ("no item", _with(crew=["a"]), [("/crew/0", "wrong-type")]),
    ("untidy", _with(crew=[{"called": " a "}]), [("/crew/0/called", "not-canonical")]),
    ("unknown file", _with(proof="x"), [("/proof", "unknown-file")]),
    ("wrong kind of file", _with(proof="exe"), [("/proof", "file-kind")]),
    ("too large", _with(plan=["a", "big"]), [("/plan/1", "file-too-large")]),
    ("too many files", _with(plan=["a", "b", "big"]), [("/plan", "too-many-files")]),
    ("twice", _with(plan=["a", "a"]), [("/plan", "same-file-twice")]),
    ("one for several", _with(plan="a"), [("/plan", "wrong-type")]),
]


@pytest.mark.parametrize(("answers", "told"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_refused(answers: dict[str, Any], told: list[tuple[str, str]]) -> None:
    assert faults(boats(), answers, files=files) == told


def test_pages_drop_what_is_not_asked_any_more() -> None:
    checked = boats().check(_with(kind="sail"), today=TODAY, files=files, drop_unasked=True)
    assert checked.faults == ()
    assert "engine" not in checked.answers


def test_numbers_settle() -> None:
    checked = boats().check(_with(engine=40.0), today=TODAY, files=files)
    assert (checked.faults, type(checked.answers["engine"])) == ((), int)


def test_a_rule_stops_only_with_an_answer() -> None:
    made = boats()
    assert made.stopped_by({}) is None
    assert made.stopped_by({"engine": 500}) is None
    stopped = made.stopped_by({"engine": 501})
    assert stopped is not None
    assert stopped.id == "too-strong"


def test_a_rule_about_what_is_not_says_nothing_before_it_is_answered() -> None:
    made = form(question("kind", "string"), rules=[Rule("r", "kind != 'a'")])
    assert made.stopped_by({}) is None
    assert made.stopped_by({"kind": "b"}) is not None


def test_a_rule_stops_as_soon_as_nothing_to_come_can_change_it() -> None:
    made = form(
        question("groom", "choice", options=options("single", "married")),
        question("bride", "choice", options=options("single", "married")),
        question("since", "integer", ask_if="groom == 'single'"),
        rules=[
            Rule("either", "groom == 'married' or bride == 'married'"),
            Rule("both", "bride == 'single' and not (since > 3)"),
        ],
    )
    told: dict[str, list[dict[str, Any]]] = {
        "either": [{"groom": "married"}, {"bride": "married"}],
        "both": [{"groom": "single", "bride": "single", "since": 2}],
        "": [{}, {"groom": "single"}, {"bride": "single"}, {"groom": "single", "bride": "single"}],
    }
    for rule, cases in told.items():
        for answers in cases:
            stopped = made.stopped_by(answers)
            assert (stopped.id if stopped else "") == rule, answers


def test_a_question_that_is_not_asked_is_an_answer_to_a_rule() -> None:
    made = form(
        question("car", "boolean"),
        question("fuel", "choice", options=options("petrol", "diesel"), ask_if="car"),
        rules=[Rule("no-petrol", "fuel != 'petrol'")],
    )
    assert made.stopped_by({}) is None
    assert made.stopped_by({"car": True}) is None
    assert made.stopped_by({"car": False}) is not None


def test_noise_is_told_in_short() -> None:
    noise = {f"{number}{'x' * 500}": 1 for number in range(1000)}
    found = boats().check({**GOOD, **noise, "crew": [{**noise, "called": "a"}]}, today=TODAY).faults
    assert len(found) <= 40
    assert max(len(fault.pointer) for fault in found) < 150


def test_a_group_is_read_item_by_item() -> None:
    made = boats()
    page = made.page_of["crew"]
    sent = {"crew-1-called": ["Åse"], "crew-2-called": [" "], "crew-2-phone": [""], "crew-4-called": ["Lin"]}
    reading = made.read(page, sent, today=TODAY)
    assert reading.answers == {"crew": [{"called": "Åse"}, {"called": "Lin"}]}
    assert {"crew-1-called", "crew-2-called"} <= set(reading.typed)
    assert reading.typed["crew-2-called"] == "Lin"


def test_a_fault_in_a_group_points_at_its_field() -> None:
    made = boats()
    sent = {"crew-3-called": [""], "crew-3-phone": ["x"], "crew-5-called": ["Lin"]}
    reading = made.read(made.page_of["crew"], sent, today=TODAY)
    assert [(fault.field, fault.code) for fault in reading.faults] == [
        ("crew-1-called", "required"),
        ("crew-1-phone", "pattern"),
    ]
    assert reading.answers == {}
    assert reading.typed["crew-1-phone"] == "x"


def test_an_empty_group_is_no_answer() -> None:
    made = boats()
    reading = made.read(made.page_of["crew"], {"crew-1-called": [""]}, today=TODAY)
    assert (reading.answers, [fault.code for fault in reading.faults]) == ({}, ["required"])


def test_a_limit_between_pages_is_seen_on_the_page() -> None:
    made = boats()
    sent = {"to_day": ["30 Nov 2026"]}
    reading = made.read(made.page_of["to-day"], sent, today=TODAY, answers={"from_day": "2026-12-01"})
    assert [fault.code for fault in reading.faults] == ["before"]


ADDRESSES = [
    ({"street": "12 Rope Lane", "quarter": "north"}, []),
    ({"written": "The boat at pier 3", "quarter": "north"}, []),
    ({"quarter": "nowhere"}, []),
    ({"quarter": "north"}, [("/x", "address")]),
    ({"street": "12 Rope Lane"}, [("/x/quarter", "required")]),
    ({"street": "x" * 41, "quarter": "north"}, [("/x/street", "too-long")]),
    ({"street": "", "quarter": "north"}, [("/x/street", "not-canonical")]),
    ({"planet": "Mars"}, [("/x/planet", "unknown-member")]),
    ({"street": "a", "quarter": "south"}, [("/x/quarter", "not-an-option")]),
    ({}, [("/x/quarter", "required")]),
]


@pytest.mark.parametrize(("value", "told"), ADDRESSES)
def test_addresses(value: dict[str, str], told: list[tuple[str, str]]) -> None:
    assert faults(only("address")[0], {"x": value}) == told


def test_a_place_has_an_address() -> None:
    made, _ = only("address", constraints={"must_exist": True})
    assert faults(made, {"x": {"quarter": "nowhere"}}) == [("/x/quarter", "not-an-option")]


def test_an_address_is_read_box_by_box() -> None:
    made, _ = only("address")
    sent = {"x-street": [" 12  Rope Lane"], "x-quarter": ["north"], "x-written": [""]}
    assert made.read(made.pages[0], sent, today=TODAY).answers == {"x": {"street": "12 Rope Lane", "quarter": "north"}}


def test_the_schema_says_when_a_question_is_asked() -> None:
    schema = boats().json_schema(ENGLISH)
    assert schema["additionalProperties"] is False
    assert {
        "if": {"properties": {"kind": {"const": "motor"}}, "required": ["kind"]},
        "then": {"required": ["engine"]},
        "else": {"properties": {"engine": False}},
    } in schema["allOf"]
