"""A small diary for tests: two offices of a town, with a calendar and a clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import msgspec

from openhall.blocks.appointments.facade import BookableKind, BookingOffice, Diary, KindOffice, WishQuestions
from openhall.blocks.rules.facade import Calendar, Holiday

#: A Thursday, nine in the morning in the town.
NOW = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
FRIDAY, MONDAY, TUESDAY = date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 1)
TEXT = {"en": "Text", "zh-Hans": "文字"}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_WEEK = dict.fromkeys(_DAYS, ("09:00-10:00", "14:00-15:00"))
CALENDAR = Calendar("town", ("saturday", "sunday"), (Holiday(TUESDAY, TEXT), Holiday(date(2027, 1, 1), TEXT)))
OFFICES = {
    "hall": BookingOffice("hall", {"en": "Town Hall", "zh-Hans": "镇公所"}, TEXT, _WEEK),
    "quay": BookingOffice("quay", {"en": "Quay", "zh-Hans": "码头"}, TEXT, {"friday": ("18:00-19:00",)}),
}
KIND = BookableKind(
    id="visit",
    name={"en": "Visit", "zh-Hans": "到访"},
    authority="town-clerk",
    services={"town-clerk/visit": WishQuestions()},
    minutes=30,
    offices=(KindOffice("hall", 2), KindOffice("quay", 1)),
    ahead_days=7,
    notice_hours=24,
    bring={"en": "Your card.", "zh-Hans": "您的证件。"},
)


def diary(zone: str = "Asia/Kuwait", **changes: object) -> Diary:
    """Return the diary of the town with another clock, or with changes to the kind."""
    return Diary(msgspec.structs.replace(KIND, **changes), OFFICES, CALENDAR, ZoneInfo(zone))
