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
