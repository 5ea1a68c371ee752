"""Questions that are asked again for each person: one more, one less, and nothing typed is lost on the way."""

import re
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.applicants import Applicant
from tests.halls import Hall

MOVING = "town-clerk/moving-in"
PAGES = {
    "lives-here": {"lives_here": "part_time"},
    "full-name": {"full_name": "Noor"},
    "moved-on": {"moved_on-day": "3", "moved_on-month": "3", "moved_on-year": "2026"},
    "home-address": {"home_address-street": "The Patient Heron", "home_address-quarter": "old_harbour"},
    "phone": {"phone": "555-0147"},
}
THREE = {
    field: value
    for number, name in enumerate(("Ada", "Ben", "Cem"), 1)
    for field, value in {
        f"others-{number}-other_name": name,
        f"others-{number}-other_born-day": "2",
        f"others-{number}-other_born-month": "1",
        f"others-{number}-other_born-year": "2019",
    }.items()
}


@pytest.fixture
def at_the_group(example_hall: Hall) -> Iterator[tuple[Applicant, str]]:
    """Have somebody answer everything up to the question for other people; yield them and where that is."""
    with closing(Applicant(example_hall)) as somebody:
        place = f"/en/apply/{MOVING}/"
        while not place.endswith("/others/"):
            shown = somebody.look(place)
            page = place.rstrip("/").rpartition("/")[2]
            answer = shown if shown.status == 303 else somebody.send(place, PAGES[page])
            place = answer.headers["location"]
        yield somebody, place


def _names(text: str) -> dict[str, str]:
    found = re.findall(r'name="(others-\d+-other_name)"[^>]*value="([^"]*)"', text)
    empty = re.findall(r'name="(others-\d+-other_name)"', text)
    return dict.fromkeys(empty, "") | dict(found)


@pytest.mark.parametrize(("number", "left"), [("1", ["Ben", "Cem"]), ("2", ["Ada", "Cem"]), ("3", ["Ada", "Ben"])])
def test_the_one_whose_button_is_pressed_goes(
    at_the_group: tuple[Applicant, str], number: str, left: list[str]
) -> None:
    somebody, place = at_the_group

    pressed = somebody.send(place, {**THREE, "_do": f"remove:others:{number}"})

    assert pressed.status == 303
    assert list(_names(somebody.look(place).text).values()) == left


@pytest.mark.parametrize("number", ["0", "4", "-1", "x", "", "9" * 5_000, "1-other_name"])
def test_a_button_for_nobody_takes_nobody_away(at_the_group: tuple[Applicant, str], number: str) -> None:
    somebody, place = at_the_group

    assert somebody.send(place, {**THREE, "_do": f"remove:others:{number}"}).status == 303
    assert list(_names(somebody.look(place).text).values()) == ["Ada", "Ben", "Cem"]


def test_one_more_is_empty_and_the_others_stay(at_the_group: tuple[Applicant, str]) -> None:
    somebody, place = at_the_group

    pressed = somebody.send(place, {**THREE, "_do": "add:others"})

    assert (pressed.status, pressed.headers["location"]) == (303, f"{place}#others-4")
    assert list(_names(somebody.look(place).text).values()) == ["Ada", "Ben", "Cem", ""]
