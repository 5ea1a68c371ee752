"""Posts, invented people and calendars: what they name exists, and what is held about them could be true."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from openhall.blocks.catalogue.facade import publish_catalogue
from openhall.blocks.catalogue.tests.factories import Files, check, town, words
from openhall.blocks.catalogue.tests.test_publishing import NOW
from openhall.blocks.identity.facade import demo_people


def staffed() -> Files:
    """Return the test town with posts, a firm, a family and an officer."""
    files = town()
    files["facts.yaml"]["facts"] += [
        {"id": "person.tag", "label": words("Tag"), "type": "tag", "holder": "park-office"},
        {"id": "person.born_on", "label": words("Born"), "type": "date", "holder": "park-office"},
        {"id": "person.lives_at", "label": words("Home"), "type": "address", "holder": "park-office"},
        {"id": "person.from", "label": words("From"), "type": "country", "holder": "park-office"},
        {"id": "person.height", "label": words("Height"), "type": "number", "holder": "park-office"},
        {"id": "organisation.name", "label": words("Firm"), "type": "text", "holder": "park-office"},
    ]
    files["field_types.yaml"]["field_types"] += [
        {"id": "date", "base": "date"},
        {"id": "country", "base": "country"},
        {"id": "number", "base": "number"},
        {
            "id": "address",
            "base": "address",
            "boxes": [
                {"id": "street", "label": words("Street")},
                {
                    "id": "side",
                    "label": words("Side"),
                    "options": [{"id": side, "label": words(side)} for side in ("north", "east")],
                },
            ],
        },
    ]
    files["posts.yaml"] = {
        "posts": [{"id": "keeper", "authority": "park-office", "name": words("Keeper"), "role": "case-officer"}]
    }
    files["people/all.yaml"] = {"organisations": [_kites()], "people": [_ann_herself(), _ben()]}
    return files


def _kites() -> dict[str, Any]:
    return {"id": "kites", "name": words("Kites"), "audience": "business", "facts": {"organisation.name": "Kites"}}


def _ann_herself() -> dict[str, Any]:
    return {
        "id": "ann",
        "name": words("Ann"),
        "story": words("Flies."),
        "level": 2,
        "organisations": [{"organisation": "kites", "role": "owner"}],
        "family": [{"person": "ben", "relation": "sibling"}],
        "facts": {
            "person.tag": "79927398713",
            "person.born_on": "2001-02-03",
            "person.lives_at": {"street": "1 Kite Lane", "side": "north"},
            "person.from": "NZ",
        },
    }


def _ben() -> dict[str, Any]:
    return {
        "id": "ben",
        "name": words("Ben"),
        "story": words("Decides."),
        "level": 3,
        "family": [{"person": "ann", "relation": "sibling"}],
        "officer": {"authority": "park-office", "posts": ["keeper"]},
    }


def problems(folder: Path, files: Files) -> list[str]:
    return [f"{problem.file} {problem.field}: {problem.message}" for problem in check(folder, files).problems]


def test_a_town_with_people_is_sound(tmp_path: Path) -> None:
    report = check(tmp_path, staffed())

    assert report.problems == []
    assert [person.id for person in report.people.people] == ["ann", "ben"]
    assert report.jurisdiction is not None
    assert [post.role for post in report.jurisdiction.posts] == ["case-officer"]
    assert report.jurisdiction.working_calendar.years == {2026}


def test_posts_of_several_files_know_their_rank_and_how_much_they_may_approve(tmp_path: Path) -> None:
    files = staffed()
    head = {"id": "head", "authority": "park-office", "name": words("Head"), "role": "supervisor"}
    files["posts/heads.yaml"] = {
        "posts": [{**head, "limit": 500}, {**head, "id": "mayor", "name": words("Mayor"), "rank": 3}]
    }

    report = check(tmp_path, files)

    assert report.problems == []
    assert report.jurisdiction is not None
    assert {post.id: (post.rank, post.limit) for post in report.jurisdiction.posts} == {
        "keeper": (1, None),
        "head": (2, 50_000),
        "mayor": (3, None),
    }


def test_a_town_needs_no_people(tmp_path: Path) -> None:
    report = check(tmp_path, town())

    assert report.problems == []
    assert report.people.people == ()


def _ann(files: Files) -> dict[str, Any]:
    ann: dict[str, Any] = files["people/all.yaml"]["people"][0]
    return ann


@pytest.mark.parametrize(
    ("fact", "value", "told"),
    [
        ("person.tag", "79927398710", "check digit"),
        ("person.tag", 79927398713, "not a text"),
        ("person.full_name", "x" * 121, "too long"),
        ("person.full_name", "", "too short"),
        ("person.born_on", "2001-02-30", "not a day"),
        ("person.from", "New Zealand", "country code"),
        ("person.lives_at", "1 Kite Lane", "not an address"),
        ("person.lives_at", {"roof": "red"}, "no box “roof”"),
        ("person.lives_at", {"side": "south"}, "box “side”"),
        ("person.height", 180, "cannot be of the field type"),
        ("person.shoe_size", "40", "no such fact here, “person.shoe_size”"),
        ("organisation.name", "Ann", "no such fact here, “organisation.name”"),
    ],
)
def test_a_fact_that_could_not_be_held(tmp_path: Path, fact: str, value: object, told: str) -> None:
    files = staffed()
    _ann(files)["facts"][fact] = value

    found = problems(tmp_path, files)

    assert len(found) == 1
    assert found[0].startswith(f"people/all.yaml people[1].facts.{fact}: ")
    assert told in found[0]


def test_what_people_name_must_exist(tmp_path: Path) -> None:
    files = staffed()
    ann, ben = files["people/all.yaml"]["people"]
    ann["organisations"] = [{"organisation": "kite", "role": "owner"}]
    ann["family"] = [{"person": "bea", "relation": "sibling"}]
    ben["officer"] = {"authority": "parks", "posts": ["keeper"]}
    files["posts.yaml"]["posts"][0]["authority"] = "zoo"

    found = " ".join(problems(tmp_path, files))

    for told in (
        "no organisation “kite”. Did you mean “kites”?",
        "no other person “bea”",
        "no authority “parks”",
        "no post in that authority “keeper”",
        "no authority “zoo”",
        "“ann” does not name “ben” as family",
    ):
        assert told in found


def test_an_id_stands_once_in_all_files(tmp_path: Path) -> None:
    files = staffed()
    files["people/more.yaml"] = {"people": [_ann(files)]}

    assert problems(tmp_path, files) == [
        "people/more.yaml people[1].id: “ann” stands in people/all.yaml already. Give one another id."
    ]


def test_no_organisation_is_called_as_people_call_themselves(tmp_path: Path) -> None:
    files = staffed()
    files["people/all.yaml"]["organisations"][0]["id"] = "myself"
    for person in files["people/all.yaml"]["people"]:
        person.pop("organisations", None)

    (found,) = problems(tmp_path, files)

    assert found.startswith("people/all.yaml organisations[1].id: “myself” is what people say who apply")


def test_a_story_in_one_language_is_too_few(tmp_path: Path) -> None:
    files = staffed()
    _ann(files)["story"] = {"en": "Flies."}

    assert "has no words in 简体中文" in problems(tmp_path, files)[0]


def test_a_calendar_is_called_like_its_file(tmp_path: Path) -> None:
    files = staffed()
    files["calendars/town.yaml"]["calendar"] = "city"

    assert "Give both the same name" in problems(tmp_path, files)[0]


@pytest.mark.django_db
def test_people_are_kept_with_a_publication_in_a_demonstration_only(tmp_path: Path, settings: Settings) -> None:
    report = check(tmp_path, staffed())
    settings.OPENHALL_DEMO = True
    publish_catalogue(report=report, actor="test", now=NOW)
    assert [person.id for person in demo_people()] == ["ann", "ben"]

    settings.OPENHALL_DEMO = False
    publish_catalogue(report=report, actor="test", now=NOW)
    settings.OPENHALL_DEMO = True
    assert demo_people() == ()
