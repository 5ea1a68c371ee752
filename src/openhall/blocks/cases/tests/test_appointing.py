"""What answers wish for, of the kinds that the example town and tests have."""

from datetime import date
from zoneinfo import ZoneInfo

from openhall.blocks.appointments.facade import (
    BookableKind,
    BookingOffice,
    Diary,
    KindOffice,
    Wishes,
    WishQuestions,
)
from openhall.blocks.cases.appointing import wishes_of
from openhall.blocks.rules.facade import Calendar

_VISIT = "town-clerk/visit"
_TEXT = {"en": "Text"}
_OFFICES = {
    "hall": BookingOffice("hall", {"en": "Town Hall", "zh-Hans": "镇公所"}, _TEXT, {}),
    "quay": BookingOffice("quay", {"en": "Quay", "zh-Hans": "码头"}, _TEXT, {}),
}
_KIND = BookableKind(
    id="visit",
    name=_TEXT,
    authority="town-clerk",
    services={_VISIT: WishQuestions("where", "day", "hour")},
    minutes=30,
    offices=(KindOffice("hall", 1), KindOffice("quay", 1)),
    ahead_days=7,
    notice_hours=24,
    bring=_TEXT,
    areas={"shore": ("quay",)},
)
_TOWN = Diary(_KIND, _OFFICES, Calendar("town", (), ()), ZoneInfo("Asia/Kuwait"))


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
