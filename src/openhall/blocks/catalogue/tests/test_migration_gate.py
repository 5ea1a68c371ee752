"""Rules by which running cases move on: only from another drawing, only to what is drawn, and only one for each."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

from openhall.blocks.catalogue.facade import MigrationRule, current_catalogue, publish_catalogue
from openhall.blocks.catalogue.tests.drawings import checking
from openhall.blocks.catalogue.tests.factories import Files, check, town, words

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
OLD = "0123456789abcdef"


def rule(**changes: object) -> dict[str, Any]:
    return {"process": "straight-through", "from": OLD, "reason": words("Simpler."), **changes}


def ruled(*rules: dict[str, Any]) -> Files:
    return {**town(), "process_migrations.yaml": {"migrations": list(rules)}}


def told(folder: Path, *rules: dict[str, Any]) -> list[str]:
    return [str(problem) for problem in check(folder, ruled(*rules)).problems]


def test_a_rule_is_published(tmp_path: Path, db: None) -> None:
    del db
    given = rule(nodes={"look": "check"}, flows={"a": "s_check"})
    report = check(tmp_path, ruled(given))
    assert report.is_sound
    from_ = MigrationRule("straight-through", OLD, words("Simpler."), {"look": "check"}, {"a": "s_check"})
    publish_catalogue(report=report, actor="test", now=NOW)
    assert current_catalogue().jurisdiction.migrations == (from_,)


def test_a_jurisdiction_may_have_none(tmp_path: Path) -> None:
    report = check(tmp_path, town())
    assert report.is_sound
    assert b"migrations" not in msgspec.json.encode(report.jurisdiction)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"process": "straight"}, "migrations[1].process: there is no process “straight”. Did you mean “straight-thr"),
        (
            {"nodes": {"look": "chek"}},
            "migrations[1].nodes.look: there is no node “chek” in processes/straight-through",
        ),
        ({"flows": {"a": "s_chec"}}, "migrations[1].flows.a: there is no flow “s_chec” in processes/straight-through"),
        ({"from": sha256(checking().encode()).hexdigest()[:12]}, "migrations[1].from: is the present drawing itself."),
        ({"from": "0123"}, 'migrations[1].from: "0123" is not written as it should be.'),
        ({"from": 123456789012}, "migrations[1].from: 123456789012 stands where a text belongs."),
        ({"reason": {"en": "Simpler."}}, "migrations[1].reason.zh-Hans: has no words in"),
        ({"because": "x"}, "migrations[1].because: is not a name we know here."),
    ],
)
def test_what_is_wrong_with_a_rule_is_told_where_it_stands(
    tmp_path: Path, changes: dict[str, Any], expected: str
) -> None:
    (problem,) = told(tmp_path, rule(**changes))
    assert problem.startswith("process_migrations.yaml:")
    assert expected in problem


def test_two_rules_for_one_drawing_are_one_too_many(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, rule(), rule(**{"from": f"{OLD}00"}))
    assert "migrations[2].from: stands here twice for this process." in problem
    other = {"from": "fedcba9876543210"}
    assert told(tmp_path, rule(), rule(**other)) == []
