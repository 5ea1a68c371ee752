import pytest

from openhall.blocks.rules.facade import DecisionTable, TableRow, decide_by_table

BECAUSE = {"en": "Because."}
TABLE = DecisionTable(
    "look",
    {"en": "Who looks?"},
    ("changed", "lot", "share"),
    (
        TableRow("look", BECAUSE, {"changed": "> 0"}),
        TableRow("look", BECAUSE, {"lot": "< share"}),
        TableRow("pass", BECAUSE),
    ),
)


@pytest.mark.parametrize(
    ("changed", "lot", "result"), [(1, 99, "look"), (0, 4, "look"), (0, 5, "pass"), (0, 99, "pass")]
)
def test_the_first_row_that_holds_decides(changed: int, lot: int, result: str) -> None:
    assert decide_by_table(TABLE, {"changed": changed, "lot": lot, "share": 5, "more": 1}) == result


def test_an_input_that_is_not_given_is_no_guess() -> None:
    with pytest.raises(KeyError):
        decide_by_table(TABLE, {"changed": 1})


def test_what_keeps_a_table_from_being_used() -> None:
    assert TABLE.faults() == []
    unknown = DecisionTable("t", {"en": "T"}, ("a",), (TableRow("x", BECAUSE, {"b": "> a"}), TableRow("y", BECAUSE)))
    assert unknown.faults() == ["row 1: “b” is no input of the table"]
    other = DecisionTable("t", {"en": "T"}, ("a",), (TableRow("x", BECAUSE, {"a": "> c"}), TableRow("y", BECAUSE)))
    assert other.faults() == ["row 1: “c” is no input of the table"]
    silent = DecisionTable("t", {"en": "T"}, ("a",), (TableRow("x", BECAUSE, {"a": "> 1"}),))
    assert silent.faults() == ["the last row must hold always: it has no tests"]
