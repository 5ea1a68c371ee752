"""The gates: what is sound passes, and what is not is told with file, line, field and cure."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from openhall.blocks.catalogue.facade import refund_of
from openhall.blocks.catalogue.tests.factories import Files, check, service, town, words

SERVICE = "services/park-office/kite-licence.yaml"
Break = Callable[[Files], object]


def test_a_sound_jurisdiction_has_no_problems(tmp_path: Path) -> None:
    report = check(tmp_path, town())
    assert [str(problem) for problem in report.problems] == []
    assert [s.id for s in report.services] == ["park-office/kite-licence"]
    assert report.services[0].questions[0].label["en"] == "Your name"
    assert report.jurisdiction is not None


def _service(**changes: object) -> Break:
    return lambda files: files.__setitem__(SERVICE, {**service(), **changes})


def _change(file: str, *path: str | int, to: object) -> Break:
    def change(files: Files) -> None:
        target = files[file]
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = to

    return change


def _drop(file: str, member: str) -> Break:
    return lambda files: files[file].pop(member)


def _tag(to: str) -> Break:
    return _change("field_types.yaml", "field_types", 2, "valid", 0, to=to)


def _table(*rows: dict[str, str]) -> dict[str, object]:
    numbered = [{"id": f"row-{n}", "label": words("Kite"), "amount": 5, **row} for n, row in enumerate(rows)]
    return {"type": "table", "rows": numbered, "confidence": "low"}


BROKEN: list[tuple[str, Break, str, str]] = [
    ("no summary", _drop(SERVICE, "summary"), "summary", "Add “summary: …”"),
    ("unknown member", _change(SERVICE, "sumary", to="x"), "sumary", "not a name we know"),
    ("wrong type", _change(SERVICE, "version", to="one"), "version", "a whole number"),
    ("unknown word", _change(SERVICE, "kind", to="wish"), "kind", "not one of the words"),
    ("unknown shape of fee", _service(fee={"type": "flat"}), "fee", "amount"),
    ("fraction of a cent", _service(fee={"type": "flat", "amount": 1.255, "confidence": "low"}), "fee", "2 decimals"),
    (
        "a question called as a page",
        _change(SERVICE, "questions", 1, "id", to="check"),
        "questions[2].id",
        "own addresses",
    ),
    ("two rows at once", _service(fee=_table({}, {})), "fee.rows", "with no answer, 2 rows would be due"),
    (
        "a number of no rule",
        _service(fee={"type": "flat", "rule": "nowhere", "number": "fee/kite", "confidence": "high"}),
        "fee.rule",
        "the numbers of a fee stand in a rule",
    ),
    ("no row", _service(fee=_table({"applies_if": "size == 'large'"})), "fee.rows", "no row would be due"),
    ("unknown number", _service(fee=_table({"times": "kites"})), "fee.rows[1].times", "no number that is known"),
    ("a text as a number", _service(fee=_table({"times": "name"})), "fee.rows[1].times", "no number that is known"),
    ("unknown rule", _service(fee={"type": "rule", "rule": "wind", "confidence": "low"}), "fee.rule", "no legal rule"),
    ("missing language", _service(name={"en": "Kite licence"}), "name", "简体中文"),
    ("blank text", _service(name={"en": "Kite", "zh-Hans": " "}), "name.zh-Hans", "text in this language"),
    ("foreign language", _service(name={**words("Kite"), "zh-Hant": "風箏"}), "name.zh-Hant", "not a language"),
    ("misplaced", _service(service="park-office/stamp-licence"), "service", "Rename one"),
    ("unknown life event", _service(life_events=["leisur"]), "life_events[1]", "Did you mean “leisure”?"),
    ("unknown process", _service(process={"pattern": "maze", "reads": {}}), "process.pattern", "no process “maze”"),
    ("unknown evidence", _service(evidence=["foto"]), "evidence[1]", "no shared paper"),
    ("unknown question", _service(questions=[{"use": "nickname"}]), "questions[1].use", "no shared question"),
    (
        "unread answer",
        _service(process={"pattern": "straight-through", "reads": {"check": ["full_name"]}}),
        "questions[3]",
        "nobody reads the answer to “reason”",
    ),
    (
        "unknown task",
        _service(process={"pattern": "straight-through", "reads": {"chek": ["full_name", "size", "reason"]}}),
        "process.reads.chek",
        "no task",
    ),
    ("unknown parent", _change("authorities.yaml", "authorities", 0, "parent", to="crown"), "parent", "no authority"),
    ("reserved authority", _change("authorities.yaml", "authorities", 0, "id", to="a-z"), "id", "own addresses"),
    ("unknown calendar", _change("jurisdiction.yaml", "calendar", to="moon"), "calendar", "no calendar “moon”"),
    ("unknown first", _change("search/queries.yaml", "queries", 0, "first", to="park-office/x"), "first", "no service"),
    ("unknown fact", _change("questions.yaml", "questions", 0, "prefill", to="person.x"), "prefill", "holds no fact"),
    (
        "wrong check digit",
        _change("field_types.yaml", "field_types", 2, "valid", 0, to="79927398714"),
        "valid",
        "refused",
    ),
    (
        "pattern",
        _change("field_types.yaml", "field_types", 2, "pattern", to="^(a$"),
        "field_types[3]",
        "cannot be used",
    ),
    (
        "pattern of death",
        _change("field_types.yaml", "field_types", 2, "pattern", to="^([0-9]+)*$"),
        "field_types[3]",
        "could take for ever",
    ),
    (
        "rewriting of death",
        _change("field_types.yaml", "field_types", 2, "rewrite", to=[{"pattern": "^(.|[0-9])*$", "to": "1"}]),
        "field_types[3]",
        "could take for ever",
    ),
    (
        "typed otherwise",
        _change("field_types.yaml", "field_types", 2, "typed", to={"7992 7398 713": "79927398713"}),
        "typed",
        "kept as nothing",
    ),
    (
        "shown as another answer",
        _change("field_types.yaml", "field_types", 2, "shown", to=[{"pattern": "^(7.*)3$", "to": r"\1 3"}]),
        "shown",
        "“7992739871 3”, which is not kept as the same",
    ),
    (
        "unknown way to normalise",
        _change("field_types.yaml", "field_types", 2, "normalise", to=["lower"]),
        "normalise",
        "not one of the words",
    ),
    (
        "a group that is not there",
        _change("field_types.yaml", "field_types", 2, "rewrite", to=[{"pattern": "^7.*$", "to": r"\9"}]),
        "field_types[3]",
        "cannot be used",
    ),
]


@pytest.mark.parametrize(("break_it", "field", "told"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_fault_is_named_with_its_cure(tmp_path: Path, break_it: Break, field: str, told: str) -> None:
    files = town()
    break_it(files)
    found = [str(problem) for problem in check(tmp_path, files).problems]
    assert any(field in problem and told in problem for problem in found), found


RAW: list[tuple[str, str, str]] = [
    ("tab", "service: a\n\tversion: 1\n", ":2:"),
    ("duplicate", "service: a\nversion: 1\nservice: b\n", ":3: service: “service” stands here twice"),
    ("alias", "service: &a [x]\nversion: *a\n", "Anchors"),
    ("empty", "", "empty"),
    ("tag", "service: !!python/object:os.system x\n", "kite-licence.yaml:1"),
    ("list", "- a\n- b\n", "a group of named values"),
    ("deep", "a: " + "[" * 60 + "]" * 60, "deep"),
    ("unclosed", "service: {en: a\nversion: 1\n", "stops making sense"),
]


@pytest.mark.parametrize(("text", "told"), [row[1:] for row in RAW], ids=[row[0] for row in RAW])
def test_a_broken_file_is_a_problem_and_nothing_worse(tmp_path: Path, text: str, told: str) -> None:
    files = town()
    files[SERVICE] = text
    found = [str(problem) for problem in check(tmp_path, files).problems]
    assert any(told in problem and "kite-licence" in problem for problem in found), found


def test_a_file_that_is_not_utf8_says_so(tmp_path: Path) -> None:
    files = town()
    check(tmp_path, files)
    (tmp_path / SERVICE).write_bytes(b"service: park\n# caf\xe9\n")
    found = check(tmp_path, {}).problems
    assert [(p.line, "UTF-8" in p.message) for p in found] == [(2, True)]


def test_a_problem_names_the_line(tmp_path: Path) -> None:
    files = town()
    text = "service: park-office/kite-licence\nversion: 1\nname:\n  en: Kite\n  zh-Hans: 风筝\nkind: wish\n"
    files[SERVICE] = text
    kind = [p for p in check(tmp_path, files).problems if p.field == "kind"]
    assert [problem.line for problem in kind] == [6]


@pytest.mark.parametrize(("changes", "faults"), [({}, 1), ({"required": False}, 0), ({"ask_if": "size == 'large'"}, 0)])
def test_what_is_chosen_within_an_address_is_not_asked_again(
    tmp_path: Path, changes: dict[str, object], faults: int
) -> None:
    files = town()
    districts = [{"id": name, "label": words(name)} for name in ("north", "south")]
    box = {"id": "district", "label": words("District"), "options": districts, "required": True}
    street = {"id": "street", "label": words("Street"), "either": True}
    files["field_types.yaml"]["field_types"].append({"id": "address", "base": "address", "boxes": [street, box]})
    district = {"id": "district", "type": "select", "label": words("District"), "options": districts}
    where = {"id": "where", "type": "address", "label": words("Where"), **changes}
    files[SERVICE]["questions"] += [district, where]
    files[SERVICE]["process"]["reads"]["check"] += ["district", "where"]
    found = [(each.field, "within “where”" in each.message) for each in check(tmp_path, files).problems]
    assert found == [("questions[4]", True)] * faults


def test_two_files_for_one_service_are_noticed(tmp_path: Path) -> None:
    files = town()
    files["services/park-office/kite-licence/service.yaml"] = service()
    assert any("described in" in str(problem) for problem in check(tmp_path, files).problems)


def test_the_sound_services_stay_when_one_is_broken(tmp_path: Path) -> None:
    files = town()
    files["services/park-office/boat-licence.yaml"] = "service: ["
    report = check(tmp_path, files)
    assert [s.id for s in report.services] == ["park-office/kite-licence"]
    assert report.broken == {"park-office/boat-licence"}


@pytest.mark.parametrize("text", ["groups: [", "groups: 3", "groups: []\nservices: {park-office/none: {en: [x]}}\n"])
def test_faulty_search_words_are_told_and_keep_nothing_shut(tmp_path: Path, text: str) -> None:
    files = town()
    files["search/synonyms.yaml"] = text
    report = check(tmp_path, files)
    assert {problem.file for problem in report.problems} == {"search/synonyms.yaml"}
    assert [s.id for s in report.services] == ["park-office/kite-licence"]


def test_an_example_cannot_answer_what_is_not_asked(tmp_path: Path) -> None:
    files = town()
    files[SERVICE]["examples"] = [{"name": "Mei", "answers": {"full_name": "Mei", "colour": "red"}}]
    assert [problem.field for problem in check(tmp_path, files).problems] == ["examples[1].answers.colour"]


EXAMPLES: list[tuple[str, dict[str, object], str, str]] = [
    ("no option", {"full_name": "Mei", "size": "huge"}, "examples[1].answers.size", "“huge” is turned back"),
    ("missing", {"size": "small"}, "examples[1].answers.full_name", "Add it"),
    ("not asked", {"full_name": "Mei", "size": "small", "reason": "wind"}, "examples[1].answers.reason", "not asked"),
    ("too long", {"full_name": "x" * 121, "size": "small"}, "examples[1].answers.full_name", "too long: max 120"),
    ("wrong type", {"full_name": 3, "size": "small"}, "examples[1].answers.full_name", "wrong type"),
]


@pytest.mark.parametrize(("answers", "field", "told"), [r[1:] for r in EXAMPLES], ids=[r[0] for r in EXAMPLES])
def test_an_example_that_does_not_pass_is_told(
    tmp_path: Path, answers: dict[str, object], field: str, told: str
) -> None:
    files = town()
    files[SERVICE]["examples"] = [{"name": "Mei", "answers": answers}]
    report = check(tmp_path, files)
    assert [(problem.field, told in problem.message) for problem in report.problems] == [(field, True)]
    assert report.broken == {"park-office/kite-licence"}


def test_an_example_that_a_rule_stops_is_told(tmp_path: Path) -> None:
    files = town()
    rule = {"id": "big", "stop_if": "size == 'large'", "reason": words("No."), "instead": words("Ask.")}
    files[SERVICE]["eligibility"]["rules"] = [rule]
    files[SERVICE]["examples"] = [{"name": "Mei", "answers": {"full_name": "Mei", "size": "large", "reason": "Wind"}}]
    assert [("stops" in problem.message) for problem in check(tmp_path, files).problems] == [True]


def test_days_of_an_example_are_seen_from_its_own_day(tmp_path: Path) -> None:
    files = town()
    files["field_types.yaml"]["field_types"].append({"id": "date", "base": "date"})
    day = {"id": "day", "type": "date", "label": words("Day"), "constraints": {"min": "today"}}
    files[SERVICE]["questions"] = [{"use": "full_name"}, day]
    files[SERVICE]["process"]["reads"] = {"check": ["full_name", "day"]}
    files[SERVICE]["examples"] = [{"name": "Mei", "answers": {"full_name": "Mei", "day": "2024-05-01"}}]
    assert len(check(tmp_path, files).problems) == 1
    files[SERVICE]["examples"][0]["today"] = "2024-04-30"
    assert check(tmp_path, files).problems == []


def test_a_service_for_which_no_answers_can_be_found_is_told(tmp_path: Path) -> None:
    files = town()
    rules = [
        {"id": size, "stop_if": f"size == '{size}'", "reason": words("No."), "instead": words("Ask.")}
        for size in ("small", "large")
    ]
    files[SERVICE]["eligibility"]["rules"] = rules
    (problem,) = check(tmp_path, files).problems
    assert problem.field == "examples"


def test_a_paper_cannot_have_the_id_of_another_question(tmp_path: Path) -> None:
    files = town()
    files[SERVICE]["evidence"] = [{"id": "size", "label": words("Size"), "form": "file"}]
    assert [problem.field for problem in check(tmp_path, files).problems] == ["evidence[1]"]


@pytest.mark.parametrize(("inner", "outer"), [("size == 'large'", None), (None, "sailor == 'Lin'")])
def test_a_condition_does_not_look_across_the_edge_of_a_group(
    tmp_path: Path, inner: str | None, outer: str | None
) -> None:
    files = town()
    sailor = {"id": "sailor", "type": "text", "label": words("Name"), **({"ask_if": inner} if inner else {})}
    crew = {"id": "crew", "type": "group", "label": words("Crew"), "questions": [sailor]}
    crew["repeat"] = {"min": 0, "max": 3, "item": words("Sailor")}
    colour = {"id": "colour", "type": "text", "label": words("Colour"), **({"ask_if": outer} if outer else {})}
    files[SERVICE]["questions"] += [crew, colour]
    files[SERVICE]["process"]["reads"]["check"] += ["crew", "colour"]
    (problem,) = check(tmp_path, files).problems
    assert "no earlier question" in problem.message


@pytest.mark.parametrize("change", [{"sign_in": 1.0}, {"version": 1.0}, {"version": 10**30}])
def test_a_number_of_another_kind_is_a_problem_and_nothing_worse(tmp_path: Path, change: dict[str, object]) -> None:
    files = town()
    files[SERVICE] |= change
    report = check(tmp_path, files)
    assert len(report.problems) == 1
    assert report.services == []


_TERMS = {"refused": "all", "withdrawn": {"share": 50, "less": 0.5}, "lapsed": "none", "confidence": "high"}


def test_what_goes_back_is_the_services_own_then_its_patterns_then_the_jurisdictions(tmp_path: Path) -> None:
    files = town()

    def share() -> int | None:
        report = check(tmp_path, files)
        assert report.problems == []
        assert report.jurisdiction is not None
        terms = refund_of(report.services[0], report.jurisdiction)
        return terms.withdrawn.share if terms else None

    assert share() == 0
    files["processes.yaml"]["patterns"][0]["refund"] = {**_TERMS, "withdrawn": {"share": 25}}
    assert share() == 25
    files[SERVICE]["fee"]["refund"] = _TERMS
    assert share() == 50
    files[SERVICE]["fee"]["amount"] = 0
    assert share() is None


def test_a_fee_of_which_nobody_says_what_goes_back_is_told(tmp_path: Path) -> None:
    files = town()
    del files["jurisdiction.yaml"]["refund"]
    assert [problem.field for problem in check(tmp_path, files).problems] == ["fee.refund"]
    files[SERVICE]["fee"]["refund"] = _TERMS
    assert check(tmp_path, files).problems == []


def test_only_lines_of_the_fee_can_stay_paid(tmp_path: Path) -> None:
    files = town()
    rows = [
        {"id": "small", "label": words("Small"), "amount": 1, "applies_if": "size == 'small'", "part": "kite"},
        {"id": "large", "label": words("Large"), "amount": 2, "applies_if": "size == 'large'", "part": "kite"},
        {"id": "tail", "label": words("Tail"), "amount": 1},
    ]
    refund: Files = {**_TERMS, "refused": {"keep": ["kite", "tial"]}}
    files[SERVICE]["fee"] = {"type": "table", "rows": rows, "confidence": "high", "refund": refund}
    (problem,) = check(tmp_path, files).problems
    assert "tail" in problem.message
    files[SERVICE]["fee"]["refund"]["refused"]["keep"] = ["kite"]
    report = check(tmp_path, files)
    assert report.problems == []
    assert report.services[0].refund is not None
    assert report.services[0].refund.refused.keep == ("small", "large")
    files["jurisdiction.yaml"]["refund"]["refused"] = {"keep": ["tail"]}
    assert [problem.field for problem in check(tmp_path, files).problems] == ["refund.refused.keep[1]"]


def test_every_file_reads_the_same_without_the_c_library() -> None:
    """PyYAML falls back on its own parser where it was built without libyaml, which is stricter about ``?``."""
    for path in sorted((Path(settings.ROOT) / "jurisdictions").rglob("*/service.yaml")):
        text = path.read_text("utf-8")
        assert yaml.safe_load(text) == yaml.load(text, yaml.CSafeLoader), path
