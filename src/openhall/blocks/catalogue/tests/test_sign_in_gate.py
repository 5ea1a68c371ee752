"""Nobody needs an account without a reason: a definition that asks for one says why, or is marked and counted."""

from pathlib import Path
from typing import Any

import pytest

from openhall.blocks.catalogue.loading.sign_in_gate import NOT_YET_RECORDED
from openhall.blocks.catalogue.tests.factories import check, town, words

SERVICE = "services/park-office/kite-licence.yaml"
LAW = {"text": words("The park book names each flyer."), "law": words("Kite By-law"), "section": "3"}


def _checked(folder: Path, **changes: Any) -> Any:  # noqa: ANN401 - a report
    files = town()
    files[SERVICE] |= changes
    return check(folder, files)


@pytest.mark.parametrize("level", [2, 3])
def test_asking_for_sign_in_without_a_reason_is_refused_where_it_stands(tmp_path: Path, level: int) -> None:
    report = _checked(tmp_path, sign_in=level)

    (problem,) = report.problems
    assert (problem.file, problem.field) == (SERVICE, "sign_in_reason")
    assert problem.line > 1
    assert f"sign_in is {level}" in problem.message
    assert NOT_YET_RECORDED in problem.message
    assert report.services == []


@pytest.mark.parametrize("level", [0, 1])
def test_nobody_has_to_sign_in_below_a_verified_identity(tmp_path: Path, level: int) -> None:
    (service,) = _checked(tmp_path, sign_in=level).services

    assert (service.level_to_begin, service.level_to_sign, service.is_reason_missing) == (0, 0, False)


@pytest.mark.parametrize("level", [0, 1])
def test_a_reason_that_nothing_is_asked_for_is_refused(tmp_path: Path, level: int) -> None:
    (problem,) = _checked(tmp_path, sign_in=level, sign_in_reason=LAW).problems

    assert "Take it out" in problem.message


def test_the_mark_is_counted_and_a_law_is_not(tmp_path: Path) -> None:
    (marked,) = _checked(tmp_path / "a", sign_in=3, sign_in_reason=NOT_YET_RECORDED).services
    (explained,) = _checked(tmp_path / "b", sign_in=3, sign_in_reason=LAW).services

    assert (marked.level_to_begin, marked.level_to_sign, marked.is_reason_missing) == (2, 3, True)
    assert explained.is_reason_missing is False
    assert explained.sign_in_reason.section == "3"


@pytest.mark.parametrize(
    "reason", ["because", "", {"text": words("Why")}, {**LAW, "section": ""}, {**LAW, "mood": "stern"}, None]
)
def test_a_reason_is_a_law_with_its_place_or_the_mark(tmp_path: Path, reason: object) -> None:
    report = _checked(tmp_path, sign_in=2, sign_in_reason=reason)

    assert report.problems
    assert report.services == []


def _asking(folder: Path, question: dict[str, Any], **changes: Any) -> Any:  # noqa: ANN401 - a report
    """Check the service with one question more, which is read."""
    service = town()[SERVICE]
    reads = {"check": [*service["process"]["reads"]["check"], question["id"]]}
    questions = [*service["questions"], question]
    return _checked(folder, questions=questions, process={**service["process"], "reads": reads}, **changes)


def _question(**changes: object) -> dict[str, Any]:
    return {"id": "flown", "type": "text", "label": words("Where do you fly?"), **changes}


def test_a_single_question_may_ask_for_more_and_needs_the_reason_too(tmp_path: Path) -> None:
    question = _question(sign_in=2)
    (problem,) = _asking(tmp_path / "a", question, sign_in=0).problems
    (service,) = _asking(tmp_path / "b", question, sign_in=0, sign_in_reason=LAW).services
    (counted,) = _asking(tmp_path / "c", question, sign_in=1, sign_in_reason=NOT_YET_RECORDED).services

    assert (problem.field, "sign_in is 2" in problem.message) == ("sign_in_reason", True)
    assert (service.level_to_begin, service.level_to_sign, service.level_on_the_way, service.most_level) == (0, 0, 2, 2)
    assert (service.is_reason_missing, counted.is_reason_missing) == (False, True)


def test_a_question_asks_for_more_than_its_service_and_not_within_a_group(tmp_path: Path) -> None:
    inner = _question(sign_in=3, required=False)
    repeat = {"min": 1, "max": 2, "item": words("Kite")}
    group = {"id": "kites", "type": "group", "label": words("Kites"), "questions": [inner], "repeat": repeat}
    (no_more,) = _asking(tmp_path / "a", _question(sign_in=2), sign_in=2, sign_in_reason=LAW).problems
    problems = _asking(tmp_path / "b", group, sign_in=2, sign_in_reason=LAW).problems
    (service,) = _asking(tmp_path / "c", _question(sign_in=3), sign_in=2, sign_in_reason=LAW).services

    assert "Take it out" in no_more.message
    assert any("a group, which is asked as a whole" in each.message for each in problems), problems
    assert (service.level_to_begin, service.level_on_the_way) == (2, 3)
