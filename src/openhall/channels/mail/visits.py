"""What a letter tells somebody who has to come: where, what to bring, and when it was to be before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from openhall.blocks.appointments.facade import (
    FILE_NAME,
    MEDIA_TYPE,
    Booking,
    booking_before,
    calendar_file,
    calendar_words,
    why_put_off,
)
from openhall.blocks.cases.facade import PaidBill
from openhall.blocks.catalogue.facade import Catalogue, diary_of_kind, version_of
from openhall.blocks.messages.facade import Attachment
from openhall.channels.mail.words import mark as _
from openhall.kernel.languages import Language, pick
from openhall.kernel.money import format_money
from openhall.ui.catalogues import translations
from openhall.ui.formats import full_date
from openhall.ui.formats import moment as written_moment

_BILL = _("%(service)s (%(reference)s): %(amount)s")
_BETWEEN: Mapping[str, str] = {"en": ", "}


@dataclass(frozen=True, slots=True)
class About:
    """What a letter is about beside its case: a moment, the place that is kept, the bills that it names."""

    moment: datetime | None = None
    booking: Booking | None = None
    bills: tuple[PaidBill, ...] = ()


NOTHING = About()


def bill_words(catalogue: Catalogue, about: About, language: Language) -> dict[str, str]:
    """Return ``bills``, one line for each, and their ``total``; empty where a letter names none."""
    money = catalogue.jurisdiction.money
    lines = []
    for bill in about.bills:
        service = version_of(bill.service, bill.version, bill.revision)
        name = pick(service.name, language) if service else bill.service
        given = {"service": name, "reference": bill.reference, "amount": format_money(money(bill.minor))}
        lines.append(translations(language).gettext(_BILL) % given)
    total = format_money(money(sum(bill.minor for bill in about.bills))) if lines else ""
    return {"bills": "\n".join(lines), "total": total}


def visit_words(catalogue: Catalogue, about: About, language: Language) -> dict[str, str]:
    """Return ``place``, ``bring``, ``former`` and ``why`` the office is shut on the day that was given up.

    Empty is what there is not, as for those who need not come.
    """
    booking, jurisdiction = about.booking, catalogue.jurisdiction
    diary = diary_of_kind(jurisdiction, booking.kind) if booking else None
    if booking is None or diary is None or not diary.kind.attends:
        return dict.fromkeys(("place", "bring", "former", "why"), "")
    office, before = diary.offices.get(booking.office), booking_before(booking)
    between = _BETWEEN.get(language.code, "，")
    return {
        "place": between.join(pick(each, language) for each in (office.name, office.address)) if office else "",
        "bring": pick(diary.kind.bring, language),
        "why": why_put_off(booking, diary.zone),
        "former": moment_words(before.starts_at, language, jurisdiction.time_zone) if before else "",
    }


def calendar_attachment(catalogue: Catalogue, about: About, language: Language) -> Attachment | None:
    """Return the file that puts a place into a calendar, moves it or takes it out; ``None`` where there is none."""
    booking = about.booking
    diary = diary_of_kind(catalogue.jurisdiction, booking.kind) if booking else None
    if booking is None or diary is None:
        return None
    words = calendar_words(diary, booking, language, settings.OPENHALL_URL)
    if words is None:
        return None
    return Attachment(FILE_NAME, MEDIA_TYPE.partition(";")[0], calendar_file(booking, words, diary.zone))


def moment_words(moment: datetime, language: Language, zone: str) -> str:
    """Return a moment in words; one at midnight is a day."""
    there = moment.astimezone(ZoneInfo(zone))
    is_day = (there.hour, there.minute) == (0, 0)
    return full_date(there.date(), language) if is_day else written_moment(moment, language, zone)
