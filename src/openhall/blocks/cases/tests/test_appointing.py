"""What answers wish for, of the kinds that the example town and tests have."""

from datetime import date

from openhall.blocks.appointments.facade import Wishes, WishQuestions
from openhall.blocks.appointments.tests.diaries import diary
from openhall.blocks.cases.appointing import wishes_of

_VISIT = "town-clerk/visit"
_TOWN = diary(services={_VISIT: WishQuestions("where", "day", "hour")}, areas={"shore": ("quay",)})


def test_answers_name_an_area_an_office_or_words_of_its_name() -> None:
    for said, offices in (
        ("shore", ("quay",)),
        ("hall", ("hall",)),
        ("town h", ("hall",)),
        ("码头", ("quay",)),
        ("nowhere", ()),
        ("", ()),
        ("h", ()),
    ):
        assert wishes_of(_TOWN, _VISIT, {"where": said}) == Wishes(offices)


def test_answers_name_a_day_and_a_time() -> None:
    assert wishes_of(_TOWN, _VISIT, {"day": "2026-12-01", "hour": "any"}) == Wishes(day=date(2026, 12, 1))
    assert wishes_of(_TOWN, _VISIT, {"day": "soon", "hour": "evening"}) == Wishes(time="evening")
    assert [wishes_of(_TOWN, _VISIT, {"hour": each}).time for each in ("09:30", "12:00", "18:15")] == [
        "morning",
        "afternoon",
        "evening",
    ]
    assert wishes_of(_TOWN, "town-clerk/other", {"day": "2026-12-01"}) == Wishes()
