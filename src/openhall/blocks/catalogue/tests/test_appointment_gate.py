"""What the gate finds wrong with appointments."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from openhall.blocks.catalogue.facade import diary_of, diary_of_kind
from openhall.blocks.catalogue.tests.factories import Files, check, service, town, words
from openhall.blocks.catalogue.workshop import check_jurisdiction

_FILE = "appointments/park.yaml"


def park() -> dict[str, Any]:
    """Return a sound file of appointments of the test town."""
    return {
        "offices": [
            {"id": "gate", "name": words("Gate"), "address": words("Gate"), "hours": {"monday": ["09:00-12:00"]}}
        ],
        "kinds": [
            {
                "id": "kite",
                "name": words("Kite"),
                "authority": "park-office",
                "services": {"park-office/kite-licence": {"office": "size"}},
                "minutes": 30,
                "offices": [{"office": "gate", "counters": 1}],
                "areas": {"small": ["gate"]},
                "ahead_days": 10,
                "notice_hours": 1,
                "bring": words("The kite."),
            }
        ],
    }


def with_park(file: dict[str, Any]) -> Files:
    """Return the test town with a file of appointments."""
    return {**town(), _FILE: file}


def test_a_sound_file_gives_the_diary_of_its_service(tmp_path: Path) -> None:
    report = check(tmp_path, with_park(park()))

    assert report.problems == []
    assert report.jurisdiction is not None
    diary = diary_of(report.jurisdiction, "park-office/kite-licence")
    assert diary is not None
    assert diary == diary_of_kind(report.jurisdiction, "kite")
    assert (diary.kind.minutes, list(diary.offices), diary.calendar.id) == (30, ["gate"], "town")
    assert diary_of(report.jurisdiction, "park-office/other") is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda f: f["kinds"][0].update(authority="parks"), "there is no authority “parks”"),
        (lambda f: f["kinds"][0]["offices"][0].update(office="gates"), "there is no office in these files “gates”"),
        (lambda f: f["kinds"][0].update(areas={"small": ["door"]}), "there is no such office of this kind “door”"),
        (lambda f: f["kinds"][0].update(services={"park-office/kites": {}}), "there is no service “park-office/kites”"),
        (
            lambda f: f["kinds"][0]["services"]["park-office/kite-licence"].update(date="day"),
            "there is no question of this service “day”",
        ),
        (lambda f: f["kinds"][0].update(minutes=240), "are all shorter than 240 minutes"),
        (lambda f: f["kinds"].append(deepcopy(f["kinds"][0])), "“kite” stands in these files twice"),
        (lambda f: f["offices"].append(deepcopy(f["offices"][0])), "“gate” stands in these files twice"),
        (lambda f: f["offices"][0]["hours"].update(monday=["12:00-09:00"]), "ends before it begins"),
        (lambda f: f["offices"][0]["hours"].update(monday=["09:00-12:00", "11:00-13:00"]), "the hours above it"),
        (lambda f: f["offices"][0]["name"].pop("zh-Hans"), "has no words in"),
        (lambda f: f["kinds"][0].pop("bring"), "is missing"),
        (lambda f: f["offices"][0]["hours"].update(monday=["9-12"]), "is not written as it should be"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, change: Any, told: str) -> None:  # noqa: ANN401 - a change to a file
    file = park()
    change(file)

    problems = check(tmp_path, with_park(file)).problems

    assert any(told in str(problem) and problem.file == _FILE for problem in problems), problems


def test_a_service_that_ends_with_an_appointment_has_something_to_book(tmp_path: Path) -> None:
    files = {**town(), "services/park-office/kite-licence.yaml": service(outcome="appointment")}

    problems = check(tmp_path, files).problems

    assert any("no kind names “park-office/kite-licence”" in str(each) for each in problems), problems
    without = {"offices": [], "kinds": [], "without": [{"service": "park-office/kite-licence", "why": "no need"}]}
    assert check(tmp_path, {**files, _FILE: without}).problems == []


@pytest.mark.parametrize("name", ["example", "hongkong"])
def test_whatever_books_in_a_jurisdiction_has_a_kind_or_says_why_not(name: str, tmp_path: Path) -> None:
    folder = settings.ROOT / "jurisdictions" / name
    for path in folder.rglob("*"):
        if path.is_file() and "appointments" not in path.parts[-2:]:
            copy = tmp_path / path.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.symlink_to(path)

    problems = check_jurisdiction(tmp_path, settings.SCHEMAS_FOLDER).problems

    assert all("no kind names" in problem.message for problem in problems)
    files = [yaml.safe_load(path.read_text("utf-8")) for path in folder.glob("appointments/*.yaml")]
    named = {service for file in files for kind in file["kinds"] for service in kind["services"]}
    named |= {row["service"] for file in files for row in file.get("without", [])}
    assert {problem.message.split("“")[1].split("”")[0] for problem in problems} == named
